import KirikaeEngine
import KirikaePlan
import KirikaeService

/// The situations of a run that a search has met, each with a number, and what may happen in each of them.
struct MachineSpace: Sendable {
    /// What may happen in a situation, with everything replaced by its number.
    struct Edge: Sendable, Hashable {
        var to: UInt32
        var changes: UInt32
        var requirement: UInt32
        var cost: Spent
        /// The number of the set of steps that the run comes to on the way.
        var reached: UInt32
    }

    /// What is known of a situation without asking its machine.
    struct Info: Sendable {
        /// What the machine wants.
        var commands: [RunCommand]
        /// The number of the set of variables that is looked at; nil if nothing is.
        var look: UInt32?
        /// The number of the set of variables that make a difference from here on.
        var scope: UInt32
        /// Whether what the service does meanwhile makes no difference.
        var isIndependent: Bool
        /// Whether a change outside comes too late to be anybody's fault here.
        var isClosing: Bool
        /// Whether the run asks what to do about a step that cannot go on.
        var asksWhatToDo: Bool
        /// How the run ended for good; nil if it did not.
        var end: RunResult?
        /// Where what may happen is listed, where that does not depend on a look.
        var edges: Range<Int>?
    }

    let chains: MoveChains
    /// One machine in each situation.
    private(set) var machines: [RunMachine] = []
    private(set) var infos: [Info] = []
    private(set) var edges: [Edge] = []
    private var numbers: [RunSituation: UInt32] = [:]
    private var seen: [UInt64: Range<Int>] = [:]
    private var scopes: [UInt32?]
    private var numbersOfSteps: [[Int]: UInt32] = [[]: 0]
    private var stepSets: [[Int]] = [[]]
    private var isNoted = [true]
    /// Which steps were begun, or looked at to the end, on any way.
    private(set) var isReached: [Bool]

    init(chains: MoveChains) {
        self.chains = chains
        let count = chains.outlook.plan.steps.count
        isReached = Array(repeating: false, count: count)
        scopes = Array(repeating: nil, count: count + 1)
    }

    /// The number of the situation that a machine is in.
    mutating func number(of machine: RunMachine, _ service: inout ServiceSpace) throws(ExplorationError) -> UInt32 {
        let situation = machine.situation(in: chains.outlook)
        if let number = numbers[situation] { return number }
        guard machines.count < ExploredState.mostMachines else { throw .tooManyParts }
        let number = UInt32(machines.count)
        numbers[situation] = number
        machines.append(machine)
        let commands = chains.rules.commands(of: machine)
        let read = chains.rules.variablesRead(by: commands)
        var end: RunResult?
        if case .finish(let result)? = commands.first {
            if case .stopped = result {} else { end = result }
        }
        infos.append(
            Info(
                commands: commands, look: read.isEmpty ? nil : service.number(ofLookAt: read),
                scope: scope(of: machine, &service),
                isIndependent: chains.rules.areIndependentOfService(commands),
                isClosing: try chains.rules.isClosing(machine), asksWhatToDo: chains.rules.askWhatToDo(commands), end: end)
        )
        return number
    }

    /// The number of the set of steps that a run comes to between two machines; none is zero.
    private mutating func number(ofStepsFrom before: RunMachine, to after: RunMachine) -> UInt32 {
        func isReached(_ index: Int, _ machine: RunMachine) -> Bool {
            machine.attempts[index] > 0 || machine.states[index] == .done
        }
        let steps = after.states.indices.filter { isReached($0, after) && !isReached($0, before) }
        if let number = numbersOfSteps[steps] { return number }
        let number = UInt32(stepSets.count)
        numbersOfSteps[steps] = number
        stepSets.append(steps)
        isNoted.append(false)
        return number
    }

    /// Notes that a run has come to the steps of a set.
    mutating func noteReached(_ set: UInt32) {
        if isNoted[Int(set)] { return }
        isNoted[Int(set)] = true
        for index in stepSets[Int(set)] { isReached[index] = true }
    }

    /// The variables that make a difference to a machine from here on.
    private mutating func scope(of machine: RunMachine, _ service: inout ServiceSpace) -> UInt32 {
        let position = machine.lowestPosition
        if let known = scopes[position] { return known }
        let names = chains.outlook.variablesThatCount(from: position, watched: service.watch.variables)
        let scope = service.number(ofScope: names)
        scopes[position] = scope
        return scope
    }

    /// What may happen in a situation while the service is in a state.
    mutating func edges(
        of number: UInt32, _ state: UInt32, _ service: inout ServiceSpace
    ) throws(ExplorationError) -> Range<Int> {
        let info = infos[Int(number)]
        if let range = info.edges { return range }
        guard let look = info.look else {
            let range = try makeEdges(of: number, state, &service)
            infos[Int(number)].edges = range
            return range
        }
        let key = UInt64(number) << 32 | UInt64(service.projection(of: state, lookingAt: look))
        if let range = seen[key] { return range }
        let range = try makeEdges(of: number, state, &service)
        seen[key] = range
        return range
    }

    private mutating func makeEdges(
        of number: UInt32, _ state: UInt32, _ service: inout ServiceSpace
    ) throws(ExplorationError) -> Range<Int> {
        let values = service.state(state)
        let chains = try chains.chains(
            from: machines[Int(number)], commands: infos[Int(number)].commands, reading: values.reading)
        var found: [Edge] = []
        for chain in chains {
            let edge = Edge(
                to: try self.number(of: chain.machine, &service), changes: service.number(ofChanges: chain.changes),
                requirement: service.number(of: chain.requirement), cost: chain.cost,
                reached: self.number(ofStepsFrom: machines[Int(number)], to: chain.machine))
            if !found.contains(edge) { found.append(edge) }
        }
        edges += found
        return (edges.count - found.count)..<edges.count
    }
}

extension RunMachine {
    /// The machine after a move.
    func applying(_ move: Move) throws(ExplorationError) -> RunMachine {
        var next = self
        let now = next.monotonicMilliseconds + move.elapsed
        do throws(ImpossibleEvent) {
            for event in move.events {
                try next.apply(event, at: Stamp(wallMilliseconds: 0, monotonicMilliseconds: now))
            }
        } catch {
            throw .impossibleEvent(error)
        }
        return next
    }
}
