import KirikaeCheckpoint
import KirikaeJournal

/// What others hold of a log: heads seen by earlier checks, copies at a second place, what somebody heard.
struct SeenHeads {
    private let run: String
    private let settings: AuditSettings
    /// The largest head seen before.
    private var seen: Checkpoint?
    private var seenFailure: AuditFinding?
    private var copies: [(name: String, checkpoint: Checkpoint?)] = []

    /// How each of them compares, once they have been compared.
    private(set) var statuses: [AuditCheck: AuditReport.Status] = [:]

    init(run: String, settings: AuditSettings) {
        self.run = run
        self.settings = settings
        do throws(JournalError) {
            (seen, seenFailure) = try Self.stored(run, settings.seen)
        } catch {
            seenFailure = AuditFinding(.seenUnusable(path: settings.seen?.path ?? "", error))
        }
        for copy in settings.copies?.copies ?? [] {
            let checkpoint = (try? SignedNote(parsing: copy.bytes)).flatMap { Checkpoint(text: $0.text) }
            copies.append((copy.name, checkpoint?.origin == Checkpoint.origin(ofRun: run) ? checkpoint : nil))
        }
    }

    /// The sizes at which the roots of the log are needed.
    var sizes: Set<Int> {
        Set(([seen?.size, settings.expectedHead?.size] + copies.map { $0.checkpoint?.size }).compactMap { $0 })
    }

    /// How many records the largest head seen before covers.
    var sizeSeenBefore: Int? { seen?.size }

    private static func stored(
        _ run: String, _ folder: FileFolder?
    ) throws(JournalError) -> (Checkpoint?, AuditFinding?) {
        guard let folder, (try? RunIdentifier(run)) != nil, let bytes = try folder.contents(of: run) else {
            return (nil, nil)
        }
        let note = try? SignedNote(parsing: bytes)
        guard let checkpoint = note.flatMap({ Checkpoint(text: $0.text) }),
            checkpoint.origin == Checkpoint.origin(ofRun: run)
        else { return (nil, AuditFinding(.seenUnusable(path: "\(folder.path)/\(run)", nil))) }
        return (checkpoint, nil)
    }

    /// Compares everything with the log, and writes down the newest head where it goes on from the one seen before.
    mutating func compare(with pass: AuditPass, newest: NoteJudge.Verdict?) {
        if let folder = settings.seen {
            var findings = FindingList()
            if let seenFailure { findings.append(seenFailure) }
            if let reason = seen.flatMap({ reason(ofSeen: $0, pass) }) { findings.append(AuditFinding(reason)) }
            if findings.isEmpty, let failure = remember(newest, in: folder) { findings.append(failure) }
            let isUnknown = findings.isEmpty && !pass.isComplete && seen.map { pass.roots[$0.size] == nil } ?? true
            statuses[.headsSeen] = isUnknown ? .notReached : findings.status
        }
        if let found = settings.copies { statuses[.copies] = status(of: found, pass) }
        if let expected = settings.expectedHead { statuses[.expectedHead] = status(of: expected, pass) }
    }

    private func reason(ofSeen seen: Checkpoint, _ pass: AuditPass) -> AuditFinding.Reason? {
        if let root = pass.roots[seen.size] {
            return root == seen.root ? nil : .logDiffersFromSeen(size: seen.size)
        }
        return pass.isComplete ? .logShorterThanSeen(size: seen.size, records: pass.recordCount) : nil
    }

    /// Check and persist, as C2SP tlog-witness asks: a head is never replaced by a smaller or an inconsistent one.
    ///
    /// What is stored was read before the log was followed, so it is read again under the lock.
    private func remember(_ newest: NoteJudge.Verdict?, in folder: FileFolder) -> AuditFinding? {
        guard let checkpoint = newest?.checkpoint, let note = newest?.note, checkpoint.size > seen?.size ?? -1,
            (try? RunIdentifier(run)) != nil
        else { return nil }
        do throws(JournalError) {
            return try folder.locked { () throws(JournalError) -> AuditFinding? in
                let (stored, failure) = try Self.stored(run, folder)
                if stored == checkpoint { return nil }
                guard failure == nil, stored == seen else {
                    return failure ?? AuditFinding(.seenUnusable(path: "\(folder.path)/\(run)", nil))
                }
                try folder.replace(run, with: Array(note.encoded.utf8))
                return nil
            }
        } catch {
            return AuditFinding(.seenUnusable(path: folder.path, error))
        }
    }

    private func status(of found: CheckpointCopies, _ pass: AuditPass) -> AuditReport.Status {
        if let failure = found.failure { return .failed([AuditFinding(.copiesUnreadable(reason: failure))]) }
        if copies.isEmpty { return .notPresent }
        var findings = FindingList()
        for (name, checkpoint) in copies {
            guard let checkpoint else {
                findings.append(AuditFinding(.copyMalformed(name: name)))
                continue
            }
            if let root = pass.roots[checkpoint.size] {
                if root != checkpoint.root {
                    findings.append(AuditFinding(.logDiffersFromCopy(name: name, size: checkpoint.size)))
                }
            } else if pass.isComplete {
                findings.append(
                    AuditFinding(
                        .logShorterThanCopy(name: name, size: checkpoint.size, records: pass.recordCount)))
            }
        }
        return findings.isEmpty && !pass.isComplete ? .notReached : findings.status
    }

    private func status(of expected: ExpectedHead, _ pass: AuditPass) -> AuditReport.Status {
        guard pass.isComplete else { return .notReached }
        guard let root = pass.roots[expected.size] else {
            return .failed([AuditFinding(.expectedSize(expected: expected.size, records: pass.recordCount))])
        }
        guard root.hexadecimal.hasPrefix(expected.rootDigits) else {
            return .failed([AuditFinding(.expectedRoot(expected: expected.rootDigits, found: root.hexadecimal))])
        }
        return .passed
    }
}
