/// One agent.
struct SimulatedAgent: Sendable {
    /// What an agent who is logged in is doing.
    enum Work: Sendable, Equatable {
        /// Waiting for a call.
        case free
        /// In a call.
        case talking(call: Int)
        /// Busy after a call.
        case wrapUp
    }

    /// The index of the site; nil while logged out.
    var site: Int?
    /// What the agent is doing.
    var work = Work.free
    /// Counts what the agent began: what was planned for an earlier number has been overtaken.
    var stamp = 0
    /// Where the agent goes when the call has ended; nil to stay.
    var destination: Int?
    /// Whether the agent was logged out one at a time, and stays so when the others return.
    var isAway = false

    /// Whether the agent can be given a call.
    var isFree: Bool { site != nil && work == .free }
}
