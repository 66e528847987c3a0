import KirikaeEngine
import KirikaePlan
import KirikaeRunbook
import KirikaeService
import KirikaeSyntax

/// Saying what happened between two states of a search.
extension Explorer {
    /// What leads from one state to the next; nil if nothing does.
    mutating func move(from before: ExploredState, to after: ExploredState) throws(ExplorationError) -> Move? {
        let state = service.state(before.service)
        let wanted = service.state(after.service)
        if before.machine == after.machine, before.service != after.service {
            if let move = try serviceMove(from: state, to: wanted, isOutside: before.spent != after.spent) {
                return move
            }
        }
        let machine = machines.machines[Int(before.machine)]
        let rules = machines.rules
        for move in rules.moves(of: machine, commands: rules.commands(of: machine), reading: state.reading) {
            guard before.spent.adding(move.cost, within: bounds) == after.spent,
                try machines.number(of: machine.applying(move), &service) == after.machine,
                try leads(move, from: state, to: wanted)
            else { continue }
            return move
        }
        return nil
    }

    /// The steps from the first of some states to the last, each with how the service stands after it.
    mutating func trace(through states: [ExploredState]) throws(ExplorationError) -> [WayStep] {
        var steps: [WayStep] = []
        for (before, after) in zip(states, states.dropFirst()) {
            guard let move = try move(from: before, to: after) else { continue }
            steps.append(WayStep(move: move, state: service.state(after.service)))
        }
        return steps
    }

    private func leads(
        _ move: Move, from state: ServiceState, to wanted: ServiceState
    ) throws(ExplorationError) -> Bool {
        if let requirement = move.requirement, !requirement.isMet(by: wanted[requirement.variable]) { return false }
        if move.changes.isEmpty { return state == wanted }
        return try service.rules.settled(state, changing: move.changes).contains(wanted)
    }

    private func serviceMove(
        from state: ServiceState, to wanted: ServiceState, isOutside: Bool
    ) throws(ExplorationError) -> Move? {
        if isOutside {
            for change in service.rules.outsideChanges(of: state) {
                let next = try service.rules.settled(state, changing: [change.variable: change.value])
                if next.contains(wanted) {
                    let label = Move.Label.outside(variable: change.variable, value: change.value)
                    return Move(label: label, changes: [change.variable: change.value], cost: .outside)
                }
            }
            return nil
        }
        return try service.rules.moves(from: state).first { $0.states.contains(wanted) }
            .map { Move(label: .service(transition: $0.transition)) }
    }
}

extension RunMachine {
    /// The machine of a run that has just begun.
    static func beginning(_ plan: Plan) throws(ExplorationError) -> RunMachine {
        try RunMachine(plan: plan).applying(Move(label: .machine, events: [.started(header(of: plan))]))
    }

    /// The header of a run that is not recorded.
    static func header(of plan: Plan) -> RunHeader {
        RunHeader(
            run: "", runbook: plan.runbook, arguments: plan.arguments, environment: plan.environment.name.value,
            environmentArguments: [:], fingerprint: plan.fingerprint, files: [:], operatorName: "", speed: 1,
            version: "")
    }
}
