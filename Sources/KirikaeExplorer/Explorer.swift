import KirikaeEngine
import KirikaePlan
import KirikaeService
import KirikaeSyntax

/// Goes through everything that can ever happen to a plan, within bounds.
///
/// The states are pairs of a situation of the real `RunMachine` and a state of the real service model. Each is asked once what may
/// follow; after that it is a number in a table.
public struct Explorer: Sendable {
    let plan: Plan
    let bounds: ExplorationBounds
    /// Whether what the service does is looked at only where it can make a difference.
    let usesIndependence: Bool
    var service: ServiceSpace
    var machines: MachineSpace
    private(set) var table = StateTable()
    private var transitions = 0
    private var completions = 0
    private var violations: [Violation] = []
    private var known: Set<Violation.Key> = []
    private let endConditions: [(id: String, condition: Condition)]

    /// Something that is wrong about the step from one state to the next.
    struct Violation: Sendable {
        struct Key: Sendable, Hashable {
            var property: Exploration.Property
            var needsOutsideChange: Bool
        }

        var key: Key
        var from: Int
        var to: ExploredState
    }

    /// Prepares a search.
    ///
    /// - Throws: `ExplorationError.modelTooLarge`.
    public init(plan: Plan, bounds: ExplorationBounds = ExplorationBounds()) throws(ExplorationError) {
        try self.init(plan: plan, bounds: bounds, usesIndependence: true)
    }

    init(plan: Plan, bounds: ExplorationBounds, usesIndependence: Bool) throws(ExplorationError) {
        self.plan = plan
        self.usesIndependence = usesIndependence
        self.bounds = bounds
        service = try ServiceSpace(plan: plan)
        machines = MachineSpace(rules: MoveRules(plan: plan), bounds: bounds)
        let changed = Set(plan.steps.flatMap(\.changes.keys))
        endConditions = plan.service.invariants.compactMap { invariant in
            guard case .atEnd(let condition) = invariant.kind, !changed.isDisjoint(with: condition.variables) else {
                return nil
            }
            return (invariant.id.value, condition)
        }
    }

    /// Searches from some states of the service.
    public mutating func explore(from starts: [ServiceState]) throws(ExplorationError) -> Exploration {
        let machine = try RunMachine.beginning(plan)
        let first = try machines.number(of: machine, &service)
        var settled: Set<UInt32> = []
        for start in starts {
            for state in try service.rules.settled(start) { settled.insert(try service.number(of: state)) }
        }
        for number in settled.sorted() {
            _ = table.insert(ExploredState(machine: first, service: number, spent: Spent()), from: .max)
        }
        var position = 0
        while position < table.count, table.count <= bounds.states {
            try expand(position)
            position += 1
        }
        let isComplete = position == table.count
        if isComplete { try findStuckStates() }
        return try result(starts: settled.count, isComplete: isComplete)
    }

    /// Begins anew; what the machine and the model have answered so far is kept.
    mutating func forgetStates() {
        table = StateTable()
        transitions = 0
        completions = 0
        violations = []
        known = []
    }

    // MARK: Going on from a state

    private mutating func expand(_ position: Int) throws(ExplorationError) {
        let state = table[position]
        let isOver = machines.infos[Int(state.machine)].end != nil
        try visitSuccessors(of: state) { search, next, broken, cost in
            search.transitions += 1
            if broken != 0, cost != .outside { search.note(broken, from: position, to: next) }
            if search.table.insert(next, from: UInt32(position)), !isOver {
                search.noteEnd(from: position, at: next)
            }
        }
    }

    /// Calls `body` with every state that may follow, the watched invariants that break on the way, and what is used up.
    mutating func visitSuccessors(
        of state: ExploredState, _ body: (inout Explorer, ExploredState, UInt64, Cost) -> Void
    ) throws(ExplorationError) {
        let info = machines.infos[Int(state.machine)]
        for index in try machines.edges(of: state.machine, state.service, &service) {
            let edge = machines.edges[index]
            guard let spent = state.spent.adding(edge.cost, within: bounds) else { continue }
            for step in try service.steps(from: state.service, changing: edge.changes)
            where service.meets(step.to, edge.requirement) {
                body(
                    &self, ExploredState(machine: edge.to, service: step.to, spent: spent), step.broken, edge.cost)
            }
        }
        // Where the service makes no difference, what it does is looked at in the next state that it does in.
        if usesIndependence, info.isIndependent { return }
        for step in try service.ownSteps(from: state.service) {
            body(
                &self, ExploredState(machine: state.machine, service: step.to, spent: state.spent), step.broken,
                .nothing)
        }
        guard info.end == nil, !info.isClosing, let spent = state.spent.adding(.outside, within: bounds) else { return }
        for step in try service.outsideSteps(from: state.service) {
            body(
                &self, ExploredState(machine: state.machine, service: step.to, spent: spent), step.broken, .outside)
        }
    }

    // MARK: What is wrong

    private mutating func note(_ broken: UInt64, from position: Int, to next: ExploredState) {
        for (index, invariant) in service.watched.enumerated() where broken & (1 << UInt64(index)) != 0 {
            note(.invariant(invariant.id.value), from: position, to: next)
        }
    }

    private mutating func note(_ property: Exploration.Property, from position: Int, to next: ExploredState) {
        let needsOutsideChange = next.spent.count(.outside) > 0
        // What happens without a change outside happens with one too.
        if needsOutsideChange, known.contains(.init(property: property, needsOutsideChange: false)) { return }
        let key = Violation.Key(property: property, needsOutsideChange: needsOutsideChange)
        if known.insert(key).inserted { violations.append(Violation(key: key, from: position, to: next)) }
    }

    private mutating func noteEnd(from position: Int, at next: ExploredState) {
        guard machines.infos[Int(next.machine)].end == .completed else { return }
        completions += 1
        // Whoever leaves a step out gives a reason for what is not reached.
        guard next.spent.count(.leavingOut) == 0 else { return }
        let state = service.state(next.service)
        for (id, condition) in endConditions where condition.judge(state.reading) == .notMet {
            guard !isMet(condition, asSeenAtTheEndBy: next) else { continue }
            note(.atEnd(id), from: position, to: next)
        }
    }

    /// Finds the first state from which nothing leads to an end or to a hold, if no change outside and nothing left out helps.
    private mutating func findStuckStates() throws(ExplorationError) {
        // Where no run is ever completed, that is what there is to say.
        guard completions > 0 else { return }
        var leadsToEnd = (0..<table.count).map { machines.infos[Int(table[$0].machine)].end != nil || rests(table[$0]) }
        var isSettled = false
        while !isSettled {
            isSettled = true
            for position in leadsToEnd.indices.reversed() where !leadsToEnd[position] {
                var found = false
                let words = table
                try visitSuccessors(of: table[position]) { _, next, _, cost in
                    guard !found, cost == .nothing || cost == .breaking, let index = words.index(of: next) else {
                        return
                    }
                    found = leadsToEnd[index]
                }
                if found {
                    leadsToEnd[position] = true
                    isSettled = false
                }
            }
        }
        for needsOutsideChange in [false, true] {
            // Whoever leaves a step out may have to stop, and says why.
            let stuck = leadsToEnd.indices.first { position in
                !leadsToEnd[position] && table[position].spent.count(.leavingOut) == 0
                    && (table[position].spent.count(.outside) > 0) == needsOutsideChange
            }
            guard let stuck else { continue }
            note(.stuck, from: stuck, to: table[stuck])
        }
    }

    // MARK: The result

    private mutating func result(starts: Int, isComplete: Bool) throws(ExplorationError) -> Exploration {
        var findings: [Exploration.Finding] = []
        for violation in violations { findings.append(try finding(violation)) }
        if isComplete {
            if completions == 0 { findings.append(never(.neverCompleted)) }
            for (index, step) in plan.steps.enumerated() where !machines.isReached[index] {
                findings.append(never(.neverReached(step: step.path)))
            }
            findings += conditionsThatAreNeverFalse().map(never)
        }
        return Exploration(
            runbook: plan.runbook, bounds: bounds, isComplete: isComplete, starts: starts, states: table.count,
            transitions: transitions, situations: machines.machines.count, serviceStates: service.states.count,
            completions: completions, holds: holdsReached(), findings: findings)
    }

    private func never(_ property: Exploration.Property) -> Exploration.Finding {
        Exploration.Finding(property: property, needsOutsideChange: false, start: [], way: [])
    }

    private mutating func finding(_ violation: Violation) throws(ExplorationError) -> Exploration.Finding {
        var positions = [violation.from]
        while let last = positions.last, table.parents[last] != .max { positions.append(Int(table.parents[last])) }
        var states = positions.reversed().map { table[$0] }
        if states.last != violation.to { states.append(violation.to) }
        var way: [Move.Label] = []
        for (before, after) in zip(states, states.dropFirst()) { way += try labels(from: before, to: after) }
        let normal = plan.service.startState
        let start = service.state(states[0].service)
        let differences = service.rules.variables.sorted().filter { start[$0] != normal[$0] }
        return Exploration.Finding(
            property: violation.key.property, needsOutsideChange: violation.key.needsOutsideChange,
            start: differences.map { ($0, start[$0]) }, way: Self.worthTelling(way))
    }

    /// A way without the looks that only come before what they are for.
    ///
    /// One is kept where something comes between it and what it was to allow: then the moment matters.
    static func worthTelling(_ way: [Move.Label]) -> [Move.Label] {
        way.indices.filter { index in
            guard case .looked = way[index], index + 1 < way.count else { return true }
            switch way[index + 1] {
            case .outside, .service, .crashed: return true
            case .machine, .looked, .sawNothing, .did, .failed, .lostSight, .answered, .waited, .resumed: return false
            }
        }.map { way[$0] }
    }
}
