/// A service model in motion, by number: the rules of `ServiceSimulation`, for whoever needs them very often.
public struct NumberedSimulation: Sendable {
    /// A transition that happened.
    public struct Occurrence: Sendable, Hashable {
        /// The transition.
        public var transition: Int
        /// When, in milliseconds.
        public var time: Int64
    }

    /// The service model keeps changing without any time passing.
    public struct DoesNotSettle: Error, Sendable, Hashable {
        /// The transition that was about to happen once more.
        public var transition: Int
    }

    /// The model.
    public let model: NumberedModel
    /// The state now.
    public private(set) var state: NumberedState
    /// The time now, in milliseconds.
    public private(set) var time: Int64
    /// What an open variable turns out to be; zero leaves it open.
    public var resolutions: NumberedState {
        didSet { stale = model.everyTransition }
    }

    /// The transitions that have happened.
    private(set) var happened: TransitionSet
    private var armed: TransitionSet
    /// Since when each transition has counted; of one that does not count it means nothing.
    private var armedSince: [Int64]
    /// The transitions that may have begun or ceased to count since they were looked at last.
    private var stale: TransitionSet
    private static let immediateLimit = 1_000

    /// Starts at a time with a state; transitions that are enabled begin to count from then.
    ///
    /// - Parameters:
    ///   - model: the model.
    ///   - state: the state.
    ///   - time: the time, in milliseconds.
    ///   - resolutions: what an open variable turns out to be, zero where it stays open; nil leaves all open.
    public init(
        model: NumberedModel, state: NumberedState, time: Int64 = 0, resolutions: NumberedState? = nil
    ) throws(DoesNotSettle) {
        self.model = model
        self.state = state
        self.time = time
        self.resolutions = resolutions ?? model.nothingKnown
        happened = model.noTransition
        armed = model.noTransition
        armedSince = model.noTimes
        stale = model.everyTransition
        try advance(to: time)
    }

    /// The transitions that count now; each happens unless its condition ceases to hold before.
    public var counting: [Int] {
        var counting: [Int] = []
        armed.forEach { counting.append($0) }
        return counting
    }

    /// When the next transition is due, in milliseconds; nil if nothing will happen by itself.
    public var nextDue: Int64? { nextTransition()?.due }

    /// How long it is until each transition that counts happens, in milliseconds.
    public var remaining: [Int: Int64] {
        var times: [Int: Int64] = [:]
        armed.forEach { times[$0] = due($0) - time }
        return times
    }

    /// The next value that the service will give a variable by itself if nothing else changes before, and when, in milliseconds.
    public func nextChange(of variable: Int) -> (value: NumberedState.Value, time: Int64)? {
        var next: (value: NumberedState.Value, time: Int64)?
        armed.forEach { index in
            let due = due(index)
            if let next, next.time <= due { return }
            guard let change = model.changes(of: index).first(where: { $0.variable == variable }) else { return }
            let value = outcome(of: change)
            if value != 0, value != state[variable] { next = (value, due) }
        }
        return next
    }

    /// Makes changes from outside, now; a value of zero is unknown.
    ///
    /// - Returns: the transitions that followed at once.
    @discardableResult
    public mutating func change(_ changes: [NumberedModel.Change]) throws(DoesNotSettle) -> [Occurrence] {
        for change in changes { set(change.variable, to: outcome(of: change)) }
        return try advance(to: time)
    }

    /// Lets a transition that counts happen now, as if its time had just passed, and what follows at once.
    ///
    /// - Parameter index: the transition; nothing happens unless it counts.
    /// - Returns: what happened, in order.
    @discardableResult
    public mutating func letHappen(_ index: Int) throws(DoesNotSettle) -> [Occurrence] {
        guard armed.contains(index) else { return [] }
        armedSince[index] = time - model.takesMilliseconds[index]
        return try advance(to: time)
    }

    /// Lets time pass.
    ///
    /// - Returns: what happened, in order.
    @discardableResult
    public mutating func advance(to target: Int64) throws(DoesNotSettle) -> [Occurrence] {
        var occurrences: [Occurrence] = []
        var immediate = 0
        rearm()
        while let (index, due) = nextTransition(), due <= target {
            immediate = due > time ? 0 : immediate + 1
            guard immediate < Self.immediateLimit else { throw DoesNotSettle(transition: index) }
            time = max(time, due)
            for place in model.placesOfChanges(of: index) {
                let change = model.changes[place]
                set(change.variable, to: outcome(of: change))
            }
            // It has changed something, or it would not have counted: so it is looked at again.
            armed.remove(index)
            happened.insert(index)
            occurrences.append(Occurrence(transition: index, time: time))
            rearm()
        }
        time = max(time, target)
        return occurrences
    }

    private func due(_ index: Int) -> Int64 { armedSince[index] + model.takesMilliseconds[index] }

    /// The transition that is due first; of several that are due at the same moment the first in the model.
    private func nextTransition() -> (index: Int, due: Int64)? {
        var next: (index: Int, due: Int64)?
        armed.forEach { index in
            let due = due(index)
            if next.map({ due < $0.due }) ?? true { next = (index, due) }
        }
        return next
    }

    /// The value that a change gives a variable.
    private func outcome(of change: NumberedModel.Change) -> NumberedState.Value { change.outcome(resolutions) }

    private mutating func set(_ variable: Int, to value: NumberedState.Value) {
        guard state[variable] != value else { return }
        state[variable] = value
        stale.formUnion(model.transitions(concernedWith: variable))
    }

    /// Looks at the transitions that may have begun or ceased to count.
    private mutating func rearm() {
        while let index = stale.popFirst() {
            if model.counts(index, in: state, resolutions) {
                if !armed.contains(index) {
                    armed.insert(index)
                    armedSince[index] = time
                }
            } else if armed.contains(index) {
                armed.remove(index)
            }
        }
    }
}
