import KirikaePlan
import KirikaeRunbook
import KirikaeService

/// Where a run happens.
///
/// Which one is passed in is the only difference between a live run, a drill and a rehearsal.
public protocol World: Sendable {
    /// Looks at variables. One that cannot be seen is returned as failed, with the reason; nothing is changed by looking.
    func observe(_ variables: [String], for step: PlanStep) async -> [Observation]

    /// Carries out a step that a program or an address does.
    ///
    /// - Parameters:
    ///   - action: what to do, with every output filled in.
    ///   - step: the step it belongs to.
    ///   - attempt: which attempt this is, from 1.
    ///   - report: to be called for the start of a program and for what it prints, in order. If it throws, the record is lost:
    ///     the world stops what it can and passes the error on.
    /// - Returns: how it ended.
    func perform(
        _ action: PlanStep.Action, of step: PlanStep, attempt: Int, report: (ActionProgress) async throws -> Void
    ) async throws -> Outcome

    /// Does for one item of a population what a program does for each.
    ///
    /// - Parameters:
    ///   - work: what to do, with every output filled in; its holes for the item are still open.
    ///   - item: the item.
    ///   - step: the step it belongs to.
    ///   - attempt: which attempt of the step this is, from 1.
    /// - Returns: how it ended, and what was printed.
    func perform(
        _ work: ItemWork, for item: InventoryItem, of step: PlanStep, attempt: Int
    ) async throws -> ItemResult

    /// Looks whether it had been done for an item that was in flight when the engine died; nothing is changed by looking.
    ///
    /// - Parameters:
    ///   - work: what was to be done, with every output filled in.
    ///   - item: the item.
    ///   - step: the step it belongs to.
    /// - Returns: whether it was seen to have been done. That it was not, or that nobody can tell, is not the same as not done.
    func wasDone(_ work: ItemWork, for item: InventoryItem, of step: PlanStep) async -> Bool

    /// Gets an answer to a question.
    ///
    /// - Parameters:
    ///   - question: the question.
    ///   - machine: the run as it stands, for whatever the person wants to see.
    /// - Throws: `NoAnswer` if nobody is there to answer or the person wants to stop; `OperatorNote` to write something down first.
    func answer(_ question: Question, in machine: RunMachine) async throws -> Answer

    /// Tells somebody, within the time that the environment gives for it.
    ///
    /// Whatever goes wrong is said by the outcome.
    ///
    /// - Parameters:
    ///   - notice: what is to be told, and by which entry.
    ///   - machine: the run as it stands.
    func send(_ notice: DueNotice, in machine: RunMachine) async -> NoticeOutcome

    /// What the world itself kept of the run, right before it ends or stops; a copy of it is on the disk by then.
    ///
    /// - Parameters:
    ///   - ending: how it is going to end or stop.
    ///   - machine: the run as it stands.
    func closingEvidence(before ending: RunEvent, in machine: RunMachine) async throws -> Attachment?
}

/// A world that keeps no record of its own.
extension World {
    /// Nothing.
    public func closingEvidence(before ending: RunEvent, in machine: RunMachine) async throws -> Attachment? { nil }
}

extension World {
    /// Tells nobody.
    public func send(_ notice: DueNotice, in machine: RunMachine) async -> NoticeOutcome { .notSent }
}

/// A world that has no programs for the items of a population.
extension World {
    /// Fails: nothing is started.
    public func perform(
        _ work: ItemWork, for item: InventoryItem, of step: PlanStep, attempt: Int
    ) async throws -> ItemResult {
        ItemResult(.failed(.notStarted(reason: "nothing for a program to do")))
    }

    /// Nobody can tell.
    public func wasDone(_ work: ItemWork, for item: InventoryItem, of step: PlanStep) async -> Bool { false }
}

/// What a world reports while a command runs.
public enum ActionProgress: Sendable, Hashable {
    /// The program was started.
    case spawned(ChildIdentity)
    /// It printed these bytes.
    case output([UInt8])
    /// What it was expected to print came; what is typed in return is typed next.
    case exchanged(ConversationTurn)
}

/// There is no answer to a question.
public enum NoAnswer: Error, Sendable, Hashable {
    /// A person is needed and none is there.
    case nobody
    /// The person wants to stop.
    case stop
}

/// Instead of answering, a person wants something written down.
///
/// The question is put again after that.
public struct OperatorNote: Error, Sendable, Hashable {
    /// What to write down.
    public var text: String
    /// Who.
    public var by: String

    /// Makes a note.
    public init(text: String, by: String) {
        self.text = text
        self.by = by
    }
}

/// Where the events of a run are kept.
///
/// After an error the run ends at once: nothing is recorded, synchronized or shown any more, and nothing is tried again.
public protocol Recorder: Sendable {
    /// Keeps an event, after all events before it.
    ///
    /// It outlives this process when this returns, but not yet a power failure.
    ///
    /// - Throws: if it is not kept.
    func record(_ event: RunEvent, at stamp: Stamp) async throws

    /// Returns when all events kept so far are on the disk, and whoever records them is still the one who may.
    ///
    /// - Throws: if they are not, or if somebody else has taken the run over: nothing may be done in the world then.
    func synchronize() async throws
}

/// What time it is, and waiting.
public protocol Clock: Sendable {
    /// Now.
    func now() -> Stamp
    /// Lets time pass. Returns early if the task is cancelled.
    func sleep(milliseconds: Int64) async
    /// Waits for this long beside whatever goes on, so that something can be done then.
    ///
    /// - Returns: false where time passes only by what is done, or the task was cancelled.
    func sleepBeside(milliseconds: Int64) async -> Bool
}

extension Clock {
    /// Does not wait.
    public func sleepBeside(milliseconds: Int64) async -> Bool { false }
}

/// Somebody who is told what has been recorded: a screen, a test.
public protocol RunObserver: Sendable {
    /// An event was recorded, or happened without being worth recording, and the machine has taken it.
    ///
    /// One that must be durable is on the disk by then. Events are told in the order in which they happened, each with the machine
    /// as it was right after it.
    func happened(_ event: RunEvent, at stamp: Stamp, in machine: RunMachine)
}
