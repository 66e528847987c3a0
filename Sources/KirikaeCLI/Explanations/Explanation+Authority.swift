import KirikaeDiagnostics
import KirikaeRunbook

/// Who may sign, and where secrets come from: KRK0355 to KRK0360.
extension Explanation {
    private static let satosLine =
        "sato ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIMgCXRMW3sipVxl8o15BEB8qGew3wPzaoUboBd+yYfCs"
    private static let suzukisLine =
        "suzuki ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIG0mkRpwaFM31Nc7ClC+JwJ8hIytdz3aKXcCgx7LOLan"

    /// The base environment with a group that must review plans; the folder has these signers.
    private static func reviewed(_ lines: [String], corrected: [String]) -> ExplanationExample {
        let keys = """
            groups:
              reviewers: {title: {ja: レビュー担当, en: Reviewers}, members: [sato, suzuki]}
            allowed-signers: lab.allowed_signers
            plan-review: {group: reviewers}
            observe:

            """
        return .files([
            .change(file: "lab.yaml", from: "observe:\n", to: keys, corrected: keys),
            .add(
                file: "lab.allowed_signers", text: lines.joined(separator: "\n") + "\n",
                corrected: corrected.joined(separator: "\n") + "\n"),
        ])
    }

    private static func signed(_ keys: String, corrected: String) -> ExplanationExample {
        .files([
            .change(
                file: "lab.yaml", from: "observe:\n", to: keys + "\nobserve:\n", corrected: corrected + "\nobserve:\n"),
            .add(file: "lab.allowed_signers", text: satosLine + "\n", corrected: satosLine + "\n"),
        ])
    }

    static let authority: [Explanation] = [
        Explanation(
            AuthorityMessage.signersNotFound("lab.allowed-signers", known: ["lab.allowed_signers"]),
            title: .init(ja: "署名者の鍵のファイルがない", en: "the allowed-signers file is not there"),
            cause: .init(
                ja: "環境の `allowed-signers` が、フォルダにないファイルを指しています。名前は `allowed_signers` で終わります。",
                en: """
                    The `allowed-signers` of an environment names a file that the folder does not have. The name of such a \
                    file ends in `allowed_signers`.
                    """),
            reason: .init(
                ja: "誰の鍵を認めるかが分からなければ、どの署名も確かめられません。",
                en: "Without it nobody can tell whose keys count, so no signature can be checked."),
            remedy: .init(
                ja: "フォルダの中のパスを書いてください。実行はこのファイルも写しを取って固定します。",
                en: "Write its path within the folder. A run pins it like every other file."),
            example: signed(
                "allowed-signers: lab.allowed-signers\napprovals: signed",
                corrected: "allowed-signers: lab.allowed_signers\napprovals: signed")),
        Explanation(
            AuthorityMessage.signersNotNamed,
            title: .init(ja: "署名者の鍵のファイルが書かれていない", en: "signatures are demanded, and no keys are named"),
            cause: .init(
                ja: "`approvals: signed` か `plan-review` があるのに、`allowed-signers` がありません。",
                en: "There is `approvals: signed` or `plan-review`, but no `allowed-signers`."),
            reason: .init(
                ja: "署名を確かめる鍵がないので、承認もレビューも決して有効になりません。",
                en: "With no key to check against, no approval and no review could ever count."),
            remedy: .init(
                ja: "公開鍵のファイルをフォルダに置き、`allowed-signers` にそのパスを書いてください。",
                en: "Put a file with the public keys into the folder, and write its path under `allowed-signers`."),
            example: signed("approvals: signed", corrected: "allowed-signers: lab.allowed_signers\napprovals: signed")),
        Explanation(
            AuthorityMessage.signersLine(.notOneName),
            title: .init(ja: "署名者の鍵のファイルに使えない行がある", en: "a line of the allowed-signers file cannot be used"),
            cause: .init(
                ja: "1 行は 1 人の名前と 1 つの公開鍵です。複数の名前、`*` などのパターン、認証局の鍵、鍵のない行は使えません。",
                en: """
                    A line is the name of one person and one public key. Several names, patterns such as `*`, the key of a \
                    certificate authority, and a line without a key cannot be used.
                    """),
            reason: .init(
                ja: "そのような行は、1 人が何人分もの署名をできるようにします。",
                en: "Such a line lets one person sign as several."),
            remedy: .init(
                ja: "名前ごとに行を分けてください。`valid-after`、`valid-before`、`namespaces` は使えます。",
                en: "Write a line for each name. `valid-after`, `valid-before` and `namespaces` may be used."),
            example: reviewed(
                ["sato,suzuki \(satosLine.dropFirst(5))"], corrected: [satosLine, suzukisLine])),
        Explanation(
            AuthorityMessage.keyOfTwoPeople("sato", "suzuki"),
            title: .init(ja: "1 つの鍵を 2 人が持っている", en: "one key of two people"),
            cause: .init(
                ja: "署名者の鍵のファイルで、2 つの名前に同じ公開鍵があります。",
                en: "In the allowed-signers file two names have the same public key."),
            reason: .init(
                ja: "その鍵を持つ 1 人が、2 人分の承認をできてしまいます。",
                en: "Whoever holds the key could approve as two people."),
            remedy: .init(ja: "1 人ずつ自分の鍵を作ってください。", en: "Let each of them make a key of his own."),
            example: reviewed(
                [satosLine, "suzuki \(satosLine.dropFirst(5))"], corrected: [satosLine, suzukisLine])),
        Explanation(
            AuthorityMessage.memberWithoutKey("suzuki", group: "reviewers", path: "lab.allowed_signers"),
            title: .init(ja: "鍵のないメンバーがいる", en: "a member without a key"),
            cause: .init(
                ja: "グループのメンバーの名前が、署名者の鍵のファイルにありません。",
                en: "A member of a group has no line in the allowed-signers file."),
            reason: .init(
                ja: "その人は署名できません。承認が必要になってから気づくのでは遅すぎます。",
                en: "He cannot sign, and that would be found out only when his approval is needed."),
            remedy: .init(
                ja: "その人の公開鍵の行を加えるか、グループから外してください。名前は完全に一致させます。",
                en:
                    "Add a line with his public key, or remove him from the group. The names must be the same, letter by letter."
            ),
            example: reviewed([satosLine], corrected: [satosLine, suzukisLine])),
        Explanation(
            AuthorityMessage.programNotAbsolute("show-token"),
            title: .init(ja: "秘密を読むプログラムが絶対パスでない", en: "the program of a secret is no full path"),
            cause: .init(
                ja: "秘密の `command` の最初の要素が `/` で始まっていません。",
                en: "The first element of the `command` of a secret does not begin with `/`."),
            reason: .init(
                ja: "どこかのフォルダから探すと、別のプログラムが秘密を渡すかもしれません。",
                en:
                    "A program that is looked for in folders could be another one, and would be given the secret's place."
            ),
            remedy: .init(ja: "フルパスを書いてください。", en: "Write the full path."),
            example: .files([
                .change(
                    file: "lab.yaml", from: "observe:\n",
                    to: "secrets:\n  token: {title: {ja: トークン, en: Token}, command: [show-token]}\nobserve:\n",
                    corrected:
                        "secrets:\n  token: {title: {ja: トークン, en: Token}, command: [/opt/bin/show-token]}\nobserve:\n"
                ),
                .change(
                    file: "switchover.yaml", from: "action: {command: [tell.exe, dr], on: operations-pc}",
                    to: "action: {command: [tell.exe, dr], on: operations-pc, secrets: {TOKEN_FILE: token}}",
                    corrected: "action: {command: [tell.exe, dr], on: operations-pc, secrets: {TOKEN_FILE: token}}"),
            ])),
    ]
}
