import KirikaeDiagnostics
import KirikaeEngine
import KirikaeJournal

/// Keeps copies of files in the directory of a run, as evidence.
///
/// Only the process that owns the run may: another one could put a file there that the record does not know.
struct EvidenceKeeper: Sendable {
    let run: RunDirectory

    /// A copy of a file, on the disk.
    ///
    /// - Throws: `EvidenceRefusal`.
    func keep(_ path: String, by name: String) throws -> Attachment {
        let kept = try run.keepEvidence(path)
        let last = path.split(separator: "/").last.map(String.init) ?? path
        return Attachment(
            file: kept.file, name: last, byteCount: Int64(kept.byteCount), sha256: kept.hash.hexadecimal, by: name)
    }
}
