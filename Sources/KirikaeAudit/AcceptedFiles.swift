import KirikaeCanonicalJSON
import KirikaeJournal

/// The copies of changed files that were accepted for the rest of a run.
///
/// Each record `accepted-changes` names its own folder beside `pinned/`, and in `files` what must be in it, as the first record does
/// for `pinned/`.
enum AcceptedFiles {
    /// Whether a record accepts changed files.
    static func isAcceptance(_ record: JournalRecord) -> Bool {
        record.payload[AuditedRecordKind.member]?.stringValue == "accepted-changes"
    }

    /// What is wrong with the copies that a record names.
    static func findings(of record: JournalRecord, in run: RunDirectory) -> [AuditFinding] {
        reasons(record, run).map { AuditFinding($0, recordNumber: record.number, offset: record.offset) }
    }

    private static func reasons(_ record: JournalRecord, _ run: RunDirectory) -> [AuditFinding.Reason] {
        guard let folder = record.payload["folder"]?.stringValue, isFolder(folder),
            let files = record.payload[AuditedRecordKind.filesMember]?.objectValue
        else { return [.fileListMalformed(path: nil)] }
        var reasons: [AuditFinding.Reason] = []
        for (path, hash) in files.sorted(by: { $0.key < $1.key }) {
            if let reason = defect(of: path, in: folder, hash: hash, run) { reasons.append(reason) }
        }
        do throws(JournalError) {
            let unlisted = try run.listPinned(in: folder).filter { files[$0] == nil }
            reasons += unlisted.map { .pinnedFileUnlisted(path: "\(folder)/\($0)") }
        } catch {
            reasons.append(.pinnedFileUnreadable(path: folder, error))
        }
        return reasons
    }

    /// `pinned-` and a number: a record may name no other folder.
    private static func isFolder(_ name: String) -> Bool {
        let prefix = RunDirectory.firstPinnedFolder + "-"
        let number = name.dropFirst(prefix.count)
        return name.hasPrefix(prefix) && !number.isEmpty && number.utf8.allSatisfy { (0x30...0x39).contains($0) }
    }

    private static func defect(
        of path: String, in folder: String, hash: JSONValue, _ run: RunDirectory
    ) -> AuditFinding.Reason? {
        let name = "\(folder)/\(path)"
        guard let expected = hash.stringValue.flatMap({ RecordHash(hexadecimal: $0) }) else {
            return .fileListMalformed(path: name)
        }
        do throws(JournalError) {
            let found = RecordHash(hashing: try run.readPinned(try PinnedPath(path), in: folder))
            return found == expected ? nil : .pinnedFileChanged(path: name, expected: expected, found: found)
        } catch .missing {
            return .pinnedFileMissing(path: name)
        } catch .invalidPinnedPath(_, let defect) {
            return .pinnedPathInvalid(path: name, defect: defect)
        } catch {
            return .pinnedFileUnreadable(path: name, error)
        }
    }
}
