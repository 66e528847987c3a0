import KirikaeDiagnostics
import KirikaeSyntax

/// What can be wrong with a conversation with a program: KRK0347 to KRK0349.
public enum ConversationMessage: DiagnosticMessage, Equatable {
    case unexpectedIsExpected(String, expected: String)
    case emptyText
    case silenceBeyondTimeout(Milliseconds, timeout: Milliseconds)
    case controlTyped(String)

    /// All of them keep a plan from being made.
    public var severity: Severity { .error }

    /// Its code, which never changes its meaning.
    public var code: String {
        switch self {
        case .unexpectedIsExpected, .emptyText: "KRK0347"
        case .silenceBeyondTimeout: "KRK0348"
        case .controlTyped: "KRK0349"
        }
    }

    /// What was found, and what was expected.
    public func text(in language: Language) -> String { localized[language] }

    /// What to do next.
    public func advice(in language: Language) -> String? { localizedAdvice[language] }

    private var localized: LocalizedText {
        switch self {
        case .unexpectedIsExpected(let text, let expected):
            .init(
                ja: "「\(text)」が出ると止めますが、expect の「\(expected)」に含まれています",
                en: "‘\(text)’ stops the program, and it is part of what is expected: ‘\(expected)’")
        case .emptyText:
            .init(ja: "空の文字列では止められません", en: "an empty text never comes")
        case .silenceBeyondTimeout(let silence, let timeout):
            .init(
                ja: "沈黙の上限 \(silence.written) は、ステップの timeout（\(timeout.written)）より短くありません",
                en:
                    "the limit of silence, \(silence.written), is not shorter than the timeout of the step, \(timeout.written)"
            )
        case .controlTyped(let code):
            .init(
                ja: "入力する文字列に制御文字（\(code)）があります。端末への操作になります",
                en: "what is typed holds the control character \(code), which would act on the terminal")
        }
    }

    private var localizedAdvice: LocalizedText {
        switch self {
        case .unexpectedIsExpected:
            .init(
                ja: "異常のときにだけ出る、より長い文字列を書いてください。",
                en: "Write a longer text, one that is printed only if something is wrong.")
        case .emptyText: .init(ja: "異常のときに出る文字列を書いてください。", en: "Write what is printed if something is wrong.")
        case .silenceBeyondTimeout:
            .init(
                ja: "silence を短くするか、timeout を長くしてください。",
                en: "Make ‘silence’ shorter or ‘timeout’ longer.")
        case .controlTyped:
            .init(
                ja: "その文字を消してください。Enter は自動で付きます。任意のキーは any-key です。",
                en: "Remove it. Enter is added by itself; any key is ‘any-key’.")
        }
    }
}
