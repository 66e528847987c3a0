import KirikaeEngine
import KirikaePlan
import KirikaeService
import KirikaeSyntax

/// The states of a service that a search has met, each with a number, and what `ServiceRules` said of them the first time.
struct ServiceSpace: Sendable {
    /// A service state that follows from another one.
    struct Step: Sendable {
        var to: UInt32
        /// The number of the set of invariants that it breaks and that were not broken before; none is zero.
        var broken: UInt32
    }

    /// Something that may happen to the service, while some variables make a difference before it and others after it.
    struct Effect: Sendable, Hashable {
        enum Kind: Sendable, Hashable {
            /// A step changes it; both are numbers.
            case changes(UInt32, requirement: UInt32)
            /// It does something by itself.
            case own
            /// Something outside changes.
            case outside
        }

        var kind: Kind
        var before: UInt32
        var after: UInt32
    }

    /// A part of the variables: those that make a difference in some stretch of the plan.
    private final class Scope: Sendable {
        let mask: PackedState
        let rules: ServiceRules

        init(mask: PackedState, rules: ServiceRules) {
            self.mask = mask
            self.rules = rules
        }
    }

    /// The number of the scope in which every variable makes a difference that does anywhere in the plan.
    static let whole: UInt32 = 0

    let layout: StateLayout
    /// The invariants that are watched.
    let watch: InvariantWatch

    /// The states by their number.
    private var table = PackedStateTable()
    private var atEnd: StateVerdicts
    private var holds: StateVerdicts
    private var scopes: [Scope]
    private var effects: [Effect] = []
    private var numbersOfEffects: [Effect: UInt32] = [:]
    /// For each effect and state where the steps begin among `steps`, and how many they are.
    private var ranges = NumberTable()
    private(set) var steps: [Step] = []
    private var changes: [[String: String]] = [[:]]
    private var numbersOfChanges: [[String: String]: UInt32] = [[:]: 0]
    private var requirements: [Move.Requirement] = []
    private var brokenSets: [UInt64] = [0]
    private var numbersOfBrokenSets: [UInt64: UInt32] = [0: 0]
    private var masks: [PackedState] = []
    private var projections: [[UInt32]] = []
    private var numbersOfProjections: [[PackedState: UInt32]] = []
    private var judgements: InvariantJudgements
    private var begun: (number: UInt32, scope: UInt32, simulations: [NumberedSimulation])?
    /// What each effect assigns, where it is one of a step.
    private var assignments: [[NumberedModel.Change]] = []

    init(plan: Plan, watch: InvariantWatch, bounds: ExplorationBounds) throws(ExplorationError) {
        let rules = ServiceRules(plan: plan, watch: watch, bounds: bounds)
        layout = try StateLayout(rules.numbered, keeping: rules.variables)
        self.watch = watch
        guard watch.anytime.count <= UInt64.bitWidth else { throw .tooManyParts }
        scopes = [Scope(mask: layout.mask(of: rules.variables), rules: rules)]
        judgements = try InvariantJudgements(watch.anytime, in: rules.numbered)
        atEnd = try StateVerdicts(watch.atEnd.map { NumberedCondition($0.condition, in: rules.numbered) })
        holds = try StateVerdicts(plan.service.holds.map { NumberedCondition($0.when, in: rules.numbered) })
    }

    /// What may happen to the service, of every variable that has any part in the plan.
    var rules: ServiceRules { scopes[Int(Self.whole)].rules }

    /// The invariants that can be broken at any moment.
    var watched: [ServiceModel.Invariant] { watch.anytime }

    // MARK: States

    /// The states by their number.
    var states: [PackedState] { table.states }

    /// The state of a number.
    func state(_ number: UInt32) -> ServiceState { rules.numbered.state(layout.unpack(states[Int(number)])) }

    /// What a look at a variable shows in a state.
    func reading(_ number: UInt32) -> (String) -> Reading {
        let state = layout.unpack(states[Int(number)])
        let model = rules.numbered
        return { name in
            model.variable(name).flatMap { model.name(of: state[$0], of: $0) }.map { .value($0) } ?? .unknown
        }
    }

    /// The number of a state.
    mutating func number(of state: ServiceState) throws(ExplorationError) -> UInt32 {
        try number(of: layout.pack(rules.numbered.state(state)))
    }

    private mutating func number(of packed: PackedState) throws(ExplorationError) -> UInt32 {
        if let number = table.index(of: packed) { return number }
        guard states.count < ExploredState.mostServiceStates else { throw .tooManyParts }
        table.append(packed)
        return UInt32(states.count - 1)
    }

    // MARK: What makes a difference

    /// The number of the set of variables that make a difference somewhere in the plan.
    mutating func number(ofScope variables: Set<String>) -> UInt32 {
        let mask = layout.mask(of: variables)
        if let index = scopes.firstIndex(where: { $0.mask == mask }) { return UInt32(index) }
        scopes.append(
            Scope(mask: mask, rules: ServiceRules(model: rules.model, keeping: variables, outside: rules.outside)))
        return UInt32(scopes.count - 1)
    }

    /// A state without the variables that make no difference any more.
    mutating func restricted(_ number: UInt32, to scope: UInt32) throws(ExplorationError) -> UInt32 {
        try self.number(of: states[Int(number)].masked(by: scopes[Int(scope)].mask))
    }

    // MARK: What may happen

    /// The number of something that may happen.
    mutating func number(of effect: Effect) -> UInt32 {
        if let number = numbersOfEffects[effect] { return number }
        let number = UInt32(effects.count)
        numbersOfEffects[effect] = number
        effects.append(effect)
        assignments.append(assignments(of: effect))
        return number
    }

    /// The number of changes.
    mutating func number(ofChanges changes: [String: String]) -> UInt32 {
        if let number = numbersOfChanges[changes] { return number }
        let number = UInt32(self.changes.count)
        numbersOfChanges[changes] = number
        self.changes.append(changes)
        return number
    }

    /// The number of a requirement; none is zero.
    mutating func number(of requirement: Move.Requirement?) -> UInt32 {
        guard let requirement else { return 0 }
        if let index = requirements.firstIndex(of: requirement) { return UInt32(index + 1) }
        requirements.append(requirement)
        return UInt32(requirements.count)
    }

    /// Where the states stand among `steps` that may follow from a state.
    mutating func steps(from state: UInt32, by effect: UInt32) throws(ExplorationError) -> Range<Int> {
        if let range = ranges.value(effect, state) {
            let first = Int(truncatingIfNeeded: range >> 32)
            return first..<(first + Int(truncatingIfNeeded: range & 0xFFFF_FFFF))
        }
        let found = try find(effects[Int(effect)], assigning: assignments[Int(effect)], from: state)
        ranges.set(effect, state, to: UInt64(steps.count) << 32 | UInt64(found.count))
        steps += found
        return (steps.count - found.count)..<steps.count
    }

    /// The states that may follow from a state by something that is looked at once only.
    mutating func states(
        after number: UInt32, by move: Move
    ) throws(ExplorationError) -> [UInt32] {
        let kind = Effect.Kind.changes(
            self.number(ofChanges: move.changes), requirement: self.number(of: move.requirement))
        let effect = Effect(kind: kind, before: Self.whole, after: Self.whole)
        return try find(effect, assigning: assignments(of: effect), from: number).map(\.to)
    }

    private func assignments(of effect: Effect) -> [NumberedModel.Change] {
        guard case .changes(let changes, requirement: _) = effect.kind, changes > 0 else { return [] }
        let rules = scopes[Int(effect.before)].rules
        return rules.numbered.changes(
            self.changes[Int(changes)].filter { rules.variables.contains($0.key) }.mapValues { $0 })
    }

    private mutating func find(
        _ effect: Effect, assigning assigned: [NumberedModel.Change], from number: UInt32
    ) throws(ExplorationError) -> [Step] {
        let rules = scopes[Int(effect.before)].rules
        let simulations = try simulations(of: number, effect.before)
        var found: [Step] = []
        switch effect.kind {
        case .changes(0, requirement: let requirement):
            try add([layout.unpack(states[Int(number)])], after: number, effect, requirement: requirement, to: &found)
        case .changes(_, requirement: let requirement):
            try add(
                try rules.settled(simulations, changing: assigned), after: number, effect, assigning: assigned,
                requirement: requirement, to: &found)
        case .own:
            for move in try rules.moves(from: simulations) { try add(move.states, after: number, effect, to: &found) }
            // What makes no difference any more is no change.
            found.removeAll { $0.to == number }
        case .outside:
            for change in rules.outsideChanges(of: layout.unpack(states[Int(number)])) {
                try add(try rules.settled(simulations, changing: [change]), after: number, effect, to: &found)
            }
            found.removeAll { $0.to == number }
        }
        return found
    }

    /// The service in a state; the last one asked for is kept, for it is mostly asked for several times in a row.
    private mutating func simulations(
        of number: UInt32, _ scope: UInt32
    ) throws(ExplorationError) -> [NumberedSimulation] {
        if let begun, begun.number == number, begun.scope == scope { return begun.simulations }
        let simulations = try scopes[Int(scope)].rules.simulations(from: layout.unpack(states[Int(number)]))
        begun = (number, scope, simulations)
        return simulations
    }

    private mutating func add(
        _ states: [NumberedState], after before: UInt32, _ effect: Effect,
        assigning assigned: [NumberedModel.Change] = [], requirement: UInt32 = 0, to found: inout [Step]
    ) throws(ExplorationError) {
        let mask = scopes[Int(effect.after)].mask
        for state in states where meets(state, requirement) {
            let to = try number(of: layout.pack(state).masked(by: mask))
            let step = Step(to: to, broken: broken(by: to, after: before, assigning: assigned))
            if !found.contains(where: { $0.to == step.to && $0.broken == step.broken }) { found.append(step) }
        }
    }

    private func meets(_ state: NumberedState, _ requirement: UInt32) -> Bool {
        guard requirement > 0 else { return true }
        let wanted = requirements[Int(requirement) - 1]
        let numbered = rules.numbered
        return wanted.isMet(by: numbered.variable(wanted.variable).flatMap { numbered.name(of: state[$0], of: $0) })
    }

    // MARK: Invariants

    private mutating func broken(
        by after: UInt32, after before: UInt32, assigning assigned: [NumberedModel.Change]
    ) -> UInt32 {
        let bits = judgements.broken(by: after, after: before, assigning: assigned) { [layout, table] number in
            layout.unpack(table.states[Int(number)])
        }
        if let number = numbersOfBrokenSets[bits] { return number }
        let number = UInt32(brokenSets.count)
        numbersOfBrokenSets[bits] = number
        brokenSets.append(bits)
        return number
    }

    /// The invariants of a set.
    func invariants(ofSet number: UInt32) -> [ServiceModel.Invariant] {
        let bits = brokenSets[Int(number)]
        return watched.indices.filter { bits & (1 << UInt64($0)) != 0 }.map { watched[$0] }
    }

    /// What must hold at the end of a run and does not in a state: a bit for each invariant of `watch.atEnd`.
    mutating func brokenAtEnd(_ number: UInt32) -> UInt64 {
        atEnd.verdict(of: number) { [layout, table] in layout.unpack(table.states[Int(number)]) }.notMet
    }

    /// The holds that a state is one of: a bit for each in the order of the model.
    mutating func holds(_ number: UInt32) -> UInt64 {
        holds.verdict(of: number) { [layout, table] in layout.unpack(table.states[Int(number)]) }.met
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
        let index = Int(number)
        if index < projections[look].count, projections[look][index] != .max { return projections[look][index] }
        let missing = states.count - projections[look].count
        if missing > 0 { projections[look] += repeatElement(.max, count: missing) }
        let seen = states[index].masked(by: masks[look])
        let next = UInt32(numbersOfProjections[look].count)
        let projection = numbersOfProjections[look][seen] ?? next
        numbersOfProjections[look][seen] = projection
        projections[look][index] = projection
        return projection
    }
}
