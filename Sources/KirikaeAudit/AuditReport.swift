import KirikaeCheckpoint
import KirikaeJournal

/// What a check of a run's records found.
///
/// It carries data, not sentences.
public struct AuditReport: Equatable, Sendable {
    /// How one check ended.
    public enum Status: Equatable, Sendable {
        /// What was to be checked is there and right.
        case passed
        /// It is there and wrong; the findings, in the order of the log or of the paths.
        case failed([AuditFinding])
        /// What was to be checked is not there.
        case notPresent
        /// The log could not be followed so far.
        case notReached
        /// Nobody gave what to compare with.
        case notRequested
    }

    /// How each check ended; every check has an entry.
    public let statuses: [AuditCheck: Status]
    /// Intact records from the start of the log.
    public internal(set) var recordCount = 0
    /// The hash of the last intact record; nil when there is none.
    public internal(set) var head: RecordHash?
    /// The root of the tree over the intact records.
    public internal(set) var root = TreeHash.empty
    /// Which log it is; nil when the first record does not say.
    public internal(set) var origin: String?
    /// The largest signed checkpoint by a trusted key that the log agrees with.
    public internal(set) var newestCheckpoint: Checkpoint?
    /// The signed note of that checkpoint.
    public internal(set) var newestNote: SignedNote?
    /// Who signed it, in the names of `allowed_signers`.
    public internal(set) var signers: [String] = []
    /// Whether the trusted keys are only those of the machine that made the log.
    public internal(set) var trustsOwnKeyOnly = false
    /// How many records the largest head seen before covers; nil when none was.
    public internal(set) var sizeSeenBefore: Int?

    /// True only when every check passed, but for those that nobody asked for.
    public var isVerified: Bool {
        AuditCheck.allCases.allSatisfy { check in
            switch statuses[check] {
            case .passed: true
            case .notRequested: check.isOnRequest
            default: false
            }
        }
    }

    /// Whether nothing is wrong but that the last signature is missing or does not reach to the end.
    public var isSealable: Bool {
        statuses.allSatisfy { check, status in
            switch (check, status) {
            case (_, .passed), (_, .notRequested): true
            case (.checkpointFile, .notPresent): true
            case (.checkpointFile, .failed(let findings)):
                findings.allSatisfy { if case .recordsNotCovered = $0.reason { true } else { false } }
            default: false
            }
        }
    }

    /// The checks in the order to show them.
    public var checks: [(check: AuditCheck, status: Status)] {
        AuditCheck.allCases.map { ($0, statuses[$0] ?? .notReached) }
    }

    /// `check: what is wrong` for each finding, and `check: missing` for what is not there, in the order of the checks.
    public var codes: [String] {
        checks.flatMap { entry -> [String] in
            switch entry.status {
            case .failed(let findings): findings.map { "\(entry.check.rawValue): \($0.reason.code)" }
            case .notPresent: ["\(entry.check.rawValue): missing"]
            case .passed, .notReached, .notRequested: []
            }
        }
    }

    init(statuses: [AuditCheck: Status]) {
        self.statuses = Dictionary(
            uniqueKeysWithValues: AuditCheck.allCases.map {
                ($0, statuses[$0] ?? ($0.isOnRequest ? .notRequested : .notReached))
            })
    }
}

/// The findings of one check, of which only the first are kept, so that a log full of damage does not fill the memory.
struct FindingList {
    private static let maximumCount = 20

    private var findings: [AuditFinding] = []
    private var leftOut = 0

    mutating func append(_ finding: AuditFinding) {
        if findings.count < Self.maximumCount { findings.append(finding) } else { leftOut += 1 }
    }

    mutating func append(contentsOf findings: [AuditFinding]) {
        for finding in findings { append(finding) }
    }

    var isEmpty: Bool { findings.isEmpty }

    /// Passed where nothing was found.
    var status: AuditReport.Status {
        if findings.isEmpty { return .passed }
        return .failed(leftOut == 0 ? findings : findings + [AuditFinding(.more(leftOut))])
    }
}
