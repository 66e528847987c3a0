import KirikaeCanonicalJSON
import KirikaeEngine
import KirikaeJournal
import KirikaePlan
import KirikaeRunRecord
import Synchronization

/// Keeps the events of a run in its journal.
package final class JournalRecorder: Recorder {
    /// Who signs for checkpoints, as a name that stays the same.
    package static let origin = "kirikae"
    /// How much output of one attempt stands in the journal itself, in bytes; what comes after that is in a file of its own.
    package static let inlineOutputBytes = 64 << 10

    private struct Attempt: Hashable {
        var step: String
        var number: Int
    }

    private let writer: JournalWriter
    private let plan: Plan
    /// How much output of each attempt that is under way has been recorded, in bytes.
    private let outputBytes = Mutex<[Attempt: Int]>([:])

    /// Makes a recorder for the run of a plan.
    package init(writer: JournalWriter, plan: Plan) {
        self.writer = writer
        self.plan = plan
    }

    /// Appends an event.
    package func record(_ event: RunEvent, at stamp: Stamp) async throws {
        var payload = RunEventCoding.encode(try stored(event), at: stamp)
        if case .closed = event, case .object(var members) = payload {
            members[AuditedRecordKind.checkpointMember] = try writer.checkpoint(origin: Self.origin).jsonValue
            payload = .object(members)
        }
        try writer.append(payload)
    }

    /// Makes all events durable, and confirms that the run is still this process's.
    package func synchronize() async throws { try writer.synchronize() }

    /// The event as it is recorded: much output goes to a file first.
    private func stored(_ event: RunEvent) throws -> RunEvent {
        switch event {
        case .output(let step, let number, let bytes):
            let attempt = Attempt(step: step, number: number)
            let total = outputBytes.withLock { counts in
                counts[attempt, default: 0] += bytes.count
                return counts[attempt, default: 0]
            }
            guard total > Self.inlineOutputBytes, let index = plan.index(of: step) else { return event }
            let extent = try writer.appendOutput(bytes, to: "\(index)-\(number)")
            return .storedOutput(
                step: step, attempt: number,
                StoredOutput(
                    file: extent.file, offset: Int64(extent.offset), byteCount: Int64(extent.byteCount),
                    sha256: extent.hash.hexadecimal))
        case .performed(let step, let number, _):
            outputBytes.withLock { $0[Attempt(step: step, number: number)] = nil }
            return event
        default: return event
        }
    }
}

/// Keeps nothing, for a run that must leave no trace.
struct NoRecorder: Recorder {
    func record(_ event: RunEvent, at stamp: Stamp) async throws {}
    func synchronize() async throws {}
}
