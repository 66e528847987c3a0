import Glibc
import Synchronization

/// The right to write to one run, held by one process at a time through `flock` on `owner.lock`.
///
/// The kernel gives the lock back when the holder ends, however it ends. Every owner has an epoch, one more than that
/// of the owner before; whoever stores it can tell a late writer. The epoch is written in place, not through a renamed
/// new file, because the lock belongs to the file: a renamed file would be a second one that nobody has locked. Only
/// taking over from an owner that holds the lock and does not go on replaces the file, by one that is locked before.
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
        /// It held the run, and it was taken away.
        case takenOver(ProcessIdentity, epoch: Int)
        /// Who it was cannot be read any more, and the run was taken away.
        case unknown
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
    /// Whether the run was taken from a process that held it, or may have held it.
    public var isForced: Bool {
        switch predecessor {
        case .takenOver, .unknown: true
        case .none, .released, .endedWithoutReleasing: false
        }
    }

    /// The locked file and what this owner knows to be in it.
    private struct LockFile {
        var descriptor: FileDescriptor
        /// Which file it is.
        var status: FileStatus
        var contents: OwnerFile
    }

    /// Nil when released.
    private let lockFile: Mutex<LockFile?>

    /// Whether the journal is still the file that the owner before may write to.
    private let hasOldJournal: Mutex<Bool>

    /// Takes the run, without waiting; the new epoch is durable when this returns.
    ///
    /// - Throws: `JournalError`; `.ownedBy` when another owner, in this process or another, holds it;
    ///   `.ownerFileDamaged` when the last epoch cannot be read, because a reused epoch would let a late writer in;
    ///   `.takeOverUnfinished` when whoever took it over ended before the journal was replaced.
    public init(acquiring run: RunDirectory) throws(JournalError) {
        try run.descriptor.requireOwnDirectory()
        let file = try run.descriptor.open(Self.fileName, flags: O_RDWR | O_CREAT, permissions: 0o600)
        try file.requireOwnRegularFile()
        guard try file.lock() else { throw Self.holderError(try Self.record(in: file)) }
        // Between opening and locking the file may have been replaced; then this lock locks nothing.
        guard try Self.isCurrent(file, in: run) else { throw .ownerFileReplaced(path: file.path) }
        let contents = try Self.contents(of: file)
        let last = contents.latest
        if let last, last.isTakingOver { throw .takeOverUnfinished(epoch: last.epoch) }
        predecessor =
            switch last {
            case nil: .none
            case let last? where last.isReleased: .released(last.process, epoch: last.epoch)
            case let last?: .endedWithoutReleasing(last.process, epoch: last.epoch)
            }
        epoch = contents.nextEpoch
        process = try ProcessIdentity.current()
        self.run = run
        lockFile = Mutex(LockFile(descriptor: file, status: try file.status(), contents: contents))
        hasOldJournal = Mutex(false)
        guard epoch < OwnerRecord.maximumEpoch else { throw .ownerFileDamaged(path: file.path) }
        try write()
        try run.descriptor.synchronize()
    }

    /// Takes the run from whoever holds it, by replacing the lock file; from then on the other is refused.
    ///
    /// The journal must be replaced after that, before anything is appended: `JournalRecovery.takeOver` does both.
    ///
    /// - Parameters:
    ///   - run: the run.
    ///   - recordedEpoch: the largest epoch that the journal speaks of, for the case that the lock file cannot be read.
    /// - Throws: `JournalError`; `.ownedBy` when another process is taking it over at this moment.
    init(takingOver run: RunDirectory, recordedEpoch: Int) throws(JournalError) {
        try run.descriptor.requireOwnDirectory()
        let old = try run.descriptor.open(Self.fileName, flags: O_RDONLY)
        try old.requireOwnRegularFile()
        let oldContents = OwnerFile(try old.readAll())
        if let oldContents, oldContents.latest == nil { throw .ownedBy(processIdentifier: nil, epoch: nil) }
        process = try ProcessIdentity.current()
        self.run = run
        // One more than an owner whose epoch is in the lock file only may have had.
        let next = max(oldContents?.nextEpoch ?? 0, recordedEpoch + (oldContents == nil ? 2 : 1))
        // Of several who take over at once one has the lock of the new file; it is locked before it gets its name.
        let name = "\(Self.fileName).new-\(next)"
        let file = try run.descriptor.open(name, flags: O_RDWR | O_CREAT, permissions: 0o600)
        try file.requireOwnRegularFile()
        guard try file.lock() else { throw Self.holderError(try Self.record(in: file)) }
        guard try Self.isNamed(name, try file.status(), in: run), try Self.isCurrent(old, in: run) else {
            throw .ownedBy(processIdentifier: nil, epoch: next)
        }
        // The holder may have ended meanwhile, and somebody may have taken the run without force.
        let latest = OwnerFile(try old.readAll()) ?? oldContents
        predecessor = latest?.latest.map { .takenOver($0.process, epoch: $0.epoch) } ?? .unknown
        epoch = max(latest?.nextEpoch ?? 0, next)
        lockFile = Mutex(LockFile(descriptor: file, status: try file.status(), contents: try Self.contents(of: file)))
        hasOldJournal = Mutex(true)
        guard epoch < OwnerRecord.maximumEpoch else { throw .ownerFileDamaged(path: old.path) }
        try write()
        try file.synchronize()
        try run.descriptor.rename(name, to: Self.fileName)
        try run.descriptor.synchronize()
    }

    /// Whether this owner has not released the run.
    public var isHeld: Bool { lockFile.withLock { $0 != nil } }

    /// Whether the journal is still the file that the owner before may write to.
    var isTakingOver: Bool { hasOldJournal.withLock { $0 } }

    /// Takes the mark off: the journal is this owner's own file now.
    func finishTakeOver() throws(JournalError) {
        hasOldJournal.withLock { $0 = false }
        try write()
    }

    /// Checks on the disk that nobody has taken the run over, for instance by replacing the lock file.
    ///
    /// - Throws: `JournalError.notOwner` after `release`; `.ownerFileReplaced` when the file in the directory is not
    ///   the one that is locked, or names another epoch; `.systemCall`.
    public func confirm() throws(JournalError) {
        guard let held = lockFile.withLock({ $0 }) else { throw .notOwner }
        guard try Self.isNamed(Self.fileName, held.status, in: run) else {
            throw .ownerFileReplaced(path: held.descriptor.path)
        }
        for place in held.contents.places {
            guard try held.descriptor.read(at: place.offset, byteCount: OwnerRecord.byteCount) == Array(place.bytes)
            else {
                throw .ownerFileReplaced(path: held.descriptor.path)
            }
        }
    }

    /// Gives the run back; durable when this returns.
    ///
    /// A second call does nothing.
    ///
    /// - Throws: `JournalError` when that cannot be written; the lock is given back all the same, and the next owner
    ///   sees that this one ended without releasing.
    public func release() throws(JournalError) {
        guard let file = lockFile.withLock({ $0?.descriptor }) else { return }
        defer { lockFile.withLock { $0 = nil } }
        do throws(JournalError) {
            try write(isReleased: true)
        } catch {
            Self.abandon(file)
            throw error
        }
        try file.unlock()
    }

    deinit {
        if let file = lockFile.withLock({ $0?.descriptor }) { Self.abandon(file) }
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

    private func write(isReleased: Bool = false) throws(JournalError) {
        let record = OwnerRecord(
            epoch: epoch, process: process, isReleased: isReleased, isTakingOver: isTakingOver)
        let write = lockFile.withLock { held in
            held != nil ? (held?.descriptor, held?.contents.put(record)) : (nil, nil)
        }
        guard case (let file?, let (bytes, offset)?) = write else { throw .notOwner }
        try file.write(bytes, at: offset)
        try file.synchronizeData()
    }

    /// What the file says of its last owner; nil when there has been none.
    static func record(in file: FileDescriptor) throws(JournalError) -> OwnerRecord? {
        try contents(of: file).latest
    }

    private static func contents(of file: FileDescriptor) throws(JournalError) -> OwnerFile {
        guard let contents = OwnerFile(try file.readAll()) else { throw .ownerFileDamaged(path: file.path) }
        return contents
    }

    /// The error that names the holder.
    ///
    /// What is in the file may still describe the holder before: a process that has
    /// ended or has released is not named.
    private static func holderError(_ record: OwnerRecord?) -> JournalError {
        guard let record, !record.isReleased, record.process.isAlive else {
            return .ownedBy(processIdentifier: nil, epoch: nil)
        }
        return .ownedBy(processIdentifier: record.process.processIdentifier, epoch: record.epoch)
    }

    private static func isCurrent(_ file: FileDescriptor, in run: RunDirectory) throws(JournalError) -> Bool {
        try isNamed(fileName, try file.status(), in: run)
    }

    private static func isNamed(
        _ name: String, _ file: FileStatus, in run: RunDirectory
    ) throws(JournalError) -> Bool {
        do throws(JournalError) {
            return try run.descriptor.status(of: name).isSameFile(as: file)
        } catch .missing {
            return false
        }
    }
}
