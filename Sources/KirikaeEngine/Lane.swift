import KirikaePlan

extension RunMachine {
    /// One row of steps that a run is in.
    ///
    /// There is one, but for groups of steps that go on side by side.
    struct Lane: Sendable, Hashable {
        /// Its number, unique in the run.
        var id: Int
        /// The lane it parted from; nil for the first.
        var parent: Int?
        /// The index of the step it is at.
        var position: Int
        /// The index behind its last step.
        var end: Int
        /// Where it is within that step.
        var phase: StepPhase
        /// What was going on when the run stopped for now.
        var interruptedPhase: StepPhase?
        /// The variables looked at since the current judgement began.
        var looked: Set<String> = []
        /// Gates of the current step that a person overruled.
        var overruled: Set<Gate> = []
        /// As what the last attempt at the current step counts where that may be wrong: by a person's word about a doubt, or because it
        /// failed and may have had its effect all the same.
        ///
        /// It can be taken back until the step begins again or ends.
        var settledAs: DoubtChoice?
        /// How long it has been at its step.
        var spent = StepTimes()
        /// How many lanes that parted from it are still under way; it waits for them.
        var openLanes = 0
    }

    /// Where a lane is within the step at its position.
    enum StepPhase: Sendable, Hashable {
        /// Judging `unless` and the preconditions, and for a gate its verifications. `since` is when it began to look, by the
        /// monotonic clock.
        case entering(since: Int64)
        /// The action is under way: its intent is recorded, its end is not.
        case acting(attempt: Int, since: Int64)
        /// The action ended well; judging the verifications. `since` is when it began to look, by the monotonic clock.
        case verifying(since: Int64)
        /// The engine died while the action was under way; judging by the verifications whether it was done.
        case inDoubt(attempt: Int, since: Int64)
        /// The verifications did not settle the doubt; a person must.
        case doubtOpen(attempt: Int)
        /// The step cannot go on without a decision.
        case troubled(Problem)
        /// A person decided to leave the step out.
        case skipping(reason: String)
    }

    /// What the run as a whole is about.
    enum Phase: Sendable, Hashable {
        /// Before `started`.
        case notStarted
        /// Going on.
        case running
        /// A person decided to stop; `isRefusal` where a precondition was not met and nothing had been touched.
        case stopping(StopReason, isRefusal: Bool)
        /// Stopped for now.
        case stopped(StopReason)
        /// Ended for good.
        case closed(RunResult)
    }
}

/// The word of somebody who agreed that a run goes on.
struct Approval: Sendable, Hashable {
    /// Who.
    var by: String
    /// When, by the monotonic clock.
    var at: Int64
    /// When what he signed stops counting, in milliseconds since 1970; nil where nothing is signed.
    var expiresWallMilliseconds: Int64?
}
