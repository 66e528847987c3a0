import Glibc
import KirikaeCanonicalJSON
import KirikaeJournal

/// What an audit has to know of a journal, gathered in one pass that holds one record at a time.
struct AuditedLog {
    enum Ending {
        /// Every line was followed.
        case complete(tail: TornTail?)
        /// The first line that is damaged, or the reading that failed.
        case stopped(JournalError)
    }

    struct Closing {
        var record: JournalRecord
        /// The hash of the record before it.
        var previousHash: RecordHash
    }

    private(set) var first: JournalRecord?
    private(set) var last: JournalRecord?
    private(set) var closing: Closing?
    private(set) var firstAfterClosing: JournalRecord?
    /// The records that accept changed files.
    private(set) var acceptances: [JournalRecord] = []
    private(set) var recordCount = 0
    private(set) var ending = Ending.complete(tail: nil)

    init(reading run: RunDirectory) {
        do throws(JournalError) {
            var reader = try JournalReader(run)
            while let record = try reader.next() { note(record) }
            ending = .complete(tail: reader.tail)
        } catch {
            ending = .stopped(error)
        }
    }

    var isComplete: Bool {
        if case .complete = ending { true } else { false }
    }

    /// What to say of something that was not found: it is not there, or the log could not be followed to it.
    var statusOfAbsence: AuditReport.Status { isComplete ? .notPresent : .notReached }

    private mutating func note(_ record: JournalRecord) {
        if first == nil { first = record }
        if closing != nil {
            if firstAfterClosing == nil { firstAfterClosing = record }
        } else if AuditedRecordKind.runClosed.isKind(of: record) {
            closing = Closing(record: record, previousHash: last?.hash ?? .zero)
        }
        if AcceptedFiles.isAcceptance(record) { acceptances.append(record) }
        last = record
        recordCount += 1
    }

    /// Whether any line claims this number, whatever its hash: tells a moved record from a removed one.
    static func contains(recordNumber: Int, in run: RunDirectory) throws(JournalError) -> Bool {
        let journal = try run.descriptor.open(JournalFormat.fileName, flags: O_RDONLY)
        var lines = JournalLineReader(journal)
        while let line = try lines.next() {
            guard let bytes = line.bytes, let (_, json) = JournalFormat.split(bytes),
                let payload = try? JSONValue(parsingCanonical: json)
            else { continue }
            if payload[JournalFormat.numberMember] == .integer(Int64(recordNumber)) { return true }
        }
        return false
    }
}
