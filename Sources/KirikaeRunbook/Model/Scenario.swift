import KirikaeDiagnostics
import KirikaeService
import KirikaeSyntax

/// A situation to rehearse: where the service starts, what happens on the way, how it should end.
public struct Scenario: Sendable {
    /// When something happens.
    public enum Moment: Sendable, Hashable {
        /// At a time from the start.
        case time(Milliseconds)
        /// So long before the start.
        case ago(Milliseconds)
        /// Just before the action of a step.
        case before(String)
        /// Just after the action of a step.
        case after(String)
    }

    /// How a program behaves that does not do what it should.
    public enum ProgramBehaviour: String, Sendable, CaseIterable {
        /// As it should.
        case normal
        /// It prints nothing and does not end.
        case hang
        /// It says that it failed, and ends so.
        case fail
        /// It asks something that nobody expects, and waits.
        case unexpected
    }

    /// Something that happens from outside.
    public struct Event: Sendable {
        /// When.
        public var moment: Moment
        /// Where the moment stands in the file.
        public var location: SourceLocation
        /// The new values; nil stands for unknown.
        public var changes: [(variable: Located<String>, value: Located<String>)]
        /// How programs behave from then on.
        public var programs: [(name: Located<String>, behaviour: ProgramBehaviour)] = []

        /// What becomes true, by the variable; nil is unknown.
        public var values: [String: String?] {
            let values = changes.map { ($0.variable.value, $0.value.value == "unknown" ? nil : $0.value.value) }
            return Dictionary(values, uniquingKeysWith: { $1 })
        }
    }

    /// How a run may end.
    public enum Ending: String, Sendable, CaseIterable {
        /// Every step is done, not needed, or skipped.
        case completed
        /// A precondition did not hold before anything was done.
        case refused
        /// It cannot go on without a decision.
        case stopped
    }

    /// How it should end.
    public struct Expectation: Sendable {
        /// How the run ends.
        public var result: Ending
        /// The step it stops at.
        public var step: Located<String>?
        /// What holds then.
        public var state: Condition?
        /// The identifiers of the invariants that are broken on the way by what happens from outside.
        public var breaks: [String]
    }

    /// Its name.
    public var name: Located<String>
    /// What happens.
    public var title: LocalizedText
    /// The runbook that is rehearsed.
    public var runbook: Located<String>
    /// Its parameters.
    public var arguments: [(name: Located<String>, value: Located<String>)]
    /// Where the service starts differently from normal operation.
    public var start: [(variable: Located<String>, value: Located<String>)]
    /// What happens on the way.
    public var events: [Event]
    /// How it should end.
    public var expectation: Expectation
    /// The facts of the manual behind it.
    public var sources: [String]

    /// The values that the service starts with; nil is unknown.
    public var startValues: [String: String?] {
        let values = start.map { ($0.variable.value, $0.value.value == "unknown" ? nil : $0.value.value) }
        return Dictionary(values, uniquingKeysWith: { $1 })
    }

    /// What happened before the start.
    public var history: [PastChange] {
        events.compactMap { event in
            guard case .ago(let time) = event.moment else { return nil }
            return PastChange(agoMilliseconds: time.count, changes: event.values)
        }
    }

    /// Reads a scenario file; nil after errors.
    public init?(_ root: Node, in context: DecodingContext) {
        guard let reader = MappingReader(root, .scenario, in: context) else { return nil }
        context.edition(reader)
        let name = context.identifier(reader["scenario"])
        let title = context.localizedText(reader["title"])
        let runbook = context.identifier(reader["runbook"])
        arguments = context.assignments(reader["with"], .arguments).map { (name: $0.variable, value: $0.value) }
        start = context.assignments(reader["start"], .assignments)
        events = context.list(reader["events"]).compactMap { Self.event($0, in: context) }
        let expectation = reader["expect"].flatMap { Self.expectation($0, in: context) }
        sources = context.texts(reader["source"]).map(\.value)
        guard let name, let title, let runbook, let expectation else { return nil }
        self.name = name
        self.title = title
        self.runbook = runbook
        self.expectation = expectation
    }

    private static func event(_ node: Node, in context: DecodingContext) -> Event? {
        guard let reader = MappingReader(node, .scenarioEvent, in: context) else { return nil }
        let changes = context.assignments(reader["set"], .assignments)
        let programs = programs(reader["program"], in: context)
        let time = context.duration(reader["at"]).map(Moment.time)
        let before = context.text(reader["before"]).map { Moment.before($0.value) }
        let after = context.text(reader["after"]).map { Moment.after($0.value) }
        let ago = context.duration(reader["ago"]).map(Moment.ago)
        let place = (reader["at"] ?? reader["ago"] ?? reader["before"] ?? reader["after"])?.location ?? node.location
        return (time ?? ago ?? before ?? after).map {
            Event(moment: $0, location: place, changes: changes, programs: programs)
        }
    }

    private static func programs(
        _ node: Node?, in context: DecodingContext
    ) -> [(name: Located<String>, behaviour: ProgramBehaviour)] {
        guard let node, let reader = MappingReader(node, .programBehaviours, in: context) else { return [] }
        return reader.freeEntries.compactMap { entry in
            context.word(entry.value, as: ProgramBehaviour.self).map { (Located(entry.key, at: entry.keyLocation), $0) }
        }
    }

    private static func expectation(_ node: Node, in context: DecodingContext) -> Expectation? {
        guard let reader = MappingReader(node, .scenarioExpectation, in: context) else { return nil }
        let result = context.word(reader["result"], as: Ending.self)
        let step = context.text(reader["at"])
        let state = context.condition(reader["state"])
        let breaks = context.texts(reader["breaks"]).map(\.value)
        return result.map { Expectation(result: $0, step: step, state: state, breaks: breaks) }
    }
}
