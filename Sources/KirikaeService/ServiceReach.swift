/// What a service may have come to by itself, however long nobody looked.
public struct ServiceReach: Sendable {
    /// After so many states the search is given up; what was not found by then counts as not reached.
    private static let limit = 4_096

    private let model: NumberedModel

    /// Makes a search over a model.
    public init(model: ServiceModel) {
        self.model = model.numbered
    }

    /// Whether the transitions of the model, in any order and after any time, lead a variable from the value it has in a
    /// state to another one.
    ///
    /// A variable that a transition leaves unknown may have any value after it. A transition whose condition rests on something
    /// unknown is taken not to have happened: that asks a person too often rather than too rarely.
    ///
    /// - Parameters:
    ///   - variable: the variable.
    ///   - value: the value to reach; nil is unknown.
    ///   - start: the state to start from.
    public func leads(_ variable: String, to value: String?, from start: ServiceState) -> Bool {
        guard let variable = model.variable(variable) else { return false }
        // Nothing else has any part in it, and would only use up the limit.
        let counts = model.variables(leadingTo: variable)
        let transitions = model.transitions.indices.filter { model.changes(of: $0).contains { counts[$0.variable] } }
        let goal = value.map { model.value($0, of: variable) } ?? 0
        var first = model.state(start)
        for index in counts.indices where !counts[index] { first[index] = 0 }
        var seen: Set<NumberedState> = [first]
        var pending = [first]
        while let state = pending.popLast() {
            for transition in transitions where model.judge(transition, in: state) == .met {
                var next = state
                for change in model.changes(of: transition) where counts[change.variable] {
                    next[change.variable] = change.value
                }
                guard next != state else { continue }
                if next[variable] != state[variable], next[variable] == 0 || next[variable] == goal { return true }
                guard seen.count < Self.limit else { return false }
                if seen.insert(next).inserted { pending.append(next) }
            }
        }
        return false
    }
}
