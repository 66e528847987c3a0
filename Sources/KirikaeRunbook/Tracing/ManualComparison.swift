import KirikaeDiagnostics
import KirikaeSyntax

/// What a newer fact index says differently.
public struct ManualComparison: Sendable {
    /// What about a fact has changed.
    public enum Aspect: String, Sendable, CaseIterable {
        case kind, function, direction, severity, text, excuse
    }

    /// A fact that both have, and what has changed.
    public struct Change: Sendable {
        /// As it was.
        public var old: Manual.Fact
        /// As it is.
        public var new: Manual.Fact
        /// What has changed; not empty.
        public var aspects: [Aspect]
    }

    /// Facts that only the newer one has.
    public var added: [Manual.Fact] = []
    /// Facts that only the older one has.
    public var removed: [Manual.Fact] = []
    /// Facts that say something else.
    public var changed: [Change] = []
    /// The trace with the newer index in the place of the older one.
    public var trace: Trace
    /// The newer index.
    public var manual: Manual

    /// Whether nothing is different.
    public var isEmpty: Bool { added.isEmpty && removed.isEmpty && changed.isEmpty }

    /// The removed facts that places still name: they would be errors.
    public var dangling: [Manual.Fact] { removed.filter { !trace.places(of: $0.id.value).isEmpty } }

    /// Compares two editions of a fact index.
    public init(from old: Manual, to new: Manual, citations: [Citation]) {
        manual = new
        trace = Trace(manuals: [new], citations: citations)
        let before = Dictionary(old.facts.map { ($0.id.value, $0) }, uniquingKeysWith: { first, _ in first })
        let after = Set(new.facts.map(\.id.value))
        removed = old.facts.filter { !after.contains($0.id.value) }
        for fact in new.facts {
            guard let known = before[fact.id.value] else {
                added.append(fact)
                continue
            }
            let aspects = Self.aspects(known, fact)
            if !aspects.isEmpty { changed.append(Change(old: known, new: fact, aspects: aspects)) }
        }
    }

    private static func aspects(_ old: Manual.Fact, _ new: Manual.Fact) -> [Aspect] {
        Aspect.allCases.filter { aspect in
            switch aspect {
            case .kind: old.kind != new.kind
            case .function: old.function != new.function
            case .direction: old.direction != new.direction
            case .severity: old.severity != new.severity
            case .text: old.text != new.text
            case .excuse: old.excused != new.excused
            }
        }
    }
}
