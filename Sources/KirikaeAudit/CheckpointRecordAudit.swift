import KirikaeCanonicalJSON
import KirikaeCheckpoint
import KirikaeJournal

/// A signed note in a record, and what it must say.
struct RecordedNote: Sendable {
    /// The record in which it stands.
    private let number: Int
    private let offset: Int
    /// Nil where the record has no text for it.
    private let bytes: [UInt8]?
    private let milliseconds: Int64
    /// How many records come before it.
    private let size: Int
    /// The root over them.
    private let root: TreeHash

    init(_ value: JSONValue?, in record: JournalRecord, atMilliseconds milliseconds: Int64, before: MerkleTree) {
        number = record.number
        offset = record.offset
        bytes = (value?.stringValue).map { Array($0.utf8) }
        self.milliseconds = milliseconds
        size = before.count
        root = before.root
    }

    /// What is wrong with it; the verdict only where nothing is.
    func judged(by judge: NoteJudge) async -> (findings: [AuditFinding], verdict: NoteJudge.Verdict?) {
        guard let bytes else { return ([finding(.noteMalformed)], nil) }
        let verdict = await judge.judge(bytes, atMilliseconds: milliseconds)
        var reasons = verdict.reasons
        if let checkpoint = verdict.checkpoint, checkpoint.origin == judge.origin {
            if checkpoint.size != size {
                reasons.append(.checkpointSize(expected: size, found: checkpoint.size))
            } else if checkpoint.root != root {
                reasons.append(.checkpointRoot(expected: root, found: checkpoint.root))
            }
        }
        return (reasons.map(finding), reasons.isEmpty ? verdict : nil)
    }

    private func finding(_ reason: AuditFinding.Reason) -> AuditFinding {
        AuditFinding(reason, recordNumber: number, offset: offset)
    }
}

/// Judges the checkpoint records of a log, in order, beside the reading of it.
///
/// A signature takes several times as long to check as a record takes to read. At most two batches are held at once.
struct CheckpointRecordAudit {
    private static let batchCount = 64

    private let judge: NoteJudge
    private var batch: [RecordedNote] = []
    private var task: Task<(findings: [AuditFinding], newest: NoteJudge.Verdict?), Never>?
    private(set) var findings = FindingList()
    /// The newest checkpoint that counts.
    private(set) var newest: NoteJudge.Verdict?

    init(_ judge: NoteJudge) {
        self.judge = judge
    }

    /// Takes the next note.
    mutating func take(_ note: RecordedNote) async {
        batch.append(note)
        if batch.count == Self.batchCount { await start() }
    }

    /// Returns when all notes are judged.
    mutating func finish() async {
        await start()
        await collect()
    }

    private mutating func start() async {
        await collect()
        let notes = batch
        batch = []
        task = Task { [judge] in
            var findings: [AuditFinding] = []
            var newest: NoteJudge.Verdict?
            for note in notes {
                let (found, verdict) = await note.judged(by: judge)
                findings += found
                newest = verdict ?? newest
            }
            return (findings, newest)
        }
    }

    private mutating func collect() async {
        guard let task else { return }
        let result = await task.value
        self.task = nil
        findings.append(contentsOf: result.findings)
        newest = result.newest ?? newest
    }
}
