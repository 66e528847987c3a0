import KirikaeDiagnostics
import KirikaeSyntax

/// From each fact of the manuals to the places that carry it.
public struct Trace: Sendable {
    /// What has become of the facts of one kind.
    public struct Coverage: Sendable, Hashable {
        /// The kind.
        public var kind: Manual.FactKind
        /// Whether these facts must be carried or excused; faults of the manual are of both sorts.
        public var isRequired: Bool
        /// How many there are.
        public var facts = 0
        /// How many are carried.
        public var carried = 0
        /// How many are not carried and excused.
        public var excused = 0

        /// How many are neither.
        public var open: Int { facts - carried - excused }
    }

    /// What has become of a fact.
    public enum State: String, Sendable {
        /// A place carries it.
        case carried
        /// Nothing carries it, and the index says why.
        case excused
        /// Nothing carries it, and nothing says why.
        case open
    }

    /// The fact indexes, by name.
    public let manuals: [Manual]
    private let citations: [String: [Citation]]

    /// The trace of some fact indexes through some citations.
    public init(manuals: [Manual], citations: [Citation]) {
        self.manuals = manuals
        self.citations = Dictionary(grouping: citations, by: \.fact.value)
    }

    /// The trace of a folder; nil if it has no fact index.
    public init?(of library: RunbookLibrary) {
        guard !library.manuals.isEmpty else { return nil }
        self.init(
            manuals: library.manuals.values.sorted { $0.name.value < $1.name.value }, citations: library.citations)
    }

    /// The places that name a fact, those that only rehearse it among them, in the order of the files.
    public func places(of fact: String) -> [Citation] { citations[fact] ?? [] }

    /// What has become of a fact.
    public func state(of fact: Manual.Fact) -> State {
        if places(of: fact.id.value).contains(where: \.carries) { return .carried }
        return fact.excused == nil ? .open : .excused
    }

    /// The facts that must be carried or excused and are neither.
    public var gaps: [Manual.Fact] {
        manuals.flatMap { manual in
            manual.facts.filter { manual.mustBeCarried($0) && state(of: $0) == .open }
        }
    }

    /// What has become of the facts of a manual, kind by kind: what must be carried first.
    public func coverage(of manual: Manual) -> [Coverage] {
        var found: [Coverage] = []
        for isRequired in [true, false] {
            for kind in Manual.FactKind.allCases {
                var coverage = Coverage(kind: kind, isRequired: isRequired)
                for fact in manual.facts where fact.kind == kind && manual.mustBeCarried(fact) == isRequired {
                    coverage.facts += 1
                    switch state(of: fact) {
                    case .carried: coverage.carried += 1
                    case .excused: coverage.excused += 1
                    case .open: break
                    }
                }
                if coverage.facts > 0 { found.append(coverage) }
            }
        }
        return found
    }

    /// A fact by its identifier, with its manual.
    public func fact(_ id: String) -> (fact: Manual.Fact, manual: Manual)? {
        for manual in manuals {
            if let fact = manual.facts.first(where: { $0.id.value == id }) { return (fact, manual) }
        }
        return nil
    }
}
