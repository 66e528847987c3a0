import KirikaeDiagnostics

/// What keeps a file from being written in the canonical form: KRK08xx.
public enum FormsMessage: DiagnosticMessage, Equatable {
    case meaningWouldChange
    case commentWouldBeLost(String)
    case planWouldChange(runbook: String, environment: String)
    case notCanonical
    case fileNotWritten(String, reason: String)

    /// Whether it keeps a plan from being made.
    public var severity: Severity { .error }

    /// Its code, which never changes its meaning.
    public var code: String {
        switch self {
        case .meaningWouldChange: "KRK0801"
        case .commentWouldBeLost: "KRK0802"
        case .planWouldChange: "KRK0803"
        case .notCanonical: "KRK0804"
        case .fileNotWritten: "KRK0805"
        }
    }

    /// What is wrong, in one sentence without a full stop.
    public func text(in language: Language) -> String {
        localized[language]
    }

    /// What to do next.
    public func advice(in language: Language) -> String? {
        localizedAdvice[language]
    }

    private var localized: LocalizedText {
        switch self {
        case .meaningWouldChange:
            .init(
                ja: "整形すると内容が変わってしまうため、このファイルは書き換えません",
                en: "formatting would change what this file says, so it is left as it is")
        case .commentWouldBeLost(let text):
            .init(
                ja: "整形するとコメント「\(text)」が失われるため、このファイルは書き換えません",
                en: "formatting would lose the comment ‘\(text)’, so the file is left as it is")
        case .planWouldChange(let runbook, let environment):
            .init(
                ja: "整形すると、環境 \(environment) での手順書 \(runbook) の計画が変わってしまうため、何も書き換えません",
                en: "formatting would change the plan of \(runbook) in \(environment), so nothing is written")
        case .notCanonical:
            .init(ja: "正規の書式ではありません", en: "the file is not in the canonical form")
        case .fileNotWritten(let path, let reason):
            .init(
                ja: "ファイル「\(path)」に書き込めません（\(reason)）", en: "the file ‘\(path)’ cannot be written: \(reason)")
        }
    }

    private var localizedAdvice: LocalizedText {
        switch self {
        case .meaningWouldChange, .commentWouldBeLost, .planWouldChange:
            .init(
                ja: "Kirikae の不具合です。このファイルを添えて報告してください。",
                en: "This is a fault of Kirikae. Please report it with the file.")
        case .notCanonical:
            .init(ja: "kirikae fmt を実行してください。", en: "Run kirikae fmt.")
        case .fileNotWritten:
            .init(
                ja: "フォルダの書き込み権限と空き容量を確認してください。元のファイルは変わっていません。",
                en: "Check the permissions and the space of its folder. The file itself has not changed.")
        }
    }
}
