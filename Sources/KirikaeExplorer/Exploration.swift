import KirikaeEngine
import KirikaeService
import KirikaeSyntax

/// What a search found.
public struct Exploration: Sendable {
    /// What is wrong.
    public enum Property: Sendable, Hashable {
        /// An invariant is broken by a step or by what the service makes of it.
        case invariant(String)
        /// A run ends well although this does not hold.
        case atEnd(String)
        /// From here nothing leads to an end any more unless something outside changes or a step is left out.
        case stuck
        /// No way leads to this step.
        case neverReached(step: String)
        /// No way leads to the end of the plan.
        case neverCompleted
        /// Whenever this step is begun, all that it is to be verified by holds already: nothing shows whether it was done.
        case verifiesNothing(step: String)
        /// A run is stuck or rests in a hold while there is an outage that this invariant allows for a while only.
        case outageStays(String)
        /// An outage that this invariant allows lasts longer than it allows, by the times of the model and with nothing going wrong.
        case outageTooLong(String)
    }

    /// Something that is wrong, with the shortest way to it.
    public struct Finding: Sendable {
        /// What is wrong.
        public var property: Property
        /// Whether something outside changes on the way: without that, it would not have been found earlier.
        public var needsOutsideChange: Bool
        /// How the service stands where the way begins, where that differs from normal operation.
        public var start: [(variable: String, value: String?)]
        /// What happens, in order; empty for what never happens.
        public var way: [Move.Label]
        /// How the service stands where the way begins, as far as it makes a difference.
        public var startState = ServiceState()
        /// Every step of the way, also those that are nothing to tell; empty for what never happens.
        public var trace: [WayStep] = []
        /// The situation in which the run is at the end of the way; nil for what never happens.
        var situation: RunSituation?
    }

    /// How long an outage lasts that an invariant allows.
    public struct Outage: Sendable, Hashable {
        /// The invariant.
        public var invariant: String
        /// How long it allows.
        public var allowed: Milliseconds
        /// The longest on any way on which nothing goes wrong, by the times of the model; nil for one that does not end.
        public var longest: Milliseconds?

        /// Whether it is longer than allowed.
        public var isTooLong: Bool { longest.map { $0 > allowed } ?? true }
    }

    /// The runbook of the plan.
    public var runbook: String
    /// The bounds within which everything was looked at.
    public var bounds: ExplorationBounds
    /// Whether everything within the bounds was looked at.
    public var isComplete: Bool
    /// How many states of the service the search began with.
    public var starts: Int
    /// How many states were found.
    public var states: Int
    /// How many transitions between them were taken.
    public var transitions: Int
    /// How many different situations of the machine there are among them.
    public var situations: Int
    /// How many different states of the service there are among them.
    public var serviceStates: Int
    /// How many of the states are ends of a completed run.
    public var completions: Int
    /// The holds in which some run rests, in the order of the service model.
    public var holds: [String]
    /// The outages that invariants allow, in the order of the service model.
    public var outages: [Outage] = []
    /// What is wrong, in the order found.
    public var findings: [Finding]
}
