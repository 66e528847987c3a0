import KirikaePlan
import KirikaeService

/// When something happened.
public struct Stamp: Sendable, Hashable {
    /// Milliseconds since 1970 by the wall clock, for people.
    ///
    /// It may jump; nothing is decided by it.
    public var wallMilliseconds: Int64
    /// Milliseconds by a clock that never goes back, comparable within one process only.
    ///
    /// Waiting is decided by it.
    public var monotonicMilliseconds: Int64

    /// Makes a stamp.
    public init(wallMilliseconds: Int64, monotonicMilliseconds: Int64) {
        self.wallMilliseconds = wallMilliseconds
        self.monotonicMilliseconds = monotonicMilliseconds
    }
}

/// On what a value rests.
public enum Basis: String, Sendable, Hashable, CaseIterable {
    /// A program looked at the real world.
    case probed
    /// A person said so.
    case person
    /// The service model predicts it from what the steps before would have done.
    case predicted
    /// It is taken for granted that the service was in its normal state, or in the one named by whoever asked.
    case assumed
    /// Only the real world can tell.
    case cannotKnow = "cannot-know"
}

/// One variable as somebody saw it.
public struct Observation: Sendable, Hashable {
    /// The variable.
    public var variable: String
    /// What was seen.
    public var reading: Reading
    /// On what it rests.
    public var basis: Basis
    /// What a program saw, by name, such as `status` or `address`; empty where there is nothing beside the reading.
    public var evidence: [String: String]

    /// Makes an observation.
    public init(variable: String, reading: Reading, basis: Basis, evidence: [String: String] = [:]) {
        self.variable = variable
        self.reading = reading
        self.basis = basis
        self.evidence = evidence
    }

    /// Whether another look saw the same in the same way, whatever it rests on.
    func says(what other: Observation?) -> Bool { reading == other?.reading && basis == other?.basis }
}

/// What a run is, fixed at its start.
public struct RunHeader: Sendable, Hashable {
    /// The identifier of the run.
    public var run: String
    /// The runbook.
    public var runbook: String
    /// Its parameters.
    public var arguments: [String: String]
    /// The environment.
    public var environment: String
    /// Its parameters.
    public var environmentArguments: [String: String]
    /// The fingerprint of the plan.
    public var fingerprint: String
    /// SHA-256 of every file the plan was made from, by path.
    public var files: [String: String]
    /// Who started it.
    public var operatorName: String
    /// How many times faster than the wall clock its time passes: 1 but for a drill.
    public var speed: Int64
    /// The version of the program.
    public var version: String
    /// Which build of the program made the plan; nil where that is not known.
    public var build: String?
    /// The run that this one begins anew from an earlier step; nil for one that begins at the first.
    public var restartOf: RestartOrigin?
    /// What was drawn by lot when it began, so that a run of the same name elsewhere is another one; empty for a rehearsal.
    public var nonce: String
    /// Who reviewed the plan and signed it.
    public var reviews: [SignedText]
    /// How many reviews the environment demands.
    public var reviewsRequired: Int
    /// The path of the file that says which keys are whose; nil if nothing is signed.
    public var allowedSigners: String?

    /// Makes a header.
    public init(
        run: String, runbook: String, arguments: [String: String], environment: String,
        environmentArguments: [String: String], fingerprint: String, files: [String: String], operatorName: String,
        speed: Int64, version: String, build: String? = nil, restartOf: RestartOrigin? = nil, nonce: String = "",
        reviews: [SignedText] = [], reviewsRequired: Int = 0, allowedSigners: String? = nil
    ) {
        self.run = run
        self.runbook = runbook
        self.arguments = arguments
        self.environment = environment
        self.environmentArguments = environmentArguments
        self.fingerprint = fingerprint
        self.files = files
        self.operatorName = operatorName
        self.speed = speed
        self.version = version
        self.build = build
        self.restartOf = restartOf
        self.nonce = nonce
        self.reviews = reviews
        self.reviewsRequired = reviewsRequired
        self.allowedSigners = allowedSigners
    }
}

/// A child process, named so that another one with a reused number is never taken for it.
public struct ChildIdentity: Sendable, Hashable {
    /// The process number.
    public var pid: Int32
    /// When it started, in clock ticks since boot.
    public var startTimeTicks: UInt64
    /// Which boot.
    public var bootIdentifier: String

    /// Makes an identity.
    public init(pid: Int32, startTimeTicks: UInt64, bootIdentifier: String) {
        self.pid = pid
        self.startTimeTicks = startTimeTicks
        self.bootIdentifier = bootIdentifier
    }
}

/// Output of a program that is kept in a file beside the record.
public struct StoredOutput: Sendable, Hashable {
    /// The name of the file.
    public var file: String
    /// Where it starts there, in bytes.
    public var offset: Int64
    /// How long it is, in bytes.
    public var byteCount: Int64
    /// SHA-256 of it, 64 lower-case hexadecimal digits.
    public var sha256: String

    /// Makes one.
    public init(file: String, offset: Int64, byteCount: Int64, sha256: String) {
        self.file = file
        self.offset = offset
        self.byteCount = byteCount
        self.sha256 = sha256
    }
}

/// That a run was taken from a process that held it and did not go on.
public struct TakeOver: Sendable, Hashable {
    /// The number of the new ownership.
    public var epoch: Int64
    /// The process it was taken from; nil where the lock file did not say it any more.
    public var holder: ChildIdentity?
    /// Why.
    public var reason: String
    /// Who took it.
    public var by: String

    /// Makes one.
    public init(epoch: Int64, holder: ChildIdentity?, reason: String, by: String) {
        self.epoch = epoch
        self.holder = holder
        self.reason = reason
        self.by = by
    }
}

/// How an action ended.
public enum Outcome: Sendable, Hashable {
    /// It did what it should. Warnings name exchanges of the conversation that were expected and did not come.
    ///
    /// `outputs` are the values read, by name.
    case succeeded(warnings: [String], outputs: [String: String] = [:])
    /// It did not.
    case failed(ActionFailure)
}

/// Why an action did not succeed.
public enum ActionFailure: Sendable, Hashable {
    /// The program could not be started.
    case notStarted(reason: String)
    /// It ended with another code than 0.
    case exitCode(Int32)
    /// A signal ended it.
    case signal(Int32)
    /// It ended before it had printed this.
    case conversationIncomplete(missing: String)
    /// It did not end in time and was stopped; nil in records from before more was known.
    case timedOut(afterMilliseconds: Int64, stopped: StoppedProgram? = nil)
    /// It printed nothing for so long while something was expected of it, and was stopped.
    case silentPast(limitMilliseconds: Int64, stopped: StoppedProgram)
    /// It printed this, which the runbook declares to be a reason to stop, and was stopped.
    case unexpectedText(String, stopped: StoppedProgram)
    /// It must be started as administrator and would not have been.
    case notElevated(ElevationLack)
    /// The operator gave an answer that the step does not accept.
    case answerNotAccepted(String)
    /// The operator says that it cannot be done.
    case declined
    /// The system did not say how the program ended.
    case endNotSeen
    /// A value that it should have read is not there, or is not of its type.
    case outputNotRead(String)
    /// The address answered with another status than expected.
    case status(Int)
    /// A request was sent, or may have been, and nobody knows what became of it.
    case noAnswer(reason: String)
    /// Somebody who was asked to approve refused.
    case notApproved(by: String)
    /// Too few of a wave have done it.
    case quotaNotReached(done: Int, needed: Int, target: Int)
    /// So many items failed that no further one was begun; this many are allowed less one.
    case tooManyFailed(failed: Int, limit: Int)
    /// A secret could not be read.
    case secretNotRead(name: String, reason: String)
    /// A remote host was not reached: nothing was started there. `detail` is what was seen, such as the fingerprint of a key.
    case notReached(host: String, ConnectionFailure, detail: String)
    /// The connection to a remote host ended while its program ran.
    case connectionLost(host: String, ConnectionLoss)
    /// A program of a remote host had not ended in time; the connection was closed, and it may go on there.
    case leftRunning(host: String, afterMilliseconds: Int64)
}

/// How a run ended, or why it stopped for now.
public enum RunResult: Sendable, Hashable {
    /// Every step is done, not needed, or skipped with a reason.
    case completed
    /// A precondition did not hold before anything was done; nothing was touched.
    case refused
    /// It stopped and can be resumed.
    case stopped(StopReason)
    /// Another run goes on in its place, from an earlier step.
    case superseded(by: String)
}

/// Why a run stopped for now.
public enum StopReason: String, Sendable, Hashable, CaseIterable {
    /// A person said so.
    case person
    /// A signal said so.
    case signal
    /// A person is needed and none is there.
    case needsPerson = "needs-person"
}

/// Something that happened in a run.
///
/// A run is the sequence of its events: replaying them gives back the machine as it was.
public enum RunEvent: Sendable, Hashable {
    /// The run began.
    case started(RunHeader)
    /// Somebody looked at variables for the sake of a step.
    case observed(step: String, [Observation])
    /// A step, and the rest of its span, is not needed: its state is reached already.
    case notNeeded(step: String)
    /// The preconditions of a step hold and its action begins. Recorded before the world is touched.
    case intent(step: String, attempt: Int)
    /// A program was started for it.
    case spawned(step: String, attempt: Int, ChildIdentity)
    /// It printed these bytes.
    case output(step: String, attempt: Int, [UInt8])
    /// It printed these bytes, and they are in a file of their own.
    ///
    /// The recorder makes this of `output`; the machine never asks for it.
    case storedOutput(step: String, attempt: Int, StoredOutput)
    /// What it was expected to print came, and something was typed or not.
    case exchanged(step: String, attempt: Int, ConversationTurn)
    /// The action ended.
    case performed(step: String, attempt: Int, Outcome)
    /// These items of a population are begun; what is done for each of them comes after this is on the disk.
    case itemsBegun(step: String, attempt: Int, items: [String])
    /// What a program did for an item has ended.
    case itemEnded(step: String, attempt: Int, item: String, ItemResult)
    /// What became of items that were in flight when the engine died, as far as no person was asked.
    case itemsSettled(step: String, attempt: Int, items: [String], ItemSettlement)
    /// A question is open.
    case asked(Question)
    /// It was answered.
    case answered(question: String, Answer)
    /// A step that was in flight at a crash turned out done or not done.
    case resolved(step: String, attempt: Int, isDone: Bool, by: Resolution)
    /// The verifications of a step hold. It is done.
    case done(step: String)
    /// A person wrote something down.
    case noted(step: String, text: String, by: String)
    /// A person added a file as evidence; its copy is on the disk.
    case attached(step: String, Attachment)
    /// Somebody was told of the run, or could not be.
    case notified(SentNotice)
    /// A step was left out by a person.
    case skipped(step: String, reason: String)
    /// The run goes on in another process.
    case resumed(operatorName: String, epoch: Int64)
    /// The run was taken from a process that held it and did not go on.
    case tookOver(TakeOver)
    /// The output that the record of this number names was lost in a power failure.
    case outputLost(record: Int64)
    /// The run goes on with the files it began with though those on disk have changed; why.
    case keptPinnedFiles(changed: [String], reason: String)
    /// The run goes on with the files as they are now; the plan made from them replaces the one before.
    case acceptedChanges(AcceptedChanges)
    /// A run that was begun anew takes over what the run before it had finished.
    case carriedOver(CarriedOver)
    /// After a break, what finished steps had left was looked at again.
    case rechecked([Observation])
    /// A person left out every step before this one.
    case jumped(to: String, reason: String, by: String)
    /// The head of the record so far was signed: a signed note. It says nothing about the run.
    case checkpointed(note: String)
    /// A signed head of so many records was sent to a second place, or was not: why. It says nothing about the run.
    case checkpointCopied(place: String, size: Int, failure: String?)
    /// The run stops and can be resumed.
    case stopped(StopReason)
    /// The run ended for good.
    case closed(RunResult)
    /// Time passed while a step waited. Never recorded.
    case waited(step: String)

    /// The path of the step it is about; nil for one about the whole run.
    public var step: String? {
        switch self {
        case .observed(let step, _), .notNeeded(let step), .intent(let step, _), .spawned(let step, _, _),
            .output(let step, _, _), .storedOutput(let step, _, _), .exchanged(let step, _, _),
            .performed(let step, _, _), .resolved(let step, _, _, _), .done(let step), .itemsBegun(let step, _, _),
            .itemEnded(let step, _, _, _), .itemsSettled(let step, _, _, _), .noted(let step, _, _),
            .attached(let step, _), .skipped(let step, _), .waited(let step):
            step
        case .asked(let question): question.step
        case .started, .answered, .resumed, .tookOver, .outputLost, .keptPinnedFiles, .acceptedChanges, .carriedOver,
            .rechecked, .jumped, .stopped, .closed, .checkpointed, .checkpointCopied, .notified:
            nil
        }
    }

    /// When it must be on the disk at the latest.
    public enum Durability: Int, Sendable, Hashable, Comparable {
        /// With whatever comes next: losing it to a power failure changes nothing that anybody relies on.
        case whenever
        /// Before anything else is begun in the world; a look changes nothing and may come first.
        case beforeTheNextEffect
        /// Before anything else happens: no look, no question, no line on a screen comes first.
        case beforeAnythingElse

        /// The more urgent is the larger.
        public static func < (left: Self, right: Self) -> Bool { left.rawValue < right.rawValue }
    }

    /// Whether nothing at all happens between recording it and a sync, so that nobody can miss it if the process ends before.
    public var isSyncedNext: Bool { durability == .beforeAnythingElse }

    /// When it must be on the disk at the latest.
    ///
    /// A program that was started dies with the machine: only a power failure loses what was written, so `spawned` need not be
    /// synced. That an action ended is synced with what its verifications saw.
    public var durability: Durability {
        switch self {
        case .started, .intent, .answered, .resolved, .done, .noted, .attached, .skipped, .resumed, .tookOver,
            .outputLost, .keptPinnedFiles, .acceptedChanges, .carriedOver, .jumped, .stopped, .closed, .itemEnded,
            .itemsSettled:
            .beforeAnythingElse
        // Every effect is synced before it: with the ends of other items that came meanwhile.
        case .performed, .itemsBegun: .beforeTheNextEffect
        // A checkpoint is on the disk at the latest with the next record that must be.
        // Who was told twice after a power failure has lost nothing.
        case .observed, .notNeeded, .spawned, .output, .storedOutput, .exchanged, .asked, .rechecked, .waited,
            .checkpointed, .checkpointCopied, .notified:
            .whenever
        }
    }
}

/// Which of a step's judgements is meant.
public enum Gate: String, Sendable, Hashable, CaseIterable {
    case unless, preconditions, verifications
}

/// Who or what settled a doubt.
public enum Resolution: String, Sendable, Hashable, CaseIterable {
    /// The verifications of the step.
    case verification
    /// A person who looked.
    case person
}
