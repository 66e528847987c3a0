import KirikaeEngine
import KirikaeExplorer
import KirikaePlan
import KirikaeService
import KirikaeWorlds

/// A plan that was searched, what was found, and how long that took.
struct PlanSearch: Sendable {
    var plan: Plan
    var exploration: Exploration
    var milliseconds: Int64

    /// Searches a plan.
    ///
    /// - Parameters:
    ///   - plan: the plan.
    ///   - bounds: how much may go wrong.
    ///   - starts: where the service may stand at the start; nil for every start that the preconditions allow.
    init(_ plan: Plan, bounds: ExplorationBounds, from starts: [ServiceState]? = nil) throws(ExplorationError) {
        self.plan = plan
        let clock = LiveClock()
        let begin = clock.now().monotonicMilliseconds
        var known = starts ?? []
        if starts == nil { known = try StartStates(plan: plan).all() }
        var explorer = try Explorer(plan: plan, bounds: bounds)
        exploration = try explorer.explore(from: known)
        milliseconds = clock.now().monotonicMilliseconds - begin
    }

    /// What the search means for the exit status.
    var status: ExitStatus {
        if !exploration.findings.isEmpty { return .propertyBroken }
        return exploration.isComplete ? .success : .notExhausted
    }
}
