import KirikaePlan
import KirikaeService
import KirikaeSyntax

/// What the service model says of leaving steps of a plan out.
public struct LeavingOut: Sendable, Hashable {
    /// Why steps may not be left out.
    public enum Refusal: Sendable, Hashable {
        /// This step is critical.
        case critical(step: String)
        /// This step is an approval; one that the operator may leave out would be none.
        case approval(step: String)
        /// This invariant would be broken after this step of what is left.
        case breaksInvariant(String, after: String)
        /// This step needs a value that one of them would have read.
        case outputNeeded(String, by: String)
    }

    /// Why they may not; nil if nothing speaks against it.
    public var refusal: Refusal?
    /// The invariants of which the model cannot say whether they would hold, because something is not known.
    public var unproven: [String]

    /// Makes a verdict.
    public init(refusal: Refusal? = nil, unproven: [String] = []) {
        self.refusal = refusal
        self.unproven = unproven
    }
}

/// The rest of a plan as the service model predicts it, with some of its steps left out.
struct RestOfPlan {
    let plan: Plan
    /// The indices of the steps that are still to be done, in order.
    let pending: [Int]
    let start: ServiceState
    /// How the service stands if what the steps that are left out may have begun has changed nothing.
    let startWithout: ServiceState

    /// What the model says of leaving steps out.
    ///
    /// The prediction is made twice, with them and without. Only what holds with them and not without speaks against leaving
    /// them out: an invariant that is broken anyway is no reason, and one that they would mend is.
    func leavingOut(_ indices: Set<Int>) -> LeavingOut {
        guard let with = prediction(leavingOut: [], from: start),
            let without = prediction(leavingOut: indices, from: startWithout)
        else {
            return LeavingOut(unproven: invariants.map(\.id))
        }
        var verdict = LeavingOut()
        let touched = Set(indices.flatMap { plan.steps[$0].changes.keys })
        for (position, index) in pending.enumerated() {
            for (number, invariant) in invariants.enumerated() {
                let usual = with.points[position][number]
                switch without.points[position][number] {
                case .notMet where usual != .notMet && verdict.refusal == nil:
                    verdict.refusal = .breaksInvariant(invariant.id, after: plan.steps[index].path)
                case .unknown where usual == .met || !touched.isDisjoint(with: invariant.variables),
                    .couldNotEvaluate where usual == .met || !touched.isDisjoint(with: invariant.variables):
                    if !verdict.unproven.contains(invariant.id) { verdict.unproven.append(invariant.id) }
                default: break
                }
            }
        }
        // A breach that passes between two steps, and a model that never settles.
        if verdict.refusal == nil,
            let violation = without.violations.first(where: { found in
                !with.violations.contains { $0.invariant == found.invariant }
            })
        {
            verdict.refusal = .breaksInvariant(violation.invariant, after: violation.step)
        }
        return verdict
    }

    private var invariants: [(id: String, variables: [String])] {
        plan.service.invariants.compactMap { invariant in
            guard case .always(let condition) = invariant.kind else { return nil }
            return (invariant.id.value, condition.variables)
        }
    }

    /// How each invariant stands after each step that is still to be done; nil if the model never settles from here.
    private func prediction(
        leavingOut indices: Set<Int>, from start: ServiceState
    ) -> (points: [[Judgement]], violations: [WatchedSimulation.Violation])? {
        guard let simulation = try? ServiceSimulation(model: plan.service, state: start) else { return nil }
        var watched = WatchedSimulation(simulation)
        var points: [[Judgement]] = []
        var notNeededUpTo = 0
        for index in pending {
            let step = plan.steps[index]
            if index >= notNeededUpTo, !indices.contains(index) {
                if let unless = step.unless, unless.judge(watched.simulation.state.reading) == .met {
                    notNeededUpTo = index + step.span
                } else {
                    let end = watched.simulation.time + (step.typical?.count ?? 0)
                    watched.move(to: end, changes: step.changes.mapValues { $0 }, step: step.path)
                }
            }
            points.append(watched.judgements.map(\.judgement))
        }
        return (points, watched.violations)
    }
}

/// Leaving out and jumping.
extension RunMachine {
    /// What speaks against leaving out the step of a path now, with everything it spans.
    public func leavingOut(_ path: String) -> LeavingOut {
        guard let index = plan.index(of: path) else { return LeavingOut() }
        return leavingOut(Set(index..<min(index + span(ofLeavingOut: index), plan.steps.count)))
    }

    /// How many steps are left out together with one: for one that opens a group, the group.
    func span(ofLeavingOut index: Int) -> Int {
        let step = plan.steps[index]
        return step.kind == .enter || step.kind == .fork ? step.span : 1
    }

    func leavingOut(_ indices: Set<Int>) -> LeavingOut {
        if let critical = indices.sorted().first(where: { plan.steps[$0].isCritical && states[$0] == .pending }) {
            return LeavingOut(refusal: .critical(step: plan.steps[critical].path))
        }
        if let approval = indices.sorted().first(where: { plan.steps[$0].isApproval && states[$0] == .pending }) {
            return LeavingOut(refusal: .approval(step: plan.steps[approval].path))
        }
        let pending = states.indices.filter { states[$0] == .pending }
        let paths = Set(indices.map { plan.steps[$0].path })
        for index in pending where !indices.contains(index) {
            let missing = plan.steps[index].action.templates.flatMap(\.references).first { reference in
                paths.contains(reference.step) && outputs[reference.step]?[reference.name] == nil
            }
            if let missing {
                return LeavingOut(refusal: .outputNeeded(missing.written, by: plan.steps[index].path))
            }
        }
        let start = knownState(knowledge)
        var without = start
        for variable in indices.flatMap({ plan.steps[$0].changes.keys }) where knowledge[variable] == nil {
            if case .value(let value)? = seenBefore[variable], start[variable] == nil { without[variable] = value }
        }
        return RestOfPlan(plan: plan, pending: pending, start: start, startWithout: without).leavingOut(indices)
    }
}
