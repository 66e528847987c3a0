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
    private let sums: SpentSums
    var service: ServiceSpace
    var machines: MachineSpace
    private(set) var table = StateTable()
    private var transitions = 0
    private var completions = 0
    private var violations: [Violation] = []
    private var known: Set<Violation.Key> = []
    /// The moves that nothing outside and nobody's leaving out has a part in, by the positions they lead from and to.
    private var freeMoves: [(from: UInt32, to: UInt32)] = []

    /// For each start, the first whole state of the service that it stands for.
    var wholeStarts: [UInt32: UInt32] = [:]

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

    /// - Parameter keeping: variables that are told apart to the end, whether or not they make a difference to the plan.
    init(
        plan: Plan, bounds: ExplorationBounds, usesIndependence: Bool, keeping: Set<String> = []
    ) throws(ExplorationError) {
        self.plan = plan
        self.usesIndependence = usesIndependence
        self.bounds = bounds
        sums = SpentSums(bounds: bounds)
        let outlook = bounds.outlook(of: plan)
        service = try ServiceSpace(plan: plan, watch: InvariantWatch(plan: plan, keeping: keeping), bounds: bounds)
        machines = MachineSpace(
            chains: MoveChains(
                rules: MoveRules(plan: plan, mayLeaveOut: bounds.leavingOut > 0), outlook: outlook, bounds: bounds,
                joins: usesIndependence))
    }

    /// Searches from some states of the service.
    public mutating func explore(from starts: [ServiceState]) throws(ExplorationError) -> Exploration {
        let first = try machines.number(of: try RunMachine.beginning(plan), &service)
        let scope = machines.infos[Int(first)].scope
        var settled: Set<UInt32> = []
        var order: [UInt32] = []
        for start in starts {
            for state in try service.rules.settled(start) {
                let whole = try service.number(of: state)
                let number = try service.restricted(whole, to: scope)
                if settled.insert(number).inserted {
                    wholeStarts[number] = whole
                    order.append(number)
                }
            }
        }
        for number in order {
            _ = table.insert(ExploredState(machine: first, service: number, spent: Spent()), from: .max)
        }
        var isComplete = true
        while let position = table.next() {
            guard table.count <= bounds.states else {
                isComplete = false
                break
            }
            try expand(position)
        }
        if isComplete { findStuckStates() }
        noteOutagesInHolds()
        var exploration = try result(starts: settled.count, isComplete: isComplete)
        try measureOutages(from: starts, in: &exploration)
        return exploration
    }

    /// Begins anew; what the machine and the model have answered so far is kept.
    mutating func forgetStates() {
        table = StateTable()
        transitions = 0
        completions = 0
        violations = []
        known = []
        freeMoves = []
        wholeStarts = [:]
    }

    // MARK: Going on from a state

    private mutating func expand(_ position: Int) throws(ExplorationError) {
        let state = table[position]
        let info = machines.infos[Int(state.machine)]
        for index in try machines.edges(of: state.machine, state.service, &service) {
            let edge = machines.edges[index]
            guard let spent = sums.sum(state.spent, edge.cost) else { continue }
            let isPossible = try take(edge.effect, to: edge.to, spent, from: position, state, isOutside: false)
            if isPossible { machines.noteReached(edge.reached) }
        }
        // Where the service makes no difference, what it does is looked at in the next state that it does in.
        if usesIndependence, info.isIndependent { return }
        try take(info.own, to: state.machine, state.spent, from: position, state, isOutside: false)
        guard !info.isOver, !info.isClosing, let spent = sums.sum(state.spent, .one(.outside)) else { return }
        try take(info.outside, to: state.machine, spent, from: position, state, isOutside: true)
    }

    /// Goes to every state that may follow by one thing that happens.
    ///
    /// - Returns: whether any does.
    @discardableResult
    private mutating func take(
        _ effect: UInt32, to machine: UInt32, _ spent: Spent, from position: Int, _ state: ExploredState,
        isOutside: Bool
    ) throws(ExplorationError) -> Bool {
        let isFree = !isOutside && isFree(from: state.spent, to: spent)
        let isEnding = machines.infos[Int(machine)].isCompleted && machine != state.machine
        let steps = try service.steps(from: state.service, by: effect)
        transitions += steps.count
        for index in steps {
            let step = service.steps[index]
            let next = ExploredState(machine: machine, service: step.to, spent: spent)
            if step.broken != 0, !isOutside { note(step.broken, from: position, to: next) }
            let (found, isNew) = table.insert(next, from: UInt32(position))
            // Also of a state that was found before: what the service does after the end may have led to it, and then its end was
            // another one.
            if isEnding { noteEnd(from: position, at: next, isNew: isNew) }
            if isFree { freeMoves.append((UInt32(position), found)) }
        }
        return !steps.isEmpty
    }

    /// Whether a plan could be brought to its end by such a move.
    private func isFree(from before: Spent, to after: Spent) -> Bool {
        before == after
            || [Cost.outside, .trouble, .leavingOut].allSatisfy { before.count($0) == after.count($0) }
    }

    // MARK: What is wrong

    private mutating func note(_ broken: UInt32, from position: Int, to next: ExploredState) {
        for invariant in service.invariants(ofSet: broken) {
            note(.invariant(invariant.id.value), from: position, to: next)
        }
    }

    mutating func note(_ property: Exploration.Property, from position: Int, to next: ExploredState) {
        let needsOutsideChange = next.spent.count(.outside) > 0
        // What happens without a change outside happens with one too.
        if needsOutsideChange, known.contains(.init(property: property, needsOutsideChange: false)) { return }
        let key = Violation.Key(property: property, needsOutsideChange: needsOutsideChange)
        if known.insert(key).inserted { violations.append(Violation(key: key, from: position, to: next)) }
    }

    private mutating func noteEnd(from position: Int, at next: ExploredState, isNew: Bool) {
        if isNew { completions += 1 }
        // Whoever leaves a step out gives a reason for what is not reached.
        guard next.spent.count(.leavingOut) == 0 else { return }
        let broken = service.brokenAtEnd(next.service)
        if broken == 0 { return }
        for (index, invariant) in service.watch.atEnd.enumerated() where broken & (1 << UInt64(index)) != 0 {
            note(.atEnd(invariant.id), from: position, to: next)
        }
    }

    /// Finds the first state from which nothing leads to an end or to a hold, if no change outside and nothing left out helps.
    private mutating func findStuckStates() {
        // Where no run is ever completed, that is what there is to say.
        guard completions > 0 else { return }
        let leadsToEnd = statesThatLeadToEnd()
        for needsOutsideChange in [false, true] {
            // Whoever leaves a step out may have to stop, and says why.
            let stuck = leadsToEnd.indices.filter { position in
                table.isTaken(position) && !leadsToEnd[position] && table[position].spent.count(.leavingOut) == 0
                    && (table[position].spent.count(.outside) > 0) == needsOutsideChange
            }
            noteOutages(among: stuck)
            guard let first = stuck.min(by: { table.goesBefore($0, $1) }) else { continue }
            note(.stuck, from: first, to: table[first])
        }
    }

    /// Goes back from the ends along the free moves.
    private mutating func statesThatLeadToEnd() -> [Bool] {
        var leadsToEnd = [Bool](repeating: false, count: table.count)
        for position in leadsToEnd.indices {
            let state = table[position]
            leadsToEnd[position] = machines.infos[Int(state.machine)].isOver || rests(state)
        }
        // For each state, where those that lead to it begin among `sources`.
        var begins = [Int](repeating: 0, count: table.count + 1)
        for index in freeMoves.indices {
            freeMoves[index].to = table.standIn(for: freeMoves[index].to)
            begins[Int(freeMoves[index].to) + 1] += 1
        }
        for index in 1..<begins.count { begins[index] += begins[index - 1] }
        var sources = [UInt32](repeating: 0, count: freeMoves.count)
        var free = begins
        for move in freeMoves {
            sources[free[Int(move.to)]] = move.from
            free[Int(move.to)] += 1
        }
        freeMoves = []
        var pending = leadsToEnd.indices.filter { leadsToEnd[$0] }
        while let position = pending.popLast() {
            for source in sources[begins[position]..<begins[position + 1]] where !leadsToEnd[Int(source)] {
                leadsToEnd[Int(source)] = true
                pending.append(Int(source))
            }
        }
        return leadsToEnd
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
            findings += stepsThatVerifyNothing().map(never)
        }
        return Exploration(
            runbook: plan.runbook, bounds: bounds, isComplete: isComplete, starts: starts, states: table.takenCount,
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
        let isInvariant = if case .invariant = violation.key.property { true } else { false }
        let (trace, machine) = try trace(through: states, endsWithChange: isInvariant)
        // The machine's own bookkeeping is nothing to tell.
        let way = trace.map(\.move.label).filter { $0 != .machine }
        let normal = plan.service.startState
        let start = service.state(wholeStarts[states[0].service] ?? states[0].service)
        let differences = service.rules.variables.sorted().filter { start[$0] != normal[$0] }
        return Exploration.Finding(
            property: violation.key.property, needsOutsideChange: violation.key.needsOutsideChange,
            start: differences.map { ($0, start[$0]) }, way: Self.worthTelling(way), startState: start, trace: trace,
            situation: machine.situation(in: RunOutlook(plan: plan)))
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
