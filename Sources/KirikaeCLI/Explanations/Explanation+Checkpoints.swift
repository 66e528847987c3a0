import KirikaeDiagnostics

/// Signed checkpoints and proofs: KRK0730 to KRK0738.
extension Explanation {
    static let checkpoints: [Explanation] = signing + proving

    private static let signing: [Explanation] = [
        Explanation(
            CLIMessage.checkpoint(.noKey("keys/j1", reason: .init(ja: "読めません", en: "cannot be read"))),
            title: .init(ja: "署名の鍵を使えない", en: "the signing key cannot be used"),
            cause: .init(
                ja: """
                    `--checkpoint-key`（または `KIRIKAE_CHECKPOINT_KEY`）の鍵が読めないか、壊れています。指定がなければ、記録のフォルダの鍵 \
                    `keys/checkpoint` がパスフレーズなしの Ed25519 の秘密鍵ではありません。
                    """,
                en: """
                    The key of `--checkpoint-key` (or `KIRIKAE_CHECKPOINT_KEY`) cannot be read or is damaged. Where none is \
                    named, the key of the state folder, `keys/checkpoint`, is no Ed25519 private key without a passphrase.
                    """),
            reason: .init(
                ja: "署名のない記録は、後で誰かが全体を書き直しても分かりません。だから実行を始めません。",
                en:
                    "Without a signature nobody could tell later whether the whole record was rewritten. So nothing is begun."
            ),
            remedy: .init(
                ja: """
                    OpenSSH の鍵のパスを指定します。エージェントやトークンの鍵なら、公開鍵のファイルを指定します。指定を外すと、この機械の鍵で署名します。
                    """,
                en: """
                    Name the path of an OpenSSH key. For a key of an agent or a token, name the file with its public key. \
                    Without the option the key of this machine signs.
                    """),
            example: .commands("kirikae run example.switchover -e lab --checkpoint-key keys/j1")),
        Explanation(
            CLIMessage.checkpoint(.notSigned(reason: "incorrect passphrase supplied to decrypt private key")),
            title: .init(ja: "記録に署名できない", en: "the record could not be signed"),
            cause: .init(
                ja: "`ssh-keygen` が署名しませんでした。鍵のパスフレーズが要るか、エージェントが止まっているか、トークンがありません。",
                en:
                    "`ssh-keygen` made no signature: the key needs a passphrase, the agent does not run, or the token is not there."
            ),
            reason: .init(
                ja: "実行の前なら、まだ何も始めていません。実行の終わりなら、終わったステップはすべて記録されていて、署名だけがありません。",
                en: """
                    Before a run nothing has been begun. At its end everything that was done is in the record, and only the \
                    signature is missing.
                    """),
            remedy: .init(
                ja: """
                    `ssh-add` で鍵をエージェントに入れるか、トークンを挿します。途中で止まった実行は `kirikae resume 実行` で続け、\
                    終わった実行は `kirikae audit seal 実行` で署名します。
                    """,
                en: """
                    Add the key to an agent with `ssh-add`, or plug the token in. Then `kirikae resume RUN` goes on with a run \
                    that stopped, and `kirikae audit seal RUN` signs one that has ended.
                    """),
            example: .commands(
                "ssh-keygen -q -t ed25519 -N 'correct horse' -f locked",
                "kirikae run example.switchover -e lab --checkpoint-key locked",
                remark: .init(
                    ja: "パスフレーズの要る鍵で、端末もエージェントもありません。",
                    en: "A key with a passphrase, and neither a terminal nor an agent."))),
        Explanation(
            CLIMessage.checkpoint(.notSealed(run: "night-1")),
            title: .init(ja: "署名できる状態の記録ではない", en: "a record that is not fit to be signed"),
            cause: .init(
                ja: "`kirikae audit seal` は、署名のほかに問題のない、終わった実行だけに署名します。この記録にはほかにも問題があります。",
                en: """
                    `kirikae audit seal` signs only a run that has ended and of which nothing else is wrong. Something else is \
                    wrong with this one.
                    """),
            reason: .init(
                ja: "書き換えられた記録に署名すると、正しいものに見えてしまいます。",
                en: "Signed, a record that was tampered with would look right."),
            remedy: .init(
                ja: "`kirikae audit verify 実行` で、何に失敗しているかを確認してください。終わっていない実行は `kirikae resume 実行` で続けます。",
                en:
                    "See with `kirikae audit verify RUN` what fails. Go on with a run that has not ended: `kirikae resume RUN`."
            ),
            example: .commands(
                "kirikae audit seal night-1", remark: .init(ja: "この実行は終わっていません。", en: "This run has not ended."))),
        Explanation(
            CLIMessage.checkpoint(
                .signersUnusable(
                    "signers", reason: .init(ja: "1 行目：名前・種類・鍵の形ではありません", en: "line 1: not a name, a type and a key"))),
            title: .init(ja: "信頼する鍵のファイルを使えない", en: "the file of trusted keys cannot be used"),
            cause: .init(
                ja: """
                    `--allowed-signers` のファイルが読めないか、その行が正しくありません。`ssh-keygen -Y verify` と同じ形のファイルです。\
                    認証局の鍵（`cert-authority`）は使えません。
                    """,
                en: """
                    The file of `--allowed-signers` cannot be read, or a line of it is not understood. It has the form that \
                    `ssh-keygen -Y verify` reads; keys of certificate authorities (`cert-authority`) cannot be used.
                    """),
            reason: .init(
                ja: "読み飛ばした行が、必要な鍵や期限かもしれません。",
                en: "A line passed over might be the key that is needed, or the time until which it counts."),
            remedy: .init(
                ja: "その行を直してください。1 行の形：`名前 namespaces=\"kirikae-checkpoint\" ssh-ed25519 AAAA…`。時刻は UTC です。",
                en:
                    "Mend the line. A line reads `NAME namespaces=\"kirikae-checkpoint\" ssh-ed25519 AAAA…`. Times are in UTC."
            ),
            example: .commands("echo nonsense > signers", "kirikae audit verify night-1 --allowed-signers signers")),
        Explanation(
            CLIMessage.checkpoint(.placeMalformed("ssh://-x/kept")),
            title: .init(ja: "写しの置き場所の形ではない", en: "no place for copies"),
            cause: .init(
                ja: """
                    写しの置き場所は、フォルダか `ssh://[利用者@]ホスト[:ポート]/フォルダ` です。ssh の名前とフォルダに使えるのは、英数字と `.`、`_`、`-` です。
                    """,
                en: """
                    A place for copies is a folder or `ssh://[USER@]HOST[:PORT]/FOLDER`. Names and folders for ssh consist of \
                    letters, digits, `.`, `_` and `-`.
                    """),
            reason: .init(
                ja: "`-` で始まる名前を、ssh は指定と読みます。",
                en: "What begins with `-` is an option to ssh, which may run a program."),
            remedy: .init(
                ja: "形を直してください。ほかの名前やポート、鍵は、ssh の設定ファイルに名前をつけて書けます。",
                en: "Mend it. Other names, ports and keys can be given a name in the configuration file of ssh."),
            example: .commands("kirikae run example.switchover -e lab --copy-checkpoints ssh://-x/kept")),
    ]

    private static let proving: [Explanation] = [
        Explanation(
            CLIMessage.checkpoint(.headMalformed("12 2ff3")),
            title: .init(ja: "読み上げられた値の形ではない", en: "not a value that was read aloud"),
            cause: .init(
                ja: "`--expect-size` と `--expect-root` は一緒に指定します。ルートは 32 桁から 64 桁の 16 進数字です。空白は無視します。",
                en: """
                    `--expect-size` and `--expect-root` go together. The root has 32 to 64 hexadecimal digits; spaces do not \
                    matter.
                    """),
            reason: .init(
                ja: "短い値なら、合う記録を誰かが作れるかもしれません。",
                en: "To a shorter value somebody might make a record that fits."),
            remedy: .init(
                ja: "`kirikae audit read-aloud 実行` の 2 行目と 3 行目を、そのまま指定してください。",
                en: "Give the second and the third line of `kirikae audit read-aloud RUN` as they are."),
            example: .commands("kirikae audit verify night-1 --expect-size 12 --expect-root 2ff3")),
        Explanation(
            CLIMessage.checkpoint(.noSuchRecord(9999, run: "night-1", count: 12)),
            title: .init(ja: "その番号の記録がない", en: "there is no such record"),
            cause: .init(
                ja: "`kirikae audit prove` の番号の記録がないか、まだ署名されていません。",
                en: "The number given to `kirikae audit prove` is that of no record, or of one that is not signed yet."),
            reason: .init(
                ja: "証明は、署名された記録についてだけ作れます。", en: "A proof can be made only for records that a signature covers."),
            remedy: .init(
                ja: "`kirikae log 実行` の左端の番号を指定してください。",
                en: "Give a number from the left column of `kirikae log RUN`."),
            example: .commands("kirikae audit prove night-1 9999")),
        Explanation(
            CLIMessage.checkpoint(.notProvable(run: "night-1")),
            title: .init(ja: "使える署名がない", en: "no signature to build on"),
            cause: .init(
                ja: "この実行には、信頼する鍵による、記録と合う署名がありません。",
                en: "This run has no signature by a trusted key that its record agrees with."),
            reason: .init(
                ja: "署名がなければ、証明も読み上げる値も、何も示しません。",
                en: "Without one a proof, or a value that is read aloud, shows nothing."),
            remedy: .init(
                ja: "`kirikae audit verify 実行` で理由を確認してください。別の鍵で署名した実行には `--allowed-signers` が要ります。",
                en: """
                    `kirikae audit verify RUN` says why. A run that was signed with another key needs `--allowed-signers`.
                    """),
            example: .commands(
                "kirikae audit prove night-1 3 --allowed-signers signers",
                remark: .init(ja: "このファイルに、署名した鍵はありません。", en: "The key that signed is not in this file."))),
        Explanation(
            CLIMessage.checkpoint(
                .proofFailed(
                    "record.tlog-proof",
                    reason: .init(ja: "記録は署名された木の中にありません", en: "the record does not stand in the signed tree"))),
            title: .init(ja: "成り立たない証明", en: "a proof that does not hold"),
            cause: .init(
                ja: "ファイルが読めないか書けないか、証明の形ではないか、記録・番号・署名のどれかが合いません。",
                en: """
                    The file cannot be read or written or is no proof, or the record, its number and the signature do not fit \
                    each other.
                    """),
            reason: .init(
                ja: "記録がその実行のものであることは、示されていません。",
                en: "It does not show that the record stands in the log of that run."),
            remedy: .init(
                ja: "証明を作った人から、もう一度受け取ってください。信頼する鍵は、別の経路で受け取ってください。",
                en: "Ask whoever made it for the file again. Get the trusted key by another way than the file."),
            example: .commands(
                "kirikae audit prove night-1 3 --output record.tlog-proof",
                "sed -i 's/^index 3/index 4/' record.tlog-proof",
                "kirikae audit check-proof record.tlog-proof --allowed-signers \"$KIRIKAE_STATE/keys/allowed_signers\"",
                remark: .init(ja: "番号を 1 つ変えました。", en: "The number was changed by one."))),
    ]
}
