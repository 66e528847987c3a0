import KirikaeCanonicalJSON

/// Holds the files with captured output to what the records of a journal say of them, in one pass over the records.
///
/// A record may reach the disk before the bytes that it names, as long as no sync has come after it. Its bytes may therefore be lost
/// in a power failure: then they are *lost*, which the next owner records. As soon as a later record says that a sync has come
/// (its member `synced`), missing bytes are damage.
public struct OutputLedger: Sendable {
    /// Output that a record names and that a power failure took.
    public struct Loss: Equatable, Sendable {
        /// The record that names it.
        public let recordNumber: Int
        /// Where that record's line starts, in bytes.
        public let recordOffset: Int
        /// What it names.
        public let extent: OutputExtent
        /// What is wrong with the bytes.
        public let damage: OutputDamage
    }

    private struct Entry {
        var number: Int
        var offset: Int
        var extent: OutputExtent
    }

    private let run: RunDirectory
    /// Named by records of which nothing says that they were synced, oldest first.
    private var open: [Entry] = []
    /// How far the records cover each file.
    private(set) var ends: [String: Int] = [:]

    /// A ledger for the journal of a run.
    public init(_ run: RunDirectory) {
        self.run = run
    }

    /// Whether output is named by records of which nothing says that they were synced.
    var hasUnproven: Bool { !open.isEmpty }
    /// The files with such output.
    var unprovenFiles: Set<String> { Set(open.map(\.extent.file)) }

    /// Takes the next record, and checks what it proves.
    ///
    /// - Throws: `JournalError.outputDamaged` with the record that names the output.
    public mutating func take(_ record: JournalRecord) throws(JournalError) {
        if let synced = record.payload[JournalFormat.syncedMember]?.integerValue {
            try prove(below: Int(clamping: synced))
        }
        switch record.payload[AuditedRecordKind.member]?.stringValue {
        case AuditedRecordKind.outputFile.rawValue: try note(record)
        case AuditedRecordKind.outputLost.rawValue:
            let number = record.payload[AuditedRecordKind.lostRecordMember]?.integerValue
            open.removeAll { Int64($0.number) == number }
        default: break
        }
    }

    /// Checks what is left after the last record.
    ///
    /// - Returns: what a power failure took.
    public func finish() throws(JournalError) -> [Loss] {
        var losses: [Loss] = []
        for entry in open {
            guard let damage = try run.readOutput(entry.extent, { _ in }) else { continue }
            losses.append(
                Loss(recordNumber: entry.number, recordOffset: entry.offset, extent: entry.extent, damage: damage))
        }
        return losses
    }

    private mutating func note(_ record: JournalRecord) throws(JournalError) {
        guard let extent = OutputExtent(record.payload) else {
            throw .outputDamaged(recordNumber: record.number, offset: record.offset, file: "", reason: .malformed)
        }
        guard extent.offset == ends[extent.file] ?? 0 else {
            throw .outputDamaged(
                recordNumber: record.number, offset: record.offset, file: extent.file, reason: .notContiguous)
        }
        ends[extent.file] = extent.end
        open.append(Entry(number: record.number, offset: record.offset, extent: extent))
    }

    private mutating func prove(below number: Int) throws(JournalError) {
        let count = open.prefix { $0.number < number }.count
        for entry in open[..<count] {
            guard let damage = try run.readOutput(entry.extent, { _ in }) else { continue }
            throw .outputDamaged(
                recordNumber: entry.number, offset: entry.offset, file: entry.extent.file, reason: damage)
        }
        open.removeFirst(count)
    }
}
