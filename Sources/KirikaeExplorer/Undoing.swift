import KirikaeEngine
import KirikaePlan
import KirikaeService
import KirikaeSyntax

/// Whether a plan undoes what another one did, from every state in which that one may leave the service.
public struct Undoing: Sendable {
    /// What the way back may come to from one of the states that were left behind.
    public enum Outcome: Sendable, Hashable {
        /// Every end of it is normal operation.
        case undone
        /// It does not begin; these conditions are not met. `gate` is the path of the step that asks for them.
        case refused(gate: String, unmet: [PlanCondition])
        /// It begins, but it may come to a step from which nothing leads to its end; these conditions of the step are not met.
        case blocked(step: String, unmet: [PlanCondition])
        /// It ends well, and yet these variables are not as in normal operation.
        case leaves([String])
    }

    /// States that were left behind and share an outcome.
    public struct Group: Sendable {
        /// What the way back comes to.
        public var outcome: Outcome
        /// How many states of the service share it.
        public var states: Int
        /// The first of them: how it differs from normal operation.
        public var start: [(variable: String, value: String?)]
        /// How the service stands where the first plan begins, where that differs from normal operation.
        public var runStart: [(variable: String, value: String?)]
        /// How the first plan comes to leave that state, in order.
        public var way: [Move.Label]
    }

    /// The runbook that leaves the states.
    public var first: String
    /// The runbook that leads back.
    public var second: String
    /// How many different states of the service the first one may leave behind.
    public var leftBehind: Int
    /// Whether everything within the bounds was looked at.
    public var isComplete: Bool
    /// The outcomes in the order of the first state that has each.
    public var groups: [Group]

    /// Whether every way back that was looked at ends in normal operation.
    public var isUndone: Bool { groups.allSatisfy { $0.outcome == .undone } }
}

/// Searches two plans: wherever the first may stop or end, the second begins.
public struct UndoingExplorer: Sendable {
    private let first: Plan
    private let second: Plan
    private let bounds: ExplorationBounds

    /// Prepares to look whether `second` undoes `first`.
    ///
    /// - Parameters:
    ///   - first: the plan that may be left at any step.
    ///   - second: the plan that leads back.
    ///   - bounds: what may go wrong on a way through either of them.
    public init(of first: Plan, by second: Plan, bounds: ExplorationBounds) {
        self.first = first
        self.second = second
        self.bounds = bounds
    }

    /// Looks.
    ///
    /// - Parameters:
    ///   - starts: where the first plan begins.
    ///   - fixed: values that others have set by the time the second plan begins, such as the notice to switch back; nil is unknown.
    public func explore(
        from starts: [ServiceState], thenFixing fixed: [String: String?] = [:]
    ) throws(ExplorationError) -> Undoing {
        var forth = try Explorer(plan: first, bounds: bounds, usesIndependence: true, keeping: everything)
        let found = try forth.explore(from: starts)
        var result = Undoing(
            first: first.runbook, second: second.runbook, leftBehind: 0, isComplete: found.isComplete, groups: [])
        var seen: Set<ServiceState> = []
        var back = try Explorer(plan: second, bounds: bounds, usesIndependence: true, keeping: compared)
        for position in forth.positionsWhereTheRunMayStop() {
            let left = forth.service.state(forth.table[position].service)
            guard seen.insert(left).inserted else { continue }
            result.leftBehind += 1
            for outcome in try outcomes(from: left, fixing: fixed, &back, &result) {
                if let index = result.groups.firstIndex(where: { $0.outcome == outcome }) {
                    result.groups[index].states += 1
                    continue
                }
                let normal = first.service.startState
                let differences = left.differences(from: normal).filter { compared.contains($0) }
                let begin = forth.start(of: position)
                result.groups.append(
                    .init(
                        outcome: outcome, states: 1, start: differences.map { ($0, left[$0]) },
                        runStart: begin.differences(from: normal).map { ($0, begin[$0]) },
                        way: try forth.way(to: position)))
            }
        }
        return result
    }

    private var everything: Set<String> { Set(first.service.variables.map(\.name.value)) }

    /// What either plan changes, and what the service makes of that, but for what others change.
    private var compared: Set<String> {
        let touched = Set((first.steps + second.steps).flatMap(\.changes.keys))
        return first.service.variables(followingFrom: touched).filter {
            first.service.variable($0)?.isExternal == false
        }
    }

    /// What the way back may come to from a state: more than one thing if it depends on what happens.
    private func outcomes(
        from left: ServiceState, fixing others: [String: String?], _ back: inout Explorer, _ result: inout Undoing
    ) throws(ExplorationError) -> [Undoing.Outcome] {
        back.forgetStates()
        let found = try back.explore(from: try starts(after: left, fixing: others))
        if !found.isComplete { result.isComplete = false }
        var outcomes: [Undoing.Outcome] = []
        for position in 0..<back.table.count {
            guard let outcome = outcome(at: position, back), !outcomes.contains(outcome) else { continue }
            outcomes.append(outcome)
        }
        if outcomes.isEmpty || found.findings.contains(where: { $0.property == .stuck }) {
            let problem = (0..<back.table.count).lazy.compactMap(back.problem).first
            outcomes.append(.blocked(step: problem?.step ?? second.runbook, unmet: problem?.unmet ?? []))
        }
        return outcomes
    }

    /// Where the second plan begins: as the first one left the service, but for what its first gate asks of others.
    ///
    /// The notice to switch back comes from outside. Whoever leaves a run for good gives back what only one person can hold at a time.
    private func starts(
        after left: ServiceState, fixing others: [String: String?]
    ) throws(ExplorationError) -> [ServiceState] {
        let service = second.service
        var asking = second
        var asked: Set<String> = []
        if let gate = second.steps.first, gate.kind == .enter {
            asking.steps[0].preconditions = gate.preconditions.filter { condition in
                condition.condition.variables.allSatisfy { service.variable($0)?.isExternal == true }
            }
            asked = Set(asking.steps[0].preconditions.flatMap(\.condition.variables))
        }
        var fixed: [String: String?] = [:]
        for name in service.variables.map(\.name.value) where !asked.contains(name) {
            fixed[name] = .some(service.exclusive.contains(name) ? service.startState[name] : left[name])
        }
        return try StartStates(plan: asking).all(fixing: fixed.merging(others) { $1 })
    }

    private func outcome(at position: Int, _ back: Explorer) -> Undoing.Outcome? {
        let state = back.table[position]
        let values = back.service.state(state.service)
        let info = back.machines.infos[Int(state.machine)]
        guard info.isOver else { return nil }
        if info.isCompleted {
            let normal = second.service.startState
            let others = values.differences(from: normal).filter { compared.contains($0) }
            return others.isEmpty ? .undone : .leaves(others)
        }
        // It was refused. What was asked last on the way there says what it was about.
        var before = back.table.parents[position]
        while before != .max {
            if let problem = back.problem(at: Int(before)) {
                return .refused(gate: problem.step, unmet: problem.unmet)
            }
            before = back.table.parents[Int(before)]
        }
        return nil
    }
}
