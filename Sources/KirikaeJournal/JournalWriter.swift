import Glibc
import KirikaeCanonicalJSON
import KirikaeCheckpoint
import Synchronization

/// Appends records to the journal of a run.
///
/// Only the owner of the run can make one, and it keeps the ownership alive. After the first failed write or sync it is
/// *lost*: the kernel may have dropped what it failed to write and report success for the next sync, so the descriptors
/// are given up and every later call throws `JournalError.lost`. A new process then reads the journal from the disk.
public final class JournalWriter: Sendable {
    private struct Open {
        var descriptor: FileDescriptor
        var end: JournalEnd
        var outputs: OutputFiles
        /// Lines that are written with the next record, or at the next sync.
        var unwritten: [UInt8] = []
        /// Whether a record was appended since the last sync.
        var isDirty = false
        /// Whether records name output of which no record says yet that it is on the disk.
        var hasUnprovenOutput = false
        /// The number of records of which the next one says that they and their output are on the disk.
        var syncedCount: Int?

        /// Writes what waits.
        mutating func write() throws(JournalError) {
            guard !unwritten.isEmpty else { return }
            try descriptor.append(unwritten)
            unwritten.removeAll(keepingCapacity: true)
        }
    }

    /// Who may write.
    public let owner: RunOwner
    /// Nil when lost, so that nothing can be written to these descriptors again.
    private let state: Mutex<Open?>

    /// Makes an empty journal, mode 0600; its name is durable when this returns.
    ///
    /// - Throws: `JournalError`; `.alreadyExists` when the run has a journal, which `JournalRecovery` opens.
    public convenience init(creatingFor owner: RunOwner) throws(JournalError) {
        let directory = owner.run.descriptor
        let descriptor = try directory.open(
            JournalFormat.fileName, flags: O_RDWR | O_APPEND | O_CREAT | O_EXCL, permissions: 0o600)
        try descriptor.requireOwnRegularFile()
        try directory.synchronize()
        self.init(owner: owner, descriptor: descriptor, end: JournalEnd(), hasUnprovenOutput: false)
    }

    /// Makes an empty journal, or goes on with one in which no record was finished.
    ///
    /// - Throws: as `init(creatingFor:)` and `JournalRecovery.openForAppend`; `.alreadyExists` when it has records.
    public static func beginning(for owner: RunOwner) throws(JournalError) -> JournalWriter {
        do throws(JournalError) {
            return try JournalWriter(creatingFor: owner)
        } catch .alreadyExists(let path) {
            return try JournalRecovery.openForAppend(owner) { _ throws(JournalError) in
                throw .alreadyExists(path: path)
            }.writer
        }
    }

    init(owner: RunOwner, descriptor: FileDescriptor, end: JournalEnd, hasUnprovenOutput: Bool) {
        self.owner = owner
        state = Mutex(
            Open(
                descriptor: descriptor, end: end, outputs: OutputFiles(run: owner.run.descriptor),
                hasUnprovenOutput: hasUnprovenOutput))
    }

    /// Whether an earlier call failed.
    public var isLost: Bool { state.withLock { $0 == nil } }

    /// How many records there are, the hash of the last of them, and where the next one starts, in bytes.
    ///
    /// - Throws: `JournalError.lost`.
    public func end() throws(JournalError) -> (recordCount: Int, head: RecordHash, offset: Int) {
        try state.withLock { (state) throws(JournalError) in
            guard let open = state else { throw .lost }
            return (open.end.number, open.end.head, open.end.offset)
        }
    }

    /// How much may wait to be written, in bytes.
    private static let mostUnwrittenBytes = 64 << 10

    /// Appends a record with one write of its whole line.
    ///
    /// It outlives this process when this returns. After a power failure it may be missing, or be a torn tail, until
    /// `synchronize` has returned.
    ///
    /// - Parameters:
    ///   - payload: an object without the members `n` and `synced`, which are added.
    ///   - waits: whether it may wait in memory and be written together with the next record that may not, or at the next sync:
    ///     for one that nobody hears of before that sync, so that it is as if this process had ended a little earlier.
    /// - Returns: the record as it stands in the journal.
    /// - Throws: `JournalError`. After `.systemCall` the writer is lost, and every later call throws `.lost`; after
    ///   `.payloadNotObject`, `.payloadHasReservedMember`, `.recordTooLong` and `.notOwner` nothing was written.
    @discardableResult
    public func append(_ payload: JSONValue, waits: Bool = false) throws(JournalError) -> JournalRecord {
        guard let members = JSONMembers(payload) else { throw .payloadNotObject }
        let added = try add(members, waits: waits)
        return JournalRecord(
            number: added.number, payload: added.members.object, hash: added.hash, offset: added.offset)
    }

    /// Appends a record given by its members; as the other `append`.
    ///
    /// - Parameters:
    ///   - members: members without `n` and `synced`, each once.
    ///   - waits: as there.
    /// - Returns: the number of the record.
    /// - Throws: as there.
    @discardableResult
    public func append(members: JSONMembers, waits: Bool = false) throws(JournalError) -> Int {
        try add(members, waits: waits).number
    }

    /// A record that was appended: its members with those that were added, and where it stands.
    private struct Added {
        var members: JSONMembers
        var number: Int
        var hash: RecordHash
        var offset: Int
    }

    private func add(_ members: JSONMembers, waits: Bool) throws(JournalError) -> Added {
        try state.withLock { (state) throws(JournalError) -> Added in
            guard var open = state else { throw .lost }
            guard owner.isHeld else { throw .notOwner }
            let numbered = try JournalFormat.numbered(members, number: open.end.number, synced: open.syncedCount)
            let line = try JournalFormat.line(numbered, after: open.end.head)
            // Lost until proven otherwise: whatever leaves this block early leaves the writer lost.
            state = nil
            if open.unwritten.isEmpty, !waits {
                try open.descriptor.append(line.bytes)
            } else {
                open.unwritten += line.bytes
                if !waits || open.unwritten.count > Self.mostUnwrittenBytes { try open.write() }
            }
            let added = Added(members: numbered, number: open.end.number, hash: line.hash, offset: open.end.offset)
            open.end.add(line)
            open.isDirty = true
            open.syncedCount = nil
            state = open
            return added
        }
    }

    /// Appends captured output to a file of its own, for a record that is too large to hold it.
    ///
    /// The caller appends a record of the kind `output-file` that names it, before anything else.
    ///
    /// - Parameters:
    ///   - bytes: the exact bytes; at least one.
    ///   - file: the name of the file below `outputs/`: 1 to 64 digits and hyphens, not used before in another run of the program.
    /// - Returns: where they are.
    /// - Throws: as `append`; `.alreadyExists` when somebody else has made such a file.
    public func appendOutput(_ bytes: [UInt8], to file: String) throws(JournalError) -> OutputExtent {
        try state.withLock { (state) throws(JournalError) -> OutputExtent in
            guard var open = state else { throw .lost }
            guard owner.isHeld else { throw .notOwner }
            guard OutputExtent.isAllowed(file), !bytes.isEmpty else { throw .invalidPath(file) }
            state = nil
            let extent = try open.outputs.append(bytes, to: file)
            open.hasUnprovenOutput = true
            state = open
            return extent
        }
    }

    /// Returns when all records so far, and the output that they name, are on the disk, and the run is still this owner's.
    ///
    /// Output is synced first. Nothing is synced that was synced before; the owner is confirmed in any case, because a process
    /// that was stopped for hours may go on right here.
    ///
    /// - Throws: `JournalError`; the writer is lost then. `.ownerFileReplaced` when somebody else has taken the run over.
    public func synchronize() throws(JournalError) {
        try state.withLock { (state) throws(JournalError) in
            guard var open = state else { throw .lost }
            state = nil
            try open.write()
            try open.outputs.synchronize()
            if open.isDirty { try open.descriptor.synchronizeData() }
            try owner.confirm()
            if open.isDirty, open.hasUnprovenOutput {
                open.syncedCount = open.end.number
                open.hasUnprovenOutput = false
            }
            open.isDirty = false
            state = open
        }
    }

    /// Appends a record, and synchronizes if it is to be durable.
    ///
    /// - Throws: as `append` and `synchronize`.
    @discardableResult
    public func append(_ payload: consuming JSONValue, durable: Bool) throws(JournalError) -> JournalRecord {
        let record = try append(payload)
        if durable { try synchronize() }
        return record
    }

    /// The head of the log with all records appended so far, to be signed.
    ///
    /// - Parameter origin: which log it is, see `Checkpoint.origin(ofRun:)`.
    /// - Throws: `JournalError.lost`.
    public func checkpoint(origin: String) throws(JournalError) -> Checkpoint {
        try state.withLock { (state) throws(JournalError) -> Checkpoint in
            guard let open = state else { throw .lost }
            return Checkpoint(origin: origin, size: open.end.tree.count, root: open.end.tree.root)
        }
    }
}
