import KirikaeEngine
import KirikaePlan
import KirikaeService
import KirikaeSyntax

/// What may happen to the service of a plan: by itself, from outside, and by what a step does.
///
/// Everything is asked of `ServiceSimulation`. A transition that takes time may have happened or not; one that takes none happens at
/// once. Where a transition leaves a variable open, it may turn out to have any value.
public struct ServiceRules: Sendable {
    /// The model, without what its transitions do to variables that make no difference to the plan.
    public let model: ServiceModel
    /// The variables that make a difference: that a step, a judgement or a watched invariant reads or changes, and those that lead a
    /// transition to change one of them.
    ///
    /// Whatever happens to the others changes neither what the machine does nor whether a property holds, so that leaving them out
    /// merges states that nobody can tell apart.
    public let variables: Set<String>

    /// What each open variable may turn out to be, all together: at least one choice.
    let resolutions: [[String: String]]

    /// The rules for the service of a plan.
    ///
    /// - Parameters:
    ///   - plan: the plan.
    ///   - outlook: what may happen to a run of it; nil is anything.
    public init(plan: Plan, outlook: RunOutlook? = nil) {
        self.init(outlook: outlook ?? RunOutlook(plan: plan), watch: InvariantWatch(plan: plan))
    }

    init(outlook: RunOutlook, watch: InvariantWatch) {
        variables = outlook.variablesThatCount(from: 0, watched: watch.variables)
        var model = outlook.plan.service
        for index in model.transitions.indices {
            model.transitions[index].then.removeAll { [variables] in !variables.contains($0.variable.value) }
        }
        model.transitions.removeAll(where: \.then.isEmpty)
        self.model = model
        var resolutions: [[String: String]] = [[:]]
        for variable in model.variables
        where variables.contains(variable.name.value) && Self.isLeftOpen(variable.name.value, in: model) {
            resolutions = resolutions.flatMap { choice in
                variable.values.map { value in choice.merging([variable.name.value: value.name]) { $1 } }
            }
        }
        self.resolutions = resolutions
    }

    private static func isLeftOpen(_ variable: String, in model: ServiceModel) -> Bool {
        model.transitions.contains { $0.then.contains { $0.variable.value == variable && $0.value == nil } }
    }

    /// The states that a state may settle in at once, once changes are made to it.
    public func settled(
        _ state: ServiceState, changing changes: [String: String] = [:]
    ) throws(ExplorationError) -> [ServiceState] {
        var states: [ServiceState] = []
        do throws(ServiceSimulation.DoesNotSettle) {
            for resolution in resolutions {
                var simulation = try ServiceSimulation(model: model, state: state, resolutions: resolution)
                if !changes.isEmpty { try simulation.change(changes.mapValues { $0 }) }
                let kept = restricted(simulation.state)
                if !states.contains(kept) { states.append(kept) }
            }
        } catch {
            throw .doesNotSettle(transition: error.transition)
        }
        return states
    }

    /// What the service may do next by itself, and the states it is in after that.
    public func moves(
        from state: ServiceState
    ) throws(ExplorationError) -> [(transition: String, states: [ServiceState])] {
        var found: [Int: [ServiceState]] = [:]
        do throws(ServiceSimulation.DoesNotSettle) {
            for resolution in resolutions {
                let simulation = try ServiceSimulation(model: model, state: state, resolutions: resolution)
                for index in simulation.counting {
                    var next = simulation
                    try next.letHappen(index)
                    let kept = restricted(next.state)
                    if found[index]?.contains(kept) != true { found[index, default: []].append(kept) }
                }
            }
        } catch {
            throw .doesNotSettle(transition: error.transition)
        }
        return found.sorted { $0.key < $1.key }.map { (model.transitions[$0.key].id.value, $0.value) }
    }

    /// What may change outside: any variable that others change may come to have any other of its values.
    public func outsideChanges(of state: ServiceState) -> [(variable: String, value: String)] {
        model.variables.filter { $0.isExternal && variables.contains($0.name.value) }.flatMap { variable in
            variable.values.filter { $0.name != state[variable.name.value] }.map { (variable.name.value, $0.name) }
        }
    }

    /// A state without what makes no difference.
    public func restricted(_ state: ServiceState) -> ServiceState {
        var kept = ServiceState()
        for variable in variables { kept[variable] = state[variable] }
        return kept
    }
}
