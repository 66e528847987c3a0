import KirikaeDiagnostics
import KirikaeSyntax

/// What can be wrong with who may sign, and with where secrets come from: KRK0355 to KRK0360.
public enum AuthorityMessage: DiagnosticMessage, Equatable {
    case signersNotFound(String, known: [String])
    case signersNotNamed
    case signersLine(AllowedSigners.Defect)
    case keyOfTwoPeople(String, String)
    case memberWithoutKey(String, group: String, path: String)
    case programNotAbsolute(String)

    /// All of them keep a plan from being made.
    public var severity: Severity { .error }

    /// Its code, which never changes its meaning.
    public var code: String {
        switch self {
        case .signersNotFound: "KRK0355"
        case .signersNotNamed: "KRK0356"
        case .signersLine: "KRK0357"
        case .keyOfTwoPeople: "KRK0358"
        case .memberWithoutKey: "KRK0359"
        case .programNotAbsolute: "KRK0360"
        }
    }

    /// What was found, and what was expected.
    public func text(in language: Language) -> String { localized[language] }

    /// What to do next.
    public func advice(in language: Language) -> String? { localizedAdvice[language] }

    private var localized: LocalizedText {
        switch self {
        case .signersNotFound(let path, _):
            .init(
                ja: "署名者の鍵のファイル「\(path)」がフォルダにありません",
                en: "the folder has no allowed-signers file ‘\(path)’")
        case .signersNotNamed:
            .init(
                ja: "署名を求めていますが、署名者の鍵のファイルがありません",
                en: "signatures are demanded, but no ‘allowed-signers’ says whose keys count")
        case .signersLine(.notText):
            .init(ja: "署名者の鍵のファイルが UTF-8 ではありません", en: "the allowed-signers file is not UTF-8")
        case .signersLine(.noKey):
            .init(ja: "この行に公開鍵がありません", en: "there is no public key on this line")
        case .signersLine(.notOneName):
            .init(ja: "行の先頭が、1 人の名前ではありません", en: "the line does not begin with the name of one person")
        case .signersLine(.authority):
            .init(ja: "認証局の鍵は使えません", en: "the key of a certificate authority cannot be used")
        case .keyOfTwoPeople(let first, let second):
            .init(
                ja: "「\(first)」と「\(second)」の鍵が同じです", en: "‘\(first)’ and ‘\(second)’ have the same key")
        case .memberWithoutKey(let member, let group, let path):
            .init(
                ja: "グループ「\(group)」の「\(member)」の鍵が \(path) にありません",
                en: "\(path) has no key of ‘\(member)’ of the group ‘\(group)’")
        case .programNotAbsolute(let program):
            .init(ja: "「\(program)」は / で始まるパスではありません", en: "‘\(program)’ is not a path that begins with ‘/’")
        }
    }

    private var localizedAdvice: LocalizedText {
        switch self {
        case .signersNotFound(_, let known):
            known.isEmpty
                ? .init(
                    ja: "名前が allowed_signers で終わるファイルをフォルダに置いてください。",
                    en: "Put a file whose name ends in ‘allowed_signers’ into the folder.")
                : .init(
                    ja: "あるファイル：\(known.joined(separator: "、"))", en: "There is: \(known.joined(separator: ", ")).")
        case .signersNotNamed:
            .init(ja: "「allowed-signers: パス」を書いてください。", en: "Write ‘allowed-signers: PATH’.")
        case .signersLine(.notText): .init(ja: "UTF-8 で保存してください。", en: "Save it as UTF-8.")
        case .signersLine(.authority):
            .init(ja: "承認者ごとに鍵の行を書いてください。", en: "Write a line with a key for each person.")
        case .signersLine:
            .init(ja: "例：sato ssh-ed25519 AAAA…", en: "For example: sato ssh-ed25519 AAAA….")
        case .keyOfTwoPeople:
            .init(ja: "1 人ずつ自分の鍵を作ってください。", en: "Let each of them make a key of his own.")
        case .memberWithoutKey(let member, _, _):
            .init(
                ja: "「\(member)」の公開鍵の行を加えるか、グループから外してください。",
                en: "Add a line with a public key of ‘\(member)’, or remove him from the group.")
        case .programNotAbsolute(let program):
            .init(ja: "例：/usr/local/bin/\(program)", en: "For example /usr/local/bin/\(program).")
        }
    }
}
