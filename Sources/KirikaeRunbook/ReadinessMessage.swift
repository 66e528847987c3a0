import KirikaeDiagnostics

/// What can be wrong with the checks of an environment: KRK0372 and KRK0373.
public enum ReadinessMessage: DiagnosticMessage, Equatable {
    case notAHash(String)
    case relativeWithoutHost(String)

    /// All of them keep the environment from being looked at.
    public var severity: Severity { .error }

    /// Its code, which never changes its meaning.
    public var code: String {
        switch self {
        case .notAHash: "KRK0372"
        case .relativeWithoutHost: "KRK0373"
        }
    }

    /// What was found, and what was expected.
    public func text(in language: Language) -> String { localized[language] }

    /// What to do next.
    public func advice(in language: Language) -> String? { localizedAdvice[language] }

    private var localized: LocalizedText {
        switch self {
        case .notAHash(let text):
            .init(ja: "「\(text)」は SHA-256 の値ではありません", en: "‘\(text)’ is not a SHA-256 hash")
        case .relativeWithoutHost(let path):
            .init(
                ja: "「\(path)」は / で始まるパスではなく、ホストの指定もありません",
                en: "‘\(path)’ does not begin with ‘/’, and no host is named")
        }
    }

    private var localizedAdvice: LocalizedText {
        switch self {
        case .notAHash:
            .init(
                ja: "16 進数 64 桁で書いてください。「sha256sum ファイル」で表示できます。",
                en: "Write 64 hexadecimal digits, as ‘sha256sum FILE’ shows them.")
        case .relativeWithoutHost:
            .init(
                ja: "フルパスを書くか、「on: ホスト」を加えてください。", en: "Write the full path, or add ‘on: HOST’.")
        }
    }
}
