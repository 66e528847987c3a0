/// One thing that is checked about the record of a run.
public enum AuditCheck: String, CaseIterable, Sendable {
    /// The run directory and its journal can be read.
    case journal
    /// Every line is a hash, a space, and an object in canonical JSON.
    case lineForm = "line-form"
    /// The records are numbered from 0 without gaps.
    case recordNumbers = "record-numbers"
    /// Every hash is that of the record before and of its own payload.
    case hashChain = "hash-chain"
    /// Nothing follows the last newline.
    case completeLastLine = "complete-last-line"
    /// The first record is of the kind `run-started` and names the run.
    case firstRecord = "first-record"
    /// There is a record of the kind `run-closed`.
    case closingRecord = "closing-record"
    /// No record follows the closing record.
    case closingRecordIsLast = "closing-record-is-last"
    /// Every record of the kind `checkpoint` has the size and root of the records before it, and a trusted signature.
    case checkpointRecords = "checkpoint-records"
    /// The checkpoint of the closing record has the size and root of the records before it, and a trusted signature.
    case closingCheckpoint = "closing-checkpoint"
    /// The file `checkpoint` covers every record, with the right root, and has a trusted signature.
    case checkpointFile = "checkpoint-file"
    /// The log begins with what an earlier check has seen of it.
    case headsSeen = "heads-seen"
    /// The log agrees with every copy of a checkpoint at the second place.
    case copies
    /// The log has the size and root that somebody heard or read.
    case expectedHead = "expected-head"
    /// The pinned files are those that the records name, with the same content.
    case pinnedFiles = "pinned-files"
    /// Output that stands beside the journal is what the records say.
    case outputFiles = "output-files"
    /// Every approval and review that needed a signature has a valid one.
    case approvals

    /// Whether it is checked only when somebody gives what to compare with.
    public var isOnRequest: Bool {
        switch self {
        case .headsSeen, .copies, .expectedHead: true
        default: false
        }
    }
}
