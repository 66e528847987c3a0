import KirikaeSyntax

/// A service model with numbers in the place of names, for whoever asks it very often.
///
/// Variables, their values and transitions have the numbers of their places in the model; of a value, that place and one.
public final class NumberedModel: Sendable {
    /// What a transition, or somebody outside, makes of a variable.
    public struct Change: Hashable, Sendable {
        /// The variable.
        public var variable: Int
        /// The new value; zero is left open.
        public var value: NumberedState.Value

        /// Makes one.
        public init(variable: Int, value: NumberedState.Value) {
            self.variable = variable
            self.value = value
        }

        /// The value that the variable gets; zero is unknown.
        ///
        /// - Parameter resolutions: what an open variable turns out to be.
        func outcome(_ resolutions: NumberedState) -> NumberedState.Value {
            value == 0 ? resolutions[variable] : value
        }
    }

    /// The identifiers of the transitions.
    public let transitions: [String]
    /// How long the condition of each transition must have held, in milliseconds.
    public let takesMilliseconds: [Int64]
    /// The invariants that must hold at every moment.
    public let always: [(invariant: String, condition: NumberedCondition)]

    let names: ServiceNames
    private let program: ConditionProgram
    private let conditions: [Int]
    /// The changes of all transitions, one after the other.
    let changes: [Change]
    /// Where the changes of each transition begin, and at last where they end.
    private let firstChanges: [Int]
    private let concerned: [TransitionSet]
    private let reads: [[Int]]

    /// What simulations begin with: they share it until they change it.
    let nothingKnown: NumberedState
    let noTimes: [Int64]
    let noTransition: TransitionSet
    let everyTransition: TransitionSet

    /// Gives numbers to a model.
    init(_ model: ServiceModel) {
        let names = ServiceNames(model)
        var program = ConditionProgram()
        var conditions: [Int] = []
        var changes: [Change] = []
        var firstChanges = [0]
        noTransition = TransitionSet(transitionCount: model.transitions.count)
        var concerned = Array(repeating: noTransition, count: names.variables.count)
        var reads: [[Int]] = []
        for (index, transition) in model.transitions.enumerated() {
            conditions.append(program.append(transition.when, names: names))
            for change in transition.then {
                guard let variable = names.variable(change.variable.value) else { continue }
                let value = change.value.flatMap { names.value($0, of: variable) }
                changes.append(Change(variable: variable, value: value ?? 0))
            }
            let read = transition.when.variables.compactMap(names.variable)
            for variable in read + changes[firstChanges[index]...].map(\.variable) { concerned[variable].insert(index) }
            firstChanges.append(changes.count)
            reads.append(read)
        }
        nothingKnown = NumberedState(variableCount: names.variables.count)
        noTimes = Array(repeating: 0, count: model.transitions.count)
        everyTransition = model.transitions.indices.reduce(into: noTransition) { $0.insert($1) }
        self.names = names
        self.program = program
        self.conditions = conditions
        self.changes = changes
        self.firstChanges = firstChanges
        self.concerned = concerned
        self.reads = reads
        transitions = model.transitions.map(\.id.value)
        takesMilliseconds = model.transitions.map(\.takes.count)
        always = model.invariants.compactMap { invariant in
            guard case .always(let condition) = invariant.kind else { return nil }
            return (invariant.id.value, NumberedCondition(condition, names: names))
        }
    }

    // MARK: Names

    /// The names of the variables.
    public var variables: [String] { names.variables }

    /// The number of a variable; nil if there is none of that name.
    public func variable(_ name: String) -> Int? { names.variable(name) }

    /// How many values a variable has.
    public func valueCount(of variable: Int) -> Int { names.valueCount(of: variable) }

    /// The number of a value of a variable; nil if it has none of that name.
    public func value(_ name: String, of variable: Int) -> NumberedState.Value? { names.value(name, of: variable) }

    /// The name of a value; nil for unknown and for a number beyond the values of the variable.
    public func name(of value: NumberedState.Value, of variable: Int) -> String? {
        names.name(of: value, of: variable)
    }

    /// A state with numbers in the place of names.
    ///
    /// A value that its variable does not have gets the number after the last that it has, which meets no test; a variable that the model
    /// does not have is left out, since nothing looks at it.
    public func state(_ state: ServiceState) -> NumberedState {
        self.state(state.values)
    }

    /// Values of some variables, by name, with numbers in the place of names; the other variables are unknown.
    public func state(_ values: [String: String]) -> NumberedState {
        var numbered = NumberedState(variableCount: variables.count)
        for (name, value) in values {
            guard let variable = variable(name) else { continue }
            numbered[variable] =
                self.value(value, of: variable) ?? NumberedState.Value(valueCount(of: variable) + 1)
        }
        return numbered
    }

    /// A state with names in the place of numbers; a number beyond the values of its variable is left out.
    public func state(_ state: NumberedState) -> ServiceState {
        var values: [String: String] = [:]
        values.reserveCapacity(variables.count)
        for (variable, name) in variables.enumerated() {
            if let value = self.name(of: state[variable], of: variable) { values[name] = value }
        }
        return ServiceState(values: values)
    }

    /// Changes with numbers in the place of names; nil is left open.
    ///
    /// Nothing depends on a variable that the model does not have: such a change is left out. A value that its variable does not have gets
    /// the number after the last that it has.
    public func changes(_ changes: [String: String?]) -> [Change] {
        changes.compactMap { name, value in
            guard let variable = variable(name) else { return nil }
            let unfamiliar = NumberedState.Value(valueCount(of: variable) + 1)
            let number = value.map { self.value($0, of: variable) ?? unfamiliar }
            return Change(variable: variable, value: number ?? 0)
        }
    }

    // MARK: Transitions

    /// What a transition changes.
    public func changes(of transition: Int) -> ArraySlice<Change> {
        changes[placesOfChanges(of: transition)]
    }

    /// Where the changes of a transition stand among all.
    func placesOfChanges(of transition: Int) -> Range<Int> {
        firstChanges[transition]..<firstChanges[transition + 1]
    }

    /// Whether a transition counts: its condition holds, and it would change something.
    ///
    /// - Parameters:
    ///   - transition: the transition.
    ///   - state: the state.
    ///   - resolutions: what an open variable turns out to be.
    func counts(_ transition: Int, in state: NumberedState, _ resolutions: NumberedState) -> Bool {
        for place in placesOfChanges(of: transition) {
            let change = changes[place]
            if state[change.variable] != change.outcome(resolutions) { return judge(transition, in: state) == .met }
        }
        return false
    }

    /// The variables that the condition of a transition looks at.
    public func variables(readBy transition: Int) -> [Int] { reads[transition] }

    /// For each variable whether it is this one or has a part in what the service makes of this one by itself.
    public func variables(leadingTo variable: Int) -> [Bool] {
        var counts = Array(repeating: false, count: variables.count)
        counts[variable] = true
        var isGrowing = true
        while isGrowing {
            isGrowing = false
            for transition in transitions.indices where changes(of: transition).contains(where: { counts[$0.variable] })
            {
                for read in reads[transition] where !counts[read] {
                    counts[read] = true
                    isGrowing = true
                }
            }
        }
        return counts
    }

    /// Whether the condition of a transition holds.
    public func judge(_ transition: Int, in state: NumberedState) -> Judgement {
        program.judge(at: conditions[transition], in: state.values)
    }

    /// The transitions that look at a variable or change it.
    func transitions(concernedWith variable: Int) -> TransitionSet { concerned[variable] }
}
