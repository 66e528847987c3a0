import KirikaeCheckpoint
import KirikaeJournal

/// The signed note that covers all records of a run.
struct CheckpointFile {
    private enum Contents {
        case bytes([UInt8])
        case missing
        case unreadable(JournalError)
    }

    private let contents: Contents
    /// How many records it says it covers; nil when it says nothing.
    let size: Int?

    init(in run: RunDirectory) {
        do throws(JournalError) {
            let bytes = try run.checkpointNote()
            contents = bytes.map { .bytes($0) } ?? .missing
            size = bytes.flatMap { NoteJudge.checkpoint(in: $0)?.size }
        } catch {
            contents = .unreadable(error)
            size = nil
        }
    }

    /// Judges it against the log; the verdict is nil unless the log agrees with it and a trusted key has signed it.
    func status(_ pass: AuditPass, _ judge: NoteJudge) async -> (AuditReport.Status, NoteJudge.Verdict?) {
        switch contents {
        case .missing: return (.notPresent, nil)
        case .unreadable(let error): return (.failed([AuditFinding(.unreadable(error))]), nil)
        case .bytes where pass.first == nil:
            // Which log it is cannot be told without the first record; an empty log was cut.
            guard pass.isComplete else { return (.notReached, nil) }
            let reason = size.map { AuditFinding.Reason.logShorterThanCheckpoint(size: $0, records: 0) }
            return (.failed([AuditFinding(reason ?? .noteMalformed)]), nil)
        case .bytes(let bytes):
            let verdict = await judge.judge(bytes, atMilliseconds: pass.lastMilliseconds)
            var reasons = verdict.reasons
            var isAgreed = false
            if let checkpoint = verdict.checkpoint, checkpoint.origin == judge.origin {
                if let root = pass.roots[checkpoint.size] {
                    isAgreed = root == checkpoint.root
                    if !isAgreed {
                        reasons.append(reason(checkpoint, root, pass))
                    } else if checkpoint.size < pass.recordCount {
                        reasons.append(.recordsNotCovered(size: checkpoint.size, records: pass.recordCount))
                    }
                } else if pass.isComplete {
                    reasons.append(.logShorterThanCheckpoint(size: checkpoint.size, records: pass.recordCount))
                }
            }
            if reasons.isEmpty, !pass.isComplete { return (.notReached, nil) }
            let status: AuditReport.Status = reasons.isEmpty ? .passed : .failed(reasons.map { AuditFinding($0) })
            return (status, isAgreed && verdict.reasons.isEmpty ? verdict : nil)
        }
    }

    /// What another root means: where the closing record's own checkpoint is right, only that record can be another one.
    private func reason(_ checkpoint: Checkpoint, _ root: TreeHash, _ pass: AuditPass) -> AuditFinding.Reason {
        if let closing = pass.closing, closing.number == checkpoint.size - 1, pass.closingFindings?.isEmpty == true {
            return .closingRecordAltered
        }
        return .checkpointRoot(expected: root, found: checkpoint.root)
    }
}
