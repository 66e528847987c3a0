import KirikaeEngine
import KirikaePlan
import KirikaeService
import KirikaeSyntax

/// What may happen to the service of a plan: by itself, from outside, and by what a step does.
///
/// Everything is asked of `NumberedSimulation`. A transition that takes time may have happened or not; one that takes none happens at
/// once. Where a transition leaves a variable open, it may turn out to have any value.
public struct ServiceRules: Sendable {
    /// The model, without what its transitions do to variables that make no difference.
    public let model: ServiceModel
    /// The variables that make a difference.
    ///
    /// Whatever happens to the others changes neither what the machine does nor whether a property holds, so that leaving them out
    /// merges states that nobody can tell apart.
    public let variables: Set<String>

    /// Those that may change outside; nil for all that others change.
    let outside: Set<String>?
    /// The model by number.
    let numbered: NumberedModel
    /// Whether each variable makes a difference, by number.
    private let isKept: [Bool]
    /// Those of them that make a difference.
    private let external: [Int]
    /// What each open variable may turn out to be, all together: at least one choice.
    private let resolutions: [NumberedState]

    /// The rules for the service of a plan.
    ///
    /// What makes a difference is what a step, a judgement or a watched invariant reads or changes, and what leads a transition to change
    /// one of those.
    public init(plan: Plan) {
        self.init(plan: plan, watch: InvariantWatch(plan: plan))
    }

    init(plan: Plan, watch: InvariantWatch, bounds: ExplorationBounds? = nil) {
        self.init(
            model: plan.service,
            keeping: RunOutlook(plan: plan).variablesThatCount(from: 0, watched: watch.variables),
            outside: bounds?.outsideVariables)
    }

    /// The rules for some variables of a model.
    ///
    /// - Parameters:
    ///   - model: the model.
    ///   - variables: those that make a difference, with all that lead to them.
    ///   - outside: those that may change outside; nil for all that others change.
    init(model: ServiceModel, keeping variables: Set<String>, outside: Set<String>? = nil) {
        self.outside = outside
        self.variables = variables
        var transitions = model.transitions
        for index in transitions.indices {
            transitions[index].then.removeAll { !variables.contains($0.variable.value) }
        }
        transitions.removeAll(where: \.then.isEmpty)
        var trimmed = model
        trimmed.transitions = transitions
        self.model = trimmed
        numbered = trimmed.numbered
        isKept = numbered.variables.map(variables.contains)
        let external = model.variables.filter { $0.isExternal }.map(\.name.value)
            .filter { variables.contains($0) && outside?.contains($0) != false }
        self.external = external.compactMap(numbered.variable)
        let open = Set(transitions.flatMap { $0.then.filter { $0.value == nil }.map(\.variable.value) })
        var resolutions = [NumberedState(variableCount: numbered.variables.count)]
        for (variable, name) in numbered.variables.enumerated() where open.contains(name) {
            resolutions = resolutions.flatMap { [numbered] choice in
                (1...numbered.valueCount(of: variable)).map { value in
                    var next = choice
                    next[variable] = NumberedState.Value(value)
                    return next
                }
            }
        }
        self.resolutions = resolutions
    }

    // MARK: By number

    /// The service in a state, once for everything that open variables may turn out to be.
    func simulations(from state: NumberedState) throws(ExplorationError) -> [NumberedSimulation] {
        var simulations: [NumberedSimulation] = []
        do throws(NumberedSimulation.DoesNotSettle) {
            for resolution in resolutions {
                simulations.append(
                    try NumberedSimulation(model: numbered, state: state, resolutions: resolution))
            }
        } catch {
            throw .doesNotSettle(transition: numbered.transitions[error.transition])
        }
        return simulations
    }

    /// The states that the service may settle in at once, once changes are made to it.
    func settled(
        _ simulations: [NumberedSimulation], changing changes: [NumberedModel.Change]
    ) throws(ExplorationError) -> [NumberedState] {
        var states: [NumberedState] = []
        do throws(NumberedSimulation.DoesNotSettle) {
            for begun in simulations {
                var simulation = begun
                if !changes.isEmpty { try simulation.change(changes) }
                let kept = restricted(simulation.state)
                if !states.contains(kept) { states.append(kept) }
            }
        } catch {
            throw .doesNotSettle(transition: numbered.transitions[error.transition])
        }
        return states
    }

    /// What the service may do next by itself, and the states it is in after that.
    func moves(
        from simulations: [NumberedSimulation]
    ) throws(ExplorationError) -> [(transition: Int, states: [NumberedState])] {
        var found: [Int: [NumberedState]] = [:]
        do throws(NumberedSimulation.DoesNotSettle) {
            for simulation in simulations {
                for index in simulation.counting {
                    var next = simulation
                    try next.letHappen(index)
                    let kept = restricted(next.state)
                    if found[index]?.contains(kept) != true { found[index, default: []].append(kept) }
                }
            }
        } catch {
            throw .doesNotSettle(transition: numbered.transitions[error.transition])
        }
        return found.sorted { $0.key < $1.key }.map { ($0.key, $0.value) }
    }

    /// What may change outside: any variable that others change may come to have any other of its values.
    func outsideChanges(of state: NumberedState) -> [NumberedModel.Change] {
        external.flatMap { variable in
            (1...numbered.valueCount(of: variable)).map(NumberedState.Value.init).filter { $0 != state[variable] }
                .map { NumberedModel.Change(variable: variable, value: $0) }
        }
    }

    private func restricted(_ state: NumberedState) -> NumberedState {
        var kept = state
        for variable in isKept.indices where !isKept[variable] { kept[variable] = 0 }
        return kept
    }

    // MARK: By name

    /// The states that a state may settle in at once, once changes are made to it.
    public func settled(
        _ state: ServiceState, changing changes: [String: String] = [:]
    ) throws(ExplorationError) -> [ServiceState] {
        try settled(try simulations(from: numbered.state(state)), changing: numbered.changes(changes.mapValues { $0 }))
            .map(named)
    }

    /// What the service may do next by itself, and the states it is in after that.
    public func moves(
        from state: ServiceState
    ) throws(ExplorationError) -> [(transition: String, states: [ServiceState])] {
        try moves(from: try simulations(from: numbered.state(state))).map {
            (numbered.transitions[$0.transition], $0.states.map(named))
        }
    }

    /// What may change outside: any variable that others change may come to have any other of its values.
    public func outsideChanges(of state: ServiceState) -> [(variable: String, value: String)] {
        outsideChanges(of: numbered.state(state)).compactMap { change in
            numbered.name(of: change.value, of: change.variable).map { (numbered.variables[change.variable], $0) }
        }
    }

    /// What each open variable may turn out to be, all together: at least one choice.
    var namedResolutions: [[String: String]] { resolutions.map { named($0).values } }

    /// A state without what makes no difference.
    func restricted(_ state: ServiceState) -> ServiceState { state.restricted(to: variables) }

    private func named(_ state: NumberedState) -> ServiceState { numbered.state(state) }
}
