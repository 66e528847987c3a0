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
    private struct Pending {
        var size: Int
        var note: String
    }

    /// The newest signed head that waits for its records to be on the disk.
    private let pending = Mutex<Pending?>(nil)
    /// Whether the run has stopped or ended since the records were last known to be on the disk.
    private let mustCoverAll = Mutex(false)

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

    /// What has become of copies since this was last asked.
    func copyResults() -> [RunEvent] { copier?.takeResults() ?? [] }

    /// What is appended behind an event that has just been appended: the head of the record, signed; nil at most of them.
    func note(after event: RunEvent, in writer: JournalWriter) async throws -> RunEvent? {
        switch event {
        case .done, .skipped, .notNeeded:
            guard signer.signsEveryStep else { return nil }
            let (checkpoint, note) = try await note(writer)
            pending.withLock { $0 = Pending(size: checkpoint.size, note: note) }
            return .checkpointed(note: note)
        case .stopped:
            let (_, note) = try await note(writer)
            mustCoverAll.withLock { $0 = true }
            return .checkpointed(note: note)
        case .closed:
            mustCoverAll.withLock { $0 = true }
            return nil
        default: return nil
        }
    }

    /// Does what has waited until all records are on the disk, as they are now.
    func synchronized(_ writer: JournalWriter) async throws {
        let ready = pending.withLock { pending in
            defer { pending = nil }
            return pending
        }
        if let ready { copier?.send(ready.note, size: ready.size) }
        let isDue = mustCoverAll.withLock { isDue in
            defer { isDue = false }
            return isDue
        }
        if isDue { try await coverAll(writer) }
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
