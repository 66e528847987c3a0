import Glibc

/// What an audit reads in a run directory besides the journal, and the one file that is written for it.
extension RunDirectory {
    /// The signed note over all records of a run that has stopped or ended.
    public static let checkpointName = "checkpoint"

    /// The bytes of the file `checkpoint`; nil when there is none.
    ///
    /// - Throws: `JournalError`.
    public func checkpointNote() throws(JournalError) -> [UInt8]? {
        do throws(JournalError) {
            return try descriptor.smallFile(Self.checkpointName)
        } catch .missing {
            return nil
        }
    }

    /// Puts a note in the place of the file `checkpoint`; durable when this returns.
    ///
    /// Only the owner of the run may do it, and only when all records that the note covers are durable: a note over a
    /// record that a power failure takes would make an honest log look cut.
    ///
    /// - Throws: `JournalError`.
    public func writeCheckpoint(_ note: String) throws(JournalError) {
        try descriptor.replaceFile(Self.checkpointName, with: Array(note.utf8))
    }

    /// Makes the journal durable as it is.
    ///
    /// - Throws: `JournalError`.
    public func synchronizeJournal() throws(JournalError) {
        let journal = try descriptor.open(JournalFormat.fileName, flags: O_RDWR)
        try journal.requireOwnRegularFile()
        try journal.synchronizeData()
    }

    /// The bytes of a file below a folder of this directory.
    ///
    /// - Throws: `JournalError`, as for `readPinned`.
    package func contents(of path: PinnedPath, below folder: String) throws(JournalError) -> [UInt8] {
        try open(path, below: folder).readAll()
    }

    /// SHA-256 over a part of a file of this directory, read piece by piece; nil when the file ends before the part does.
    ///
    /// - Throws: `JournalError`.
    package func hash(of path: PinnedPath, offset: Int, byteCount: Int) throws(JournalError) -> RecordHash? {
        let file = try open(path, below: nil)
        guard offset >= 0, byteCount >= 0, try file.status().byteCount - offset >= byteCount else { return nil }
        var position = offset
        var failure: JournalError?
        let hash = RecordHash { () -> [UInt8]? in
            let left = offset + byteCount - position
            guard left > 0, failure == nil else { return nil }
            do throws(JournalError) {
                let bytes = try file.read(at: position, byteCount: min(left, 64 << 10))
                position += bytes.count
                return bytes.isEmpty ? nil : bytes
            } catch {
                failure = error
                return nil
            }
        }
        if let failure { throw failure }
        return position == offset + byteCount ? hash : nil
    }

    private func open(_ path: PinnedPath, below folder: String?) throws(JournalError) -> FileDescriptor {
        var directory = descriptor
        for name in (folder.map { [$0] } ?? []) + path.components.dropLast() {
            directory = try directory.openDirectory(name)
        }
        let file = try directory.open(path.components[path.components.count - 1], flags: O_RDONLY)
        try file.requireRegularFile()
        return file
    }
}
