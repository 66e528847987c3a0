import KirikaeEngine
import KirikaePlan
import KirikaeService

/// The situations of a run that a search has met, each with a number, and what may happen in each of them.
struct MachineSpace: Sendable {
    /// What may happen in a situation, with everything replaced by its number.
    struct Edge: Sendable, Hashable {
        var to: UInt32
        /// What it does to the service.
        var effect: UInt32
        var cost: Spent
        /// The number of the set of steps that the run comes to on the way.
        var reached: UInt32
    }

    /// What is known of a situation without asking its machine.
    struct Info: Sendable {
        /// The number of the set of variables that is looked at.
        var look: UInt32
        /// What the service may do by itself, and what may change outside, meanwhile.
        var own: UInt32
        var outside: UInt32
        /// The number of the set of variables that make a difference from here on.
        var scope: UInt32
        /// Whether what the service does meanwhile makes no difference.
        var isIndependent: Bool
        /// Whether a change outside comes too late to be anybody's fault here.
        var isClosing: Bool
        /// Whether the run asks what to do about a step that cannot go on.
        var asksWhatToDo: Bool
        /// Whether the run has ended for good.
        var isOver: Bool
        /// Whether it has ended well.
        var isCompleted: Bool
    }

    let chains: MoveChains
    /// One machine in each situation.
    private(set) var machines: [RunMachine] = []
    private(set) var infos: [Info] = []
    private(set) var edges: [Edge] = []
    /// What each machine wants.
    private(set) var commands: [[RunCommand]] = []
    private var numbers: [RunSituation: UInt32] = [:]
    /// For each situation and what is seen there where the edges begin, and how many they are.
    private var ranges = NumberTable()
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
        let rules = chains.rules
        let wanted = rules.commands(of: machine)
        commands.append(wanted)
        var end: RunResult?
        if case .finish(let result)? = wanted.first {
            if case .stopped = result {} else { end = result }
        }
        let scope = scope(of: machine, &service)
        infos.append(
            Info(
                look: service.number(ofLookAt: rules.variablesRead(by: wanted)),
                own: service.number(of: .init(kind: .own, before: scope, after: scope)),
                outside: service.number(of: .init(kind: .outside, before: scope, after: scope)), scope: scope,
                isIndependent: rules.areIndependentOfService(wanted), isClosing: try rules.isClosing(machine),
                asksWhatToDo: rules.askWhatToDo(wanted), isOver: end != nil, isCompleted: end == .completed))
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

    /// Where what may happen in a situation stands among `edges`, while the service is in a state.
    mutating func edges(
        of number: UInt32, _ state: UInt32, _ service: inout ServiceSpace
    ) throws(ExplorationError) -> Range<Int> {
        let seen = service.projection(of: state, lookingAt: infos[Int(number)].look)
        if let range = ranges.value(number, seen) {
            let first = Int(truncatingIfNeeded: range >> 32)
            return first..<(first + Int(truncatingIfNeeded: range & 0xFFFF_FFFF))
        }
        let found = try findEdges(of: number, state, &service)
        ranges.set(number, seen, to: UInt64(edges.count) << 32 | UInt64(found.count))
        edges += found
        return (edges.count - found.count)..<edges.count
    }

    private mutating func findEdges(
        of number: UInt32, _ state: UInt32, _ service: inout ServiceSpace
    ) throws(ExplorationError) -> [Edge] {
        let machine = machines[Int(number)]
        let chains = try chains.chains(
            from: machine, commands: commands[Int(number)], reading: service.reading(state))
        var found: [Edge] = []
        for chain in chains {
            let to = try self.number(of: chain.machine, &service)
            let kind = ServiceSpace.Effect.Kind.changes(
                service.number(ofChanges: chain.changes), requirement: service.number(of: chain.requirement))
            let effect = ServiceSpace.Effect(
                kind: kind, before: infos[Int(number)].scope, after: infos[Int(to)].scope)
            let edge = Edge(
                to: to, effect: service.number(of: effect), cost: chain.cost,
                reached: self.number(ofStepsFrom: machine, to: chain.machine))
            if !found.contains(edge) { found.append(edge) }
        }
        return found
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
