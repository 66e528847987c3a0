import KirikaeCheckpoint
import KirikaeJournal

/// Why a check failed, and where.
public struct AuditFinding: Equatable, Sendable {
    /// What is wrong.
    public enum Reason: Equatable, Sendable {
        // MARK: Lines

        /// The journal cannot be read.
        case unreadable(JournalError)
        /// A line is not what a writer writes.
        case lineMalformed(JournalDamage)
        /// The content of a record does not fit its hash.
        case recordAltered
        /// The content of the closing record does not fit its hash or the signed checkpoint.
        case closingRecordAltered
        /// The record that should stand here is nowhere in the log.
        case recordRemoved
        /// The record that should stand here stands further down; `found` stands here.
        case recordMoved(found: Int)
        /// A record that stands further up stands here again.
        case recordRepeated(found: Int)
        /// Two different records have this number: one was put in.
        case recordInserted(number: Int)
        /// So many bytes follow the last newline.
        case tornTail(byteCount: Int)

        // MARK: First and closing record

        /// The first record is of another kind; nil when it has none.
        case firstRecordKind(found: String?)
        /// The first record does not name the run.
        case runNameInvalid
        /// The record is of another run than the one that was asked for.
        case runNameDiffers(expected: String, found: String)
        /// A record follows the closing record.
        case recordAfterClosing

        // MARK: Checkpoints

        /// It is not a signed note of a checkpoint.
        case noteMalformed
        /// It is a checkpoint without a signature.
        case signatureMissing
        /// It is of another log.
        case checkpointOfAnotherLog(expected: String, found: String)
        /// It counts another number of records.
        case checkpointSize(expected: Int, found: Int)
        /// It has another root.
        case checkpointRoot(expected: TreeHash, found: TreeHash)
        /// None of its signatures is by a trusted key; the names of the keys, as the signers say.
        case keyUnknown(names: [String])
        /// The signature of a trusted key is wrong.
        case signatureInvalid
        /// The key was not trusted yet, or no longer, when it signed.
        case keyNotValidThen(principals: [String])
        /// Nobody said which keys are trusted.
        case noTrustedKeys
        /// The signature could not be checked, because of this.
        case signatureNotChecked(reason: String)
        /// It covers only so many of the records.
        case recordsNotCovered(size: Int, records: Int)
        /// It covers more records than there are: the log was cut.
        case logShorterThanCheckpoint(size: Int, records: Int)

        // MARK: What others hold

        /// An earlier check has seen more records than there are.
        case logShorterThanSeen(size: Int, records: Int)
        /// The first records are not those that an earlier check has seen.
        case logDiffersFromSeen(size: Int)
        /// What an earlier check has written down cannot be read, or cannot be written.
        case seenUnusable(path: String, JournalError?)
        /// A copy at the second place covers more records than there are.
        case logShorterThanCopy(name: String, size: Int, records: Int)
        /// A copy at the second place has another root.
        case logDiffersFromCopy(name: String, size: Int)
        /// A copy at the second place is no signed note of a checkpoint of this run.
        case copyMalformed(name: String)
        /// The second place cannot be read.
        case copiesUnreadable(reason: String)
        /// The log has not as many records as somebody heard.
        case expectedSize(expected: Int, records: Int)
        /// The log has another root than somebody heard.
        case expectedRoot(expected: String, found: String)

        // MARK: Files

        /// The list of files is not an object of SHA-256 hashes in hexadecimal by path.
        case fileListMalformed(path: String?)
        /// A path that may not stand in a run directory.
        case pathInvalid(path: String)
        /// A named file is not there.
        case pinnedFileMissing(path: String)
        /// A named file has another content.
        case pinnedFileChanged(path: String, expected: RecordHash, found: RecordHash)
        /// A file is there that is not named.
        case pinnedFileUnlisted(path: String)
        /// A named file, or its folder, cannot be read as regular files.
        case pinnedFileUnreadable(path: String, JournalError)
        /// A record of output beside the journal does not say what it should.
        case outputRecordMalformed
        /// The file with output is not there.
        case outputFileMissing(path: String)
        /// The file with output ends before the output does.
        case outputFileShorter(path: String)
        /// The output in the file has another hash.
        case outputFileChanged(path: String)
        /// The file with output cannot be read.
        case outputFileUnreadable(path: String, JournalError)

        /// A record of evidence does not say what it should.
        case evidenceRecordMalformed
        /// A file of evidence is not there.
        case evidenceFileMissing(path: String)
        /// A file of evidence has another content.
        case evidenceFileChanged(path: String)
        /// A file of evidence cannot be read.
        case evidenceFileUnreadable(path: String, JournalError)

        // MARK: Approvals

        /// An approval that needed a signature has none.
        case approvalUnsigned(by: String)
        /// The signature of an approval or review is not that of the person it names.
        case approvalSignatureInvalid(by: String)
        /// The signed statement says something else in this member than the record does.
        case approvalOfSomethingElse(by: String, member: String)
        /// The approval or review was no longer valid when it was used.
        case approvalExpired(by: String)
        /// Nobody said whose signatures count for approvals.
        case noApprovalSigners
        /// Fewer people than needed have reviewed the plan with a signature that counts.
        case reviewsMissing(needed: Int, found: Int)

        /// So many more findings of this check are not listed.
        case more(Int)
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

    /// A finding at a record.
    init(_ reason: Reason, at record: JournalRecord) {
        self.init(reason, recordNumber: record.number, offset: record.offset)
    }
}
