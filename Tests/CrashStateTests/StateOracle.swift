import JournalTestSupport
import KirikaeCanonicalJSON
import KirikaeJournal
import RunSimulation

/// What must hold of a disk after a crash, whatever became of it, and how a disk was found.
struct StateOracle {
    /// How a journal was found.
    enum Finding: Hashable, CaseIterable {
        /// There is none: the run had not come so far.
        case absent
        /// It ends with a whole record.
        case clean
        /// Bytes after the last newline were moved aside.
        case torn
        /// It was refused, with the place.
        case damaged
    }

    /// Records of the run without a crash, in order.
    private let hashes: [RecordHash]
    /// Where the line of each record ends.
    private let ends: [Int]
    private let journal: [UInt8]

    init(journal: [UInt8]) throws {
        let contents = try JournalFixture.read(journal).get()
        hashes = contents.records.map(\.hash)
        ends = contents.records.dropFirst().map(\.offset) + [journal.count]
        self.journal = journal
    }

    /// A state breaks a rule.
    struct Breach: Error, CustomStringConvertible {
        var description: String
    }

    private func require(_ condition: Bool, _ text: @autoclosure () -> String) throws(Breach) {
        guard condition else { throw Breach(description: text()) }
    }

    /// Recovers a disk twice.
    ///
    /// - Parameter promised: how many records somebody relied on.
    func check(_ image: DiskImage, promised: Int) throws -> Finding {
        let disk = MemoryFileSystem(image)
        let before = disk.current.bytes(at: RecordedDisk.journal)
        let first: Recovered
        do {
            first = try recover(disk)
        } catch JournalError.missing {
            try require(promised == 0, "\(promised) records were relied on, and the run is gone")
            return .absent
        } catch JournalError.ownerFileDamaged {
            // Its very first contents were not durable yet, so nothing was begun.
            try require(promised == 0, "\(promised) records were relied on, and the owner is not known")
            return .absent
        } catch JournalError.damaged(let number, let offset, _) {
            try require(number >= promised, "damaged at record \(number), \(promised) were relied on")
            try require(offset == (number == 0 ? 0 : ends[number - 1]), "record \(number) does not start at \(offset)")
            try require(disk.current.bytes(at: RecordedDisk.journal) == before, "a damaged journal was changed")
            return .damaged
        }
        try checkPrefix(first, promised: promised)
        try checkNothingWasLost(disk, before ?? [], first)
        disk.endProcess()
        let second = try recover(disk)
        try require(second.records == first.records, "a second recovery found other records")
        try require(second.tail == nil, "a second recovery found a tail")
        return first.tail == nil ? .clean : .torn
    }

    struct Recovered {
        var records: Int
        var lastHash: RecordHash?
        var tail: TornTail?
        var tornName: String?
    }

    @discardableResult
    func recover(_ disk: MemoryFileSystem) throws -> Recovered {
        let state = try StateDirectory(path: RecordedDisk.root, calls: disk.calls)
        let owner = try RunOwner(acquiring: state.openRun(RunIdentifier(RecordedDisk.run)))
        return Recovered(try JournalRecovery.openForAppend(owner))
    }

    func checkPrefix(_ found: Recovered, promised: Int) throws(Breach) {
        try require(found.records >= promised, "\(promised) records were relied on, \(found.records) are there")
        try require(found.records <= hashes.count, "\(found.records) records, of \(hashes.count)")
        if let last = found.lastHash {
            try require(last == hashes[found.records - 1], "record \(found.records - 1) is another")
        }
    }

    private func checkNothingWasLost(_ disk: MemoryFileSystem, _ before: [UInt8], _ found: Recovered) throws(Breach) {
        let image = disk.current
        let after = image.bytes(at: RecordedDisk.journal) ?? []
        var aside: [UInt8] = []
        if let name = found.tornName {
            aside = image.bytes(at: "\(RecordedDisk.root)/runs/\(RecordedDisk.run)/\(name)") ?? []
        }
        try require(after + aside == before, "bytes were lost")
        try require((found.tail == nil) == aside.isEmpty, "a tail and its copy differ")
    }
}

extension StateOracle.Recovered {
    init(_ opened: RecoveredJournal) {
        self.init(
            records: opened.contents.records.count, lastHash: opened.contents.records.last?.hash,
            tail: opened.contents.tail, tornName: opened.tornTailFileName)
    }
}

/// How many disks were found how.
struct Tally: Sendable {
    private(set) var states = 0
    private(set) var findings: [StateOracle.Finding: Int] = [:]
    private(set) var breaches: [String] = []

    subscript(finding: StateOracle.Finding) -> Int { findings[finding, default: 0] }

    mutating func add(_ body: () throws -> StateOracle.Finding, _ place: @autoclosure () -> String) {
        states += 1
        do {
            findings[try body(), default: 0] += 1
        } catch {
            // The first few say enough.
            if breaches.count < 20 { breaches.append("\(place()): \(error)") }
        }
    }

    mutating func add(_ other: Tally) {
        states += other.states
        findings.merge(other.findings, uniquingKeysWith: +)
        breaches += other.breaches
    }

    func line(_ name: String) -> String {
        let counts = StateOracle.Finding.allCases.map { "\($0) \(self[$0])" }.joined(separator: ", ")
        return "\(name): \(states) states: \(counts)"
    }
}
