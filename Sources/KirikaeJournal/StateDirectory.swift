import Glibc

/// The directory that holds all runs of one installation: `<root>/runs/<run identifier>/`.
public struct StateDirectory: Sendable {
    private static let runsName = "runs"

    /// The path as given, without slashes at the end.
    public let path: String
    private let root: FileDescriptor
    private let runs: FileDescriptor

    /// Opens the state directory, and makes it with its parents, mode 0700, when it is missing.
    ///
    /// - Parameter path: absolute, or relative to the working directory.
    /// - Throws: `JournalError`; `.notDirectory` when the last element is a symbolic link, because whoever can change
    ///   the link decides where the records go; `.wrongOwner`; `.unsafePermissions` when the group or everybody may
    ///   write.
    public init(path: String) throws(JournalError) {
        try self.init(path: path, calls: .live)
    }

    package init(path: String, calls: FileSystemCalls) throws(JournalError) {
        self.path = try Self.normalized(path)
        root = try Self.ensureDirectory(self.path, flags: O_NOFOLLOW, calls: calls)
        try root.requireOwnDirectory()
        runs = try root.ensureDirectory(Self.runsName)
        try runs.requireOwnDirectory()
    }

    /// Opens a state directory that is there, for reading; makes nothing.
    ///
    /// - Throws: as `init(path:)`; `.missing` when there is none, or no run was ever begun in it.
    public init(existingAt path: String) throws(JournalError) {
        try self.init(existingAt: path, calls: .live)
    }

    package init(existingAt path: String, calls: FileSystemCalls) throws(JournalError) {
        self.path = try Self.normalized(path)
        root = try FileDescriptor.open(
            self.path, flags: O_RDONLY | O_DIRECTORY | O_NOFOLLOW, calls: calls)
        try root.requireOwnDirectory()
        runs = try root.openDirectory(Self.runsName)
        try runs.requireOwnDirectory()
    }

    /// Opens a folder of small files beside the runs, and makes it, mode 0700, when it is missing.
    ///
    /// - Throws: `JournalError`.
    public func folder(_ name: String) throws(JournalError) -> FileFolder {
        let directory = try root.ensureDirectory(name)
        try directory.requireOwnDirectory()
        return FileFolder(descriptor: directory)
    }

    /// Makes the directory of a new run, mode 0700, and makes its name, and those of all directories above it, durable.
    ///
    /// - Throws: `JournalError`; `.alreadyExists` when there is such a run.
    public func createRun(_ identifier: RunIdentifier) throws(JournalError) -> RunDirectory {
        try runs.makeDirectory(identifier.text)
        try Self.makeNamesDurable(to: root)
        return try openRun(identifier)
    }

    /// Opens the directory of an existing run.
    ///
    /// - Throws: `JournalError`; `.missing` when there is no such run.
    public func openRun(_ identifier: RunIdentifier) throws(JournalError) -> RunDirectory {
        let directory = try runs.openDirectory(identifier.text)
        try directory.requireOwnDirectory()
        return RunDirectory(descriptor: directory)
    }

    /// The runs there are, sorted.
    ///
    /// Entries that are not a directory with the name of a run are not runs.
    ///
    /// - Throws: `JournalError` when the directory cannot be read.
    public func listRuns() throws(JournalError) -> [RunIdentifier] {
        var identifiers: [RunIdentifier] = []
        for name in try runs.listNames() {
            do throws(JournalError) {
                let identifier = try RunIdentifier(name)
                _ = try runs.openDirectory(name)
                identifiers.append(identifier)
            } catch .invalidRunIdentifier, .notDirectory, .symbolicLink, .missing {
                continue
            }
        }
        return identifiers.sorted()
    }

    /// Makes the names of a directory and of those above it durable, as far up as we may have made them: as long as they are ours.
    ///
    /// A process that was ended just after making one of them has left that to us, and it cannot be seen.
    private static func makeNamesDurable(to directory: FileDescriptor) throws(JournalError) {
        var directory = directory
        try directory.synchronize()
        while try directory.status().owner == directory.calls.effectiveUser() {
            let parent: FileDescriptor
            do throws(JournalError) {
                parent = try directory.openDirectory("..")
            } catch .systemCall(_, _, EACCES) {
                // Making a directory needs this very permission, so we made none here.
                return
            }
            if try parent.status().isSameFile(as: directory.status()) { return }
            do throws(JournalError) {
                try parent.synchronize()
            } catch .systemCall(.fsync, _, let number) where number == EINVAL || number == EROFS {
                // No names can be made here.
                return
            }
            directory = parent
        }
    }

    /// Without what would make the last element follow a symbolic link: slashes and `.` at the end.
    private static func normalized(_ path: String) throws(JournalError) -> String {
        guard !path.isEmpty, !path.utf8.contains(0) else { throw .invalidPath(path) }
        let elements = path.utf8.split(separator: UInt8(ascii: "/"))
            .map { String(Substring($0)) }
            .filter { $0 != "." }
        let joined = elements.joined(separator: "/")
        if path.utf8.first == UInt8(ascii: "/") { return "/" + joined }
        return joined.isEmpty ? "." : joined
    }

    /// Opens a directory; makes it, and its parents, when missing.
    ///
    /// Parents may be reached through symbolic links.
    static func ensureDirectory(
        _ path: String, flags: Int32, calls: FileSystemCalls
    ) throws(JournalError) -> FileDescriptor {
        let flags = flags | O_RDONLY | O_DIRECTORY
        do throws(JournalError) {
            return try FileDescriptor.open(path, flags: flags, calls: calls)
        } catch .missing {
            let slash = path.utf8.lastIndex(of: UInt8(ascii: "/"))
            let name = slash.map { String(path[path.utf8.index(after: $0)...]) } ?? path
            let parentPath = slash.map { $0 == path.startIndex ? "/" : String(path[..<$0]) } ?? "."
            // The root and the working directory exist; without this guard a removed one would recurse for ever.
            guard name != ".", !name.isEmpty else { throw .missing(path: path) }
            let parent = try ensureDirectory(parentPath, flags: 0, calls: calls)
            return try parent.ensureDirectory(name)
        }
    }
}
