import KirikaeEngine
import KirikaeService

/// A move with what follows from it for certain: the machine writes down what it knows, or lets time pass.
///
/// Nothing in the service can make a difference to that, nor it to the service, and nobody decides anything; so a search need not
/// stop on the way but for the engine to die.
struct MoveChain {
    /// What happens, in order, without what is only written down.
    var labels: [Move.Label]
    /// The run after it.
    var machine: RunMachine
    /// What is changed in the service by the first move; the others change nothing.
    var changes: [String: String]
    /// What must be so after the changes.
    var requirement: Move.Requirement?
    /// What it uses up.
    var cost: Spent
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
        // What the bounds never allow is not even asked about.
        for move in rules.moves(of: machine, commands: commands, reading: reading) {
            guard let cost = Spent().adding(move.cost, within: bounds) else { continue }
            let chain = MoveChain(
                labels: move.label == .machine ? [] : [move.label], machine: try machine.applying(move),
                changes: move.changes, requirement: move.requirement, cost: cost)
            if joins { try goOn(chain, into: &found) } else { found.append(chain) }
        }
        return found
    }

    private func goOn(_ start: MoveChain, into found: inout [MoveChain]) throws(ExplorationError) {
        var chain = start
        for _ in 0..<Self.longestChain {
            let commands = rules.commands(of: chain.machine)
            guard let command = commands.first, goesOnByItself(command), rules.areIndependentOfService(commands) else {
                break
            }
            var certain: MoveChain?
            for move in rules.moves(of: chain.machine, commands: commands, reading: { _ in .unknown }) {
                guard let cost = chain.cost.adding(move.cost, within: bounds) else { continue }
                let next = MoveChain(
                    labels: chain.labels + (move.label == .machine ? [] : [move.label]),
                    machine: try chain.machine.applying(move), changes: chain.changes, requirement: chain.requirement,
                    cost: cost)
                if move.cost == .nothing { certain = next } else { try goOn(next, into: &found) }
            }
            guard let certain else { break }
            chain = certain
        }
        found.append(chain)
    }

    /// Whether nobody decides what comes next.
    private func goesOnByItself(_ command: RunCommand) -> Bool {
        switch command {
        case .record, .wait: true
        case .probe, .recheck, .perform, .performItems, .lookAtItems, .ask, .finish: false
        }
    }
}
