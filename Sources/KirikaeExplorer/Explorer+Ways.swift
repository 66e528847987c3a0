import KirikaeEngine
import KirikaePlan
import KirikaeRunbook
import KirikaeService
import KirikaeSyntax

/// Saying what happened between two states of a search.
extension Explorer {
    /// What leads from one state to the next, for people; the machine's own bookkeeping is nothing to tell.
    mutating func labels(from before: ExploredState, to after: ExploredState) throws(ExplorationError) -> [Move.Label] {
        let state = service.state(before.service)
        let wanted = service.state(after.service)
        if before.machine == after.machine, before.service != after.service {
            if let label = try serviceLabel(from: state, to: wanted, isOutside: before.spent != after.spent) {
                return [label]
            }
        }
        let machine = machines.machines[Int(before.machine)]
        let rules = machines.rules
        for move in rules.moves(of: machine, commands: rules.commands(of: machine), reading: state.reading) {
            guard before.spent.adding(move.cost, within: bounds) == after.spent,
                try machines.number(of: machine.applying(move), &service) == after.machine,
                try leads(move, from: state, to: wanted)
            else { continue }
            return move.label == .machine ? [] : [move.label]
        }
        return []
    }

    private func leads(
        _ move: Move, from state: ServiceState, to wanted: ServiceState
    ) throws(ExplorationError) -> Bool {
        if let requirement = move.requirement, !requirement.isMet(by: wanted[requirement.variable]) { return false }
        if move.changes.isEmpty { return state == wanted }
        return try service.rules.settled(state, changing: move.changes).contains(wanted)
    }

    private func serviceLabel(
        from state: ServiceState, to wanted: ServiceState, isOutside: Bool
    ) throws(ExplorationError) -> Move.Label? {
        if isOutside {
            for change in service.rules.outsideChanges(of: state) {
                let next = try service.rules.settled(state, changing: [change.variable: change.value])
                if next.contains(wanted) { return .outside(variable: change.variable, value: change.value) }
            }
            return nil
        }
        return try service.rules.moves(from: state).first { $0.states.contains(wanted) }
            .map { .service(transition: $0.transition) }
    }
}

extension RunMachine {
    /// The machine of a run that has just begun.
    static func beginning(_ plan: Plan) throws(ExplorationError) -> RunMachine {
        let header = RunHeader(
            run: "", runbook: plan.runbook, arguments: plan.arguments, environment: plan.environment.name.value,
            environmentArguments: [:], fingerprint: plan.fingerprint, files: [:], operatorName: "", speed: 1,
            version: "")
        return try RunMachine(plan: plan).applying(Move(label: .machine, events: [.started(header)]))
    }
}
