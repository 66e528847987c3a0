import Glibc

/// A directory of small files of which each is replaced in one piece: keys, heads seen before, copies of checkpoints.
public struct FileFolder: Sendable {
    /// Files longer than this are not read: 32 MiB.
    public static let maximumBytes = 32 << 20
    private static let lockName = ".lock"

    private let descriptor: FileDescriptor

    init(descriptor: FileDescriptor) {
        self.descriptor = descriptor
    }

    /// Opens a directory, and makes it with its parents, mode 0700, when it is missing.
    ///
    /// - Throws: `JournalError`; `.wrongOwner` and `.unsafePermissions` where somebody else could change what is in it.
    public init(path: String) throws(JournalError) {
        guard !path.isEmpty, !path.utf8.contains(0) else { throw .invalidPath(path) }
        descriptor = try StateDirectory.ensureDirectory(path, flags: 0, calls: .live)
        try descriptor.requireOwnDirectory()
    }

    /// Opens a directory only for reading; it may be anybody's.
    ///
    /// - Throws: `JournalError`.
    public init(readingAt path: String) throws(JournalError) {
        guard !path.isEmpty, !path.utf8.contains(0) else { throw .invalidPath(path) }
        descriptor = try FileDescriptor.open(path, flags: O_RDONLY | O_DIRECTORY, calls: .live)
    }

    /// Where it is.
    public var path: String { descriptor.path }

    /// The names in it, sorted.
    ///
    /// - Throws: `JournalError`.
    public func names() throws(JournalError) -> [String] { try descriptor.listNames().sorted() }

    /// The bytes of a file; nil when there is none.
    ///
    /// - Throws: `JournalError`; `.notRegularFile` for a file that is longer than `maximumBytes`, too.
    public func contents(of name: String) throws(JournalError) -> [UInt8]? {
        do throws(JournalError) {
            return try descriptor.smallFile(name)
        } catch .missing {
            return nil
        }
    }

    /// Puts bytes in the place of a file; they are durable under its name when this returns.
    ///
    /// Whoever reads meanwhile, and whoever comes after a crash, finds the old bytes or the new ones, and never a part.
    ///
    /// - Throws: `JournalError`.
    public func replace(_ name: String, with contents: [UInt8]) throws(JournalError) {
        try descriptor.replaceFile(name, with: contents)
    }

    /// Does something while no other process does the like in this folder.
    ///
    /// - Throws: what `body` throws, and `JournalError`; `.ownedBy` when another one is at it.
    public func locked<Value>(_ body: () throws(JournalError) -> Value) throws(JournalError) -> Value {
        let file = try descriptor.open(Self.lockName, flags: O_RDWR | O_CREAT, permissions: 0o600)
        guard try file.lock() else { throw .ownedBy(processIdentifier: nil, epoch: nil) }
        let value: Value
        do throws(JournalError) {
            value = try body()
        } catch {
            // The lock goes with the file, which is closed now.
            throw error
        }
        try file.unlock()
        return value
    }
}

extension FileDescriptor {
    /// The bytes of a regular file of this directory.
    func smallFile(_ name: String) throws(JournalError) -> [UInt8] {
        let file = try open(name, flags: O_RDONLY)
        guard try file.requireRegularFile().byteCount <= FileFolder.maximumBytes else {
            throw .notRegularFile(path: file.path)
        }
        return try file.readAll()
    }

    /// Writes a file of this directory under another name, makes it durable, and gives it its name.
    func replaceFile(_ name: String, with contents: [UInt8]) throws(JournalError) {
        let draft = ".\(name).new"
        // What a crash left there is written over.
        let file = try open(draft, flags: O_WRONLY | O_CREAT, permissions: 0o600)
        try file.requireOwnRegularFile()
        try file.truncate(to: 0)
        try file.append(contents)
        try file.synchronize()
        try rename(draft, to: name)
        try synchronize()
    }
}
