import KirikaeJournal

/// One thing that must be right before a log counts as verified.
///
/// All are required.
public enum AuditCheck: String, CaseIterable, Sendable {
    /// The run directory and its journal can be read.
    case journal
    /// Every line is a hash, a space, and an object in canonical JSON.
    case lineForm
    /// The records are numbered from 0 without gaps.
    case recordNumbers
    /// Every hash is that of the record before and of its own payload.
    case hashChain
    /// Nothing follows the last newline.
    case completeLastLine
    /// The first record is of the kind `run-started`.
    case firstRecord
    /// There is a record of the kind `run-closed`.
    case closingRecord
    /// No record follows the closing record.
    case closingRecordIsLast
    /// The closing record's `checkpoint` has the number of records before it and the hash of the last of them.
    case checkpoint
    /// The files under `pinned/` are those that the first record's `files` names, with the same content.
    case pinnedFiles
}
