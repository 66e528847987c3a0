import JournalTestSupport
import KirikaeJournal
import RunSimulation

/// A run directory in memory that is owned once and into which one journal after the other is put.
final class RecoveryBench {
    private static let folder = "\(RecordedDisk.root)/runs/\(RecordedDisk.run)"

    private let disk = MemoryFileSystem()
    private let owner: RunOwner

    init() throws {
        let run = try StateDirectory(path: RecordedDisk.root, calls: disk.calls)
            .createRun(RunIdentifier(RecordedDisk.run))
        owner = try RunOwner(acquiring: run)
        _ = try JournalWriter(creatingFor: owner)
    }

    /// Cuts a journal and recovers it: every whole record is there, and the rest stands aside.
    func truncated(_ bytes: [UInt8], to length: Int, _ oracle: StateOracle) throws -> StateOracle.Finding {
        let cut = Array(bytes[..<length])
        disk.replace(RecordedDisk.journal, with: cut)
        let opened = try JournalRecovery.openForAppend(owner)
        let found = StateOracle.Recovered(opened)
        try oracle.checkPrefix(found, promised: cut.count { $0 == 0x0A })
        guard let name = found.tornName else { return .clean }
        let aside = disk.current.bytes(at: "\(Self.folder)/\(name)") ?? []
        disk.remove("\(Self.folder)/\(name)")
        let kept = disk.current.bytes(at: RecordedDisk.journal) ?? []
        guard kept + aside == cut, !aside.isEmpty else { throw StateOracle.Breach(description: "bytes were lost") }
        return .torn
    }

    /// Reads a journal of which one byte was changed: it is damaged there or before, never elsewhere.
    func changed(_ bytes: [UInt8], at index: Int, _ oracle: StateOracle) throws -> StateOracle.Finding {
        switch JournalFixture.read(bytes) {
        case .failure(.damaged(_, let offset, _)):
            guard offset <= index else { throw StateOracle.Breach(description: "damaged at \(offset)") }
            return .damaged
        case .failure(let error): throw error
        case .success(let contents): return contents.tail == nil ? .clean : .torn
        }
    }

    /// Reads a journal of which a stretch was overwritten: only the last record can be lost without a word, with the newline
    /// at the end of the file.
    func overwritten(_ bytes: [UInt8], from start: Int, _ size: Int, _ oracle: StateOracle) throws
        -> StateOracle.Finding
    {
        switch JournalFixture.read(bytes) {
        case .failure(.damaged(_, let offset, _)):
            guard offset < start + size else { throw StateOracle.Breach(description: "damaged at \(offset)") }
            return .damaged
        case .failure(let error): throw error
        case .success(let contents):
            guard start + size >= bytes.count else {
                throw StateOracle.Breach(description: "damage in the middle was not seen")
            }
            return contents.tail == nil ? .clean : .torn
        }
    }
}
