import Glibc
import KirikaeCanonicalJSON

/// Taking a run over from an owner that holds it and does not go on.
///
/// The order is safe at every point, also against an owner that wakes up in the middle:
///
/// 1. The journal is verified; one that is damaged is taken over by nobody.
/// 2. `owner.lock` is replaced by a new file that this process has locked, with the next epoch and the mark `takingOver`. From here
///    on the old owner is refused before each effect, because it looks at `owner.lock` after the sync of the intent. Whatever it did
///    before has its intent in the journal by now.
/// 3. Copies that an earlier take-over has made and not put in place get another name. If whoever made one wakes up, it has nothing
///    left that it could put in the place of the journal; one that it makes from now on it does not put there, because it looks at
///    `owner.lock` before.
/// 4. The records are copied to a new file, the record of the take-over after them, and the copy is verified and synced.
/// 5. The old journal gets its second name `journal.superseded-<epoch>`; the new one is renamed to `journal.log`. The old owner's
///    open file is the superseded one: it can never write into the new journal.
/// 6. The mark is taken off.
///
/// Whoever finds the mark and no owner has met a take-over that was not finished: nobody may append until it is done again.
extension JournalRecovery {
    /// Takes a run over.
    ///
    /// A run that nobody holds is simply taken: then `isForced` of the owner is false and no record was written.
    ///
    /// - Parameters:
    ///   - run: the run.
    ///   - record: the record of the take-over, made when it is known who took over from whom.
    /// - Returns: the new owner.
    /// - Throws: `JournalError`; `.ownedBy` when another process is taking it over at this moment.
    public static func takeOver(
        _ run: RunDirectory, record: (RunOwner) -> JSONValue
    ) throws(JournalError) -> RunOwner {
        do throws(JournalError) {
            return try RunOwner(acquiring: run)
        } catch .ownedBy {
            // What this is for.
        } catch .takeOverUnfinished {
            // An earlier one is done again.
        } catch .ownerFileDamaged {
            // Whoever owned it, if anybody still does, writes to the superseded journal from here on.
        }
        var reader = try JournalReader(run)
        var recordedEpoch = 0
        _ = try reader.forEachRecord {
            recordedEpoch = max(recordedEpoch, AuditedRecordKind.epoch(of: $0.payload) ?? 0)
        }
        let owner = try RunOwner(takingOver: run, recordedEpoch: recordedEpoch)
        try replaceJournal(of: owner, record: record(owner))
        try owner.finishTakeOver()
        return owner
    }

    private static func replaceJournal(of owner: RunOwner, record: JSONValue) throws(JournalError) {
        let directory = owner.run.descriptor
        for name in try directory.listNames() where name.hasPrefix(copyPrefix) {
            try setAside(name, by: owner)
        }
        let old = try directory.open(JournalFormat.fileName, flags: O_RDONLY)
        try old.requireRegularFile()
        var reader = JournalReader(descriptor: old)
        _ = try reader.forEachRecord { _ in }
        let line = try JournalFormat.line(number: reader.end.number, payload: record, after: reader.end.head)

        let newName = "\(copyPrefix)\(owner.epoch)"
        let new = try directory.open(newName, flags: O_RDWR | O_APPEND | O_CREAT | O_EXCL, permissions: 0o600)
        try new.requireOwnRegularFile()
        try copyBytes(0..<reader.end.offset, of: old, to: new)
        try new.append(line.bytes)
        try new.synchronize()

        var copy = JournalReader(descriptor: new)
        var last: JournalRecord?
        let tail = try copy.forEachRecord { record in last = record }
        guard tail == nil, last?.hash == line.hash, last?.number == reader.end.number else {
            throw .systemCall(.write, path: new.path, errorNumber: EIO)
        }
        try owner.confirm()
        do throws(JournalError) {
            try directory.link(JournalFormat.fileName, as: supersededName(owner.epoch - 1))
        } catch .alreadyExists {
            // This step was done before by a take-over of the same epoch that was not finished.
        }
        do throws(JournalError) {
            try directory.rename(newName, to: JournalFormat.fileName)
        } catch .missing {
            // Somebody has taken the run from this process meanwhile, and the copy with it.
            throw .ownerFileReplaced(path: "\(directory.path)/\(RunOwner.fileName)")
        }
        try directory.synchronize()
    }

    private static func setAside(_ name: String, by owner: RunOwner) throws(JournalError) {
        do throws(JournalError) {
            try owner.run.descriptor.rename(
                name, to: "journal.set-aside-\(name.dropFirst(copyPrefix.count))-\(owner.epoch)")
        } catch .missing {
            // It was put in place at this moment; the journal is read after that.
        }
    }

    /// What the names of copies begin with that are not in the place of the journal yet; the epoch follows.
    private static let copyPrefix = "journal.copy-"

    /// The name of the journal that an owner of this epoch may still write to after it was taken over.
    static func supersededName(_ epoch: Int) -> String { "\(supersededPrefix)\(epoch)" }

    static let supersededPrefix = "journal.superseded-"
}
