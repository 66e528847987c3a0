import Glibc

/// The directory of one run: its journal, its owner, and copies of every file it executes.
public struct RunDirectory: Sendable {
    package let descriptor: FileDescriptor

    /// Where the directory is.
    public var path: String { descriptor.path }

    init(descriptor: FileDescriptor) {
        self.descriptor = descriptor
    }

    /// Opens the directory of a run only for reading; also a copy of one, owned by anybody.
    ///
    /// - Throws: `JournalError` when it cannot be opened.
    public init(readingAt path: String) throws(JournalError) {
        try self.init(readingAt: path, calls: .live)
    }

    package init(readingAt path: String, calls: FileSystemCalls) throws(JournalError) {
        guard !path.isEmpty, !path.utf8.contains(0) else { throw .invalidPath(path) }
        descriptor = try FileDescriptor.open(path, flags: O_RDONLY | O_DIRECTORY, calls: calls)
    }

    /// Writes a copy of a file that the run executes, mode 0600; the file and every directory above it up to the run's
    /// are durable when this returns.
    ///
    /// - Parameters:
    ///   - contents: the bytes of the file.
    ///   - path: its path in the folder.
    ///   - folder: the folder of copies: `pinned`, or one of `nextPinnedFolder`.
    /// - Throws: `JournalError`; `.alreadyExists` when there is such a copy, which is never overwritten.
    public func writePinned(
        _ contents: [UInt8], at path: PinnedPath, in folder: String = firstPinnedFolder
    ) throws(JournalError) {
        var directory = try descriptor.ensureDirectory(folder)
        try directory.requireOwnDirectory()
        for name in path.components.dropLast() {
            directory = try directory.ensureDirectory(name)
            try directory.requireOwnDirectory()
        }
        let name = path.components[path.components.count - 1]
        let file = try directory.open(name, flags: O_WRONLY | O_CREAT | O_EXCL, permissions: 0o600)
        try file.append(contents)
        try file.synchronize()
        try directory.synchronize()
    }

    /// Reads a copy back.
    ///
    /// - Throws: `JournalError`; `.missing` when there is no such copy, `.symbolicLink` and `.notRegularFile` when
    ///   something else stands there.
    public func readPinned(
        _ path: PinnedPath, in folder: String = firstPinnedFolder
    ) throws(JournalError) -> [UInt8] {
        var directory = try descriptor.openDirectory(folder)
        for name in path.components.dropLast() { directory = try directory.openDirectory(name) }
        let file = try directory.open(path.components[path.components.count - 1], flags: O_RDONLY)
        try file.requireRegularFile()
        return try file.readAll()
    }

    /// The paths of everything under `pinned/` that is not a directory, sorted; empty when nothing was pinned.
    ///
    /// - Throws: `JournalError` when a directory cannot be read, or `.invalidPinnedPath` when they are nested deeper
    ///   than a pinned path can be.
    public func listPinned(in folder: String = firstPinnedFolder) throws(JournalError) -> [String] {
        try listFiles(below: folder)
    }

    /// The paths of everything under a folder of this directory that is not a directory, sorted; empty when there is none.
    ///
    /// - Throws: as `listPinned`.
    package func listFiles(below folder: String) throws(JournalError) -> [String] {
        let pinned: FileDescriptor
        do throws(JournalError) {
            pinned = try descriptor.openDirectory(folder)
        } catch .missing {
            return []
        }
        return try Self.list(pinned, prefix: [], into: []).sorted()
    }

    private static func list(
        _ directory: FileDescriptor, prefix: [String], into found: [String]
    ) throws(JournalError) -> [String] {
        guard prefix.count < PinnedPath.maximumComponents else {
            throw .invalidPinnedPath(prefix.joined(separator: "/"), reason: .tooDeep)
        }
        var found = found
        for name in try directory.listNames() {
            let path = prefix + [name]
            do throws(JournalError) {
                found = try list(try directory.openDirectory(name), prefix: path, into: found)
            } catch .notDirectory, .symbolicLink {
                found.append(path.joined(separator: "/"))
            }
        }
        return found
    }
}
