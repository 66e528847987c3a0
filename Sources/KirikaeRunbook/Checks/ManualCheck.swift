import KirikaeDiagnostics
import KirikaeSyntax

/// Checks fact indexes against the places that name their facts; a folder without an index is free to name what it likes.
struct ManualCheck {
    let library: RunbookLibrary
    let context: DecodingContext

    func check() {
        guard let trace = Trace(of: library) else { return }
        let facts = trace.manuals.flatMap(\.facts)
        // An identifier in a `source` names no index, so it must mean one fact among all of them.
        context.reportDuplicates(facts.map(\.id))
        let known = Set(facts.map(\.id.value))
        for citation in library.citations where !known.contains(citation.fact.value) {
            context.report(
                ManualMessage.unknownFact(
                    citation.fact.value, suggestion: Suggestion.nearest(to: citation.fact.value, among: known)),
                at: citation.fact.location)
        }
        for fact in facts where fact.excused != nil {
            guard let carrier = trace.places(of: fact.id.value).first(where: \.carries) else { continue }
            context.report(
                ManualMessage.excusedAndCarried(fact.id.value), at: fact.excuseLocation,
                notes: [.init(text: ManualMessage.carriedHere, location: carrier.fact.location)])
        }
    }
}
