extension AuditFinding.Reason {
    /// The stable name of what is wrong, the same in every program that checks such records.
    public var code: String {
        switch self {
        case .unreadable: "unreadable"
        case .lineMalformed: "line-malformed"
        case .recordAltered: "record-altered"
        case .closingRecordAltered: "closing-record-altered"
        case .recordRemoved: "record-removed"
        case .recordMoved: "record-moved"
        case .recordRepeated: "record-repeated"
        case .recordInserted: "record-inserted"
        case .tornTail: "torn-tail"
        case .firstRecordKind: "first-record-kind"
        case .runNameInvalid: "run-name-invalid"
        case .runNameDiffers: "run-name-differs"
        case .recordAfterClosing: "record-after-closing"
        case .more: "more"
        default: checkpointCode ?? fileCode ?? approvalCode
        }
    }

    private var checkpointCode: String? {
        switch self {
        case .noteMalformed: "note-malformed"
        case .signatureMissing: "signature-missing"
        case .checkpointOfAnotherLog: "checkpoint-of-another-log"
        case .checkpointSize: "checkpoint-size"
        case .checkpointRoot: "checkpoint-root"
        case .keyUnknown: "key-unknown"
        case .signatureInvalid: "signature-invalid"
        case .keyNotValidThen: "key-not-valid-then"
        case .noTrustedKeys: "no-trusted-keys"
        case .signatureNotChecked: "signature-not-checked"
        case .recordsNotCovered: "records-not-covered"
        case .logShorterThanCheckpoint: "log-shorter-than-checkpoint"
        case .logShorterThanSeen: "log-shorter-than-seen"
        case .logDiffersFromSeen: "log-differs-from-seen"
        case .seenUnusable: "seen-unusable"
        case .logShorterThanCopy: "log-shorter-than-copy"
        case .logDiffersFromCopy: "log-differs-from-copy"
        case .copyMalformed: "copy-malformed"
        case .copiesUnreadable: "copies-unreadable"
        case .expectedSize: "expected-size"
        case .expectedRoot: "expected-root"
        default: nil
        }
    }

    private var fileCode: String? {
        switch self {
        case .fileListMalformed: "file-list-malformed"
        case .pathInvalid: "path-invalid"
        case .pinnedFileMissing: "pinned-file-missing"
        case .pinnedFileChanged: "pinned-file-changed"
        case .pinnedFileUnlisted: "pinned-file-unlisted"
        case .pinnedFileUnreadable: "pinned-file-unreadable"
        case .outputRecordMalformed: "output-record-malformed"
        case .outputFileMissing: "output-file-missing"
        case .outputFileShorter: "output-file-shorter"
        case .outputFileChanged: "output-file-changed"
        case .outputFileUnreadable: "output-file-unreadable"
        case .evidenceRecordMalformed: "evidence-record-malformed"
        case .evidenceFileMissing: "evidence-file-missing"
        case .evidenceFileChanged: "evidence-file-changed"
        case .evidenceFileUnreadable: "evidence-file-unreadable"
        default: nil
        }
    }

    private var approvalCode: String {
        switch self {
        case .approvalUnsigned: "approval-unsigned"
        case .approvalSignatureInvalid: "approval-signature-invalid"
        case .approvalOfSomethingElse: "approval-of-something-else"
        case .approvalExpired: "approval-expired"
        case .noApprovalSigners: "no-approval-signers"
        case .reviewsMissing: "reviews-missing"
        default: "unknown"
        }
    }
}
