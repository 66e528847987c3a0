import Glibc
import KirikaeDiagnostics
import KirikaeEngine
import KirikaeJournal
import KirikaePlan
import KirikaeRunRecord
import KirikaeRunbook
import KirikaeService
import KirikaeSyntax
import KirikaeWorlds
import Synchronization

/// A live run in this process: starts one, or takes one up again, and drives it until it ends or stops.
struct RunSession: Sendable {
    /// How it ended, and what it waits for if it stopped.
    struct Ending: Sendable {
        var result: RunResult
        var machine: RunMachine
    }

    let state: StateDirectory
    let operatorName: String
    let language: Language
    let output: any TextOutput
    let style: Style
    /// A sheet of answers, if one was given.
    let sheet: AnswerSheet?
    /// Whether a simulated person follows labels on pages that describe themselves.
    let followsPages: Bool
    /// Whether a step that goes well takes one line.
    let isBrief: Bool
    /// Whether a person sits at this terminal.
    let hasTerminal: Bool

    /// Starts a run of a plan.
    func start(
        _ plan: Plan, files: [RunbookLibrary.SourceFile], environmentArguments: [String: String], run: String?,
        speed: Int64
    ) async throws -> Ending {
        let clock = LiveClock(speed: speed)
        let name = run ?? Self.identifier(of: plan, at: clock.now())
        let header = RunHeader(
            run: name, runbook: plan.runbook, arguments: plan.arguments, environment: plan.environment.name.value,
            environmentArguments: environmentArguments, fingerprint: plan.fingerprint,
            files: Dictionary(
                files.map { ($0.path, PlanEncoding.hash(ofFile: $0.bytes)) }, uniquingKeysWith: { first, _ in first }),
            operatorName: operatorName, speed: speed, version: KirikaeVersion.text,
            build: ProgramBuild.identifier)
        do {
            let directory = try state.createRun(RunIdentifier(name))
            for file in files { try directory.writePinned(file.bytes, at: PinnedPath(file.path)) }
            let owner = try RunOwner(acquiring: directory)
            let writer = try JournalWriter(creatingFor: owner)
            let ending = try await drive(
                RunMachine(plan: plan), opening: [.started(header)], writer: writer, clock: clock)
            try owner.release()
            return ending
        } catch let error as JournalError {
            throw CommandFailure(journal: error)
        }
    }

    /// Takes a run up again where it was.
    ///
    /// - Parameters:
    ///   - current: the files as they are on disk now; nil if there are none.
    ///   - keepPinned: the reason for going on although files have changed.
    ///   - takeOver: the reason for taking the run from a process that holds it and does not go on; nil to leave it alone.
    ///   - childWaitMilliseconds: how long to wait for a program that outlived its engine.
    func resume(
        _ run: String, current: [RunbookLibrary.SourceFile]?, keepPinned: String?, takeOver: String? = nil,
        childWaitMilliseconds: Int64
    ) async throws -> Ending {
        do {
            let directory = try StoredRun.directory(run, in: state)
            let owner = try acquire(directory, run, takeOver: takeOver)
            let (stored, opened) = try await Self.recover(owner)
            if case .completed? = stored.machine.result { throw CommandFailure(message: .runClosed(run)) }
            if case .refused? = stored.machine.result { throw CommandFailure(message: .runClosed(run)) }
            var opening: [RunEvent] = opened.lostOutput.map { .outputLost(record: Int64($0.recordNumber)) }
            opening.append(.resumed(operatorName: operatorName, epoch: Int64(owner.epoch)))
            let changed = Self.changedFiles(stored.header, current)
            if !changed.isEmpty {
                guard let keepPinned else { throw CommandFailure(message: .filesChanged(changed)) }
                opening.append(.keptPinnedFiles(changed: changed, reason: keepPinned))
            }
            try await waitForChildren(of: stored, childWaitMilliseconds: childWaitMilliseconds)
            let ending = try await drive(
                stored.machine, opening: opening, writer: opened.writer, clock: LiveClock(speed: stored.header.speed))
            try owner.release()
            return ending
        } catch let error as JournalError {
            throw CommandFailure(journal: error)
        }
    }

    /// Takes the run, by force where a reason is given for that.
    private func acquire(
        _ directory: RunDirectory, _ run: String, takeOver: String?
    ) throws -> RunOwner {
        let text = TakeOverText(wording: ScreenWording(language: language), style: style)
        do throws(JournalError) {
            guard let takeOver else { return try RunOwner(acquiring: directory) }
            let holder = try RunHolder(of: directory)
            let owner = try JournalRecovery.takeOver(directory) { owner in
                if let holder { output.line(text.notice(holder)) }
                return RunEventCoding.encode(takeOverEvent(owner, reason: takeOver), at: LiveClock().now())
            }
            if !owner.isForced { output.line(text.notNeeded) }
            return owner
        } catch {
            switch error {
            case .ownedBy(let pid, _):
                // Where the run is being taken over, whoever does that is meant, not whom it is taken from.
                let holder = takeOver == nil ? try RunHolder(of: directory) : nil
                throw CommandFailure(
                    message: .runOwned(pid: holder?.process.processIdentifier ?? pid, holder?.condition, run: run))
            case .takeOverUnfinished: throw CommandFailure(message: .takeOverUnfinished(run))
            default: throw error
            }
        }
    }

    private func takeOverEvent(_ owner: RunOwner, reason: String) -> RunEvent {
        var holder = ChildIdentity(pid: 0, startTimeTicks: 0, bootIdentifier: "")
        if case .takenOver(let process, _) = owner.predecessor {
            holder = ChildIdentity(
                pid: process.processIdentifier, startTimeTicks: UInt64(clamping: process.startTimeTicks),
                bootIdentifier: process.bootIdentifier)
        }
        return .tookOver(TakeOver(epoch: Int64(owner.epoch), holder: holder, reason: reason, by: operatorName))
    }

    /// Opens the journal, and puts its records into a machine on the way.
    private static func recover(_ owner: RunOwner) async throws -> (stored: StoredRun, opened: JournalRecovery.Opened) {
        var reading = try JournalRecovery.Reading(owner)
        let stored = try await RunReplay.replay(owner.run) { () throws(JournalError) in try reading.next() }
        return (stored, try reading.finish())
    }

    private func drive(
        _ machine: RunMachine, opening: [RunEvent], writer: JournalWriter, clock: LiveClock
    ) async throws -> Ending {
        var machine = machine
        let wording = ScreenWording(language: language)
        let screen = RunScreen(
            plan: machine.plan, output: output, wording: wording, style: style,
            detail: .init(
                listsPreconditions: hasTerminal, showsInstructions: hasTerminal, showsElapsedTime: false,
                isBrief: isBrief))
        let stop = StopSignals()
        let input = TerminalInput()
        var operators: [any Operator] = []
        if followsPages { operators.append(PageOperator(clock: clock)) }
        if let sheet { operators.append(SheetOperator(sheet: sheet)) }
        if hasTerminal {
            operators.append(
                TerminalOperator(
                    name: operatorName, plan: machine.plan, wording: wording, style: style, output: output,
                    // A task is cancelled when the record is lost: nobody may be asked any more.
                    readInput: { input.line { stop.isRequested || Task.isCancelled } }))
        }
        var run = machine.header?.run ?? ""
        if case .started(let header)? = opening.first { run = header.run }
        let world = LiveWorld(plan: machine.plan, run: run, clock: clock, operators: operators)
        let runner = Runner(
            world: world, recorder: JournalRecorder(writer: writer, plan: machine.plan), clock: clock, observer: screen,
            isStopRequested: { stop.isRequested })
        let result = try await runner.run(&machine, opening: opening)
        return Ending(result: result, machine: machine)
    }

    /// Programs that outlived their engine may still be at work; nothing is decided while they are.
    private func waitForChildren(of stored: StoredRun, childWaitMilliseconds: Int64) async throws {
        let clock = LiveClock()
        let deadline = clock.now().monotonicMilliseconds + childWaitMilliseconds
        for index in stored.machine.activeSteps {
            let step = stored.machine.plan.steps[index]
            let attempt = stored.machine.attempts[index]
            guard case .command = step.action, attempt > 0 else { continue }
            var hasTold = false
            while true {
                let pids = try SurvivingChildren.find(run: stored.header.run, step: step.path, attempt: attempt)
                guard !pids.isEmpty else { break }
                let failure = CommandFailure(message: .childStillRuns(pids: pids, step: step.path))
                guard clock.now().monotonicMilliseconds < deadline else { throw failure }
                if !hasTold { output.line(failure.message.text(in: language)) }
                hasTold = true
                await clock.sleep(milliseconds: 200)
            }
        }
    }

    private static func changedFiles(_ header: RunHeader, _ current: [RunbookLibrary.SourceFile]?) -> [String] {
        var now: [String: String] = [:]
        for file in current ?? [] { now[file.path] = PlanEncoding.hash(ofFile: file.bytes) }
        return header.files.filter { now[$0.key] != $0.value }.map(\.key).sorted()
    }

    private static func identifier(of plan: Plan, at stamp: Stamp) -> String {
        let name = plan.runbook.map { $0 == "." ? "-" : String($0) }.joined()
        return "\(WallTime.identifier(stamp.wallMilliseconds))-\(name)-\(getpid())"
    }
}

/// The version of the program.
enum KirikaeVersion {
    static let text = "0.1.0"
}

/// Turns SIGINT and SIGTERM into a wish to stop at the next safe place.
///
/// A program that is running is waited for.
final class StopSignals: Sendable {
    private static let requested = Atomic<Bool>(false)

    init() {
        Self.requested.store(false, ordering: .relaxed)
        for number in [SIGINT, SIGTERM, SIGHUP] {
            signal(number) { _ in StopSignals.requested.store(true, ordering: .relaxed) }
        }
        // A screen that went away is no reason to die with an action in flight.
        signal(SIGPIPE, SIG_IGN)
    }

    /// Whether a signal has come.
    var isRequested: Bool { Self.requested.load(ordering: .relaxed) }
}
