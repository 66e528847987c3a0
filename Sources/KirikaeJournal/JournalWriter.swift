import Glibc
import KirikaeCanonicalJSON
import KirikaeCheckpoint
import Synchronization

/// Appends records to the journal of a run.
///
/// Only the owner of the run can make one, and it keeps the ownership alive. After the first failed write or sync it is
/// *lost*: the kernel may have dropped what it failed to write and report success for the next sync, so the descriptor
/// is given up and every later `append` throws `JournalError.lost`. A new process then reads the journal from the disk.
public final class JournalWriter: Sendable {
    private struct Open {
        var descriptor: FileDescriptor
        var nextNumber: Int
        var nextOffset: Int
        var head: RecordHash
        var tree: MerkleTree
    }

    /// Who may write.
    public let owner: RunOwner
    /// Nil when lost, so that nothing can be written to that descriptor again.
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
        self.init(owner: owner, descriptor: descriptor, nextNumber: 0, nextOffset: 0, head: .zero, tree: MerkleTree())
    }

    init(
        owner: RunOwner, descriptor: FileDescriptor, nextNumber: Int, nextOffset: Int, head: RecordHash,
        tree: MerkleTree
    ) {
        self.owner = owner
        state = Mutex(
            Open(descriptor: descriptor, nextNumber: nextNumber, nextOffset: nextOffset, head: head, tree: tree))
    }

    /// Whether an earlier `append` failed.
    public var isLost: Bool { state.withLock { $0 == nil } }

    /// How many records there are, and the hash of the last of them.
    ///
    /// - Throws: `JournalError.lost`.
    public func end() throws(JournalError) -> (recordCount: Int, head: RecordHash) {
        try state.withLock { (state) throws(JournalError) in
            guard let open = state else { throw .lost }
            return (open.nextNumber, open.head)
        }
    }

    /// Appends a record with one write of its whole line.
    ///
    /// - Parameters:
    ///   - payload: an object without the member `n`, which is added.
    ///   - durable: true to return only when the record, and all before it, are on the disk. False leaves that to the
    ///     kernel: after a power failure the record may be missing, or be a torn tail.
    /// - Returns: the record as it stands in the journal.
    /// - Throws: `JournalError`. After `.systemCall` the writer is lost, and every later call throws `.lost`; after
    ///   `.payloadNotObject`, `.payloadHasReservedMember`, `.recordTooLong` and `.notOwner` nothing was written.
    @discardableResult
    public func append(_ payload: JSONValue, durable: Bool) throws(JournalError) -> JournalRecord {
        try state.withLock { (state) throws(JournalError) -> JournalRecord in
            guard var open = state else { throw .lost }
            guard owner.isHeld else { throw .notOwner }
            let line = try JournalFormat.line(number: open.nextNumber, payload: payload, after: open.head)
            // Lost until proven otherwise: whatever leaves this block early leaves the writer lost.
            state = nil
            try open.descriptor.append(line.bytes)
            if durable { try open.descriptor.synchronizeData() }
            let record = JournalRecord(
                number: open.nextNumber, payload: line.payload, hash: line.hash, offset: open.nextOffset)
            open.nextNumber += 1
            open.nextOffset += line.bytes.count
            open.head = line.hash
            open.tree.append(leaf: Array(line.bytes[JournalFormat.prefixBytes..<(line.bytes.count - 1)]))
            state = open
            return record
        }
    }

    /// The head of the log with all records appended so far, to be signed.
    ///
    /// - Parameter origin: which log it is, see `Checkpoint.origin(ofRun:)`.
    /// - Throws: `JournalError.lost`.
    public func checkpoint(origin: String) throws(JournalError) -> Checkpoint {
        try state.withLock { (state) throws(JournalError) -> Checkpoint in
            guard let open = state else { throw .lost }
            return Checkpoint(origin: origin, size: open.tree.count, root: open.tree.root)
        }
    }
}
