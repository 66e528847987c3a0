import CLibStatx
import Glibc

/// The system calls of the journal, one closure each, so that a test can make the i-th one fail.
///
/// Results follow the kernel's own convention: zero or more is success, a negative value is `-errno`. Nothing is
/// retried here; `FileDescriptor` decides what may be retried.
package struct FileSystemCalls: Sendable {
    /// directory descriptor, path, flags, permissions → descriptor.
    package var open: @Sendable (Int32, String, Int32, UInt32) -> Int
    /// directory descriptor, name, permissions.
    package var makeDirectory: @Sendable (Int32, String, UInt32) -> Int
    package var status: @Sendable (Int32, inout FileStatus) -> Int
    /// directory descriptor, name in that directory, not followed where it is a symbolic link; a network disk asks its server.
    package var statusOfName: @Sendable (Int32, String, inout FileStatus) -> Int
    /// descriptor, buffer, offset → bytes read.
    package var read: @Sendable (Int32, UnsafeMutableRawBufferPointer, Int) -> Int
    /// descriptor, bytes → bytes written.
    package var write: @Sendable (Int32, UnsafeRawBufferPointer) -> Int
    /// descriptor, bytes, offset → bytes written.
    package var writeAtOffset: @Sendable (Int32, UnsafeRawBufferPointer, Int) -> Int
    package var truncate: @Sendable (Int32, Int) -> Int
    /// directory descriptor, old name, new name, both in that directory; a file of the new name is replaced.
    package var rename: @Sendable (Int32, String, String) -> Int
    /// directory descriptor, existing name, second name, both in that directory.
    package var link: @Sendable (Int32, String, String) -> Int
    package var synchronize: @Sendable (Int32) -> Int
    package var synchronizeData: @Sendable (Int32) -> Int
    /// Makes the next read come from the disk.
    package var discardCached: @Sendable (Int32) -> Int
    /// Takes the exclusive lock without waiting.
    package var lock: @Sendable (Int32) -> Int
    /// Gives the lock back, also when copies of the descriptor are open.
    package var unlock: @Sendable (Int32) -> Int
    /// A copy of the descriptor, close-on-exec and above 2.
    package var duplicateAboveStandard: @Sendable (Int32) -> Int
    /// Names in a directory, without `.` and `..`, in no order.
    package var listNames: @Sendable (Int32, inout [String]) -> Int
    package var close: @Sendable (Int32) -> Int
    package var effectiveUser: @Sendable () -> UInt32

    package init(
        open: @escaping @Sendable (Int32, String, Int32, UInt32) -> Int,
        makeDirectory: @escaping @Sendable (Int32, String, UInt32) -> Int,
        status: @escaping @Sendable (Int32, inout FileStatus) -> Int,
        statusOfName: @escaping @Sendable (Int32, String, inout FileStatus) -> Int,
        read: @escaping @Sendable (Int32, UnsafeMutableRawBufferPointer, Int) -> Int,
        write: @escaping @Sendable (Int32, UnsafeRawBufferPointer) -> Int,
        writeAtOffset: @escaping @Sendable (Int32, UnsafeRawBufferPointer, Int) -> Int,
        truncate: @escaping @Sendable (Int32, Int) -> Int,
        rename: @escaping @Sendable (Int32, String, String) -> Int,
        link: @escaping @Sendable (Int32, String, String) -> Int,
        synchronize: @escaping @Sendable (Int32) -> Int,
        synchronizeData: @escaping @Sendable (Int32) -> Int,
        discardCached: @escaping @Sendable (Int32) -> Int,
        lock: @escaping @Sendable (Int32) -> Int,
        unlock: @escaping @Sendable (Int32) -> Int,
        duplicateAboveStandard: @escaping @Sendable (Int32) -> Int,
        listNames: @escaping @Sendable (Int32, inout [String]) -> Int,
        close: @escaping @Sendable (Int32) -> Int,
        effectiveUser: @escaping @Sendable () -> UInt32
    ) {
        self.open = open
        self.makeDirectory = makeDirectory
        self.status = status
        self.statusOfName = statusOfName
        self.read = read
        self.write = write
        self.writeAtOffset = writeAtOffset
        self.truncate = truncate
        self.rename = rename
        self.link = link
        self.synchronize = synchronize
        self.synchronizeData = synchronizeData
        self.discardCached = discardCached
        self.lock = lock
        self.unlock = unlock
        self.duplicateAboveStandard = duplicateAboveStandard
        self.listNames = listNames
        self.close = close
        self.effectiveUser = effectiveUser
    }
}

extension FileSystemCalls {
    /// The calls of this machine.
    package static let live = FileSystemCalls(
        open: { directory, path, flags, permissions in
            outcome(Int(Glibc.openat(directory, path, flags, mode_t(permissions))))
        },
        makeDirectory: { directory, name, permissions in
            outcome(Int(Glibc.mkdirat(directory, name, mode_t(permissions))))
        },
        status: { descriptor, status in liveStatus(descriptor, &status) },
        statusOfName: { directory, name, status in liveStatus(directory, name, &status) },
        read: { descriptor, buffer, offset in
            outcome(Glibc.pread(descriptor, buffer.baseAddress, buffer.count, off_t(offset)))
        },
        write: { descriptor, bytes in outcome(Glibc.write(descriptor, bytes.baseAddress, bytes.count)) },
        writeAtOffset: { descriptor, bytes, offset in
            outcome(Glibc.pwrite(descriptor, bytes.baseAddress, bytes.count, off_t(offset)))
        },
        truncate: { descriptor, byteCount in outcome(Int(Glibc.ftruncate(descriptor, off_t(byteCount)))) },
        rename: { directory, old, new in outcome(Int(Glibc.renameat(directory, old, directory, new))) },
        link: { directory, old, new in outcome(Int(Glibc.linkat(directory, old, directory, new, 0))) },
        synchronize: { descriptor in outcome(Int(Glibc.fsync(descriptor))) },
        synchronizeData: { descriptor in outcome(Int(Glibc.fdatasync(descriptor))) },
        // This one returns its error instead of setting errno.
        discardCached: { descriptor in -Int(posix_fadvise(descriptor, 0, 0, POSIX_FADV_DONTNEED)) },
        lock: { descriptor in outcome(Int(flock(descriptor, LOCK_EX | LOCK_NB))) },
        unlock: { descriptor in outcome(Int(flock(descriptor, LOCK_UN))) },
        duplicateAboveStandard: { descriptor in outcome(Int(Glibc.fcntl(descriptor, F_DUPFD_CLOEXEC, 3))) },
        listNames: { descriptor, names in liveNames(descriptor, &names) },
        close: { descriptor in outcome(Int(Glibc.close(descriptor))) },
        effectiveUser: { Glibc.geteuid() }
    )

    private static func outcome(_ result: Int) -> Int { result < 0 ? -Int(Glibc.errno) : result }

    private static func liveStatus(_ descriptor: Int32, _ status: inout FileStatus) -> Int {
        var raw = Glibc.stat()
        let result = outcome(Int(Glibc.fstat(descriptor, &raw)))
        guard result >= 0 else { return result }
        status = FileStatus(
            kind: kind(raw.st_mode), owner: raw.st_uid, permissions: raw.st_mode & 0o7777,
            hardLinkCount: Int(raw.st_nlink), byteCount: Int(raw.st_size), device: UInt64(raw.st_dev),
            inode: UInt64(raw.st_ino))
        return 0
    }

    private static func liveStatus(_ directory: Int32, _ name: String, _ status: inout FileStatus) -> Int {
        var raw = clibstatx_status()
        let result = outcome(Int(clibstatx_look_up(directory, name, &raw)))
        guard result >= 0 else { return result }
        status = FileStatus(
            kind: kind(mode_t(raw.mode)), owner: raw.owner, permissions: raw.mode & 0o7777,
            hardLinkCount: Int(raw.hard_link_count), byteCount: Int(raw.byte_count), device: raw.device,
            inode: raw.inode)
        return 0
    }

    private static func kind(_ mode: mode_t) -> FileStatus.Kind {
        switch mode & S_IFMT {
        case S_IFREG: .regularFile
        case S_IFDIR: .directory
        default: .other
        }
    }

    private static func liveNames(_ descriptor: Int32, _ names: inout [String]) -> Int {
        // `closedir` closes the descriptor it was given, so it gets a copy.
        let copy = Glibc.fcntl(descriptor, F_DUPFD_CLOEXEC, 3)
        guard copy >= 0 else { return outcome(-1) }
        guard let stream = Glibc.fdopendir(copy) else {
            let failure = outcome(-1)
            _ = Glibc.close(copy)
            return failure
        }
        defer { Glibc.closedir(stream) }
        Glibc.rewinddir(stream)
        while true {
            Glibc.errno = 0
            guard let entry = Glibc.readdir(stream) else { return Glibc.errno == 0 ? 0 : outcome(-1) }
            let name = withUnsafePointer(to: &entry.pointee.d_name) { tuple in
                tuple.withMemoryRebound(to: CChar.self, capacity: 256) { String(cString: $0) }
            }
            if name != ".", name != ".." { names.append(name) }
        }
    }
}
