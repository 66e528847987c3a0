import KirikaeDiagnostics

/// What can be wrong with a service model, or with a word of its vocabulary used elsewhere: KRK02xx.
public enum ServiceMessage: DiagnosticMessage, Equatable {
    case undefinedVariable(String, suggestion: String?)
    case undefinedValue(String, variable: String, suggestion: String?, allowed: [String])
    case reservedValue
    case invariantKind
    case outageOfAnotherKind
    case outageOfNoLength

    /// Whether it keeps a plan from being made.
    public var severity: Severity { .error }

    /// Its code, which never changes its meaning.
    public var code: String {
        switch self {
        case .undefinedVariable: "KRK0201"
        case .undefinedValue: "KRK0202"
        case .reservedValue: "KRK0203"
        case .invariantKind: "KRK0204"
        case .outageOfAnotherKind, .outageOfNoLength: "KRK0208"
        }
    }

    /// What was found, and what was expected.
    public func text(in language: Language) -> String {
        switch self {
        case .undefinedVariable(let name, _):
            LocalizedText(
                ja: "変数「\(name)」はサービスモデルにありません", en: "the service model has no variable ‘\(name)’")[language]
        case .undefinedValue(let value, let variable, _, _):
            LocalizedText(
                ja: "変数「\(variable)」に値「\(value)」はありません", en: "‘\(variable)’ has no value ‘\(value)’")[language]
        case .reservedValue:
            LocalizedText(
                ja: "「unknown」は全変数が持つ値なので定義できません", en: "‘unknown’ is a value of every variable and cannot be defined")[
                    language]
        case .invariantKind:
            LocalizedText(
                ja: "always、at-end、before と requires のどれか 1 つを書きます",
                en: "an invariant has one of: always; at-end; before together with requires")[language]
        case .outageOfAnotherKind:
            LocalizedText(
                ja: "allowed-outage は always と一緒にだけ書けます", en: "‘allowed-outage’ goes with ‘always’ only")[language]
        case .outageOfNoLength:
            LocalizedText(ja: "長さのない停止は、何も許しません", en: "an outage of no length allows nothing")[language]
        }
    }

    /// What to do next.
    public func advice(in language: Language) -> String? {
        switch self {
        case .undefinedVariable(_, let suggestion?), .undefinedValue(_, _, let suggestion?, _):
            LocalizedText(ja: "「\(suggestion)」のことですか。", en: "Did you mean ‘\(suggestion)’?")[language]
        case .undefinedVariable(_, nil):
            LocalizedText(
                ja: "service.yaml の variables に定義してください。", en: "Define it under ‘variables’ in service.yaml.")[language]
        case .undefinedValue(_, _, nil, let allowed):
            LocalizedText(
                ja: "使える値：\(allowed.joined(separator: "、"))", en: "Values: \(allowed.joined(separator: ", ")).")[
                    language]
        case .outageOfAnotherKind:
            LocalizedText(
                ja: "at-end と before は一つの時点だけの条件です。allowed-outage を消すか、always と書いてください。",
                en: "‘at-end’ and ‘before’ are about one moment. Remove ‘allowed-outage’, or write ‘always’.")[language]
        case .outageOfNoLength:
            LocalizedText(
                ja: "停止を許さないなら allowed-outage を消し、許すなら 30m のように長さを書いてください。",
                en: "Remove ‘allowed-outage’ if none is allowed, or give a length such as 30m.")[language]
        case .reservedValue, .invariantKind: nil
        }
    }
}
