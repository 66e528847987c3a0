import KirikaeAudit
import KirikaeCanonicalJSON
import KirikaeCheckpoint
import KirikaeEngine
import KirikaeJournal
import KirikaeRunRecord
import Synchronization

/// Signs the heads of a run's record: at the sync behind every step edge, when it stops, and when it ends.
///
/// The head of a step edge is signed while the disk makes its records durable, and is recorded right after that: signing takes a
/// quarter of the time of a sync, and would else be waited for as well.
///
/// A signed head reaches another file or another place only when all records that it covers are on the disk: else an honest
/// log would look cut after a power failure.
final class CheckpointKeeper: Sendable {
    private let signer: any CheckpointSigner
    private let origin: String
    private let run: RunDirectory
    private let copier: CheckpointCopier?
    private let operatorName: String
    private let state = Mutex(State())

    private struct State {
        /// When the newest step edge was recorded for which no head was signed yet.
        var edge: Stamp?
        /// Whether the run has stopped or ended, so that a head over all records is wanted as soon as they are on the disk.
        var isOver = false
    }

    init(
        signer: any CheckpointSigner, run name: String, in directory: RunDirectory, operatorName: String,
        copier: CheckpointCopier?
    ) {
        self.signer = signer
        origin = Checkpoint.origin(ofRun: name)
        run = directory
        self.operatorName = operatorName
        self.copier = copier
    }

    /// A signed note over all records so far.
    private func note(_ writer: JournalWriter) async throws -> (checkpoint: Checkpoint, note: String) {
        let checkpoint = try writer.checkpoint(origin: origin)
        return (checkpoint, try await note(checkpoint))
    }

    private func note(_ checkpoint: Checkpoint) async throws -> String {
        do throws(CheckpointSigningFailure) {
            return try await signer.note(of: checkpoint)
        } catch {
            throw CommandFailure(checkpoint: .notSigned(reason: error.reason))
        }
    }

    private func append(
        _ event: RunEvent, at stamp: Stamp, durable: Bool, waits: Bool = false, to writer: JournalWriter
    ) throws(JournalError) {
        var members = RunEventCoding.members(of: event, at: stamp)
        members.add("operator", .string(operatorName))
        try writer.append(members: members, waits: waits)
        if durable { try writer.synchronize() }
    }

    /// The member `checkpoint` of the closing record, which comes next.
    func closingMember(_ writer: JournalWriter) async throws -> JSONValue {
        .string(try await note(writer).note)
    }

    /// What is appended before an event: what has become of copies.
    func append(before event: RunEvent, at stamp: Stamp, to writer: JournalWriter) throws(JournalError) {
        for result in copier?.takeResults() ?? [] { try append(result, at: stamp, durable: false, to: writer) }
    }

    /// Does what belongs behind an event that has just been appended.
    func follow(_ event: RunEvent, at stamp: Stamp, in writer: JournalWriter) async throws {
        switch event {
        case .done, .skipped, .notNeeded:
            if signer.signsEveryStep { state.withLock { $0.edge = stamp } }
        case .stopped:
            let (_, note) = try await note(writer)
            // Durable with what comes before it: the head over all records covers this one as well.
            try append(.checkpointed(note: note), at: stamp, durable: true, to: writer)
            state.withLock { $0 = State(isOver: true) }
        case .closed: state.withLock { $0 = State(isOver: true) }
        default: break
        }
    }

    /// Makes all records durable, and signs their head where there is a new step edge among them.
    func synchronize(_ writer: JournalWriter) async throws {
        let pending = state.withLock { state in
            defer { state = State() }
            return state
        }
        guard let edge = pending.edge else {
            try writer.synchronize()
            if pending.isOver { try await coverAll(writer) }
            return
        }
        let checkpoint = try writer.checkpoint(origin: origin)
        // On another thread: this one waits for the disk.
        let signed = Task(executorPreference: globalConcurrentExecutor) { try await self.note(checkpoint) }
        try writer.synchronize()
        let note = try await signed.value
        try append(.checkpointed(note: note), at: edge, durable: false, waits: true, to: writer)
        copier?.send(note, size: checkpoint.size)
    }

    /// Writes the file `checkpoint`, and waits for a while until it has reached the second place.
    private func coverAll(_ writer: JournalWriter) async throws {
        let (checkpoint, note) = try await note(writer)
        try run.writeCheckpoint(note)
        guard let copier else { return }
        copier.send(note, size: checkpoint.size)
        await copier.finish()
    }
}
