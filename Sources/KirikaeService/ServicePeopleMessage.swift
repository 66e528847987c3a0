import KirikaeDiagnostics

/// What can be wrong with the people of a service: KRK0205 to KRK0207.
public enum ServicePeopleMessage: DiagnosticMessage, Equatable {
    case undefinedSite(String, suggestion: String?, known: [String])
    case valueWithoutSites(String, variable: String)
    case longestBelowTypical

    /// Whether it keeps a plan from being made.
    public var severity: Severity { .error }

    /// Its code, which never changes its meaning.
    public var code: String {
        switch self {
        case .undefinedSite: "KRK0205"
        case .valueWithoutSites: "KRK0206"
        case .longestBelowTypical: "KRK0207"
        }
    }

    /// What was found, and what was expected.
    public func text(in language: Language) -> String {
        let text: LocalizedText =
            switch self {
            case .undefinedSite(let name, _, _):
                .init(ja: "people の sites に拠点「\(name)」はありません", en: "‘people’ has no site ‘\(name)’")
            case .valueWithoutSites(let value, let variable):
                .init(
                    ja: "変数「\(variable)」の値「\(value)」に対応する拠点が書かれていません",
                    en: "the sites that ‘\(variable)’ stands for as ‘\(value)’ are missing")
            case .longestBelowTypical:
                .init(ja: "longest が typical より短くなっています", en: "‘longest’ is shorter than ‘typical’")
            }
        return text[language]
    }

    /// What to do next.
    public func advice(in language: Language) -> String? {
        let text: LocalizedText =
            switch self {
            case .undefinedSite(_, let suggestion?, _):
                .init(ja: "「\(suggestion)」のことですか。", en: "Did you mean ‘\(suggestion)’?")
            case .undefinedSite(_, nil, let known):
                .init(
                    ja: known.isEmpty ? "people の sites に書いてください。" : "ある拠点：\(known.joined(separator: "、"))",
                    en: known.isEmpty ? "Write it under ‘sites’." : "Sites: \(known.joined(separator: ", ")).")
            case .valueWithoutSites(let value, _):
                .init(
                    ja: "sites に「\(value)」の行を書いてください。どこでもなければ [] と書きます。",
                    en: "Write ‘\(value)’ under ‘sites’; [] stands for nowhere.")
            case .longestBelowTypical:
                .init(ja: "typical 以上の長さを書いてください。", en: "Write a time that is not shorter than ‘typical’.")
            }
        return text[language]
    }
}
