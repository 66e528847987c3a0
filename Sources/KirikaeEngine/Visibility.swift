import KirikaePlan
import KirikaeRunbook

/// Who can see which variable of a service, where a plan is carried out.
struct Visibility: Sendable {
    /// Those that a person is asked for.
    let asked: Set<String>
    /// Those that a program can look at.
    let probed: Set<String>

    init(plan: Plan) {
        var asked: Set<String> = []
        var probed: Set<String> = []
        for (variable, observation) in plan.environment.observations {
            if case .ask = observation.how { asked.insert(variable) } else { probed.insert(variable) }
        }
        self.asked = asked
        self.probed = probed
    }
}
