import KirikaeEngine
import KirikaePlan
import KirikaeService
import KirikaeSyntax
import Testing

@testable import KirikaeExplorer

/// A search that is obviously right and slow: whole machines and whole states in dictionaries, nothing packed, nothing numbered,
/// nothing left out, and every run told apart that remembers anything else.
struct NaiveExplorer {
    struct State: Hashable {
        var situation: RunSituation
        var service: ServiceState
        var spent: Spent
    }

    let plan: Plan
    let bounds: ExplorationBounds

    private(set) var reached: Set<State> = []
    /// The same without what can make no difference any more.
    private(set) var merged: Set<State> = []
    private(set) var broken: Set<String> = []
    /// For each situation that makes a difference, one machine that was in it.
    private var machines: [RunSituation: RunMachine] = [:]
    private let whole: RunOutlook
    private let outlook: RunOutlook
    private let watched: Set<String>

    init(plan: Plan, bounds: ExplorationBounds) {
        self.plan = plan
        self.bounds = bounds
        whole = RunOutlook(plan: plan)
        outlook = bounds.outlook(of: plan)
        watched = InvariantWatch(plan: plan).variables
    }

    mutating func explore(from starts: [ServiceState]) throws {
        let service = ServiceRules(plan: plan)
        let first = try RunMachine.beginning(plan)
        var pending: [(RunMachine, ServiceState, Spent)] = []
        for start in starts { pending += try service.settled(start).map { (first, $0, Spent()) } }
        while let (machine, state, spent) = pending.popLast() {
            guard
                reached.insert(State(situation: machine.situation(in: whole), service: state, spent: spent)).inserted
            else { continue }
            try merge(machine, state, spent)
            for (next, cost, requirement, changes) in try follow(machine, state) {
                guard let spent = spent.adding(cost, within: bounds) else { continue }
                let after = changes.isEmpty ? [state] : try service.settled(state, changing: changes)
                for after in after where requirement?.isMet(by: after[requirement?.variable ?? ""]) ?? true {
                    note(state, after, changing: Set(changes.keys))
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
            guard !isOver(machine), try !rules.isClosing(machine),
                let spent = spent.adding(.outside, within: bounds)
            else { continue }
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

    /// Which situations a run may be in next, with what that changes in the service.
    private func followers(of machine: RunMachine, _ state: ServiceState) throws -> Set<[AnyHashable]> {
        let rules = MoveRules(plan: plan)
        let chains = MoveChains(rules: rules, outlook: outlook, bounds: bounds, joins: false)
        let found = try chains.chains(from: machine, commands: rules.commands(of: machine), reading: state.reading)
        return Set(found.map { [$0.machine.situation(in: outlook), $0.cost, $0.requirement, $0.changes] })
    }

    /// Notes a state without what can make no difference any more.
    ///
    /// One in which the run is only on its way back to where it broke off is none of those that the fast search tells apart.
    private mutating func merge(_ machine: RunMachine, _ state: ServiceState, _ spent: Spent) throws {
        guard outlook.mayLeaveOut || !machine.isComingBack else { return }
        let known = State(
            situation: machine.situation(in: outlook),
            service: state.restricted(
                to: outlook.variablesThatCount(from: machine.lowestPosition, watched: watched)), spent: spent)
        // Whichever machine got here first must do for all others in its situation.
        if let other = machines[known.situation] {
            #expect(
                try followers(of: other, known.service) == followers(of: machine, state),
                "two machines in one situation do not go on alike")
        }
        machines[known.situation] = machine
        merged.insert(known)
    }

    /// What was reached, without what was reached with less gone wrong too.
    var least: Set<State> {
        var spent: [State: [Spent]] = [:]
        for state in merged {
            spent[State(situation: state.situation, service: state.service, spent: Spent()), default: []].append(
                state.spent)
        }
        return merged.filter { state in
            let all = spent[State(situation: state.situation, service: state.service, spent: Spent())] ?? []
            return !all.contains { $0 != state.spent && $0.isWithin(state.spent) }
        }
    }

    /// The invariants as their definition has them, with no help from the explorer.
    ///
    /// What becomes of one that nothing in the plan can lead to is not the plan's doing.
    private mutating func note(_ before: ServiceState, _ after: ServiceState, changing changed: Set<String> = []) {
        let touched = plan.service.variables(followingFrom: Set(plan.steps.flatMap(\.changes.keys)))
        for invariant in plan.service.invariants {
            switch invariant.kind {
            case .always(let condition):
                if condition.judge(after.reading) == .notMet, condition.judge(before.reading) != .notMet,
                    !touched.isDisjoint(with: condition.variables)
                {
                    broken.insert(invariant.id.value)
                }
            case .before(let condition, let requires):
                if condition.judge(before.reading) != .met || !changed.isDisjoint(with: condition.variables),
                    condition.judge(after.reading) == .met,
                    requires.judge(before.reading) == .notMet, !touched.isDisjoint(with: condition.variables)
                {
                    broken.insert(invariant.id.value)
                }
            case .atEnd, .outageAllowed: break
            }
        }
    }
}
