import KirikaeEngine
import KirikaePlan
import KirikaeService

/// Where a run may be left for good, and how it came there.
extension Explorer {
    /// The positions of all states in which a run has ended or may be stopped, in the order found.
    func positionsWhereTheRunMayStop() -> [Int] {
        (0..<table.count).filter { position in
            let number = Int(table[position].machine)
            return machines.infos[number].isOver || machines.machines[number].canStop
        }
    }

    /// What a person is asked about at a state, with the conditions of the gate that are not met there.
    func problem(at position: Int) -> (step: String, problem: Problem, unmet: [PlanCondition])? {
        let state = table[position]
        guard let question = machines.machines[Int(state.machine)].openQuestion,
            case .problem(let problem) = question.kind,
            let index = plan.index(of: question.step)
        else { return nil }
        guard case .gate(let gate, _, _) = problem else { return (question.step, problem, []) }
        let values = service.state(state.service)
        let unmet = plan.steps[index].conditions(of: gate).filter { $0.condition.judge(values.reading) != .met }
        return (question.step, problem, unmet)
    }

    /// How the service stands at the first end of a completed run that was found; nil where none was.
    func endOfACompletedRun() -> ServiceState? {
        (0..<table.count).first { machines.infos[Int(table[$0].machine)].isCompleted }
            .map { service.state(table[$0].service) }
    }

    /// How the service stood where the shortest way to a state begins.
    func start(of position: Int) -> ServiceState {
        var first = position
        while table.parents[first] != .max { first = Int(table.parents[first]) }
        return service.state(table[first].service)
    }

    /// The shortest way to a state that was found.
    mutating func way(to position: Int) throws(ExplorationError) -> [Move.Label] {
        var positions = [position]
        while let last = positions.last, table.parents[last] != .max { positions.append(Int(table.parents[last])) }
        let states = positions.reversed().map { table[$0] }
        // The machine's own bookkeeping is nothing to tell.
        return Self.worthTelling(
            try trace(through: states, endsWithChange: false).steps.map(\.move.label).filter { $0 != .machine })
    }
}
