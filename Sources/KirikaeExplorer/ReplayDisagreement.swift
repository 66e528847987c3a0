/// A way that does not lead where the search says: a fault of the search or of the engine, not of the plan.
public struct ReplayDisagreement: Error, Sendable, Hashable {
    /// What differs.
    public enum Reason: Sendable, Hashable {
        /// The engine does not ask for what the way answers.
        case notAsked
        /// The engine would not take this answer.
        case answerRefused(String)
        /// The transition cannot happen then.
        case transitionCannotHappen(String)
        /// These variables of the service have other values then.
        case serviceDiffers([String])
        /// A run that is read back from its record is in another situation than the one that was recorded.
        case recordDiffers
        /// The run ends in another situation.
        case situationDiffers
        /// What is said to go wrong does not.
        case nothingWrong
        /// The engine refused what happened.
        case impossible
        /// The service model keeps changing without any time passing.
        case doesNotSettle(String)
    }

    /// Which step of the way differs, from 1, counting also those that are nothing to tell.
    public var step: Int
    /// What differs.
    public var reason: Reason

    /// Says at which step what differs.
    public init(step: Int, reason: Reason) {
        self.step = step
        self.reason = reason
    }
}
