import Glibc
import KirikaeCanonicalJSON
import KirikaeCheckpoint

/// Reads and verifies a journal record by record, without a lock and without writing.
///
/// It holds one line at a time in memory. Every byte before the last newline is verified; bytes after it are a torn
/// tail, which is normal while a writer is at work and after a crash.
public struct JournalReader: Sendable {
    private var lines: JournalLineReader
    private var damage: JournalError?
    /// Behind the records so far.
    package private(set) var end = JournalEnd()
    /// The Merkle tree over the records so far.
    public var tree: MerkleTree { end.tree }

    /// Opens the journal of a run.
    ///
    /// - Throws: `JournalError`; `.missing` when the run has no journal.
    public init(_ run: RunDirectory) throws(JournalError) {
        let descriptor = try run.descriptor.open(JournalFormat.fileName, flags: O_RDONLY)
        try descriptor.requireRegularFile()
        self.init(descriptor: descriptor)
    }

    package init(descriptor: FileDescriptor) {
        lines = JournalLineReader(descriptor)
    }

    /// What follows the last newline; known when `next` has returned nil.
    public var tail: TornTail? { lines.tail }

    /// The next record; nil after the last complete one.
    ///
    /// - Throws: `JournalError.damaged` with the record and byte where the journal is not what a writer wrote, again
    ///   at every later call; `.systemCall` when reading fails.
    public mutating func next() throws(JournalError) -> JournalRecord? {
        if let damage { throw damage }
        guard let line = try lines.next() else { return nil }
        switch verified(line) {
        case .success(let record):
            end.number += 1
            end.offset = lines.lineOffset
            end.head = record.hash
            end.tree.append(TreeHash(leaf: (line.bytes ?? []).dropFirst(JournalFormat.prefixBytes)))
            return record
        case .failure(let found):
            let error = JournalError.damaged(recordNumber: end.number, offset: line.offset, reason: found.reason)
            damage = error
            throw error
        }
    }

    /// Gives every remaining record to `body`, in order.
    ///
    /// - Returns: what follows the last newline; nil when nothing does.
    /// - Throws: as `next`, and what `body` throws. Records before a damaged one have been given by then.
    public mutating func forEachRecord(
        _ body: (JournalRecord) throws(JournalError) -> Void
    ) throws(JournalError) -> TornTail? {
        while let record = try next() { try body(record) }
        return tail
    }

    /// Whether a run has a journal with at least one whole record.
    ///
    /// - Throws: as `init` and `next`, but for a journal that is not there.
    public static func hasRecords(_ run: RunDirectory) throws(JournalError) -> Bool {
        do throws(JournalError) {
            var reader = try JournalReader(run)
            return try reader.next() != nil
        } catch .missing {
            return false
        }
    }

    /// Reads a whole journal into memory.
    ///
    /// - Throws: as `init` and `next`.
    public static func read(_ run: RunDirectory) throws(JournalError) -> JournalContents {
        var reader = try JournalReader(run)
        return try reader.readRemaining()
    }

    package mutating func readRemaining() throws(JournalError) -> JournalContents {
        var records: [JournalRecord] = []
        while let record = try next() { records.append(record) }
        return JournalContents(records: records, tail: tail)
    }

    private struct Damage: Error {
        var reason: JournalDamage
    }

    private func verified(_ line: JournalLineReader.Line) -> Result<JournalRecord, Damage> {
        guard let bytes = line.bytes else { return .failure(Damage(reason: .lineTooLong)) }
        guard let (hash, json) = JournalFormat.split(bytes) else { return .failure(Damage(reason: .malformedLine)) }
        let payload: JSONValue
        do throws(JSONSyntaxError) {
            payload = try JSONValue(parsingCanonical: json)
        } catch {
            return .failure(Damage(reason: .payloadSyntax(error)))
        }
        guard payload.objectValue != nil else { return .failure(Damage(reason: .payloadNotObject)) }
        let number = payload[JournalFormat.numberMember]?.integerValue.flatMap { Int(exactly: $0) }
        guard number == end.number else { return .failure(Damage(reason: .recordNumber(found: number))) }
        guard RecordHash(chaining: json, after: end.head) == hash else {
            return .failure(Damage(reason: .hashMismatch))
        }
        return .success(JournalRecord(number: end.number, payload: payload, hash: hash, offset: line.offset))
    }
}
