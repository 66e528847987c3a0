import KirikaeEngine
import KirikaeService

/// A move with what follows from it for certain: the machine writes down what it knows, or lets time pass.
///
/// Nothing in the service can make a difference to that, nor it to the service, and nobody decides anything; so a search need not
/// stop on the way but for the engine to die. The same is true of a run that comes back after a break: whatever it sees when it looks
/// again, and whoever has to agree, it goes on as it would have, or with more gone wrong than needed.
struct MoveChain {
    /// What happens, in order.
    var moves: [Move]
    /// The run after it.
    var machine: RunMachine
    /// What is changed in the service by the first move; the others change nothing.
    var changes: [String: String]
    /// What must be so after the changes.
    var requirement: Move.Requirement?
    /// What it uses up.
    var cost: Spent

    /// The chain with one more move, which changes nothing in the service.
    func adding(_ move: Move, cost: Spent) throws(ExplorationError) -> MoveChain {
        MoveChain(
            moves: moves + [move], machine: try machine.applying(move), changes: changes, requirement: requirement,
            cost: cost)
    }
}

/// How a search goes on from a machine.
struct MoveChains: Sendable {
    /// A machine that goes on by itself for so long goes round in circles; the search then stops on the way.
    private static let longestChain = 1_000

    let rules: MoveRules
    let outlook: RunOutlook
    let bounds: ExplorationBounds
    /// Whether what follows for certain is gone through at once.
    let joins: Bool

    /// Everything that may happen next.
    ///
    /// - Parameters:
    ///   - machine: the run.
    ///   - commands: what it wants.
    ///   - reading: what a look at a variable would show.
    func chains(
        from machine: RunMachine, commands: [RunCommand], reading: (String) -> Reading
    ) throws(ExplorationError) -> [MoveChain] {
        var found: [MoveChain] = []
        for move in rules.moves(of: machine, commands: commands, reading: reading) {
            // What is seen on the way back to where a run broke off makes no difference. It is quickest to see no change.
            try addChains(
                after: move, of: machine,
                reading: { variable in machine.leftValue(of: variable).map { .value($0) } ?? .unknown }, to: &found)
        }
        return found
    }

    /// Adds everything that may come of a move; nothing where the bounds never allow it.
    ///
    /// - Parameters:
    ///   - move: the move.
    ///   - machine: the run before it.
    ///   - reading: what a look after it would show.
    ///   - found: what it is added to.
    func addChains(
        after move: Move, of machine: RunMachine, reading: (String) -> Reading, to found: inout [MoveChain]
    ) throws(ExplorationError) {
        guard let cost = Spent().adding(move.cost, within: bounds) else { return }
        let chain = MoveChain(
            moves: [move], machine: try machine.applying(move), changes: move.changes, requirement: move.requirement,
            cost: cost)
        try goOn(chain, reading, into: &found)
    }

    private func goOn(
        _ start: MoveChain, _ reading: (String) -> Reading, into found: inout [MoveChain]
    ) throws(ExplorationError) {
        var chain = start
        var others: [MoveChain] = []
        for _ in 0..<Self.longestChain {
            let commands = rules.commands(of: chain.machine)
            let isComingBack = !outlook.mayLeaveOut && chain.machine.isComingBack
            guard isComingBack || goesOnByItself(commands) else { break }
            var certain: MoveChain?
            for move in rules.moves(of: chain.machine, commands: commands, reading: reading) {
                if move.cost == .nothing, certain == nil {
                    certain = try chain.adding(move, cost: chain.cost)
                } else if !isComingBack, let cost = chain.cost.adding(move.cost, within: bounds) {
                    others.append(try chain.adding(move, cost: cost))
                }
            }
            guard let certain else { break }
            chain = certain
        }
        found.append(chain)
        for other in others { try goOn(other, reading, into: &found) }
    }

    /// Whether nobody decides what comes next, and the service has no part in it.
    private func goesOnByItself(_ commands: [RunCommand]) -> Bool {
        guard joins, let command = commands.first, goesOnByItself(command) else { return false }
        return rules.areIndependentOfService(commands)
    }

    /// Whether nobody decides what comes next.
    private func goesOnByItself(_ command: RunCommand) -> Bool {
        switch command {
        case .record, .wait: true
        case .probe, .recheck, .perform, .performItems, .lookAtItems, .ask, .finish: false
        }
    }
}
