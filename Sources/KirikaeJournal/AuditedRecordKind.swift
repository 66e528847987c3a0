import KirikaeCanonicalJSON

/// The kinds of record, in the payload's member `kind`, that an audit depends on.
public enum AuditedRecordKind: String, Sendable {
    /// The first record of a run; its member `files` holds SHA-256 in hexadecimal by pinned path.
    case runStarted = "run-started"
    /// The last record of a run; its member `checkpoint` is a signed note over all records before it.
    case runClosed = "run-closed"
    /// A signed note, in the member `note`, over all records before it.
    case checkpoint
    /// Files that were changed on purpose, with copies in another folder than the first ones.
    case acceptedChanges = "accepted-changes"
    /// Captured output that is in a file of its own, as an `OutputExtent` says.
    case outputFile = "output-file"
    /// Output that an `outputFile` record names and that a power failure took, with the number of that record.
    case outputLost = "output-lost"
    /// A file of evidence: its name below `evidence/`, its length and its hash.
    case attached
    /// A question.
    case asked
    /// Its answer.
    case answered

    /// The member of a payload that names its kind.
    public static let member = "kind"
    /// The member of the first record that names the pinned files.
    public static let filesMember = "files"
    /// The member of a checkpoint record that holds the signed note.
    public static let noteMember = "note"
    /// The member of an `outputLost` record that names the record whose output is lost.
    public static let lostRecordMember = "record"
    /// The member of the first record that holds the name of the run.
    public static let runMember = "run"
    /// The member of the closing record that holds the checkpoint.
    public static let checkpointMember = "checkpoint"

    /// The epoch of the owner who wrote a record, where it says one: those that begin an ownership do.
    static func epoch(of payload: JSONValue) -> Int? {
        payload["epoch"]?.integerValue.flatMap { Int(exactly: $0) }
    }

    package func isKind(of record: JournalRecord) -> Bool {
        record.payload[Self.member]?.stringValue == rawValue
    }
}
