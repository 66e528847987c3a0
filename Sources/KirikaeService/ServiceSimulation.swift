import KirikaeSyntax

/// A service model in motion: a state, and what the service will do by itself and when.
///
/// It has no clock: whoever drives it says what time it is, in milliseconds from any start. The rehearsal drives it with the
/// predicted time of each step, the simulator with its own clock.
public struct ServiceSimulation: Sendable {
    /// A transition that happened.
    public struct Occurrence: Sendable, Hashable {
        /// The transition.
        public var transition: String
        /// When, in milliseconds.
        public var time: Int64
    }

    /// The service model keeps changing without any time passing.
    public struct DoesNotSettle: Error, Sendable, Hashable {
        /// The transition that was about to happen once more.
        public var transition: String
    }

    /// The model.
    public let model: ServiceModel
    /// The state now.
    public private(set) var state: ServiceState
    /// The time now, in milliseconds.
    public private(set) var time: Int64
    /// What an open variable turns out to be: where a transition leaves one of these unknown, it gets this value
    /// instead.
    ///
    /// A rehearsal leaves it empty, so that the unknown shows; a simulator must decide.
    public var resolutions: [String: String] {
        didSet { stale = Set(model.transitions.indices) }
    }

    /// The identifiers of all transitions that have happened.
    public private(set) var happened: Set<String> = []

    private var armedSince: [Int: Int64] = [:]
    /// The transitions that may have begun or ceased to count since they were looked at last.
    private var stale: Set<Int>
    private static let immediateLimit = 1_000

    /// Starts at a time with a state; transitions that are enabled begin to count from then.
    public init(
        model: ServiceModel, state: ServiceState, time: Int64 = 0, resolutions: [String: String] = [:]
    ) throws(DoesNotSettle) {
        self.model = model
        self.state = state
        self.time = time
        self.resolutions = resolutions
        stale = Set(model.transitions.indices)
        try advance(to: time)
    }

    /// Makes changes from outside, now; a value of nil is unknown.
    ///
    /// - Returns: the transitions that followed at once.
    @discardableResult
    public mutating func change(_ changes: [String: String?]) throws(DoesNotSettle) -> [Occurrence] {
        for (variable, value) in changes { set(variable, to: value ?? resolutions[variable]) }
        return try advance(to: time)
    }

    /// When the next transition is due, in milliseconds; nil if nothing will happen by itself.
    public var nextDue: Int64? {
        armedSince.map { $0.value + model.transitions[$0.key].takes.count }.min()
    }

    /// The next value that the service will give a variable by itself if nothing else changes before, and when, in milliseconds.
    public func nextChange(of variable: String) -> (value: String, time: Int64)? {
        var next: (value: String, time: Int64, index: Int)?
        for (index, since) in armedSince {
            let transition = model.transitions[index]
            let due = since + transition.takes.count
            if let next, (next.time, next.index) < (due, index) { continue }
            guard let change = transition.then.first(where: { $0.variable.value == variable }),
                let value = change.value ?? resolutions[variable], value != state[variable]
            else { continue }
            next = (value, due, index)
        }
        return next.map { ($0.value, $0.time) }
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
            let transition = model.transitions[index]
            guard immediate < Self.immediateLimit else { throw DoesNotSettle(transition: transition.id.value) }
            time = max(time, due)
            for change in transition.then {
                set(change.variable.value, to: change.value ?? resolutions[change.variable.value])
            }
            armedSince[index] = nil
            stale.insert(index)
            happened.insert(transition.id.value)
            occurrences.append(Occurrence(transition: transition.id.value, time: time))
            rearm()
        }
        time = max(time, target)
        return occurrences
    }

    /// The transitions that count now, by their position in the model; each happens unless its condition ceases to hold before.
    public var counting: [Int] { armedSince.keys.sorted() }

    /// How long it is until each transition that counts happens, in milliseconds, by its position in the model.
    public var remaining: [Int: Int64] {
        var times: [Int: Int64] = [:]
        for (index, since) in armedSince { times[index] = since + model.transitions[index].takes.count - time }
        return times
    }

    /// Lets a transition that counts happen now, as if its time had just passed, and what follows at once.
    ///
    /// Whoever asks what could ever happen has no use for times: of two transitions that count, either may come first.
    ///
    /// - Parameter index: the transition, by its position in the model; nothing happens unless it counts.
    /// - Returns: what happened, in order.
    @discardableResult
    public mutating func letHappen(_ index: Int) throws(DoesNotSettle) -> [Occurrence] {
        guard armedSince[index] != nil else { return [] }
        armedSince[index] = time - model.transitions[index].takes.count
        return try advance(to: time)
    }

    private func nextTransition() -> (index: Int, due: Int64)? {
        armedSince.map { (index: $0.key, due: $0.value + model.transitions[$0.key].takes.count) }
            .min { ($0.due, $0.index) < ($1.due, $1.index) }
    }

    private mutating func set(_ variable: String, to value: String?) {
        guard state[variable] != value else { return }
        state[variable] = value
        stale.formUnion(model.concernedTransitions[variable] ?? [])
    }

    /// A transition counts while its condition holds and it would change something.
    private mutating func rearm() {
        for index in stale {
            let transition = model.transitions[index]
            let changes = transition.then.contains { change in
                state[change.variable.value] != (change.value ?? resolutions[change.variable.value])
            }
            if changes, transition.when.judge(state.reading) == .met {
                if armedSince[index] == nil { armedSince[index] = time }
            } else {
                armedSince[index] = nil
            }
        }
        stale.removeAll(keepingCapacity: true)
    }
}
