import Glibc
import Synchronization

/// The right to write to one run, held by one process at a time through `flock` on `owner.lock`.
///
/// The kernel gives the lock back when the holder ends, however it ends. Every owner has an epoch, one more than that
/// of the owner before; whoever stores it can tell a late writer. The epoch is written in place, not through a renamed
/// new file, because the lock belongs to the file: a renamed file would be a second one that nobody has locked.
///
/// The lock is only as good as the file system's `flock`; on NFS before Linux 2.6.12 it is local to one machine.
public final class RunOwner: Sendable {
    /// Who held the run before.
    public enum Predecessor: Equatable, Sendable {
        /// Nobody did.
        case none
        /// It gave the run back.
        case released(ProcessIdentity, epoch: Int)
        /// It ended, or was abandoned, without giving the run back: steps may be in doubt.
        case endedWithoutReleasing(ProcessIdentity, epoch: Int)
    }

    /// The name of the lock file in a run directory.
    public static let fileName = "owner.lock"

    /// The run that is owned.
    public let run: RunDirectory
    /// The number of this ownership: 1 for the first owner of the run, then one more each time.
    public let epoch: Int
    /// This process.
    public let process: ProcessIdentity
    /// Who held the run before.
    public let predecessor: Predecessor
    /// Nil when released.
    private let lockFile: Mutex<FileDescriptor?>

    /// Takes the run, without waiting; the new epoch is durable when this returns.
    ///
    /// - Throws: `JournalError`; `.ownedBy` when another owner, in this process or another, holds it;
    ///   `.ownerFileDamaged` when the last epoch cannot be read, because a reused epoch would let a late writer in.
    public init(acquiring run: RunDirectory) throws(JournalError) {
        try run.descriptor.requireOwnDirectory()
        let file = try run.descriptor.open(Self.fileName, flags: O_RDWR | O_CREAT, permissions: 0o600)
        try file.requireOwnRegularFile()
        guard try file.lock() else { throw Self.holder(of: file) }
        // Between opening and locking the file may have been replaced; then this lock locks nothing.
        guard try Self.isCurrent(file, in: run) else { throw .ownerFileReplaced(path: file.path) }
        predecessor = try Self.predecessor(in: file)
        epoch = Self.epoch(after: predecessor)
        process = try ProcessIdentity.current()
        self.run = run
        lockFile = Mutex(file)
        guard epoch < OwnerRecord.maximumEpoch else { throw .ownerFileDamaged(path: file.path) }
        try write(isReleased: false, to: file)
        try run.descriptor.synchronize()
    }

    /// Whether this owner has not released the run.
    public var isHeld: Bool { lockFile.withLock { $0 != nil } }

    /// Checks on the disk that nobody has taken the run over, for instance by replacing the lock file.
    ///
    /// - Throws: `JournalError.notOwner` after `release`; `.ownerFileReplaced` when the file in the directory is not
    ///   the one that is locked, or names another epoch; `.systemCall`.
    public func confirm() throws(JournalError) {
        guard let file = lockFile.withLock({ $0 }) else { throw .notOwner }
        guard try Self.isCurrent(file, in: run),
            try OwnerRecord(file.readAll()) == OwnerRecord(epoch: epoch, process: process, isReleased: false)
        else { throw .ownerFileReplaced(path: file.path) }
    }

    /// Gives the run back; durable when this returns.
    ///
    /// A second call does nothing.
    ///
    /// - Throws: `JournalError` when that cannot be written; the lock is given back all the same, and the next owner
    ///   sees that this one ended without releasing.
    public func release() throws(JournalError) {
        let file = lockFile.withLock { file in
            defer { file = nil }
            return file
        }
        guard let file else { return }
        do throws(JournalError) {
            try write(isReleased: true, to: file)
        } catch {
            Self.abandon(file)
            throw error
        }
        try file.unlock()
    }

    deinit {
        if let file = lockFile.withLock({ $0 }) { Self.abandon(file) }
    }

    /// Unlocks at once.
    ///
    /// Closing alone is not enough: a child that is just being started shares the open file until it
    /// executes its program, and would keep the lock for so long.
    private static func abandon(_ file: FileDescriptor) {
        do throws(JournalError) {
            try file.unlock()
        } catch {
            // The file is closed next, which gives the lock back as well, if later.
        }
    }

    private func write(isReleased: Bool, to file: FileDescriptor) throws(JournalError) {
        try file.write(OwnerRecord(epoch: epoch, process: process, isReleased: isReleased).bytes, at: 0)
        try file.synchronizeData()
    }

    private static func epoch(after predecessor: Predecessor) -> Int {
        switch predecessor {
        case .none: 1
        case .released(_, let epoch), .endedWithoutReleasing(_, let epoch): epoch + 1
        }
    }

    private static func predecessor(in file: FileDescriptor) throws(JournalError) -> Predecessor {
        let contents = try file.readAll()
        // Shorter than a sector: the first owner ended before its epoch was durable, so there has been no owner.
        if contents.count < OwnerRecord.fileBytes { return .none }
        guard let record = OwnerRecord(contents) else { throw .ownerFileDamaged(path: file.path) }
        return record.isReleased
            ? .released(record.process, epoch: record.epoch)
            : .endedWithoutReleasing(record.process, epoch: record.epoch)
    }

    /// The error that names the holder.
    ///
    /// What is in the file may still describe the holder before: a process that has
    /// ended or has released is not named.
    private static func holder(of file: FileDescriptor) -> JournalError {
        do throws(JournalError) {
            guard let record = OwnerRecord(try file.readAll()), !record.isReleased, record.process.isAlive else {
                return .ownedBy(processIdentifier: nil, epoch: nil)
            }
            return .ownedBy(processIdentifier: record.process.processIdentifier, epoch: record.epoch)
        } catch {
            return error
        }
    }

    private static func isCurrent(_ file: FileDescriptor, in run: RunDirectory) throws(JournalError) -> Bool {
        do throws(JournalError) {
            let named = try run.descriptor.open(fileName, flags: O_RDONLY)
            return try named.status().isSameFile(as: file.status())
        } catch .missing {
            return false
        }
    }
}
