import Glibc
import KirikaeCanonicalJSON
import KirikaeCheckpoint
import KirikaeJournal

/// What an audit has to know of a journal, gathered in one pass that holds one record at a time.
struct AuditPass {
    enum Ending {
        /// Every line was followed.
        case complete(tail: TornTail?)
        /// The first line that is damaged, or the reading that failed.
        case stopped(JournalError)
    }

    private let run: RunDirectory
    private let judge: NoteJudge
    /// The sizes at which somebody needs the root.
    private let sizes: Set<Int>

    private(set) var first: JournalRecord?
    private(set) var closing: JournalRecord?
    private(set) var firstAfterClosing: JournalRecord?
    private(set) var recordCount = 0
    private(set) var head: RecordHash?
    private(set) var tree = MerkleTree()
    /// The roots at the sizes asked for, as far as the log goes.
    private(set) var roots: [Int: TreeHash] = [:]
    /// When the last record was made, as it says.
    private(set) var lastMilliseconds: Int64 = 0
    private(set) var ending = Ending.complete(tail: nil)

    private(set) var checkpoints: CheckpointRecordAudit
    private(set) var closingFindings: FindingList?
    private(set) var fileFindings = FindingList()
    private(set) var outputs: OutputFileAudit
    private(set) var approvals: ApprovalAudit
    /// The checkpoint of the closing record, where it counts.
    private var closingVerdict: NoteJudge.Verdict?

    init(run: RunDirectory, judge: NoteJudge, sizes: Set<Int>, approvals: ApprovalAudit) {
        self.run = run
        self.judge = judge
        self.sizes = sizes
        self.approvals = approvals
        outputs = OutputFileAudit(run)
        checkpoints = CheckpointRecordAudit(judge)
    }

    mutating func follow() async {
        if sizes.contains(0) { roots[0] = .empty }
        do throws(JournalError) {
            var reader = try JournalReader(run)
            var before = reader.tree
            while let record = try reader.next() {
                await note(record, before)
                before = reader.tree
                tree = before
                if sizes.contains(tree.count) { roots[tree.count] = tree.root }
            }
            ending = .complete(tail: reader.tail)
        } catch {
            ending = .stopped(error)
        }
        await checkpoints.finish()
    }

    /// The newest checkpoint in a record that counts.
    var newest: NoteJudge.Verdict? { closingVerdict ?? checkpoints.newest }

    var isComplete: Bool {
        if case .complete = ending { true } else { false }
    }

    /// What to say of something that was not found: it is not there, or the log could not be followed to it.
    var statusOfAbsence: AuditReport.Status { isComplete ? .notPresent : .notReached }

    private mutating func note(_ record: JournalRecord, _ before: MerkleTree) async {
        if first == nil {
            first = record
            fileFindings.append(contentsOf: PinnedFileAudit.findings(of: record, in: run))
        } else if closing != nil, firstAfterClosing == nil {
            firstAfterClosing = record
        }
        recordCount += 1
        head = record.hash
        if let moment = record.payload["at"]?.integerValue { lastMilliseconds = moment }
        outputs.take(record)
        let kind = record.payload[AuditedRecordKind.member]?.stringValue.flatMap(AuditedRecordKind.init)
        switch kind {
        case .runStarted: await approvals.checkReviews(of: record)
        case .runClosed where closing == nil:
            closing = record
            if let value = record.payload[AuditedRecordKind.checkpointMember] {
                let note = RecordedNote(value, in: record, atMilliseconds: lastMilliseconds, before: before)
                let judged = await note.judged(by: judge)
                closingVerdict = judged.verdict
                var list = FindingList()
                list.append(contentsOf: judged.findings)
                closingFindings = list
            }
        case .checkpoint:
            let value = record.payload[AuditedRecordKind.noteMember]
            await checkpoints.take(
                RecordedNote(value, in: record, atMilliseconds: lastMilliseconds, before: before))
        case .acceptedChanges:
            fileFindings.append(contentsOf: PinnedFileAudit.findings(of: record, in: run))
            await approvals.accept(record)
        case .attached: fileFindings.append(contentsOf: EvidenceFileAudit.findings(of: record, in: run))
        case .asked: approvals.note(asked: record)
        case .answered: await approvals.check(answered: record)
        case .runClosed, .outputFile, .outputLost, nil: break
        }
    }
}

extension JournalRecord {
    /// What the lines of a journal claim about one number, whatever their hashes: tells a moved record from a removed one,
    /// and an altered one from one that was put in.
    static func lines(claiming number: Int, in run: RunDirectory) throws(JournalError) -> Set<[UInt8]> {
        let journal = try run.descriptor.open(JournalFormat.fileName, flags: O_RDONLY)
        var lines = JournalLineReader(journal)
        var found: Set<[UInt8]> = []
        while let line = try lines.next() {
            guard let bytes = line.bytes, let (_, json) = JournalFormat.split(bytes),
                let payload = try? JSONValue(parsingCanonical: json)
            else { continue }
            if payload[JournalFormat.numberMember] == .integer(Int64(number)), found.count < 3 {
                found.insert(Array(json))
            }
        }
        return found
    }
}
