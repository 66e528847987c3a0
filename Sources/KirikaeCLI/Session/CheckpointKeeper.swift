import KirikaeAudit
import KirikaeCanonicalJSON
import KirikaeCheckpoint
import KirikaeEngine
import KirikaeJournal
import KirikaeRunRecord
import Synchronization

/// Signs the heads of a run's record: at every step edge, when it stops, and when it ends.
///
/// A signed head reaches another file or another place only when all records that it covers are on the disk: else an honest
/// log would look cut after a power failure.
final class CheckpointKeeper: Sendable {
    private let signer: any CheckpointSigner
    private let origin: String
    private let run: RunDirectory
    private let copier: CheckpointCopier?
    /// The newest signed head that waits for its records to be on the disk.
    private let pending = Mutex<(size: Int, note: String)?>(nil)

    init(signer: any CheckpointSigner, run name: String, in directory: RunDirectory, copier: CheckpointCopier?) {
        self.signer = signer
        origin = Checkpoint.origin(ofRun: name)
        run = directory
        self.copier = copier
    }

    /// A signed note over all records so far.
    private func note(_ writer: JournalWriter) async throws -> (checkpoint: Checkpoint, note: String) {
        let checkpoint = try writer.checkpoint(origin: origin)
        do throws(CheckpointSigningFailure) {
            return (checkpoint, try await signer.note(of: checkpoint))
        } catch {
            throw CommandFailure(checkpoint: .notSigned(reason: error.reason))
        }
    }

    /// The member `checkpoint` of the closing record, which comes next.
    func closingMember(_ writer: JournalWriter) async throws -> JSONValue {
        .string(try await note(writer).note)
    }

    /// What is appended before an event: what has become of copies.
    func append(before event: RunEvent, at stamp: Stamp, to writer: JournalWriter) throws(JournalError) {
        for result in copier?.takeResults() ?? [] {
            try writer.append(RunEventCoding.encode(result, at: stamp), durable: false)
        }
    }

    /// Does what belongs behind an event that has just been appended.
    func follow(_ event: RunEvent, at stamp: Stamp, in writer: JournalWriter) async throws {
        // All records up to this one are on the disk, and with them those of a head that was signed before.
        if event.mustBeDurable, let ready = pending.withLock({ pending in take(&pending) }) {
            copier?.send(ready.note, size: ready.size)
        }
        switch event {
        case .done, .skipped, .notNeeded:
            guard signer.signsEveryStep else { return }
            let (checkpoint, note) = try await note(writer)
            try writer.append(RunEventCoding.encode(.checkpointed(note: note), at: stamp), durable: false)
            pending.withLock { $0 = (checkpoint.size, note) }
        case .stopped:
            let (_, note) = try await note(writer)
            try writer.append(RunEventCoding.encode(.checkpointed(note: note), at: stamp), durable: true)
            try await coverAll(writer)
        case .closed: try await coverAll(writer)
        default: break
        }
    }

    private func take(_ pending: inout (size: Int, note: String)?) -> (size: Int, note: String)? {
        defer { pending = nil }
        return pending
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
