import KirikaeSyntax

/// What a service may have come to by itself, however long nobody looked.
public struct ServiceReach: Sendable {
    /// After so many states the search is given up; what was not found by then counts as not reached.
    private static let limit = 4_096

    private let model: ServiceModel

    /// Makes a search over a model.
    public init(model: ServiceModel) {
        self.model = model
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
        // Nothing else has any part in it, and would only use up the limit.
        let names = model.variables(leadingTo: [variable])
        let transitions = model.transitions.filter { transition in
            transition.then.contains { names.contains($0.variable.value) }
        }
        let first = start.restricted(to: names)
        var seen: Set<ServiceState> = [first]
        var pending = [first]
        while let state = pending.popLast() {
            for transition in transitions where transition.when.judge(state.reading) == .met {
                var next = state
                for change in transition.then where names.contains(change.variable.value) {
                    next[change.variable.value] = change.value
                }
                guard next != state else { continue }
                if next[variable] != state[variable], next[variable] == nil || next[variable] == value { return true }
                guard seen.count < Self.limit else { return false }
                if seen.insert(next).inserted { pending.append(next) }
            }
        }
        return false
    }
}
