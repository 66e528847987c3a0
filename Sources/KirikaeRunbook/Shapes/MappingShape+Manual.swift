import KirikaeService
import KirikaeSyntax

/// The shapes of fact indexes.
extension MappingShape {
    /// All shapes of fact indexes.
    static let ofManuals: [MappingShape] = [manualIndex, manualFact]

    static let manualIndex = MappingShape(
        "fact-index", "What a manual says, fact by fact, in our own words. `source` keys name its facts.",
        keys: [
            .required("kirikae", .text(.edition), "The edition of the language."),
            .required("manual", .text(.identifier), "Its name."),
            .required("title", .localizedText, "What the manual is called."),
            .required("edition", .anyText, "The edition of the manual."),
            .required("date", .anyText, "The date of that edition."),
            .optional(
                "carried", .list(.text(.word(Manual.FactKind.allCases.map(\.rawValue)))),
                default: Manual.carriedByDefault.map(\.rawValue).joined(separator: ", "),
                "The kinds of which every fact must be carried or excused. An `erratum` of severity `high` or `medium` always must."
            ),
            .required("facts", .list(.mapping("fact")), "The facts, in the order of the manual."),
        ])

    static let manualFact = MappingShape(
        "fact", "One thing that the manual says.",
        keys: [
            .required("id", .text(.identifierWithCapitals), "Its identifier, as `source` keys write it."),
            .required("kind", .text(.word(Manual.FactKind.allCases.map(\.rawValue))), "What it is."),
            .optional("function", .text(.identifier), "The function it is about."),
            .optional(
                "direction", .text(.word(Runbook.Direction.allCases.map(\.rawValue))), "Which way it is about."),
            .optional(
                "severity", .text(.word(Manual.Severity.allCases.map(\.rawValue))),
                "How bad a fault of the manual is. Needed for an `erratum`, and for nothing else."),
            .required("text", .localizedText, "What it says, in our own words."),
            .optional("excused", .localizedText, "Why nothing carries it."),
        ],
        example: """
            id: M3.6-X1
            kind: prohibition
            function: portal
            direction: both
            text: {ja: MMF を DB より先に切り替えてはならない。, en: MMF is never switched before the DB.}
            """)
}
