/// A system call the journal makes, as named in section 2 of the Linux manual.
public enum SystemCall: String, CaseIterable, Sendable {
    /// Opens a file or directory.
    case openat
    /// Makes a directory.
    case mkdirat
    /// Asks for the type, owner and size of an open file.
    case fstat
    /// Asks which file a name of a directory stands for.
    case statx
    /// Reads at an offset.
    case pread64
    /// Writes at the end of the journal.
    case write
    /// Writes at an offset.
    case pwrite64
    /// Cuts a file.
    case ftruncate
    /// Gives a file another name and takes the one it has.
    case renameat
    /// Gives a file a second name.
    case linkat
    /// Makes a file or directory durable.
    case fsync
    /// Makes the contents of a file durable.
    case fdatasync
    /// Forgets what the kernel keeps in memory of a file.
    case fadvise64
    /// Takes the lock of a run, or gives it back.
    case flock
    /// Moves a descriptor above 2.
    case fcntl
    /// Lists a directory.
    case getdents64
    /// Closes a descriptor.
    case close
}
