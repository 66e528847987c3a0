import KirikaeDiagnostics
import KirikaeSyntax

/// What can be wrong with how something is looked at by HTTP or in a file: KRK0346, KRK0368 and KRK0369.
public enum HTTPProbeMessage: DiagnosticMessage, Equatable {
    case notAWebAddress(String, WebAddress.Defect)
    case doesNotFit(String, Conflict)
    case notOfForm(String, Form)

    /// Why something that is right by itself says nothing here, or could never be.
    public enum Conflict: Sendable, Equatable {
        /// The URL is not `https`.
        case needsTLS
        /// A HEAD has no body.
        case needsBody
        /// No text is looked for.
        case needsText
        /// Where the one text is, the other, shorter one is too.
        case isPartOf(String)
        /// Two values are to mean the same thing.
        case meansTwo(String)
        /// The state needs a number of days.
        case needsDays
    }

    /// What should have been written.
    public enum Form: Sendable, Equatable {
        case status, override, headerName, pointer, hash, absolutePath
        case authorities(known: [String])
    }

    /// All of them keep a plan from being made.
    public var severity: Severity { .error }

    /// Its code, which never changes its meaning.
    public var code: String {
        switch self {
        case .notAWebAddress: "KRK0346"
        case .doesNotFit: "KRK0368"
        case .notOfForm: "KRK0369"
        }
    }

    /// What was found, and what was expected.
    public func text(in language: Language) -> String { localized[language] }

    /// What to do next.
    public func advice(in language: Language) -> String? { localizedAdvice[language] }

    private var localized: LocalizedText {
        switch self {
        // The text is not repeated: it holds a password.
        case .notAWebAddress(_, .credentials):
            .init(ja: "URL に利用者名やパスワードがあります", en: "the URL holds a user or a password")
        case .notAWebAddress(let url, .scheme):
            .init(ja: "「\(url)」は http:// でも https:// でも始まりません", en: "‘\(url)’ begins with neither http:// nor https://")
        case .notAWebAddress(let url, .host):
            .init(ja: "「\(url)」のホスト名が正しくありません", en: "the host of ‘\(url)’ is none")
        case .notAWebAddress(let url, .port):
            .init(ja: "「\(url)」のポートは 1 から 65535 の数ではありません", en: "the port of ‘\(url)’ is not a number from 1 to 65535")
        case .notAWebAddress(_, .character):
            .init(
                ja: "URL に空白、制御文字、「\\」または ASCII 以外の文字があります",
                en: "the URL holds a space, a control character, a ‘\\’, or a character beyond ASCII")
        case .doesNotFit(let key, .needsTLS):
            .init(ja: "「\(key)」は https の URL にだけ書けます", en: "‘\(key)’ needs an https URL")
        case .doesNotFit(let key, .needsBody):
            .init(ja: "HEAD の応答に本文はないので「\(key)」で判定できません", en: "‘\(key)’ looks at the body, and a HEAD has none")
        case .doesNotFit(let key, .needsText):
            .init(ja: "「\(key)」は「contains」がなければ意味がありません", en: "‘\(key)’ says nothing without ‘contains’")
        case .doesNotFit(let text, .isPartOf(let other)):
            .init(
                ja: "「\(text)」は「\(other)」の一部なので、どちらか区別できません",
                en: "‘\(text)’ is part of ‘\(other)’, so where that is both are found")
        case .doesNotFit(let text, .meansTwo(let value)):
            .init(
                ja: "「\(text)」はすでに値「\(value)」を意味します", en: "‘\(text)’ already means the value ‘\(value)’")
        case .doesNotFit(let state, .needsDays):
            .init(
                ja: "「\(state)」には「days-left-at-least」が必要です", en: "‘\(state)’ needs ‘days-left-at-least’")
        case .notOfForm(let text, .status):
            .init(ja: "「\(text)」は HTTP の状態コードではありません", en: "‘\(text)’ is no HTTP status")
        case .notOfForm(let text, .override):
            .init(
                ja: "「\(text)」はアドレスでも「ホスト:ポート:アドレス」でもありません",
                en: "‘\(text)’ is neither an address nor ‘host:port:address’")
        case .notOfForm(let text, .headerName):
            .init(ja: "「\(text)」はヘッダの名前ではありません", en: "‘\(text)’ is not the name of a header field")
        case .notOfForm(let text, .pointer):
            .init(ja: "「\(text)」は JSON ポインタではありません", en: "‘\(text)’ is not a JSON pointer")
        case .notOfForm(let text, .hash):
            .init(ja: "「\(text)」は SHA-256 ではありません", en: "‘\(text)’ is not a SHA-256")
        case .notOfForm(let text, .absolutePath):
            .init(ja: "「\(text)」は / で始まるパスではありません", en: "‘\(text)’ is not a path that begins with ‘/’")
        case .notOfForm(let path, .authorities):
            .init(
                ja: "「\(path)」という認証局の証明書のファイルがフォルダにないか、証明書でないものを含みます",
                en: "the folder has no file ‘\(path)’ with certificates of authorities and nothing secret")
        }
    }

    private var localizedAdvice: LocalizedText {
        switch self {
        case .notAWebAddress(_, .credentials):
            .init(ja: "利用者名とパスワードを URL から除いてください。", en: "Take the user and the password out of the URL.")
        case .notAWebAddress(_, .character):
            .init(
                ja: "ホスト名は xn-- の形、ほかは %E3 のような形で書いてください。",
                en: "Write a host as ‘xn--…’ and anything else in the form ‘%E3’.")
        case .notAWebAddress:
            .init(ja: "例：https://portal.example/health", en: "For example https://portal.example/health.")
        case .doesNotFit(_, .needsTLS):
            .init(ja: "URL を https にするか、このキーを除いてください。", en: "Write an https URL, or remove the key.")
        case .doesNotFit(_, .needsBody): .init(ja: "「method: GET」にしてください。", en: "Write ‘method: GET’.")
        case .doesNotFit(_, .needsText): .init(ja: "このキーを除いてください。", en: "Remove the key.")
        case .doesNotFit(_, .isPartOf):
            .init(ja: "片方にしか現れない文言を選んでください。", en: "Choose texts of which only one can be there.")
        case .doesNotFit(_, .meansTwo): .init(ja: "どちらか一方にしてください。", en: "Let it mean one of them.")
        case .doesNotFit(_, .needsDays):
            .init(ja: "例：tls: {days-left-at-least: 14}", en: "For example tls: {days-left-at-least: 14}.")
        case .notOfForm(_, .status): .init(ja: "例：200、503、5xx", en: "For example 200, 503 or 5xx.")
        case .notOfForm(_, .override):
            .init(
                ja: "例：192.0.2.10、portal.example:443:192.0.2.10",
                en: "For example 192.0.2.10 or portal.example:443:192.0.2.10.")
        case .notOfForm(_, .headerName): .init(ja: "例：X-Site", en: "For example X-Site.")
        case .notOfForm(_, .pointer): .init(ja: "例：/site/active", en: "For example /site/active.")
        case .notOfForm(_, .hash):
            .init(ja: "「sha256sum ファイル」が示す 64 桁を書いてください。", en: "Write the 64 digits that ‘sha256sum FILE’ prints.")
        case .notOfForm(_, .absolutePath):
            .init(ja: "例：/opt/portal/portal.war", en: "For example /opt/portal/portal.war.")
        case .notOfForm(_, .authorities(let known)):
            known.isEmpty
                ? .init(
                    ja: "名前が authorities.pem で終わる PEM のファイルをフォルダに置いてください。",
                    en: "Put a PEM file whose name ends in ‘authorities.pem’ into the folder.")
                : .init(ja: "あるファイル：\(known.joined(separator: "、"))", en: "There is: \(known.joined(separator: ", ")).")
        }
    }
}
