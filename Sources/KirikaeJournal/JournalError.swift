import KirikaeCanonicalJSON

/// Why the journal, the state directory or the ownership of a run cannot be used.
///
/// The cases carry data, not sentences: the wording, in both languages, is made where it is shown.
public enum JournalError: Error, Equatable, Sendable {
    /// A system call failed with this `errno`.
    case systemCall(SystemCall, path: String, errorNumber: Int32)
    /// There is no such file or directory.
    case missing(path: String)
    /// It exists already, and is not overwritten.
    case alreadyExists(path: String)

    /// A write or sync failed before; what is on the disk is known only by reading it again in a new process.
    case lost
    /// The run is no longer owned through this owner.
    case notOwner
    /// Another process holds the run; nil where the holder has not yet written who it is.
    case ownedBy(processIdentifier: Int32?, epoch: Int?)
    /// `owner.lock` was replaced while it was being locked, or has been taken over since.
    case ownerFileReplaced(path: String)
    /// `owner.lock` is not what an owner writes, so the last epoch is not known.
    case ownerFileDamaged(path: String)
    /// Somebody began to take the run over and ended before that was finished; it must be taken over again.
    case takeOverUnfinished(epoch: Int)
    /// `/proc` does not describe the process in the form documented in proc(5).
    case processStatusUnreadable(path: String)

    /// The journal is not what the writer wrote, from this record and byte on.
    case damaged(recordNumber: Int, offset: Int, reason: JournalDamage)
    /// What a record says of a file with output is not so.
    case outputDamaged(recordNumber: Int, offset: Int, file: String, reason: OutputDamage)
    /// A payload must be an object.
    case payloadNotObject
    /// A payload must not bring the member the writer adds.
    case payloadHasReservedMember(String)
    /// The record's line would be longer than `JournalFormat.maximumLineBytes`.
    case recordTooLong(byteCount: Int)

    /// A symbolic link stands where a file or directory of ours must be.
    case symbolicLink(path: String)
    /// Not a regular file: a FIFO, a socket, a device, a directory.
    case notRegularFile(path: String)
    /// Not a directory.
    case notDirectory(path: String)
    /// Owned by another user.
    case wrongOwner(path: String, user: UInt32)
    /// The file has another name somewhere, so someone else may hold it.
    case severalHardLinks(path: String, count: Int)
    /// The group or everybody may write; `permissions` are the mode bits.
    case unsafePermissions(path: String, permissions: UInt32)

    /// A path that is empty or contains a NUL byte.
    case invalidPath(String)
    /// A run identifier that is not 1 to 64 of `a-z`, `0-9` and `-`.
    case invalidRunIdentifier(String)
    /// A path that may not stand under `pinned/`.
    case invalidPinnedPath(String, reason: PinnedPath.Defect)
}
