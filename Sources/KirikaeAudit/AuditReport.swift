import KirikaeJournal

/// What a check of a run's records found.
///
/// It carries data, not sentences.
public struct AuditReport: Equatable, Sendable {
    /// Whether the log carries a signature.
    ///
    /// The hash chain alone shows that the log is consistent in itself; someone
    /// who can write the whole file can write another consistent one.
    public enum Signature: Equatable, Sendable {
        /// This log carries no signature.
        case absent
    }

    /// How one check ended.
    public enum Status: Equatable, Sendable {
        /// What was to be checked is there and right.
        case passed
        /// It is there and wrong; every finding, in the order of the log or of the paths.
        case failed([AuditFinding])
        /// What was to be checked is not there.
        case notPresent
        /// The log could not be followed so far.
        case notReached
    }

    /// How each check ended; every check has an entry.
    public let statuses: [AuditCheck: Status]
    /// Intact records from the start of the log.
    public let recordCount: Int
    /// The hash of the last intact record, to be compared with one seen before; nil when there is no intact record.
    public let head: RecordHash?
    /// Whether the log is signed.
    public let signature: Signature

    /// True only when every check passed.
    public var isVerified: Bool { AuditCheck.allCases.allSatisfy { statuses[$0] == .passed } }

    /// The checks in the order to show them.
    public var checks: [(check: AuditCheck, status: Status)] {
        AuditCheck.allCases.map { ($0, statuses[$0] ?? .notReached) }
    }

    init(statuses: [AuditCheck: Status], recordCount: Int, head: RecordHash?) {
        self.statuses = Dictionary(uniqueKeysWithValues: AuditCheck.allCases.map { ($0, statuses[$0] ?? .notReached) })
        self.recordCount = recordCount
        self.head = head
        signature = .absent
    }
}
