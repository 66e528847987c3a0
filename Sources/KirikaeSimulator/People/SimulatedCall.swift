/// One call that has arrived.
struct SimulatedCall: Sendable {
    /// The index of the site where it arrived.
    var site: Int
    /// Who has answered; nil while it waits.
    var agent: Int?
    /// How long it will be talked, in milliseconds.
    var talkMilliseconds: Int64
    /// How long the agent will be busy after it, in milliseconds.
    var wrapUpMilliseconds: Int64
}

/// What became of the calls so far.
struct CallTally: Sendable, Hashable {
    /// All that were made.
    var offered: Int64 = 0
    /// Those that an agent answered.
    var answered: Int64 = 0
    /// Of the answered ones those that were talked to their end.
    var ended: Int64 = 0
    /// Those whose caller gave up waiting.
    var abandoned: Int64 = 0
    /// Those that could arrive nowhere.
    var lost: Int64 = 0
    /// Those that were cut while they were talked.
    var cutTalking: Int64 = 0
    /// Those that were cut while they waited.
    var cutWaiting: Int64 = 0
}
