import KirikaeEngine

/// One thing that may happen next.
public struct Move: Sendable {
    /// What happens, for people.
    public enum Label: Sendable, Hashable {
        /// The machine records what follows from what it knows.
        case machine
        /// Variables were looked at for a step.
        case looked(step: String)
        /// They were looked at, and nothing could be seen.
        case sawNothing(step: String)
        /// A step was carried out; a person answered so, or its program ended well.
        case did(step: String, answer: String?)
        /// A step was not carried out, or not well; whether it had its effect all the same.
        case failed(step: String, hadEffect: Bool)
        /// Nobody knows how a step ended; whether it had its effect.
        case lostSight(step: String, hadEffect: Bool)
        /// A person answered the question of a step.
        case answered(step: String, value: String)
        /// The time for which a step waits is over.
        case waited(step: String)
        /// The engine died and was resumed; `during` is the step that was in flight and had its effect already.
        case crashed(during: String?)
        /// A run that had stopped was resumed.
        case resumed
        /// The service did something by itself.
        case service(transition: String)
        /// Something outside changed.
        case outside(variable: String, value: String)
    }

    /// A variable must have one of some values once the changes are made.
    struct Requirement: Sendable, Hashable {
        var variable: String
        var values: Set<String>
        /// Whether it must have none of them instead.
        var isNegated = false

        func isMet(by value: String?) -> Bool { values.contains(value ?? "") != isNegated }
    }

    /// What happens.
    public var label: Label
    /// What is changed in the service, before the events.
    var changes: [String: String] = [:]
    /// What must be so after the changes for this to be what happens.
    var requirement: Requirement?
    /// How long it takes by the machine's clock, in milliseconds.
    var elapsed: Int64 = 0
    /// What the machine is told.
    var events: [RunEvent] = []
    /// What it uses up.
    var cost = Cost.nothing
}
