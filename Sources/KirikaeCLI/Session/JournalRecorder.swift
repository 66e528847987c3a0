import KirikaeCanonicalJSON
import KirikaeCheckpoint
import KirikaeEngine
import KirikaeJournal
import KirikaePlan
import KirikaeRunRecord
import Synchronization

/// Keeps the events of a run in its journal.
package final class JournalRecorder: Recorder {
    /// How much output of one attempt stands in the journal itself, in bytes; what comes after that is in a file of its own.
    package static let inlineOutputBytes = 64 << 10

    private struct Attempt: Hashable {
        var step: String
        var number: Int
    }

    private let writer: JournalWriter
    /// The number of a step of the plan, which names the file of its output.
    private let stepIndex: @Sendable (String) -> Int?
    /// Who drives the run now; every record names him.
    private let operatorName: String
    private let checkpoints: CheckpointKeeper
    /// How much output of each attempt that is under way has been recorded, in bytes.
    private let outputBytes = Mutex<[Attempt: Int]>([:])

    init(
        writer: JournalWriter, operatorName: String, checkpoints: CheckpointKeeper,
        stepIndex: @escaping @Sendable (String) -> Int?
    ) {
        self.writer = writer
        self.stepIndex = stepIndex
        self.operatorName = operatorName
        self.checkpoints = checkpoints
    }

    /// Makes a recorder for the run of a plan, signed at every step edge with a key in memory.
    package convenience init(writer: JournalWriter, plan: Plan, key: SSHPrivateKey, operatorName: String) {
        let keeper = CheckpointKeeper(
            signer: KeyFileSigner(key), run: "run", in: writer.owner.run, operatorName: operatorName, copier: nil)
        self.init(writer: writer, operatorName: operatorName, checkpoints: keeper, stepIndex: { plan.index(of: $0) })
    }

    /// Appends an event; behind one that stops the run, the signed head of the record.
    package func record(_ event: RunEvent, at stamp: Stamp) async throws {
        try checkpoints.append(before: event, at: stamp, to: writer)
        var closing: JSONValue?
        if case .closed = event { closing = try await checkpoints.closingMember(writer) }
        try append(try stored(event), at: stamp, closing: closing)
        try await checkpoints.follow(event, at: stamp, in: writer)
    }

    private func append(_ event: RunEvent, at stamp: Stamp, closing: JSONValue? = nil) throws {
        var members = RunEventCoding.members(of: event, at: stamp)
        if !members.has("operator") { members.add("operator", .string(operatorName)) }
        members.add(AuditedRecordKind.checkpointMember, closing)
        try writer.append(members: members, waits: event.isSyncedNext)
    }

    /// Makes all events durable, signs their head behind a step edge, and confirms that the run is still this process's.
    package func synchronize() async throws {
        try await checkpoints.synchronize(writer)
    }

    /// The event as it is recorded: much output goes to a file first.
    private func stored(_ event: RunEvent) throws -> RunEvent {
        switch event {
        case .output(let step, let number, let bytes):
            let attempt = Attempt(step: step, number: number)
            let total = outputBytes.withLock { counts in
                counts[attempt, default: 0] += bytes.count
                return counts[attempt, default: 0]
            }
            guard total > Self.inlineOutputBytes, let index = stepIndex(step) else { return event }
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
