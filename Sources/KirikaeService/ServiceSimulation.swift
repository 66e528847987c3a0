import KirikaeSyntax

/// A service model in motion: a state, and what the service will do by itself and when.
///
/// It has no clock: whoever drives it says what time it is, in milliseconds from any start. The rehearsal drives it with the
/// predicted time of each step, the simulator with its own clock.
///
/// The rules are those of `NumberedSimulation`; this gives everything its name.
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
    public var time: Int64 { numbered.time }
    /// What an open variable turns out to be: where a transition leaves one of these unknown, it gets this value
    /// instead.
    ///
    /// A rehearsal leaves it empty, so that the unknown shows; a simulator must decide.
    public var resolutions: [String: String] {
        didSet { numbered.resolutions = numbers.state(resolutions) }
    }

    private var numbered: NumberedSimulation
    private var numbers: ServiceNumbers

    /// Starts at a time with a state; transitions that are enabled begin to count from then.
    public init(
        model: ServiceModel, state: ServiceState, time: Int64 = 0, resolutions: [String: String] = [:]
    ) throws(DoesNotSettle) {
        self.model = model
        self.state = state
        self.resolutions = resolutions
        var numbers = ServiceNumbers(model.numbered)
        let start = numbers.state(state.values)
        let resolved = resolutions.isEmpty ? nil : numbers.state(resolutions)
        self.numbers = numbers
        do throws(NumberedSimulation.DoesNotSettle) {
            numbered = try NumberedSimulation(
                model: numbers.model, state: start, time: time, resolutions: resolved)
        } catch {
            throw DoesNotSettle(transition: numbers.model.transitions[error.transition])
        }
        follow(from: start)
    }

    /// The identifiers of all transitions that have happened.
    public var happened: Set<String> {
        var names: Set<String> = []
        numbered.happened.forEach { names.insert(numbers.model.transitions[$0]) }
        return names
    }

    /// When the next transition is due, in milliseconds; nil if nothing will happen by itself.
    public var nextDue: Int64? { numbered.nextDue }

    /// The transitions that count now, by their position in the model; each happens unless its condition ceases to hold before.
    public var counting: [Int] { numbered.counting }

    /// How long it is until each transition that counts happens, in milliseconds, by its position in the model.
    public var remaining: [Int: Int64] { numbered.remaining }

    /// The next value that the service will give a variable by itself if nothing else changes before, and when, in milliseconds.
    public func nextChange(of variable: String) -> (value: String, time: Int64)? {
        guard let number = numbers.model.variable(variable), let next = numbered.nextChange(of: number),
            let value = numbers.name(of: next.value, of: number)
        else { return nil }
        return (value, next.time)
    }

    /// How each `always` invariant stands now, by its identifier.
    public var judgements: [(invariant: String, judgement: Judgement)] {
        numbers.model.always.map { ($0.invariant, $0.condition.judge(numbered.state)) }
    }

    /// Makes changes from outside, now; a value of nil is unknown.
    ///
    /// - Returns: the transitions that followed at once.
    @discardableResult
    public mutating func change(_ changes: [String: String?]) throws(DoesNotSettle) -> [Occurrence] {
        var numbered: [NumberedModel.Change] = []
        for (name, value) in changes {
            let value = value ?? resolutions[name]
            if let variable = numbers.model.variable(name) {
                numbered.append(.init(variable: variable, value: numbers.value(value, of: variable)))
            } else {
                // Nothing in the model depends on it.
                state[name] = value
            }
        }
        return try move { simulation throws(NumberedSimulation.DoesNotSettle) in try simulation.change(numbered) }
    }

    /// Lets time pass.
    ///
    /// - Returns: what happened, in order.
    @discardableResult
    public mutating func advance(to target: Int64) throws(DoesNotSettle) -> [Occurrence] {
        try move { simulation throws(NumberedSimulation.DoesNotSettle) in try simulation.advance(to: target) }
    }

    /// Lets a transition that counts happen now, as if its time had just passed, and what follows at once.
    ///
    /// Whoever asks what could ever happen has no use for times: of two transitions that count, either may come first.
    ///
    /// - Parameter index: the transition, by its position in the model; nothing happens unless it counts.
    /// - Returns: what happened, in order.
    @discardableResult
    public mutating func letHappen(_ index: Int) throws(DoesNotSettle) -> [Occurrence] {
        try move { simulation throws(NumberedSimulation.DoesNotSettle) in try simulation.letHappen(index) }
    }

    private mutating func move(
        _ body: (inout NumberedSimulation) throws(NumberedSimulation.DoesNotSettle) -> [NumberedSimulation.Occurrence]
    ) throws(DoesNotSettle) -> [Occurrence] {
        let before = numbered.state
        do throws(NumberedSimulation.DoesNotSettle) {
            let occurrences = try body(&numbered)
            follow(from: before)
            return occurrences.map { Occurrence(transition: numbers.model.transitions[$0.transition], time: $0.time) }
        } catch {
            // What happened until then has happened.
            follow(from: before)
            throw DoesNotSettle(transition: numbers.model.transitions[error.transition])
        }
    }

    /// Gives the values that have changed their names.
    private mutating func follow(from before: NumberedState) {
        for variable in numbered.state.differences(from: before) {
            state[numbers.model.variables[variable]] = numbers.name(of: numbered.state[variable], of: variable)
        }
    }
}

/// The numbers of everything that a state can hold: also of values that the model does not know, each from when it is first met.
///
/// No condition is met by one, but two of them are not the same.
private struct ServiceNumbers {
    let model: NumberedModel
    private var unfamiliar: [Int: [String]] = [:]

    init(_ model: NumberedModel) {
        self.model = model
    }

    /// The number of a value; nil is unknown.
    mutating func value(_ name: String?, of variable: Int) -> NumberedState.Value {
        guard let name else { return 0 }
        if let number = model.value(name, of: variable) { return number }
        let met = unfamiliar[variable] ?? []
        let index = met.firstIndex(of: name) ?? met.count
        if index == met.count { unfamiliar[variable] = met + [name] }
        return NumberedState.Value(model.valueCount(of: variable) + index + 1)
    }

    /// The name of a value; nil for unknown.
    func name(of value: NumberedState.Value, of variable: Int) -> String? {
        if let name = model.name(of: value, of: variable) { return name }
        return value == 0 ? nil : unfamiliar[variable]?[Int(value) - model.valueCount(of: variable) - 1]
    }

    /// The numbers of values by name; nothing depends on a variable that the model does not have, and it gets none.
    mutating func state(_ values: [String: String]) -> NumberedState {
        var state = model.nothingKnown
        for (name, value) in values {
            guard let variable = model.variable(name) else { continue }
            state[variable] = self.value(value, of: variable)
        }
        return state
    }
}
