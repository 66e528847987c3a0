import KirikaePlan
import KirikaeService
import KirikaeSyntax

/// The invariants that a search of a plan watches.
///
/// One that nothing the plan does can ever touch is not watched: whatever becomes of it is not the plan's doing.
struct InvariantWatch: Sendable {
    /// Those that can be broken at any moment: that always hold, or that must hold before something else does.
    let anytime: [ServiceModel.Invariant]
    /// Those that must hold when a run has ended well.
    let atEnd: [(id: String, condition: Condition)]
    /// Those that allow an outage, with the longest; they are among the former too.
    let outages: [(id: String, condition: Condition, longest: Milliseconds)]

    /// Variables of no invariant that are watched all the same: those of the holds, and what somebody wants to see at the end.
    let others: Set<String>

    /// Chooses the invariants for a plan.
    ///
    /// - Parameters:
    ///   - plan: the plan.
    ///   - keeping: further variables to be watched.
    init(plan: Plan, keeping: Set<String> = []) {
        others = keeping.union(plan.service.holds.flatMap(\.when.variables))
        let changed = Set(plan.steps.flatMap(\.changes.keys))
        let touched = plan.service.variables(followingFrom: changed)
        anytime = plan.service.invariants.filter { invariant in
            switch invariant.kind {
            case .always(let condition): !touched.isDisjoint(with: condition.variables)
            case .before(let condition, _): !touched.isDisjoint(with: condition.variables)
            case .atEnd, .outageAllowed: false
            }
        }
        atEnd = plan.service.invariants.compactMap { invariant in
            plan.service.endCondition(of: invariant, forPlanChanging: changed).map { (invariant.id.value, $0) }
        }
        outages = plan.service.invariants.compactMap { invariant in
            guard case .outageAllowed(let condition, let longest) = invariant.kind,
                !touched.isDisjoint(with: condition.variables)
            else { return nil }
            return (invariant.id.value, condition, longest)
        }
    }

    /// The variables of all of them, and the others.
    var variables: Set<String> {
        var names = others
        for invariant in anytime {
            switch invariant.kind {
            case .always(let condition), .atEnd(let condition), .outageAllowed(let condition, _):
                names.formUnion(condition.variables)
            case .before(let condition, let requires): names.formUnion(condition.variables + requires.variables)
            }
        }
        return names.union(atEnd.flatMap(\.condition.variables))
    }
}
