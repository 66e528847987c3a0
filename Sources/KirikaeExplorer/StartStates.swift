import KirikaePlan
import KirikaeService
import KirikaeSyntax

/// The states of the service in which a run of a plan may begin and get past its first gate.
public struct StartStates: Sendable {
    /// After so many combinations of values the preconditions are too open to try them all.
    static let mostCombinations = 1_000_000

    let plan: Plan

    /// Prepares to find the starts of a plan.
    public init(plan: Plan) {
        self.plan = plan
    }

    /// Every start that the preconditions of the plan allow.
    ///
    /// The variables that its first gate looks at and that others change take every value, but for those that are fixed; all others
    /// are as in normal operation.
    ///
    /// - Parameter fixed: values that hold in every start; nil is unknown.
    /// - Returns: the starts; `fixed` alone where the first gate allows none, so that it is seen to refuse.
    public func all(fixing fixed: [String: String?] = [:]) throws(ExplorationError) -> [ServiceState] {
        var base = plan.service.startState
        for (variable, value) in fixed { base[variable] = value }
        guard let gate = plan.steps.first, gate.kind == .enter else { return [base] }
        let conditions = gate.preconditions.map(\.condition)
        let open = plan.service.variables.filter { variable in
            let name = variable.name.value
            return variable.isExternal && fixed[name] == nil && conditions.contains { $0.variables.contains(name) }
        }
        var states = [base]
        for variable in open {
            let name = variable.name.value
            states = states.flatMap { state in
                variable.values.map { value in
                    var next = state
                    next[name] = value.name
                    return next
                }
            }
            // What no longer can be met is dropped before it multiplies.
            let decided = Set(open.prefix { $0.name.value != name }.map(\.name.value) + [name])
            let openLater = Set(open.map(\.name.value)).subtracting(decided)
            states.removeAll { state in
                conditions.contains { condition in
                    condition.assuming { openLater.contains($0) ? nil : state[$0] } == .never
                }
            }
            guard states.count <= Self.mostCombinations else { throw .tooManyStarts }
        }
        let allowed = states.filter { state in
            Judgement.all(of: conditions.map { $0.judge(state.reading) }) == .met
        }
        return allowed.isEmpty ? [base] : allowed
    }
}
