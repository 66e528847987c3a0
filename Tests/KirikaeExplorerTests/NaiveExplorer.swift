import KirikaeEngine
import KirikaePlan
import KirikaeService
import KirikaeSyntax
import Testing

@testable import KirikaeExplorer

/// A search that is obviously right and slow: whole machines and whole states in dictionaries, nothing packed, nothing numbered,
/// nothing left out.
struct NaiveExplorer {
    struct State: Hashable {
        var situation: RunSituation
        var service: ServiceState
        var spent: Spent
    }

    let plan: Plan
    let bounds: ExplorationBounds

    private(set) var reached: Set<State> = []
    private(set) var broken: Set<String> = []
    private var machines: [RunSituation: RunMachine] = [:]

    init(plan: Plan, bounds: ExplorationBounds) {
        self.plan = plan
        self.bounds = bounds
    }

    mutating func explore(from starts: [ServiceState]) throws {
        let service = ServiceRules(plan: plan)
        let first = try RunMachine.beginning(plan)
        var pending: [(RunMachine, ServiceState, Spent)] = []
        for start in starts { pending += try service.settled(start).map { (first, $0, Spent()) } }
        while let (machine, state, spent) = pending.popLast() {
            let situation = machine.situation
            guard reached.insert(State(situation: situation, service: state, spent: spent)).inserted else { continue }
            // Whichever machine got here first must do for all others in its situation.
            if let other = machines[situation] {
                #expect(
                    try followers(of: other, state) == followers(of: machine, state),
                    "two machines in one situation do not go on alike")
            }
            machines[situation] = machine
            for (next, cost, requirement, changes) in try follow(machine, state) {
                guard let spent = spent.adding(cost, within: bounds) else { continue }
                let after = changes.isEmpty ? [state] : try service.settled(state, changing: changes)
                for after in after where requirement?.isMet(by: after[requirement?.variable ?? ""]) ?? true {
                    note(state, after)
                    pending.append((next, after, spent))
                }
            }
            for (_, states) in try service.moves(from: state) {
                for after in states {
                    note(state, after)
                    pending.append((machine, after, spent))
                }
            }
            let rules = MoveRules(plan: plan)
            guard !isOver(machine), !rules.isClosing(rules.commands(of: machine)), let spent = spent.adding(.outside, within: bounds) else { continue }
            for change in service.outsideChanges(of: state) {
                for after in try service.settled(state, changing: [change.variable: change.value])
                where after != state {
                    pending.append((machine, after, spent))
                }
            }
        }
    }

    private func isOver(_ machine: RunMachine) -> Bool {
        switch machine.result {
        case nil, .stopped: false
        default: true
        }
    }

    private func follow(
        _ machine: RunMachine, _ state: ServiceState
    ) throws -> [(RunMachine, Cost, Move.Requirement?, [String: String])] {
        let rules = MoveRules(plan: plan)
        return try rules.moves(of: machine, commands: rules.commands(of: machine), reading: state.reading).map {
            (try machine.applying($0), $0.cost, $0.requirement, $0.changes)
        }
    }

    private func followers(of machine: RunMachine, _ state: ServiceState) throws -> Set<RunSituation> {
        Set(try follow(machine, state).map(\.0.situation))
    }

    /// The invariants as their definition has them, with no help from the explorer.
    private mutating func note(_ before: ServiceState, _ after: ServiceState) {
        for invariant in plan.service.invariants {
            switch invariant.kind {
            case .always(let condition):
                if condition.judge(after.reading) == .notMet, condition.judge(before.reading) != .notMet {
                    broken.insert(invariant.id.value)
                }
            case .before(let condition, let requires):
                if condition.judge(before.reading) != .met, condition.judge(after.reading) == .met,
                    requires.judge(before.reading) == .notMet
                {
                    broken.insert(invariant.id.value)
                }
            case .atEnd: break
            }
        }
    }
}
