import KirikaeDiagnostics
import KirikaeEngine
import KirikaeJournal
import KirikaePlan
import KirikaeRunbook
import KirikaeWorlds

/// Beginning a run anew from an earlier step: the old run is closed, and a new one takes over what was finished.
///
/// The old run is closed first, and its record names the new one. If the engine dies between the two, the same command finishes
/// the work: no run can go on in both. One that has ended already stays as it is; its successor names it.
struct RestartSession: Sendable {
    let session: RunSession
    /// The run to begin anew.
    let run: String
    /// The path of the step to begin with.
    let step: String
    /// Why.
    let reason: String

    /// The old run as it stands once it is closed.
    private struct Predecessor {
        var stored: StoredRun
        var head: String
        var size: Int
    }

    /// Closes the old run, starts the new one, and drives it until it ends or stops.
    ///
    /// - Parameter successor: the identifier of the new run; nil to make one from that of the old.
    func restart(as successor: String?) async throws -> RunSession.Ending {
        do {
            let directory = try StoredRun.directory(run, in: session.state)
            let owner = try RunOwner(acquiring: directory)
            let (stored, opened) = try await RunSession.recover(owner)
            let name: String
            var end = try opened.writer.end()
            if case .superseded(let named)? = stored.machine.result {
                if let successor, successor != named {
                    throw CommandFailure(message: .resuming(.superseded(run, by: named)))
                }
                try check(stored)
                name = named
            } else {
                try check(stored)
                name = try successor ?? unusedName()
                if case .stopped? = stored.machine.result {
                    try requireUnused(name)
                    let stamp = LiveClock(speed: stored.header.speed).now()
                    let keeper = session.checkpoints.keeper(
                        signer: try await session.checkpoints.signer(in: session.state), run: run, in: directory,
                        operatorName: session.operatorName, tell: { _ in })
                    let recorder = JournalRecorder(
                        writer: opened.writer, operatorName: session.operatorName, checkpoints: keeper,
                        stepIndex: { _ in nil })
                    try await recorder.record(.closed(.superseded(by: name)), at: stamp)
                    try await recorder.synchronize()
                    end = try opened.writer.end()
                }
            }
            try owner.release()
            return try await begin(
                name, after: Predecessor(stored: stored, head: end.head.hexadecimal, size: end.recordCount))
        } catch let error as JournalError {
            throw CommandFailure(journal: error)
        }
    }

    private func check(_ stored: StoredRun) throws(CommandFailure) {
        guard let refusal = stored.machine.restartRefusal(from: step) else { return }
        throw CommandFailure(
            message: .resuming(
                .restartRefused(step, reason: RefusalText(plan: stored.machine.plan).text(refusal))))
    }

    /// The name of the old run with a number behind it.
    private func unusedName() throws -> String {
        var base = run
        var number = 2
        if let dash = run.lastIndex(of: "-"), let last = Int(run[run.index(after: dash)...].dropFirst()),
            run[run.index(after: dash)...].first == "r"
        {
            base = String(run[..<dash])
            number = last + 1
        }
        let taken = Set(try session.state.listRuns().map(\.text))
        while taken.contains("\(base)-r\(number)") { number += 1 }
        return "\(base)-r\(number)"
    }

    private func requireUnused(_ name: String) throws {
        guard try session.state.listRuns().map(\.text).contains(RunIdentifier(name).text) else { return }
        throw CommandFailure(message: .runExists(name))
    }

    // MARK: The new run

    private func begin(_ name: String, after old: Predecessor) async throws -> RunSession.Ending {
        let state = session.state
        let identifier = try RunIdentifier(name)
        let isThere = try state.listRuns().map(\.text).contains(identifier.text)
        let directory = try isThere ? state.openRun(identifier) : state.createRun(identifier)
        let owner = try RunOwner(acquiring: directory)
        let writer: JournalWriter
        var opening: [RunEvent] = []
        var machine = RunMachine(plan: old.stored.machine.plan)
        if let unfinished = try await openUnfinished(owner) {
            let (stored, opened) = unfinished
            guard stored.machine.awaitsCarryOver, stored.header.restartOf?.run == run else {
                guard case .superseded? = old.stored.machine.result else {
                    throw CommandFailure(message: .runExists(name))
                }
                throw CommandFailure(message: .resuming(.superseded(run, by: name)))
            }
            writer = opened.writer
            machine = stored.machine
        } else {
            for file in old.stored.library.files {
                try directory.completePinned(file.bytes, at: PinnedPath(file.path))
            }
            writer = try JournalWriter.beginning(for: owner)
            opening.append(.started(header(name, after: old)))
        }
        let from = machine.header?.restartOf?.from ?? step
        opening.append(
            .carriedOver(old.stored.machine.carriedOver(before: from, reason: reason, by: session.operatorName)))
        let ending = try await session.drive(
            machine, opening: opening, writer: writer, signer: try await session.checkpoints.signer(in: session.state),
            clock: LiveClock(speed: old.stored.header.speed),
            inbox: ApprovalInbox(runPath: directory.path))
        try owner.release()
        return ending
    }

    /// A run whose beginning broke off, with its journal; nil if it has no records yet.
    private func openUnfinished(
        _ owner: RunOwner
    ) async throws -> (stored: StoredRun, opened: JournalRecovery.Opened)? {
        guard try JournalReader.hasRecords(owner.run) else { return nil }
        return try await RunSession.recover(owner)
    }

    private func header(_ name: String, after old: Predecessor) -> RunHeader {
        var header = old.stored.header
        header.run = name
        header.fingerprint = old.stored.machine.plan.fingerprint
        header.files = old.stored.files
        header.reviews = old.stored.reviews
        header.allowedSigners = old.stored.plan.environment.allowedSigners?.path
        header.operatorName = session.operatorName
        header.version = KirikaeVersion.text
        header.build = ProgramBuild.identifier
        header.nonce = RunSession.nonce()
        header.restartOf = RestartOrigin(run: run, head: old.head, size: old.size, from: step)
        return header
    }
}
