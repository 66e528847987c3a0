import KirikaePlan
import KirikaeService
import KirikaeSyntax

/// A situation in which the old and the new plan are both gone through.
struct BehaviourSituation: Sendable {
    /// The plan.
    var identity: PlanDifference.Identity
    /// The variable that differs from the situation the plan is meant for, and its value; nil for that situation itself.
    var deviation: Deviation?
    /// Where it starts.
    var state: ServiceState

    /// One variable that is not as the plan expects it.
    struct Deviation: Sendable, Hashable, Comparable {
        var variable: String
        /// Its value; nil for unknown.
        var value: String?

        static func < (left: Deviation, right: Deviation) -> Bool {
            (left.variable, left.value ?? "") < (right.variable, right.value ?? "")
        }
    }
}

/// Finds the situations that a plan is meant for.
struct SituationFinder: Sendable {
    let plan: Plan

    /// The state nearest to another one in which the plan can begin: of what must hold before it, what does not is made so, and so is
    /// what must hold on the way and nothing but the world decides.
    func start(from state: ServiceState) -> ServiceState {
        var state = state
        for step in plan.steps.prefix(while: { $0.kind == .enter }) {
            for condition in step.preconditions { meet(condition.condition, in: &state, only: nil) }
        }
        let given = given
        for step in plan.steps {
            for condition in step.preconditions { meet(condition.condition, in: &state, only: given) }
        }
        return state
    }

    /// The variables that are looked at before any step, in the order of the service model.
    var gatingVariables: [String] {
        let named = Set(plan.steps.flatMap { $0.preconditions.flatMap(\.condition.variables) })
        return plan.service.variables.map(\.name.value).filter(named.contains)
    }

    /// The variables that neither a step nor the service itself changes.
    private var given: Set<String> {
        let changed = Set(plan.steps.flatMap(\.changes.keys))
            .union(plan.service.transitions.flatMap { $0.then.map(\.variable.value) })
        return Set(plan.service.variables.map(\.name.value)).subtracting(changed)
    }

    /// Makes a condition true by as few changes as are easily found.
    ///
    /// - Parameters:
    ///   - condition: the condition.
    ///   - state: what is changed.
    ///   - allowed: the variables that may be changed; nil for all.
    private func meet(_ condition: Condition, in state: inout ServiceState, only allowed: Set<String>?) {
        guard condition.judge(state.reading) != .met else { return }
        switch condition.form {
        case .test(let test):
            guard allowed?.contains(test.variable.value) ?? true else { return }
            state[test.variable.value] = test.values.first?.value
        case .all(let parts): for part in parts { meet(part, in: &state, only: allowed) }
        case .any(let parts):
            for part in parts where part.variables.allSatisfy({ allowed?.contains($0) ?? true }) {
                return meet(part, in: &state, only: allowed)
            }
        case .not(let part):
            // The first value of the first variable that makes the inner condition false.
            for name in part.variables where allowed?.contains(name) ?? true {
                for value in plan.service.variable(name)?.values.map(\.name) ?? [] {
                    var trial = state
                    trial[name] = value
                    if part.judge(trial.reading) == .notMet {
                        state = trial
                        return
                    }
                }
            }
        }
    }
}
