import KirikaeCanonicalJSON
import KirikaeEngine
import KirikaeJournal
import KirikaeRunRecord

/// Keeps the events of a run in its journal.
///
/// What must be durable is on the disk when this returns.
struct JournalRecorder: Recorder {
    let writer: JournalWriter
    let checkpoints: CheckpointKeeper

    func record(_ event: RunEvent, at stamp: Stamp) async throws {
        try checkpoints.append(before: event, at: stamp, to: writer)
        var payload = RunEventCoding.encode(event, at: stamp)
        if case .closed = event, case .object(var members) = payload {
            members[AuditedRecordKind.checkpointMember] = try await checkpoints.closingMember(writer)
            payload = .object(members)
        }
        try writer.append(payload, durable: event.mustBeDurable)
        try await checkpoints.follow(event, at: stamp, in: writer)
        if event.mustBeDurable { try await checkpoints.synchronized(writer) }
    }
}

/// Keeps nothing, for a run that must leave no trace.
struct NoRecorder: Recorder {
    func record(_ event: RunEvent, at stamp: Stamp) async throws {}
}
