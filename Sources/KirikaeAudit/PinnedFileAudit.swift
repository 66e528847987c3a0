import KirikaeCanonicalJSON
import KirikaeJournal

/// Checks the copies of files that a record names.
enum PinnedFileAudit {
    /// The member of a record that names the folder of its copies, where that is not `pinned`.
    private static let folderMember = "folder"

    /// What is wrong with the files that the first record, or one of accepted changes, names.
    static func findings(of record: JournalRecord, in run: RunDirectory) -> [AuditFinding] {
        var folder = RunDirectory.firstPinnedFolder
        if AuditedRecordKind.acceptedChanges.isKind(of: record) {
            guard let name = record.payload[folderMember]?.stringValue, isFolder(name) else {
                return [AuditFinding(.fileListMalformed(path: nil), at: record)]
            }
            folder = name
        }
        guard let files = record.payload[AuditedRecordKind.filesMember]?.objectValue else {
            return [AuditFinding(.fileListMalformed(path: nil), at: record)]
        }
        var reasons: [AuditFinding.Reason] = []
        for (path, hash) in files.sorted(by: { $0.key < $1.key }) {
            if let reason = defect(of: path, hash: hash, below: folder, in: run) { reasons.append(reason) }
        }
        reasons += unlisted(in: run, below: folder, listed: files)
        return reasons.map { AuditFinding($0, at: record) }
    }

    /// `pinned-` and a number.
    private static func isFolder(_ name: String) -> Bool {
        let prefix = RunDirectory.firstPinnedFolder + "-"
        let number = name.utf8.dropFirst(prefix.utf8.count)
        return name.hasPrefix(prefix) && !number.isEmpty && number.allSatisfy { (0x30...0x39).contains($0) }
    }

    /// A path as a finding names it: with its folder, where that is not the first one.
    private static func shown(_ path: String, below folder: String) -> String {
        folder == RunDirectory.firstPinnedFolder ? path : "\(folder)/\(path)"
    }

    private static func defect(
        of path: String, hash: JSONValue, below folder: String, in run: RunDirectory
    ) -> AuditFinding.Reason? {
        guard let expected = hash.stringValue.flatMap({ RecordHash(hexadecimal: $0) }) else {
            return .fileListMalformed(path: path)
        }
        let name = shown(path, below: folder)
        do throws(JournalError) {
            let found = RecordHash(hashing: try run.contents(of: try PinnedPath(path), below: folder))
            return found == expected ? nil : .pinnedFileChanged(path: name, expected: expected, found: found)
        } catch .missing {
            return .pinnedFileMissing(path: name)
        } catch .invalidPinnedPath {
            return .pathInvalid(path: name)
        } catch {
            return .pinnedFileUnreadable(path: name, error)
        }
    }

    private static func unlisted(
        in run: RunDirectory, below folder: String, listed: [String: JSONValue]
    ) -> [AuditFinding.Reason] {
        do throws(JournalError) {
            return try run.listFiles(below: folder).filter { listed[$0] == nil }
                .map { .pinnedFileUnlisted(path: shown($0, below: folder)) }
        } catch {
            return [.pinnedFileUnreadable(path: folder, error)]
        }
    }
}
