import Glibc
import KirikaeCheckpoint
import KirikaeDiagnostics
import KirikaeEngine
import KirikaeJournal
import KirikaePlan
import KirikaeProcess
import KirikaeRunRecord
import KirikaeRunbook
import KirikaeService
import KirikaeSignatures
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
    /// How the record is signed.
    let checkpoints: CheckpointSettings
    /// What makes it a drill; nil for any other run.
    var drill: DrillSettings?

    /// Starts a run of a plan.
    func start(
        _ plan: Plan, files: [RunbookLibrary.SourceFile], environmentArguments: [String: String], run: String?,
        speed: Int64, reviews: [SignedText] = []
    ) async throws -> Ending {
        let clock = LiveClock(speed: speed)
        let name = run ?? Self.identifier(of: plan, at: clock.now())
        let header = RunHeader(
            run: name, runbook: plan.runbook, arguments: plan.arguments, environment: plan.environment.name.value,
            environmentArguments: environmentArguments, fingerprint: plan.fingerprint,
            files: PlanEncoding.hashes(of: files),
            operatorName: operatorName, speed: speed, version: KirikaeVersion.text,
            build: ProgramBuild.identifier, nonce: Self.nonce(),
            reviews: reviews, reviewsRequired: plan.environment.planReview?.count ?? 0,
            allowedSigners: plan.environment.allowedSigners?.path)
        do {
            let signer = try await checkpoints.signer(in: state)
            let directory = try state.createRun(RunIdentifier(name))
            for file in files { try directory.writePinned(file.bytes, at: PinnedPath(file.path)) }
            let owner = try RunOwner(acquiring: directory)
            let writer = try JournalWriter(creatingFor: owner)
            let ending = try await drive(
                RunMachine(plan: plan), opening: [.started(header)], writer: writer, signer: signer, clock: clock,
                inbox: ApprovalInbox(runPath: directory.path))
            try owner.release()
            return ending
        } catch let error as JournalError {
            throw CommandFailure(journal: error)
        }
    }

    /// Takes a run up again where it was.
    ///
    /// - Parameters:
    ///   - run: its identifier.
    ///   - wishes: how it is to go on.
    func resume(_ run: String, _ wishes: ResumeWishes) async throws -> Ending {
        do {
            let directory = try StoredRun.directory(run, in: state)
            let ahead = LibraryAhead(wishes.files)
            let owner = try acquire(directory, run, takeOver: wishes.takeOver)
            let (stored, opened) = try await Self.recover(owner, ahead)
            let resumption = Resumption(
                stored: stored, wishes: wishes, operatorName: operatorName, wording: ScreenWording(language: language),
                style: style, output: output)
            try resumption.checkOpen()
            let clock = LiveClock(speed: stored.header.speed)
            var machine = stored.machine
            let lost = opened.lostOutput.map { RunEvent.outputLost(record: Int64($0.recordNumber)) }
            let opening = try await resumption.prepare(
                &machine, opening: lost + [.resumed(operatorName: operatorName, epoch: Int64(owner.epoch))],
                in: directory, at: clock.now())
            try await waitForChildren(of: stored, childWaitMilliseconds: wishes.childWaitMilliseconds)
            let ending = try await drive(
                machine, opening: opening, writer: opened.writer,
                signer: try await checkpoints.signer(in: state), clock: clock,
                inbox: ApprovalInbox(runPath: directory.path))
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
            let holder = try knownHolder(of: directory)
            let owner = try JournalRecovery.takeOver(directory) { owner in
                output.line(holder.map(text.notice) ?? text.unknownHolder)
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
            case .ownerFileDamaged: throw CommandFailure(message: .ownerUnknown(run))
            default: throw error
            }
        }
    }

    /// Nil also where the lock file can no longer say it.
    private func knownHolder(of directory: RunDirectory) throws(JournalError) -> RunHolder? {
        do throws(JournalError) {
            return try RunHolder(of: directory)
        } catch .ownerFileDamaged {
            return nil
        }
    }

    private func takeOverEvent(_ owner: RunOwner, reason: String) -> RunEvent {
        var holder: ChildIdentity?
        if case .takenOver(let process, _) = owner.predecessor {
            holder = ChildIdentity(
                pid: process.processIdentifier, startTimeTicks: UInt64(clamping: process.startTimeTicks),
                bootIdentifier: process.bootIdentifier)
        }
        return .tookOver(TakeOver(epoch: Int64(owner.epoch), holder: holder, reason: reason, by: operatorName))
    }

    /// Opens the journal, and puts its records into a machine on the way.
    static func recover(
        _ owner: RunOwner, _ ahead: LibraryAhead? = nil
    ) async throws -> (stored: StoredRun, opened: JournalRecovery.Opened) {
        var reading = try JournalRecovery.Reading(owner)
        let stored = try await RunReplay.replay(owner.run, ahead) { () throws(JournalError) in try reading.next() }
        return (stored, try reading.finish())
    }

    /// Drives a run until it ends or stops.
    func drive(
        _ machine: RunMachine, opening: [RunEvent], writer: JournalWriter, signer: any CheckpointSigner,
        clock: LiveClock, inbox: ApprovalInbox
    ) async throws -> Ending {
        var machine = machine
        // From the opening on it is this one that is carried out.
        let plan = machine.planAhead
        let wording = ScreenWording(language: language)
        // While somebody is asked, whatever else is shown leaves the prompt at the bottom.
        let output = PromptedOutput(output)
        let screen = RunScreen(
            plan: plan, output: output, wording: wording, style: style,
            detail: .init(
                listsPreconditions: hasTerminal, showsInstructions: hasTerminal, showsElapsedTime: false,
                isBrief: isBrief, showsTimes: true, redraws: hasTerminal && isatty(STDOUT_FILENO) == 1))
        let stop = StopSignals()
        let input = TerminalInput()
        let signatures = SignedApprovalOperator(
            inbox: inbox, verifier: ApprovalVerifier(keygen: SSHKeygen()), clock: clock,
            report: { [output] in output.line("  ! " + TerminalText.safe(wording.finding($0))) })
        var operators: [any Operator] = [signatures]
        if followsPages { operators.append(PageOperator(clock: clock)) }
        let evidence = EvidenceKeeper(run: writer.owner.run)
        let keepFile: @Sendable (String, String) throws -> Attachment = { try evidence.keep($0, by: $1) }
        if let sheet { operators.append(SheetOperator(sheet: sheet, keepFile: keepFile, control: drill?.control)) }
        if hasTerminal {
            operators.append(
                TerminalOperator(
                    name: operatorName, plan: plan, wording: wording, style: style, output: output,
                    // A task is cancelled when the record is lost: nobody may be asked any more.
                    readLine: { isInterrupted in
                        input.line { stop.isRequested || Task.isCancelled || isInterrupted() }
                    }, keepFile: keepFile, signatures: signatures))
        }
        var run = machine.header?.run ?? ""
        if case .started(let header)? = opening.first { run = header.run }
        let live = LiveWorld(plan: plan, run: run, clock: clock, operators: operators)
        let world: any World =
            drill?.surround(
                live, wording: wording, keepFile: keepFile,
                tell: { [output] in output.line("  ! " + TerminalText.safe($0)) }) ?? live
        let keeper = checkpoints.keeper(
            signer: signer, run: run, in: writer.owner.run, operatorName: operatorName, tell: { screen.told($0) })
        let recorder = TimedRecorder(
            base: JournalRecorder(
                writer: writer, operatorName: operatorName, checkpoints: keeper, stepIndex: { plan.index(of: $0) }),
            clock: LiveClock(), whenSlow: { [output] in output.line("  ! " + wording.slowRecord($0)) })
        let runner = Runner(
            world: world, recorder: recorder, clock: clock, observer: screen, isStopRequested: { stop.isRequested })
        let result = try await SingleThread.run { try await runner.run(&machine, opening: opening) }
        return Ending(result: result, machine: machine)
    }

    /// Programs that outlived their engine may still be at work; nothing is decided while they are.
    private func waitForChildren(of stored: StoredRun, childWaitMilliseconds: Int64) async throws {
        let clock = LiveClock()
        let deadline = clock.now().monotonicMilliseconds + childWaitMilliseconds
        for index in stored.machine.activeSteps {
            let step = stored.machine.plan.steps[index]
            let attempt = stored.machine.attempts[index]
            let standing = stored.machine.itemStandings[step.path]
            let items = step.isItemWork ? (standing?.inFlight ?? []) + (standing?.inDoubt ?? []) : []
            let isCommand = if case .command = step.action { true } else { false }
            guard isCommand || !items.isEmpty, attempt > 0 else { continue }
            var hasTold = false
            while true {
                let run = stored.header.run
                let pids =
                    isCommand
                    ? try SurvivingChildren.find(run: run, step: step.path, attempt: attempt)
                    : try SurvivingChildren.find(run: run, step: step.path, attempts: attempt, items: items)
                guard !pids.isEmpty else { break }
                let failure = CommandFailure(message: .childStillRuns(pids: pids, step: step.path))
                guard clock.now().monotonicMilliseconds < deadline else { throw failure }
                if !hasTold { output.line(failure.message.text(in: language)) }
                hasTold = true
                await clock.sleep(milliseconds: 200)
            }
        }
    }

    /// 128 bits drawn by lot, in hexadecimal.
    static func nonce() -> String {
        let digits = Array("0123456789abcdef")
        return String((0..<32).map { _ in digits[Int.random(in: 0..<16)] })
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
        // A file that may not grow is an error of the write like any other, and ends the run with a word.
        signal(SIGXFSZ, SIG_IGN)
    }

    /// Whether a signal has come.
    var isRequested: Bool { Self.requested.load(ordering: .relaxed) }
}
