import Glibc

/// An open file or directory that closes itself.
///
/// Turns failed calls into `JournalError`s with the path, and retries only what may be retried: a call that was
/// interrupted before it did anything. `fsync` and `fdatasync` are never retried, interrupted or not, because a second
/// call on the same descriptor can report success for data the kernel has already dropped.
package final class FileDescriptor: Sendable {
    /// After so many interruptions in a row the call counts as failed, so that no loop is endless.
    private static let maximumInterruptions = 100
    private static let readBytes = 64 << 10

    package let number: Int32
    package let path: String
    package let calls: FileSystemCalls

    /// Takes over an open descriptor.
    package init(adopting number: Int32, path: String, calls: FileSystemCalls) {
        self.number = number
        self.path = path
        self.calls = calls
    }

    deinit {
        // What had to be durable was synced before, and nothing else can be done about a failed close.
        _ = calls.close(number)
    }

    /// Opens a path close-on-exec and above 2, so that neither a child nor a stray `print` can reach it.
    static func open(
        _ name: String, in directory: FileDescriptor? = nil, flags: Int32, permissions: UInt32 = 0,
        calls: FileSystemCalls
    ) throws(JournalError) -> FileDescriptor {
        let path = directory.map { "\($0.path)/\(name)" } ?? name
        let directoryNumber = directory?.number ?? AT_FDCWD
        let opened = try perform(.openat, path: path) {
            // O_NONBLOCK: the open of a FIFO must not wait for its other end; it has no effect on regular files.
            calls.open(directoryNumber, name, flags | O_CLOEXEC | O_NONBLOCK | O_NOCTTY, permissions)
        }
        let number = Int32(truncatingIfNeeded: opened)
        guard number <= STDERR_FILENO else { return FileDescriptor(adopting: number, path: path, calls: calls) }
        defer { _ = calls.close(number) }
        let moved = try perform(.fcntl, path: path) { calls.duplicateAboveStandard(number) }
        return FileDescriptor(adopting: Int32(truncatingIfNeeded: moved), path: path, calls: calls)
    }

    /// Opens an entry of this directory; a symbolic link is refused.
    package func open(_ name: String, flags: Int32, permissions: UInt32 = 0) throws(JournalError) -> FileDescriptor {
        try Self.open(name, in: self, flags: flags | O_NOFOLLOW, permissions: permissions, calls: calls)
    }

    package func openDirectory(_ name: String) throws(JournalError) -> FileDescriptor {
        try open(name, flags: O_RDONLY | O_DIRECTORY)
    }

    /// Makes a directory and makes its name durable; this descriptor stays open across both, so that a failed write of
    /// the name cannot be lost with an evicted inode.
    func makeDirectory(_ name: String) throws(JournalError) {
        try Self.perform(.mkdirat, path: "\(path)/\(name)") { calls.makeDirectory(number, name, 0o700) }
        try synchronize()
    }

    /// Opens a directory, and makes it when it is missing.
    func ensureDirectory(_ name: String) throws(JournalError) -> FileDescriptor {
        do {
            return try openDirectory(name)
        } catch .missing {
            do {
                try makeDirectory(name)
            } catch .alreadyExists {
                // Another process made it in between; it is checked like any other.
            }
            return try openDirectory(name)
        }
    }

    package func status() throws(JournalError) -> FileStatus {
        var status = FileStatus(
            kind: .other, owner: 0, permissions: 0, hardLinkCount: 0, byteCount: 0, device: 0, inode: 0)
        try Self.perform(.fstat, path: path) { calls.status(number, &status) }
        return status
    }

    /// Which file a name of this directory stands for now; `.missing` when there is none.
    func status(of name: String) throws(JournalError) -> FileStatus {
        var status = FileStatus(
            kind: .other, owner: 0, permissions: 0, hardLinkCount: 0, byteCount: 0, device: 0, inode: 0)
        try Self.perform(.statx, path: path) { calls.statusOfName(number, name, &status) }
        return status
    }

    package func listNames() throws(JournalError) -> [String] {
        var names: [String] = []
        try Self.perform(.getdents64, path: path) {
            names = []
            return calls.listNames(number, &names)
        }
        return names
    }

    /// Up to 64 KiB from `offset`; empty at the end of the file.
    package func read(at offset: Int, byteCount: Int = readBytes) throws(JournalError) -> [UInt8] {
        var failure: JournalError?
        let bytes = [UInt8](unsafeUninitializedCapacity: byteCount) { buffer, initializedCount in
            let raw = UnsafeMutableRawBufferPointer(buffer)
            do throws(JournalError) {
                initializedCount = try Self.perform(.pread64, path: path) { calls.read(number, raw, offset) }
            } catch {
                failure = error
            }
        }
        if let failure { throw failure }
        return bytes
    }

    package func readAll() throws(JournalError) -> [UInt8] {
        var contents: [UInt8] = []
        while true {
            let chunk = try read(at: contents.count)
            if chunk.isEmpty { return contents }
            contents.append(contentsOf: chunk)
        }
    }

    /// Writes all bytes at the end of the file.
    func append(_ bytes: [UInt8]) throws(JournalError) {
        try writeFully(bytes, with: .write) { rest, _ in calls.write(number, rest) }
    }

    /// Writes all bytes from `offset` on.
    func write(_ bytes: [UInt8], at offset: Int) throws(JournalError) {
        try writeFully(bytes, with: .pwrite64) { rest, written in
            calls.writeAtOffset(number, rest, offset + written)
        }
    }

    private func writeFully(
        _ bytes: [UInt8], with call: SystemCall, _ write: (UnsafeRawBufferPointer, Int) -> Int
    ) throws(JournalError) {
        var written = 0
        while written < bytes.count {
            let count = try Self.perform(call, path: path) {
                bytes.withUnsafeBytes { write(UnsafeRawBufferPointer(rebasing: $0[written...]), written) }
            }
            // A write of nothing would be repeated for ever.
            guard count > 0 else { throw .systemCall(call, path: path, errorNumber: EIO) }
            written += count
        }
    }

    func truncate(to byteCount: Int) throws(JournalError) {
        try Self.perform(.ftruncate, path: path) { calls.truncate(number, byteCount) }
    }

    /// Renames an entry of this directory; one of the new name is replaced.
    func rename(_ old: String, to new: String) throws(JournalError) {
        try Self.perform(.renameat, path: "\(path)/\(new)") { calls.rename(number, old, new) }
    }

    /// Gives an entry of this directory a second name.
    func link(_ old: String, as new: String) throws(JournalError) {
        try Self.perform(.linkat, path: "\(path)/\(new)") { calls.link(number, old, new) }
    }

    func synchronize() throws(JournalError) {
        try Self.performOnce(.fsync, path: path) { calls.synchronize(number) }
    }

    func synchronizeData() throws(JournalError) {
        try Self.performOnce(.fdatasync, path: path) { calls.synchronizeData(number) }
    }

    /// Lets the next read come from the disk.
    ///
    /// What a failed sync has dropped can still be read from memory, also by other processes, until the memory is needed.
    func discardCached() throws(JournalError) {
        try Self.perform(.fadvise64, path: path) { calls.discardCached(number) }
    }

    /// Takes the exclusive lock; false when someone else holds it.
    func lock() throws(JournalError) -> Bool {
        do {
            try Self.perform(.flock, path: path) { calls.lock(number) }
            return true
        } catch .systemCall(.flock, _, EWOULDBLOCK) {
            return false
        }
    }

    func unlock() throws(JournalError) {
        try Self.perform(.flock, path: path) { calls.unlock(number) }
    }

    @discardableResult
    private static func perform(_ call: SystemCall, path: String, _ body: () -> Int) throws(JournalError) -> Int {
        for _ in 1..<maximumInterruptions {
            let result = body()
            if result == -Int(EINTR) { continue }
            return try check(result, call, path: path)
        }
        return try performOnce(call, path: path, body)
    }

    @discardableResult
    private static func performOnce(_ call: SystemCall, path: String, _ body: () -> Int) throws(JournalError) -> Int {
        try check(body(), call, path: path)
    }

    private static func check(_ result: Int, _ call: SystemCall, path: String) throws(JournalError) -> Int {
        guard result < 0 else { return result }
        switch (call, Int32(truncatingIfNeeded: -result)) {
        case (.openat, ENOENT), (.mkdirat, ENOENT), (.renameat, ENOENT), (.linkat, ENOENT), (.statx, ENOENT):
            throw .missing(path: path)
        case (.openat, EEXIST), (.mkdirat, EEXIST), (.linkat, EEXIST): throw .alreadyExists(path: path)
        case (.openat, ELOOP): throw .symbolicLink(path: path)
        case (.openat, ENOTDIR): throw .notDirectory(path: path)
        case (_, let errorNumber): throw .systemCall(call, path: path, errorNumber: errorNumber)
        }
    }
}
