import ArgumentParser

/// How the program ends, by kind.
///
/// The numbers are part of the interface: they do not change. `Docs/ExitCodes.md` lists them.
enum ExitStatus: Int32, CaseIterable {
    /// Everything asked for was done.
    case success = 0
    /// A file has errors, or a plan cannot be made.
    case diagnostics = 10
    /// A precondition was not met before anything was touched.
    case refused = 20
    /// The action of a step did not succeed.
    case actionFailed = 21
    /// A verification was not met.
    case verificationFailed = 22
    /// A condition could not be evaluated, or is unknown.
    case notEvaluated = 23
    /// A step is in doubt and a person must say whether it was done.
    case inDoubt = 24
    /// A person is needed and none is there.
    case needsPerson = 25
    /// Stopped by a person or a signal; it can be resumed.
    case stopped = 26
    /// A precondition was not met after something had been done.
    case blocked = 27
    /// The record cannot be written; the run ended at once.
    case journalLost = 30
    /// The record is damaged or is not of this plan.
    case journalDamaged = 31
    /// Another process owns the run.
    case owned = 32
    /// The audit did not verify.
    case auditFailed = 33
    /// There is no such run, or it is closed already.
    case noSuchRun = 34
    /// Files have changed since the run began.
    case filesChanged = 35
    /// A program that the run started before is still running.
    case childStillRuns = 36
    /// A scenario did not end as it should.
    case scenarioFailed = 37
    /// The record could not be signed.
    case notSigned = 38
    /// The simulator did not start.
    case simulatorFailed = 40
    /// What finished steps had left is no longer so, and a person must say whether to go on.
    case worldChanged = 41
    /// A change, a jump or a restart was asked for that the run does not allow.
    case notAllowed = 42
    /// A signature or a review that is demanded is missing or does not count.
    case notAuthorized = 43
    /// A fact of the manual that must be carried is neither carried nor excused.
    case notTraced = 44
    /// What must be so before the day is not so, or a runbook is not exercised as was demanded.
    case notReady = 45
    /// A change holds a risk of the level that was to fail.
    case riskFound = 46
    /// A search found something that is wrong with a plan.
    case propertyBroken = 47
    /// A search was given up before everything was looked at, and found nothing wrong by then.
    case notExhausted = 48
    /// A way that a search found does not end the same on the engine: a fault of the program.
    case notReproduced = 49
    /// The command line was not understood.
    case usage = 64

    /// Ends the program with this status.
    var exit: ExitCode { ExitCode(rawValue) }
}
