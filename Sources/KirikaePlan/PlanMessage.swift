import KirikaeDiagnostics

/// What can keep a plan from being made: KRK04xx.
public enum PlanMessage: DiagnosticMessage, Equatable {
    case undefinedEnvironment(String, suggestion: String?, known: [String])
    case includesTooDeep
    case alwaysBreaks(invariant: String, because: LocalizedText)

    static let invariantStandsHere = LocalizedText(ja: "不変条件の定義はここです", en: "the invariant is defined here")

    /// Whether it keeps a plan from being made.
    public var severity: Severity { .error }

    /// Its code, which never changes its meaning.
    public var code: String {
        switch self {
        case .undefinedEnvironment: "KRK0401"
        case .includesTooDeep: "KRK0402"
        case .alwaysBreaks: "KRK0403"
        }
    }

    /// What was found, and what was expected.
    public func text(in language: Language) -> String {
        switch self {
        case .undefinedEnvironment(let name, _, _):
            LocalizedText(ja: "環境「\(name)」がありません", en: "there is no environment ‘\(name)’")[language]
        case .includesTooDeep:
            LocalizedText(ja: "手順書の読み込みが深すぎます", en: "runbooks include each other too deeply")[language]
        case .alwaysBreaks(let invariant, let because):
            LocalizedText(
                ja: "このステップは必ず不変条件 \(invariant) を破ります：\(because.ja)",
                en: "this step breaks the invariant \(invariant) in any case: \(because.en)")[language]
        }
    }

    /// What to do next.
    public func advice(in language: Language) -> String? {
        switch self {
        case .undefinedEnvironment(_, let suggestion?, _):
            LocalizedText(ja: "「\(suggestion)」のことですか。", en: "Did you mean ‘\(suggestion)’?")[language]
        case .undefinedEnvironment(_, nil, let known):
            LocalizedText(
                ja: "使える環境：\(known.joined(separator: "、"))", en: "Environments: \(known.joined(separator: ", ")).")[
                    language]
        case .includesTooDeep, .alwaysBreaks: nil
        }
    }
}
