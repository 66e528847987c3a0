import KirikaeCanonicalJSON
import KirikaeJournal

/// Checks the records of a run from its files alone: no lock, no owner, no writing, no network.
public enum AuditVerifier {
    /// Checks a run directory, or a copy of one owned by anybody.
    ///
    /// It never throws: what cannot be read is a failed check.
    ///
    /// - Parameter path: the directory with `journal.log` and `pinned/`.
    public static func verify(runDirectoryAt path: String) -> AuditReport {
        do throws(JournalError) {
            return verify(try RunDirectory(readingAt: path))
        } catch {
            return AuditReport(
                statuses: [.journal: .failed([AuditFinding(.unreadable(error))])], recordCount: 0, head: nil)
        }
    }

    /// Checks an opened run directory.
    public static func verify(_ run: RunDirectory) -> AuditReport {
        let log = AuditedLog(reading: run)
        var statuses = lineStatuses(of: log, in: run)
        statuses[.firstRecord] = firstRecordStatus(of: log)
        statuses.merge(closingStatuses(of: log)) { _, new in new }
        statuses[.pinnedFiles] = pinnedFilesStatus(of: log, in: run)
        return AuditReport(statuses: statuses, recordCount: log.recordCount, head: log.last?.hash)
    }

    // MARK: - Lines

    private static func lineStatuses(of log: AuditedLog, in run: RunDirectory) -> [AuditCheck: AuditReport.Status] {
        switch log.ending {
        case .complete(let tail):
            let lastLine = tail.map { tail in
                AuditReport.Status.failed([
                    AuditFinding(
                        .incompleteLastLine(byteCount: tail.byteCount), recordNumber: log.recordCount,
                        offset: tail.offset)
                ])
            }
            return [
                .journal: .passed, .lineForm: .passed, .recordNumbers: .passed, .hashChain: .passed,
                .completeLastLine: lastLine ?? .passed,
            ]
        case .stopped(.damaged(let number, let offset, let damage)):
            let (check, reason) = judge(damage, expected: number, in: run)
            let finding = AuditFinding(reason, recordNumber: number, offset: offset)
            return [.journal: .passed, check: .failed([finding])]
        case .stopped(let error):
            return [.journal: .failed([AuditFinding(.unreadable(error))])]
        }
    }

    private static func judge(
        _ damage: JournalDamage, expected: Int, in run: RunDirectory
    ) -> (AuditCheck, AuditFinding.Reason) {
        switch damage {
        case .malformedLine, .lineTooLong, .payloadSyntax, .payloadNotObject:
            return (.lineForm, .damage(damage))
        case .hashMismatch:
            return (.hashChain, .damage(damage))
        case .recordNumber(nil):
            return (.recordNumbers, .damage(damage))
        case .recordNumber(let found?) where found < expected:
            return (.recordNumbers, .recordRepeated(found: found))
        case .recordNumber(let found?):
            do throws(JournalError) {
                let isElsewhere = try AuditedLog.contains(recordNumber: expected, in: run)
                return (.recordNumbers, isElsewhere ? .recordOutOfOrder(found: found) : .recordMissing)
            } catch {
                return (.recordNumbers, .unreadable(error))
            }
        }
    }

    // MARK: - First and closing record

    private static func firstRecordStatus(of log: AuditedLog) -> AuditReport.Status {
        guard let first = log.first else { return log.statusOfAbsence }
        if AuditedRecordKind.runStarted.isKind(of: first) { return .passed }
        let kind = first.payload[AuditedRecordKind.member]?.stringValue
        return .failed([
            AuditFinding(.firstRecordKind(found: kind), recordNumber: first.number, offset: first.offset)
        ])
    }

    private static func closingStatuses(of log: AuditedLog) -> [AuditCheck: AuditReport.Status] {
        guard let closing = log.closing else {
            let absence = log.statusOfAbsence
            return [.closingRecord: absence, .closingRecordIsLast: absence, .checkpoint: absence]
        }
        let isLast: AuditReport.Status
        if let after = log.firstAfterClosing {
            isLast = .failed([
                AuditFinding(.recordAfterClosing, recordNumber: after.number, offset: after.offset)
            ])
        } else {
            isLast = log.isComplete ? .passed : .notReached
        }
        return [.closingRecord: .passed, .closingRecordIsLast: isLast, .checkpoint: checkpointStatus(closing)]
    }

    private static func checkpointStatus(_ closing: AuditedLog.Closing) -> AuditReport.Status {
        guard let value = closing.record.payload[AuditedRecordKind.checkpointMember] else { return .notPresent }
        var reasons: [AuditFinding.Reason] = []
        if let checkpoint = Checkpoint(value) {
            if checkpoint.size != closing.record.number {
                reasons.append(.checkpointSize(expected: closing.record.number, found: checkpoint.size))
            }
            if checkpoint.root != closing.previousHash {
                reasons.append(.checkpointRoot(expected: closing.previousHash, found: checkpoint.root))
            }
        } else {
            reasons.append(.checkpointMalformed)
        }
        guard !reasons.isEmpty else { return .passed }
        return .failed(
            reasons.map { AuditFinding($0, recordNumber: closing.record.number, offset: closing.record.offset) })
    }

    // MARK: - Pinned files

    private static func pinnedFilesStatus(of log: AuditedLog, in run: RunDirectory) -> AuditReport.Status {
        guard let first = log.first else { return log.statusOfAbsence }
        guard let files = first.payload[AuditedRecordKind.filesMember] else { return .notPresent }
        var reasons: [AuditFinding.Reason] = []
        if let files = files.objectValue {
            for (path, hash) in files.sorted(by: { $0.key < $1.key }) {
                if let reason = defect(ofPinned: path, hash: hash, in: run) { reasons.append(reason) }
            }
            reasons += unlistedFiles(in: run, listed: files)
        } else {
            reasons.append(.fileListMalformed(path: nil))
        }
        let findings =
            reasons.map { AuditFinding($0, recordNumber: first.number, offset: first.offset) }
            + log.acceptances.flatMap { AcceptedFiles.findings(of: $0, in: run) }
        return findings.isEmpty ? .passed : .failed(findings)
    }

    private static func defect(
        ofPinned path: String, hash: JSONValue, in run: RunDirectory
    ) -> AuditFinding.Reason? {
        guard let expected = hash.stringValue.flatMap({ RecordHash(hexadecimal: $0) }) else {
            return .fileListMalformed(path: path)
        }
        do throws(JournalError) {
            let found = RecordHash(hashing: try run.readPinned(try PinnedPath(path)))
            return found == expected ? nil : .pinnedFileChanged(path: path, expected: expected, found: found)
        } catch .missing {
            return .pinnedFileMissing(path: path)
        } catch .invalidPinnedPath(_, let defect) {
            return .pinnedPathInvalid(path: path, defect: defect)
        } catch {
            return .pinnedFileUnreadable(path: path, error)
        }
    }

    private static func unlistedFiles(in run: RunDirectory, listed: [String: JSONValue]) -> [AuditFinding.Reason] {
        do throws(JournalError) {
            return try run.listPinned().filter { listed[$0] == nil }.map { .pinnedFileUnlisted(path: $0) }
        } catch {
            return [.pinnedFileUnreadable(path: "", error)]
        }
    }
}
