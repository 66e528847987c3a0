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
        let scope = machines.infos[Int(after.machine)].scope
        if before.machine == after.machine, before.service != after.service {
            let label = try serviceLabel(
                from: state, to: after.service, scope, isOutside: before.spent != after.spent)
            if let label { return [label] }
        }
        let chains = try machines.chains.chains(
            from: machines.machines[Int(before.machine)], commands: machines.infos[Int(before.machine)].commands,
            reading: state.reading)
        for chain in chains {
            guard before.spent.adding(chain.cost, within: bounds) == after.spent,
                try machines.number(of: chain.machine, &service) == after.machine,
                try leads(chain, from: before.service, to: after.service, scope)
            else { continue }
            return chain.labels
        }
        return []
    }

    private mutating func leads(
        _ chain: MoveChain, from number: UInt32, to wanted: UInt32, _ scope: UInt32
    ) throws(ExplorationError) -> Bool {
        let changes = service.number(ofChanges: chain.changes)
        let requirement = service.number(of: chain.requirement)
        for step in try service.steps(from: number, changing: changes) where service.meets(step.to, requirement) {
            if try service.restricted(step.to, to: scope) == wanted { return true }
        }
        return false
    }

    private mutating func serviceLabel(
        from state: ServiceState, to wanted: UInt32, _ scope: UInt32, isOutside: Bool
    ) throws(ExplorationError) -> Move.Label? {
        if isOutside {
            for change in service.rules.outsideChanges(of: state) {
                let next = try service.rules.settled(state, changing: [change.variable: change.value])
                if try isAmong(next, wanted, scope) { return .outside(variable: change.variable, value: change.value) }
            }
            return nil
        }
        for move in try service.rules.moves(from: state) where try isAmong(move.states, wanted, scope) {
            return .service(transition: move.transition)
        }
        return nil
    }

    private mutating func isAmong(
        _ states: [ServiceState], _ wanted: UInt32, _ scope: UInt32
    ) throws(ExplorationError) -> Bool {
        for state in states where try service.restricted(try service.number(of: state), to: scope) == wanted {
            return true
        }
        return false
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
