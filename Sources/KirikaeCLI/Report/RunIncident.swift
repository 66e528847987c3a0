import KirikaeEngine
import KirikaeService

/// Something in a run that somebody who was not there should know of.
struct RunIncident: Sendable, Hashable {
    /// What happened.
    enum Kind: Sendable, Hashable {
        /// A person left a step out.
        case leftOut(reason: String, by: String)
        /// A person went on although nobody could say whether a condition holds.
        case overruled(Gate, Judgement, reason: String, by: String)
        /// A person had a step tried again.
        case retried(Problem, by: String)
        /// It was found out whether a step had been done that was in flight when the engine died.
        case doubtSettled(isDone: Bool, Resolution, looked: String, by: String)
        /// A person went on although what finished steps had left had changed.
        case wentOnThoughChanged(variables: [String], reason: String, by: String)
        /// A person went on with a later step.
        case jumped(reason: String, by: String)
        /// The run was taken from a process that held it.
        case tookOver(TakeOver)
        /// The run went on with its own copies of files that had changed.
        case keptPinnedFiles([String], reason: String, by: String)
        /// The run went on with changed files.
        case acceptedChanges([String], reason: String, by: String)
        /// The run began anew what another one had begun.
        case carriedOver(run: String, steps: Int, reason: String, by: String)
        /// Output was lost in a power failure.
        case outputLost(record: Int64)
        /// An action did not succeed.
        case failed(ActionFailure)
        /// A condition of a gate did not hold, or nobody could say.
        case blocked(Gate, Judgement)
        /// Values were missing that steps before should have read.
        case valuesMissing([String])
        /// A program did not ask or print what was expected.
        case unexpected([String])
        /// A person who was asked to approve refused.
        case refused(reason: String, by: String)
        /// The readings of the run did not satisfy an invariant.
        case invariantBroken(String)
        /// Somebody could not be told.
        case notTold(SentNotice)
        /// The run stopped.
        case stopped(StopReason, by: String)
        /// The run went on in another process after so long by the wall clock.
        case resumed(by: String, afterMilliseconds: Int64)
        /// A person wrote something down.
        case noted(String, by: String)
        /// A person added a file.
        case attached(Attachment)
    }

    /// When, in milliseconds of the run.
    var at: Int64
    /// When, in milliseconds since 1970.
    var wallMilliseconds: Int64
    /// The path of the step; nil for something about the whole run.
    var step: String?
    /// What happened.
    var kind: Kind

    /// Whether it departs from what the plan foresees.
    ///
    /// That a run stopped and went on, and what people wrote down, does not.
    var isDeviation: Bool {
        switch kind {
        case .leftOut, .overruled, .retried, .doubtSettled, .wentOnThoughChanged, .jumped, .tookOver,
            .keptPinnedFiles, .acceptedChanges, .carriedOver, .outputLost, .failed, .blocked, .valuesMissing,
            .unexpected, .refused,
            .invariantBroken:
            true
        case .notTold, .stopped, .resumed, .noted, .attached: false
        }
    }
}
