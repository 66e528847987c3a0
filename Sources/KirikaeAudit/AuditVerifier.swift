import KirikaeCanonicalJSON
import KirikaeCheckpoint
import KirikaeJournal

/// Checks the records of a run from its files alone: no lock, no owner, no network.
///
/// It writes nothing but the head that it has seen, where a folder for that is given.
public enum AuditVerifier {
    /// Checks a run directory, or a copy of one owned by anybody.
    ///
    /// It never throws: what cannot be read is a failed check.
    ///
    /// - Parameters:
    ///   - path: the directory with `journal.log`, `checkpoint` and `pinned/`.
    ///   - settings: the trusted keys, and what to compare with.
    public static func verify(runDirectoryAt path: String, settings: AuditSettings) async -> AuditReport {
        do throws(JournalError) {
            return await verify(try RunDirectory(readingAt: path), settings: settings)
        } catch {
            return report(of: error)
        }
    }

    /// The report on a run directory that cannot be opened.
    public static func report(of error: JournalError) -> AuditReport {
        AuditReport(statuses: [.journal: .failed([AuditFinding(.unreadable(error))])])
    }

    /// Checks an opened run directory.
    public static func verify(_ run: RunDirectory, settings: AuditSettings) async -> AuditReport {
        let name = settings.run ?? runName(in: run) ?? ""
        let origin = Checkpoint.origin(ofRun: name)
        let judge = NoteJudge(origin: origin, settings: settings)
        let file = CheckpointFile(in: run)
        var heads = SeenHeads(run: name, settings: settings)
        let sizes = heads.sizes.union([file.size].compactMap { $0 })
        var pass = AuditPass(
            run: run, judge: judge, sizes: sizes,
            approvals: ApprovalAudit(
                signers: approvalSigners(settings, in: run), signatureCheck: settings.signatureCheck))
        await pass.follow()

        var statuses = lineStatuses(of: pass, in: run)
        statuses[.firstRecord] = firstRecordStatus(of: pass, settings: settings)
        statuses.merge(closingStatuses(of: pass)) { _, new in new }
        statuses[.checkpointRecords] = partial(pass.checkpoints.findings, pass)
        let (fileStatus, fileVerdict) = await file.status(pass, judge)
        statuses[.checkpointFile] = fileStatus
        statuses[.pinnedFiles] = pass.first == nil ? pass.statusOfAbsence : pass.fileFindings.status
        statuses[.outputFiles] = partial(pass.outputs.findings, pass)
        statuses[.approvals] = partial(pass.approvals.findings, pass)
        let newest = fileVerdict ?? pass.newest
        heads.compare(with: pass, newest: newest)
        statuses.merge(heads.statuses) { _, new in new }

        var report = AuditReport(statuses: statuses)
        report.recordCount = pass.recordCount
        report.head = pass.head
        report.root = pass.tree.root
        report.origin = name.isEmpty ? nil : origin
        report.newestCheckpoint = newest?.checkpoint
        report.newestNote = newest?.note
        report.signers = newest?.signers ?? []
        report.trustsOwnKeyOnly = settings.trustsOwnKeyOnly
        report.sizeSeenBefore = heads.sizeSeenBefore
        return report
    }

    /// What has been checked so far, when the log could not be followed to its end.
    private static func partial(_ findings: FindingList, _ pass: AuditPass) -> AuditReport.Status {
        findings.isEmpty && !pass.isComplete ? .notReached : findings.status
    }

    /// The run that the first record names; nil when there is no such record.
    public static func runName(in run: RunDirectory) -> String? {
        guard var reader = try? JournalReader(run), let first = try? reader.next() else { return nil }
        return first.payload[AuditedRecordKind.runMember]?.stringValue
    }

    /// The file that says whose approvals count: the one that was given, else the copy that the first record names.
    private static func approvalSigners(_ settings: AuditSettings, in run: RunDirectory) -> [UInt8]? {
        if let signers = settings.signers, !settings.trustsOwnKeyOnly { return signers.source }
        guard var reader = try? JournalReader(run), let first = try? reader.next(),
            let path = first.payload["allowedSigners"]?.stringValue, let pinned = try? PinnedPath(path)
        else { return nil }
        return try? run.readPinned(pinned)
    }

    // MARK: - Lines

    private static func lineStatuses(of pass: AuditPass, in run: RunDirectory) -> [AuditCheck: AuditReport.Status] {
        switch pass.ending {
        case .complete(let tail):
            let lastLine = tail.map { tail in
                AuditReport.Status.failed([
                    AuditFinding(
                        .tornTail(byteCount: tail.byteCount), recordNumber: pass.recordCount, offset: tail.offset)
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
        do throws(JournalError) {
            switch damage {
            case .malformedLine, .lineTooLong, .payloadSyntax, .payloadNotObject, .recordNumber(nil):
                return (.lineForm, .lineMalformed(damage))
            case .hashMismatch:
                let lines = try JournalRecord.lines(claiming: expected, in: run)
                if lines.count > 1 { return (.recordNumbers, .recordInserted(number: expected)) }
                let payload = lines.first.flatMap { try? JSONValue(parsingCanonical: $0) }
                let isClosing = payload?[AuditedRecordKind.member]?.stringValue == AuditedRecordKind.runClosed.rawValue
                return (.hashChain, isClosing ? .closingRecordAltered : .recordAltered)
            case .recordNumber(let found?) where found < expected:
                let isOther = try JournalRecord.lines(claiming: found, in: run).count > 1
                return (.recordNumbers, isOther ? .recordInserted(number: found) : .recordRepeated(found: found))
            case .recordNumber(let found?):
                let isElsewhere = try !JournalRecord.lines(claiming: expected, in: run).isEmpty
                return (.recordNumbers, isElsewhere ? .recordMoved(found: found) : .recordRemoved)
            }
        } catch {
            return (.journal, .unreadable(error))
        }
    }

    // MARK: - First and closing record

    private static func firstRecordStatus(of pass: AuditPass, settings: AuditSettings) -> AuditReport.Status {
        guard let first = pass.first else { return pass.statusOfAbsence }
        guard AuditedRecordKind.runStarted.isKind(of: first) else {
            let kind = first.payload[AuditedRecordKind.member]?.stringValue
            return .failed([AuditFinding(.firstRecordKind(found: kind), at: first)])
        }
        guard let name = first.payload[AuditedRecordKind.runMember]?.stringValue, (try? RunIdentifier(name)) != nil
        else {
            return .failed([AuditFinding(.runNameInvalid, at: first)])
        }
        if let expected = settings.run, expected != name {
            return .failed([AuditFinding(.runNameDiffers(expected: expected, found: name), at: first)])
        }
        return .passed
    }

    private static func closingStatuses(of pass: AuditPass) -> [AuditCheck: AuditReport.Status] {
        guard pass.closing != nil else {
            let absence = pass.statusOfAbsence
            return [.closingRecord: absence, .closingRecordIsLast: absence, .closingCheckpoint: absence]
        }
        let isLast: AuditReport.Status
        if let after = pass.firstAfterClosing {
            isLast = .failed([AuditFinding(.recordAfterClosing, at: after)])
        } else {
            isLast = pass.isComplete ? .passed : .notReached
        }
        return [
            .closingRecord: .passed, .closingRecordIsLast: isLast,
            .closingCheckpoint: pass.closingFindings?.status ?? .notPresent,
        ]
    }
}
