import KirikaeDiagnostics

/// What can be wrong with the numbers that mean values: KRK0399.
public enum CountMessage: DiagnosticMessage, Equatable {
    case notARange(String)
    case overlap(Int, other: String)
    case gap(from: Int, to: Int?)

    /// A number that means two values, or none, would be found at night.
    public var severity: Severity { .error }

    /// Its code, which never changes its meaning.
    public var code: String { "KRK0399" }

    /// What was found, and what was expected.
    public func text(in language: Language) -> String { localized[language] }

    /// What to do next.
    public func advice(in language: Language) -> String? {
        LocalizedText(
            ja: "0 から始め、隙間も重なりもないように書いてください（例：none: 0、some: 1..39、all: 40..）。",
            en: "Begin with 0, and leave no gap and no overlap: none: 0, some: 1..39, all: 40..")[language]
    }

    private var localized: LocalizedText {
        switch self {
        case .notARange(let text):
            .init(ja: "「\(text)」は数の範囲ではありません", en: "‘\(text)’ is no range of numbers")
        case .overlap(let number, let other):
            .init(ja: "\(number) は「\(other)」の範囲にもあります", en: "\(number) is in the range of ‘\(other)’ as well")
        case .gap(let from, let to?):
            .init(
                ja: "\(from == to ? "\(from)" : "\(from) から \(to)") はどの値にもなりません",
                en: "\(from == to ? "\(from) means" : "\(from) to \(to) mean") no value")
        case .gap(let from, nil):
            .init(ja: "\(from) 以上はどの値にもなりません", en: "\(from) and more mean no value")
        }
    }
}
