import KirikaePlan
import KirikaeRunbook

/// A plan that never changes, once for all copies of the machine that goes through it, with what it is asked for often.
final class SharedPlan: Sendable {
    let plan: Plan
    /// The variables that only a person can see.
    let asked: Set<String>
    /// The variables that a program can see.
    let probed: Set<String>

    init(_ plan: Plan) {
        self.plan = plan
        var asked: Set<String> = []
        for (variable, observation) in plan.environment.observations {
            if case .ask = observation.how { asked.insert(variable) }
        }
        self.asked = asked
        probed = Set(plan.environment.observations.keys).subtracting(asked)
    }
}
