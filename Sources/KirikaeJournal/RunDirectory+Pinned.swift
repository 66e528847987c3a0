import Glibc

/// Copies beside the first ones, and copies that a crash left unfinished.
extension RunDirectory {
    /// The name of the folder of the first copies.
    public static let firstPinnedFolder = "pinned"

    /// A name for the next folder of copies that is not taken: `pinned-2`, `pinned-3` and so on.
    ///
    /// A folder that was filled and never recorded, because the engine died in between, keeps its name.
    ///
    /// - Throws: `JournalError` when the directory cannot be read.
    public func nextPinnedFolder() throws(JournalError) -> String {
        let names = try descriptor.listNames()
        var number = 2
        while names.contains("\(Self.firstPinnedFolder)-\(number)") { number += 1 }
        return "\(Self.firstPinnedFolder)-\(number)"
    }

    /// Writes a copy of a file as `writePinned` does, also where a crash has left a part of it.
    ///
    /// Only for a run that has no record yet: no record says what the copy should be, so nothing that counts is overwritten.
    ///
    /// - Throws: `JournalError`.
    public func completePinned(_ contents: [UInt8], at path: PinnedPath) throws(JournalError) {
        var directory = try descriptor.ensureDirectory(Self.firstPinnedFolder)
        for name in path.components.dropLast() { directory = try directory.ensureDirectory(name) }
        let name = path.components[path.components.count - 1]
        let file = try directory.open(name, flags: O_WRONLY | O_CREAT, permissions: 0o600)
        try file.requireOwnRegularFile()
        try file.truncate(to: 0)
        try file.append(contents)
        try file.synchronize()
        try directory.synchronize()
    }
}
