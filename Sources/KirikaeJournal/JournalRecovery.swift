import Glibc
import KirikaeCanonicalJSON

/// Opens an existing journal so that it can be continued.
public enum JournalRecovery {
    /// An opened journal and what was found after its last record.
    public struct Opened: Sendable {
        /// Appends after the last complete record.
        public let writer: JournalWriter
        /// The bytes that were moved aside; nil when nothing followed the last newline.
        public let tornTail: TornTail?
        /// The names in the run directory of the files that now hold bytes that no record covers: the tail of the journal, and
        /// ends of files with output.
        public let movedAside: [String]
        /// Output that records name and that a power failure took; the caller records each as `output-lost`.
        public let lostOutput: [OutputLedger.Loss]
    }

    private static let maximumCopies = 10_000

    /// Verifies the journal record by record, moves a torn tail aside, and opens the journal for appending.
    ///
    /// - Parameters:
    ///   - owner: the owner of the run.
    ///   - body: takes every record in order; none is kept here.
    /// - Throws: as `Reading`, and what `body` throws.
    public static func openForAppend(
        _ owner: RunOwner, forEachRecord body: (JournalRecord) throws(JournalError) -> Void
    ) throws(JournalError) -> Opened {
        var reading = try Reading(owner)
        while let record = try reading.next() { try body(record) }
        return try reading.finish()
    }

    /// A journal that is verified record by record before it is opened for appending.
    ///
    /// Nothing is changed before `finish`. That copies the tail to `journal.torn-<offset>-<k>`, durable there before the journal is
    /// cut. Nothing is deleted: after a crash in between the next recovery makes one more copy. Ends of files with output that no
    /// record covers are moved aside in the same way.
    public struct Reading: Sendable {
        private let owner: RunOwner
        private let journal: FileDescriptor
        private var reader: JournalReader
        private var ledger: OutputLedger
        private var hasEnded = false

        /// Opens the journal of a run.
        ///
        /// - Throws: `JournalError`.
        public init(_ owner: RunOwner) throws(JournalError) {
            guard owner.isHeld else { throw .notOwner }
            guard !owner.isTakingOver else { throw .takeOverUnfinished(epoch: owner.epoch) }
            self.owner = owner
            journal = try owner.run.descriptor.open(JournalFormat.fileName, flags: O_RDWR | O_APPEND)
            try Self.requireOwnJournal(journal, in: owner.run.descriptor)
            // An engine before this one may have failed to sync, or died before it did. What is taken up again must be on the
            // disk, so it is made durable and then read from there: memory still shows what a failed sync has dropped, and
            // says that it is clean.
            try journal.synchronizeData()
            try journal.discardCached()
            reader = JournalReader(descriptor: journal)
            ledger = OutputLedger(owner.run)
        }

        /// Refuses a journal that somebody else could hold.
        ///
        /// An owner that was taken over at the worst moment can have given it another name, but only in this directory.
        private static func requireOwnJournal(
            _ journal: FileDescriptor, in directory: FileDescriptor
        ) throws(JournalError) {
            do throws(JournalError) {
                try journal.requireOwnRegularFile()
            } catch .severalHardLinks(let path, let count) {
                let status = try journal.status()
                var known = 1
                for name in try directory.listNames() where name.hasPrefix(supersededPrefix) {
                    if try directory.open(name, flags: O_RDONLY).status().isSameFile(as: status) { known += 1 }
                }
                guard known == count else { throw .severalHardLinks(path: path, count: count) }
                try journal.requireOwn(status)
            }
        }

        /// The next record; nil after the last complete one.
        ///
        /// - Throws: `JournalError`; `.damaged` and `.outputDamaged` when anything but a torn tail is wrong.
        public mutating func next() throws(JournalError) -> JournalRecord? {
            guard let record = try reader.next() else {
                hasEnded = true
                return nil
            }
            try ledger.take(record)
            return record
        }

        /// Opens the journal for appending, once all records were read.
        ///
        /// - Throws: `JournalError`; as `next` where records are left.
        public mutating func finish() throws(JournalError) -> Opened {
            while !hasEnded { _ = try next() }
            let lost = try ledger.finish()
            let tail = reader.tail
            var movedAside: [String] = []
            if let tail { movedAside.append(try moveAside(tail, of: journal, in: owner.run.descriptor)) }
            movedAside += try moveOutputAside(beyond: ledger, in: owner.run)
            let writer = JournalWriter(
                owner: owner, descriptor: journal, end: reader.end, hasUnprovenOutput: ledger.hasUnproven)
            return Opened(writer: writer, tornTail: tail, movedAside: movedAside, lostOutput: lost)
        }
    }

    /// Cuts files with output where the records end, and makes durable what may not have been yet.
    private static func moveOutputAside(
        beyond ledger: OutputLedger, in run: RunDirectory
    ) throws(JournalError) -> [String] {
        let names = try run.listOutputs().filter(OutputExtent.isAllowed)
        guard !names.isEmpty else { return [] }
        var movedAside: [String] = []
        let folder = try run.descriptor.openDirectory(OutputFiles.folderName)
        try folder.requireOwnDirectory()
        for name in names {
            let end = ledger.ends[name] ?? 0
            let file = try folder.open(name, flags: O_RDWR)
            let byteCount = try file.requireOwnRegularFile().byteCount
            if byteCount > end {
                let tail = TornTail(offset: end, byteCount: byteCount - end)
                let copy = try moveAside(tail, of: file, named: "output-\(name)", in: run.descriptor)
                movedAside.append(copy)
            } else if ledger.unprovenFiles.contains(name) {
                try file.synchronizeData()
            }
        }
        if ledger.hasUnproven { try folder.synchronize() }
        return movedAside
    }

    private static func moveAside(
        _ tail: TornTail, of file: FileDescriptor, named prefix: String = "journal", in directory: FileDescriptor
    ) throws(JournalError) -> String {
        let (name, copy) = try createCopy("\(prefix).torn-\(tail.offset)", in: directory)
        try copyBytes(tail.offset..<(tail.offset + tail.byteCount), of: file, to: copy)
        try copy.synchronize()
        try directory.synchronize()
        try file.truncate(to: tail.offset)
        try file.synchronize()
        return name
    }

    static func copyBytes(
        _ range: Range<Int>, of file: FileDescriptor, to copy: FileDescriptor
    ) throws(JournalError) {
        var offset = range.lowerBound
        while offset < range.upperBound {
            let chunk = try file.read(at: offset, byteCount: min(64 << 10, range.upperBound - offset))
            // The file ended early: it is being changed by someone who does not own it.
            guard !chunk.isEmpty else {
                throw .systemCall(.pread64, path: file.path, errorNumber: EIO)
            }
            try copy.append(chunk)
            offset += chunk.count
        }
    }

    private static func createCopy(
        _ prefix: String, in directory: FileDescriptor
    ) throws(JournalError) -> (name: String, file: FileDescriptor) {
        var lastPath = ""
        for number in 0..<maximumCopies {
            let name = "\(prefix)-\(number)"
            do throws(JournalError) {
                let file = try directory.open(name, flags: O_WRONLY | O_CREAT | O_EXCL, permissions: 0o600)
                return (name, file)
            } catch .alreadyExists(let path) {
                lastPath = path
            }
        }
        throw .alreadyExists(path: lastPath)
    }
}
