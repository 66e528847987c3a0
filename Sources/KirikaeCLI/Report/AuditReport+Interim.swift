import KirikaeAudit

extension AuditReport {
    /// Whether nothing is wrong but what is missing as long as a run goes on: its closing record, the signature over all of it,
    /// and the end of a line that is just being written.
    var isSoundSoFar: Bool {
        statuses[.closingRecord] == .notPresent && statuses.allSatisfy { isSoundSoFar($0.key, $0.value) }
    }

    private func isSoundSoFar(_ check: AuditCheck, _ status: Status) -> Bool {
        switch (check, status) {
        case (_, .passed), (_, .notRequested): true
        case (.closingRecord, .notPresent), (.closingRecordIsLast, .notPresent), (.closingCheckpoint, .notPresent),
            (.checkpointFile, .notPresent):
            true
        case (.checkpointFile, .failed(let findings)):
            findings.allSatisfy { if case .recordsNotCovered = $0.reason { true } else { false } }
        case (.completeLastLine, .failed(let findings)):
            findings.allSatisfy { if case .tornTail = $0.reason { true } else { false } }
        default: false
        }
    }
}
