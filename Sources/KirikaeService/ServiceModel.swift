import KirikaeDiagnostics
import KirikaeSyntax

/// How a service behaves: its variables, what it does by itself, and what must hold.
///
/// Rehearsal predicts with it, a simulator runs it, preconditions and verifications speak its vocabulary.
public struct ServiceModel: Sendable {
    /// One state variable with a finite set of values.
    public struct Variable: Sendable {
        /// The name, with at least one dot.
        public var name: Located<String>
        /// What it means.
        public var title: LocalizedText
        /// Its values in the order written, each with its words.
        public var values: [(name: String, title: LocalizedText)]
        /// The value in normal operation; nil where it is open.
        public var start: String?
        /// Whether people, faults or other companies change it: any of its values may be found at any time.
        public var isExternal: Bool
        /// The facts of the manual it comes from.
        public var source: [String]

        /// The words for a value; the value itself if it is not one of them.
        public func title(of value: String) -> LocalizedText {
            values.first { $0.name == value }?.title ?? LocalizedText(verbatim: value)
        }
    }

    /// Something the service does by itself.
    public struct Transition: Sendable {
        /// Its identifier.
        public var id: Located<String>
        /// What happens.
        public var title: LocalizedText
        /// When.
        public var when: Condition
        /// The new values; nil stands for unknown.
        public var then: [(variable: Located<String>, value: String?)]
        /// How long `when` must have held.
        public var takes: Milliseconds
        /// The facts of the manual that say so.
        public var source: [String]
    }

    /// Something that must hold.
    public struct Invariant: Sendable {
        /// When it must hold.
        public enum Kind: Sendable {
            /// At every moment.
            case always(Condition)
            /// At every moment but for outages, each of them at most so long, and when a plan ends that has a part in it.
            case outageAllowed(Condition, atMost: Milliseconds)
            /// When a plan ends that changed one of its variables.
            case atEnd(Condition)
            /// Before anything makes `before` true.
            case before(Condition, requires: Condition)
        }

        /// Its identifier.
        public var id: Located<String>
        /// When and what.
        public var kind: Kind
        /// Why.
        public var because: LocalizedText
        /// The facts of the manual that say so.
        public var source: [String]
    }

    /// Where a run may rest: nothing that a runbook could do is right there, and help must come from outside.
    ///
    /// Nothing that a run does depends on it. A search does not take a run that rests there for one that is stuck.
    public struct Hold: Sendable {
        /// Its identifier.
        public var id: Located<String>
        /// How the service then stands.
        public var when: Condition
        /// Why nothing is to be done, and who can help.
        public var because: LocalizedText
        /// The facts of the manual that say so.
        public var source: [String]
    }

    /// A word that belongs to one direction.
    public struct DirectionWord: Sendable {
        /// The word.
        public var word: Located<String>
        /// `switchover` or `switchback`.
        public var direction: String
    }

    /// Its name.
    public var name: String
    /// What it is.
    public var title: LocalizedText
    /// The file it was read from.
    public var file: String
    /// The variables, in the order written.
    public var variables: [Variable] { didSet { cache = NumberedModelCache() } }
    /// What it does by itself, in the order written: of two that are due at the same moment the first written goes first.
    public var transitions: [Transition] { didSet { cache = NumberedModelCache() } }
    /// Variables that name a resource with one holder at a time.
    public var exclusive: [String]
    /// What must hold.
    public var invariants: [Invariant] { didSet { cache = NumberedModelCache() } }
    /// Where a run may rest.
    public var holds: [Hold]
    /// Words that belong to one direction.
    public var directionWords: [DirectionWord]
    /// Whom to ask for help, the one for failures first.
    public var contacts: [Contact]
    /// The form that a contact wants to be asked by; nil if there is none.
    public var inquiry: InquiryForm?
    /// Who works there and who calls, for a simulator; nil where nobody is described.
    public var people: People?

    /// What has numbers in the place of names; another one from each change of the model on.
    private var cache = NumberedModelCache()
    private let byName: [String: Int]
    private let valueNames: [String: [String]]

    init(
        name: String, title: LocalizedText, file: String, variables: [Variable], transitions: [Transition],
        exclusive: [String], invariants: [Invariant], holds: [Hold], directionWords: [DirectionWord],
        contacts: [Contact], inquiry: InquiryForm?, people: People?
    ) {
        self.name = name
        self.title = title
        self.file = file
        self.variables = variables
        self.transitions = transitions
        self.exclusive = exclusive
        self.invariants = invariants
        self.holds = holds
        self.directionWords = directionWords
        self.contacts = contacts
        self.inquiry = inquiry
        self.people = people
        byName = Dictionary(
            variables.indices.map { (variables[$0].name.value, $0) }, uniquingKeysWith: { first, _ in first })
        valueNames = Dictionary(
            variables.map { ($0.name.value, $0.values.map(\.name)) }, uniquingKeysWith: { first, _ in first })
    }

    /// The same with numbers in the place of names; it is made once for a model and its copies.
    public var numbered: NumberedModel { cache.numbered(self) }

    /// The variable of a name.
    public func variable(_ name: String) -> Variable? {
        byName[name].map { variables[$0] }
    }

    /// The names of the values of a variable; nil if there is none of that name.
    public func values(of variable: String) -> [String]? { valueNames[variable] }

    /// These variables and all that have a part in what the service makes of them by itself.
    public func variables(leadingTo names: Set<String>) -> Set<String> {
        var names = names
        var count = -1
        while count != names.count {
            count = names.count
            for transition in transitions where transition.then.contains(where: { names.contains($0.variable.value) }) {
                names.formUnion(transition.when.variables)
            }
        }
        return names
    }

    /// These variables and all that the service may change by itself in consequence of them.
    public func variables(followingFrom names: Set<String>) -> Set<String> {
        var names = names
        var count = -1
        while count != names.count {
            count = names.count
            for transition in transitions where !names.isDisjoint(with: transition.when.variables) {
                names.formUnion(transition.then.map(\.variable.value))
            }
        }
        return names
    }

    /// What must hold when a plan ends, of an invariant that it has a part in; nil where nothing must.
    ///
    /// - Parameters:
    ///   - invariant: the invariant.
    ///   - changed: the variables that the steps of the plan change.
    public func endCondition(of invariant: Invariant, forPlanChanging changed: Set<String>) -> Condition? {
        switch invariant.kind {
        case .always, .before: nil
        case .atEnd(let condition): changed.isDisjoint(with: condition.variables) ? nil : condition
        // An outage may come of what the service makes of the steps, too.
        case .outageAllowed(let condition, _):
            variables(followingFrom: changed).isDisjoint(with: condition.variables) ? nil : condition
        }
    }

    /// The state in normal operation.
    public var startState: ServiceState {
        var state = ServiceState()
        for variable in variables { state[variable.name.value] = variable.start }
        return state
    }
}

/// The values of the variables at one moment.
///
/// A variable without a value is unknown.
public struct ServiceState: Hashable, Sendable {
    /// The known values by variable.
    public private(set) var values: [String: String] = [:]

    /// A state in which nothing is known.
    public init() {}

    init(values: [String: String]) {
        self.values = values
    }

    /// The value of a variable; nil is unknown.
    public subscript(variable: String) -> String? {
        get { values[variable] }
        set { values[variable] = newValue }
    }

    /// What a condition may read of a variable.
    public func reading(_ variable: String) -> Reading {
        values[variable].map { .value($0) } ?? .unknown
    }

    /// What it says of some variables only.
    public func restricted(to variables: Set<String>) -> ServiceState {
        var kept = self
        kept.values = values.filter { variables.contains($0.key) }
        return kept
    }

    /// The variables, by name, whose values differ in another state.
    public func differences(from other: ServiceState) -> [String] {
        guard values != other.values else { return [] }
        let here = values.filter { other.values[$0.key] != $0.value }.keys
        return (here + other.values.keys.filter { values[$0] == nil }).sorted()
    }
}
