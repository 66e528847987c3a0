import KirikaeEngine
import KirikaePlan
import KirikaeService
import KirikaeSyntax

/// The states of a service that a search has met, each with a number, and what `ServiceRules` said of them the first time.
struct ServiceSpace: Sendable {
    /// A service state that follows from another one.
    struct Step: Sendable {
        var to: UInt32
        /// Which invariants it breaks that were not broken before, by their position among the watched ones.
        var broken: UInt64
    }

    let rules: ServiceRules
    let layout: StateLayout
    /// The invariants that can be broken at any moment.
    var watched: [ServiceModel.Invariant] { watch.anytime }
    /// The invariants that are watched.
    let watch: InvariantWatch

    /// The states by their number.
    private(set) var states: [PackedState] = []
    private var numbers: [PackedState: UInt32] = [:]
    private var own: [[Step]?] = []
    private var outside: [[Step]?] = []
    private(set) var changes: [[String: String]] = [[:]]
    private var numbersOfChanges: [[String: String]: UInt32] = [[:]: 0]
    private var afterChanges: [UInt64: [Step]] = [:]
    private var requirements: [Move.Requirement] = []
    private var masks: [PackedState] = []
    private var projections: [[UInt32?]] = []
    private var numbersOfProjections: [[PackedState: UInt32]] = []

    /// The bits of the variables that make a difference, one set for each stretch of the plan that they are the same in.
    private var scopes: [PackedState] = []
    private var restricted: [[UInt32]] = []

    init(outlook: RunOutlook, watch: InvariantWatch) throws(ExplorationError) {
        rules = ServiceRules(outlook: outlook, watch: watch)
        layout = try StateLayout(rules.model, keeping: rules.variables)
        self.watch = watch
        guard watch.anytime.count <= UInt64.bitWidth else { throw .tooManyParts }
    }

    /// The state of a number.
    func state(_ number: UInt32) -> ServiceState { layout.unpack(states[Int(number)]) }

    /// The number of a state.
    mutating func number(of state: ServiceState) throws(ExplorationError) -> UInt32 {
        try number(of: layout.pack(state))
    }

    private mutating func number(of packed: PackedState) throws(ExplorationError) -> UInt32 {
        if let number = numbers[packed] { return number }
        guard states.count < ExploredState.mostServiceStates else { throw .tooManyParts }
        let number = UInt32(states.count)
        numbers[packed] = number
        states.append(packed)
        own.append(nil)
        outside.append(nil)
        return number
    }

    private mutating func steps(
        to states: [ServiceState], from number: UInt32
    ) throws(ExplorationError) -> [Step] {
        let before = state(number)
        var steps: [Step] = []
        for state in states {
            steps.append(Step(to: try self.number(of: state), broken: broken(by: state, after: before)))
        }
        return steps
    }

    /// Which of the watched invariants are broken by a change from one state to another.
    func broken(by after: ServiceState, after before: ServiceState) -> UInt64 {
        var bits: UInt64 = 0
        for (index, invariant) in watched.enumerated() {
            let isBroken =
                switch invariant.kind {
                case .always(let condition):
                    condition.judge(after.reading) == .notMet && condition.judge(before.reading) != .notMet
                case .before(let condition, let requires):
                    condition.judge(after.reading) == .met && condition.judge(before.reading) != .met
                        && requires.judge(before.reading) == .notMet
                case .atEnd, .outageAllowed: false
                }
            if isBroken { bits |= 1 << UInt64(index) }
        }
        return bits
    }

    /// What the service may do by itself.
    mutating func ownSteps(from number: UInt32) throws(ExplorationError) -> [Step] {
        if let known = own[Int(number)] { return known }
        let found = try steps(to: try rules.moves(from: state(number)).flatMap(\.states), from: number)
        own[Int(number)] = found
        return found
    }

    /// What may change outside.
    mutating func outsideSteps(from number: UInt32) throws(ExplorationError) -> [Step] {
        if let known = outside[Int(number)] { return known }
        let state = state(number)
        var found: [Step] = []
        for change in rules.outsideChanges(of: state) {
            let next = try rules.settled(state, changing: [change.variable: change.value])
            found += try steps(to: next, from: number).filter { $0.to != number }
        }
        outside[Int(number)] = found
        return found
    }

    /// The number of changes.
    mutating func number(ofChanges changes: [String: String]) -> UInt32 {
        if let number = numbersOfChanges[changes] { return number }
        let number = UInt32(self.changes.count)
        numbersOfChanges[changes] = number
        self.changes.append(changes)
        return number
    }

    /// The states after changes.
    mutating func steps(from number: UInt32, changing changes: UInt32) throws(ExplorationError) -> [Step] {
        if changes == 0 { return [Step(to: number, broken: 0)] }
        let key = UInt64(number) << 32 | UInt64(changes)
        if let known = afterChanges[key] { return known }
        let next = try rules.settled(state(number), changing: self.changes[Int(changes)])
        let found = try steps(to: next, from: number)
        afterChanges[key] = found
        return found
    }

    // MARK: What makes a difference

    /// The number of the set of variables that make a difference somewhere in the plan.
    mutating func number(ofScope variables: Set<String>) -> UInt32 {
        let mask = layout.mask(of: variables)
        if let index = scopes.firstIndex(of: mask) { return UInt32(index) }
        scopes.append(mask)
        restricted.append([])
        return UInt32(scopes.count - 1)
    }

    /// A state without the variables that make no difference any more.
    mutating func restricted(_ number: UInt32, to scope: UInt32) throws(ExplorationError) -> UInt32 {
        let index = Int(number)
        let scope = Int(scope)
        if index < restricted[scope].count, restricted[scope][index] != .max { return restricted[scope][index] }
        let kept = try self.number(of: states[index].masked(by: scopes[scope]))
        let missing = states.count - restricted[scope].count
        if missing > 0 { restricted[scope] += Array(repeating: .max, count: missing) }
        restricted[scope][index] = kept
        return kept
    }

    // MARK: Looking

    /// The number of a set of variables that somebody looks at.
    mutating func number(ofLookAt variables: [String]) -> UInt32 {
        let mask = layout.mask(of: variables)
        if let index = masks.firstIndex(of: mask) { return UInt32(index) }
        masks.append(mask)
        projections.append([])
        numbersOfProjections.append([:])
        return UInt32(masks.count - 1)
    }

    /// What somebody sees who looks at a set of variables: states that look the same have the same number.
    mutating func projection(of number: UInt32, lookingAt look: UInt32) -> UInt32 {
        let look = Int(look)
        if number < projections[look].count, let known = projections[look][Int(number)] { return known }
        let missing = states.count - projections[look].count
        if missing > 0 { projections[look] += Array(repeating: nil, count: missing) }
        let seen = states[Int(number)].masked(by: masks[look])
        let next = UInt32(numbersOfProjections[look].count)
        let projection = numbersOfProjections[look][seen] ?? next
        numbersOfProjections[look][seen] = projection
        projections[look][Int(number)] = projection
        return projection
    }

    // MARK: Requirements

    /// The number of a requirement; none is zero.
    mutating func number(of requirement: Move.Requirement?) -> UInt32 {
        guard let requirement else { return 0 }
        if let index = requirements.firstIndex(of: requirement) { return UInt32(index + 1) }
        requirements.append(requirement)
        return UInt32(requirements.count)
    }

    /// Whether a state meets a requirement.
    func meets(_ number: UInt32, _ requirement: UInt32) -> Bool {
        guard requirement > 0 else { return true }
        let wanted = requirements[Int(requirement) - 1]
        return wanted.isMet(by: state(number)[wanted.variable])
    }
}
