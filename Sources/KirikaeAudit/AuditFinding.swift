import KirikaeJournal

/// Why a check failed, and where.
public struct AuditFinding: Equatable, Sendable {
    /// What is wrong.
    public enum Reason: Equatable, Sendable {
        /// The journal cannot be read.
        case unreadable(JournalError)
        /// A line is not what a writer writes, or its hash is not the right one.
        case damage(JournalDamage)
        /// The record that should stand here is nowhere in the log.
        case recordMissing
        /// The record that should stand here stands further down; `found` stands here.
        case recordOutOfOrder(found: Int)
        /// A record that stands further up stands here again.
        case recordRepeated(found: Int)
        /// So many bytes follow the last newline.
        case incompleteLastLine(byteCount: Int)
        /// The first record is of another kind; nil when it has none.
        case firstRecordKind(found: String?)
        /// A record follows the closing record.
        case recordAfterClosing
        /// `checkpoint` is not an object of `origin`, `size` and `root`.
        case checkpointMalformed
        /// The checkpoint counts another number of records.
        case checkpointSize(expected: Int, found: Int)
        /// The checkpoint has another hash.
        case checkpointRoot(expected: RecordHash, found: RecordHash)
        /// `files` is not an object of SHA-256 hashes in hexadecimal by path.
        case fileListMalformed(path: String?)
        /// A path that may not stand under `pinned/`.
        case pinnedPathInvalid(path: String, defect: PinnedPath.Defect)
        /// A named file is not there.
        case pinnedFileMissing(path: String)
        /// A named file has another content.
        case pinnedFileChanged(path: String, expected: RecordHash, found: RecordHash)
        /// A file is there that is not named.
        case pinnedFileUnlisted(path: String)
        /// A named file, or `pinned/`, cannot be read as regular files.
        case pinnedFileUnreadable(path: String, JournalError)
    }

    /// What is wrong.
    public let reason: Reason
    /// The record concerned, from 0; nil where it is not about a record.
    public let recordNumber: Int?
    /// Where its line starts in the journal, in bytes; nil where it is not about a place in the journal.
    public let offset: Int?

    /// A finding, at a record where it has one.
    public init(_ reason: Reason, recordNumber: Int? = nil, offset: Int? = nil) {
        self.reason = reason
        self.recordNumber = recordNumber
        self.offset = offset
    }
}
