import KirikaeEngine
import KirikaePlan
import KirikaeRunbook
import KirikaeService
import KirikaeSyntax

/// Saying what happened between states of a search.
extension Explorer {
    /// One run on its way through the states of a search: a real machine, and the service with everything in it.
    private struct Walk {
        var machine: RunMachine
        var service: UInt32
        var steps: [WayStep] = []
    }

    /// The steps from the first of some states to the last, and the machine at the end.
    ///
    /// The search keeps one machine for all that go on alike, and leaves out of the service what makes no difference any more. Here
    /// one run is followed, with all that it remembers.
    ///
    /// - Parameters:
    ///   - states: the states.
    ///   - endsWithChange: whether the last thing to tell is what changes the service, and not what follows from it for certain.
    mutating func trace(
        through states: [ExploredState], endsWithChange: Bool
    ) throws(ExplorationError) -> (steps: [WayStep], machine: RunMachine) {
        var walk = Walk(
            machine: try RunMachine.beginning(plan), service: wholeStarts[states[0].service] ?? states[0].service)
        for (index, (before, after)) in zip(states, states.dropFirst()).enumerated() {
            if try goOn(&walk, byServiceFrom: before, to: after) { continue }
            let endsHere = endsWithChange && index + 2 == states.count
            try goOn(&walk, byMachineFrom: before, to: after, endsWithChange: endsHere)
        }
        return (walk.steps, walk.machine)
    }

    private mutating func goOn(
        _ walk: inout Walk, byMachineFrom before: ExploredState, to after: ExploredState, endsWithChange: Bool
    ) throws(ExplorationError) {
        let chains = machines.chains
        let commands = chains.rules.commands(of: walk.machine)
        for move in chains.rules.moves(
            of: walk.machine, commands: commands, reading: service.state(walk.service).reading)
        {
            for next in try followers(of: walk.service, move, after) {
                let state = service.state(next)
                var found: [MoveChain] = []
                try chains.addChains(after: move, of: walk.machine, reading: state.reading, to: &found)
                for chain in found where before.spent.adding(chain.cost, within: bounds) == after.spent {
                    guard try machines.number(of: chain.machine, &service) == after.machine else { continue }
                    walk.machine = endsWithChange ? try walk.machine.applying(move) : chain.machine
                    walk.service = next
                    walk.steps += (endsWithChange ? [move] : chain.moves).map { WayStep(move: $0, state: state) }
                    return
                }
            }
        }
        throw .wayLost(at: walk.machine.currentStep?.path ?? plan.runbook)
    }

    /// The states that the service may be in after a move, of those that a state of the search stands for.
    private mutating func followers(
        of number: UInt32, _ move: Move, _ wanted: ExploredState
    ) throws(ExplorationError) -> [UInt32] {
        var found: [UInt32] = []
        for next in try service.states(after: number, by: move) where try stands(next, for: wanted) {
            found.append(next)
        }
        return found
    }

    /// Whether a whole state of the service is one of those that a state of the search stands for.
    private mutating func stands(_ number: UInt32, for state: ExploredState) throws(ExplorationError) -> Bool {
        try service.restricted(number, to: machines.infos[Int(state.machine)].scope) == state.service
    }

    private mutating func goOn(
        _ walk: inout Walk, byServiceFrom before: ExploredState, to after: ExploredState
    ) throws(ExplorationError) -> Bool {
        guard before.machine == after.machine, before.service != after.service else { return false }
        let state = service.state(walk.service)
        if before.spent != after.spent {
            for change in service.rules.outsideChanges(of: state) {
                let changes = [change.variable: change.value]
                let label = Move.Label.outside(variable: change.variable, value: change.value)
                let next = try service.rules.settled(state, changing: changes)
                let move = Move(label: label, changes: changes, cost: .outside)
                if try take(move, toOneOf: next, after, &walk) { return true }
            }
            return false
        }
        for move in try service.rules.moves(from: state) {
            let label = Move.Label.service(transition: move.transition)
            if try take(Move(label: label), toOneOf: move.states, after, &walk) { return true }
        }
        return false
    }

    private mutating func take(
        _ move: Move, toOneOf states: [ServiceState], _ wanted: ExploredState, _ walk: inout Walk
    ) throws(ExplorationError) -> Bool {
        for state in states {
            let number = try service.number(of: state)
            guard try stands(number, for: wanted) else { continue }
            walk.service = number
            walk.steps.append(WayStep(move: move, state: state))
            return true
        }
        return false
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
