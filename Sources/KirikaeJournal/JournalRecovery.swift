import Glibc

/// Opens an existing journal so that it can be continued.
public enum JournalRecovery {
    /// An opened journal and what was found in it.
    public struct Opened: Sendable {
        /// Appends after the last complete record.
        public let writer: JournalWriter
        /// The records, and the tail that was moved aside.
        public let contents: JournalContents
        /// The name in the run directory of the file that now holds the tail; nil when there was none.
        public let tornTailFileName: String?
    }

    private static let maximumCopies = 10_000

    /// Verifies the journal, moves a torn tail aside, and opens the journal for appending.
    ///
    /// The tail is copied to `journal.torn-<offset>-<k>` and is durable there before the journal is cut. Nothing is
    /// deleted: after a crash in between the next recovery makes one more copy.
    ///
    /// - Throws: `JournalError`; `.damaged` when anything but a torn tail is wrong, and then nothing was changed.
    public static func openForAppend(_ owner: RunOwner) throws(JournalError) -> Opened {
        guard owner.isHeld else { throw .notOwner }
        let directory = owner.run.descriptor
        let journal = try directory.open(JournalFormat.fileName, flags: O_RDWR | O_APPEND)
        try journal.requireOwnRegularFile()
        // An engine before this one may have failed to sync, or died before it did. What is taken up again must be on the disk,
        // so it is made durable and then read from there: memory still shows what a failed sync has dropped, and says that
        // it is clean.
        try journal.synchronizeData()
        try journal.discardCached()
        var reader = JournalReader(descriptor: journal)
        let contents = try reader.readRemaining()
        var tornTailFileName: String?
        if let tail = contents.tail {
            tornTailFileName = try moveAside(tail, of: journal, in: directory)
        }
        let writer = JournalWriter(
            owner: owner, descriptor: journal, nextNumber: reader.nextNumber, nextOffset: reader.nextOffset,
            head: reader.head, tree: reader.tree)
        return Opened(writer: writer, contents: contents, tornTailFileName: tornTailFileName)
    }

    private static func moveAside(
        _ tail: TornTail, of journal: FileDescriptor, in directory: FileDescriptor
    ) throws(JournalError) -> String {
        let (name, copy) = try createCopy(offset: tail.offset, in: directory)
        var copied = 0
        while copied < tail.byteCount {
            let chunk = try journal.read(at: tail.offset + copied)
            // The file ended early: it is being changed by someone who does not own it.
            guard !chunk.isEmpty else {
                throw .systemCall(.pread64, path: journal.path, errorNumber: EIO)
            }
            try copy.append(chunk)
            copied += chunk.count
        }
        try copy.synchronize()
        try directory.synchronize()
        try journal.truncate(to: tail.offset)
        try journal.synchronize()
        return name
    }

    private static func createCopy(
        offset: Int, in directory: FileDescriptor
    ) throws(JournalError) -> (name: String, file: FileDescriptor) {
        var lastPath = ""
        for number in 0..<maximumCopies {
            let name = "journal.torn-\(offset)-\(number)"
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
