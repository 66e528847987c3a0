import KirikaeDiagnostics

/// What can be wrong between a fact index and the places that name its facts: KRK0370 to KRK0379.
public enum ManualMessage: DiagnosticMessage, Equatable {
    case unknownFact(String, suggestion: String?)
    case excusedAndCarried(String)

    static let carriedHere = LocalizedText(ja: "この事実はここで扱われています", en: "the fact is carried here")

    /// Whether it keeps a plan from being made.
    public var severity: Severity {
        switch self {
        case .unknownFact: .error
        case .excusedAndCarried: .warning
        }
    }

    /// Its code, which never changes its meaning.
    public var code: String {
        switch self {
        case .unknownFact: "KRK0370"
        case .excusedAndCarried: "KRK0371"
        }
    }

    /// What was found, and what was expected.
    public func text(in language: Language) -> String {
        let text: LocalizedText =
            switch self {
            case .unknownFact(let fact, _):
                .init(ja: "事実索引に「\(fact)」がありません", en: "the fact index has no fact ‘\(fact)’")
            case .excusedAndCarried(let fact):
                .init(
                    ja: "「\(fact)」は扱わない理由がありますが、扱われています", en: "‘\(fact)’ is excused and yet carried")
            }
        return text[language]
    }

    /// What to do next.
    public func advice(in language: Language) -> String? {
        let advice: LocalizedText =
            switch self {
            case .unknownFact(_, let suggestion?):
                .init(ja: "「\(suggestion)」のことですか。", en: "Did you mean ‘\(suggestion)’?")
            case .unknownFact(_, nil):
                .init(
                    ja: "事実索引（manual: のファイル）にある番号を書いてください。",
                    en: "Write an identifier that stands in the fact index (a file with ‘manual:’).")
            case .excusedAndCarried:
                .init(ja: "excused を消してください。", en: "Remove ‘excused’.")
            }
        return advice[language]
    }
}
