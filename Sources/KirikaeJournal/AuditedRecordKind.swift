import KirikaeCanonicalJSON

/// The kinds of record, in the payload's member `kind`, that an audit depends on.
public enum AuditedRecordKind: String, Sendable {
    /// The first record of a run; its member `files` holds SHA-256 in hexadecimal by pinned path.
    case runStarted = "run-started"
    /// The last record of a run; its member `checkpoint` is a `Checkpoint`.
    case runClosed = "run-closed"

    /// The member of a payload that names its kind.
    public static let member = "kind"
    /// The member of the first record that names the pinned files.
    public static let filesMember = "files"
    /// The member of the closing record that holds the checkpoint.
    public static let checkpointMember = "checkpoint"

    package func isKind(of record: JournalRecord) -> Bool {
        record.payload[Self.member]?.stringValue == rawValue
    }
}
