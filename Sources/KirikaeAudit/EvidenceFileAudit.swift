import KirikaeCanonicalJSON
import KirikaeJournal

/// Checks the copies of files that were added to a record as evidence.
///
/// A copy is on the disk before the record that names it, so nothing excuses one that is missing.
enum EvidenceFileAudit {
    /// What is wrong with the file that a record names.
    static func findings(of record: JournalRecord, in run: RunDirectory) -> [AuditFinding] {
        reason(of: record, in: run).map { [AuditFinding($0, at: record)] } ?? []
    }

    private static func reason(of record: JournalRecord, in run: RunDirectory) -> AuditFinding.Reason? {
        let payload = record.payload
        guard let name = payload["file"]?.stringValue,
            let byteCount = payload["byteCount"]?.integerValue.flatMap({ Int(exactly: $0) }), byteCount >= 0,
            let expected = payload["sha256"]?.stringValue.flatMap({ RecordHash(hexadecimal: $0) })
        else { return .evidenceRecordMalformed }
        let path = "\(RunDirectory.evidenceFolder)/\(name)"
        guard RunDirectory.isEvidenceName(name) else { return .pathInvalid(path: path) }
        do throws(JournalError) {
            let file = try PinnedPath(path)
            let found = try run.hash(of: file, offset: 0, byteCount: byteCount)
            // Neither shorter nor longer.
            let isLonger = try run.hash(of: file, offset: byteCount, byteCount: 1) != nil
            return found == expected && !isLonger ? nil : .evidenceFileChanged(path: path)
        } catch .missing {
            return .evidenceFileMissing(path: path)
        } catch {
            return .evidenceFileUnreadable(path: path, error)
        }
    }
}
