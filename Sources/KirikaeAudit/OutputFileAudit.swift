import KirikaeCanonicalJSON
import KirikaeJournal

/// Checks output that stands in files beside the journal.
struct OutputFileAudit {
    private static let folder = "outputs/"
    private static let maximumNameBytes = 64
    /// The member of a record that says that all records before this number were on the disk.
    private static let syncedMember = "synced"

    private let run: RunDirectory
    /// Output that is not there, by the number of the record that names it, as long as nothing says that it had been on the disk:
    /// a power failure may have taken it, which a later record says.
    private var open: [Int: AuditFinding] = [:]
    private var list = FindingList()

    init(_ run: RunDirectory) {
        self.run = run
    }

    /// What is wrong, when no more records come.
    var findings: FindingList {
        var list = list
        list.append(contentsOf: open.sorted { $0.key < $1.key }.map(\.value))
        return list
    }

    /// Takes the next record.
    mutating func take(_ record: JournalRecord) {
        if !open.isEmpty, let synced = record.payload[Self.syncedMember]?.integerValue { settle(below: synced) }
        if AuditedRecordKind.outputFile.isKind(of: record), let reason = reason(of: record) {
            open[record.number] = AuditFinding(reason, at: record)
        } else if AuditedRecordKind.outputLost.isKind(of: record) {
            let number = record.payload[AuditedRecordKind.lostRecordMember]?.integerValue
            if let number = number.flatMap({ Int(exactly: $0) }) { open[number] = nil }
        }
    }

    /// What had been on the disk was not taken by a power failure.
    private mutating func settle(below number: Int64) {
        for (key, finding) in open.sorted(by: { $0.key < $1.key }) where key < number {
            list.append(finding)
            open[key] = nil
        }
    }

    /// What is wrong with the part of a file that a record names; nil when nothing is.
    private func reason(of record: JournalRecord) -> AuditFinding.Reason? {
        let payload = record.payload
        guard let name = payload["file"]?.stringValue,
            let offset = payload["offset"]?.integerValue.flatMap({ Int(exactly: $0) }),
            let byteCount = payload["byteCount"]?.integerValue.flatMap({ Int(exactly: $0) }),
            let expected = payload["sha256"]?.stringValue.flatMap({ RecordHash(hexadecimal: $0) }), offset >= 0,
            byteCount >= 0
        else { return .outputRecordMalformed }
        let path = Self.folder + name
        guard Self.isName(name) else { return .pathInvalid(path: path) }
        do throws(JournalError) {
            let found = try run.hash(of: try PinnedPath(path), offset: offset, byteCount: byteCount)
            if found == nil { return .outputFileShorter(path: path) }
            return found == expected ? nil : .outputFileChanged(path: path)
        } catch .missing {
            return .outputFileMissing(path: path)
        } catch {
            return .outputFileUnreadable(path: path, error)
        }
    }

    /// 1 to 64 digits and hyphens, so that no name leads out of the folder.
    private static func isName(_ name: String) -> Bool {
        (1...maximumNameBytes).contains(name.utf8.count)
            && name.utf8.allSatisfy { (0x30...0x39).contains($0) || $0 == UInt8(ascii: "-") }
    }
}
