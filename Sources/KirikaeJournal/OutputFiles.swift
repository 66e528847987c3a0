import Glibc

/// The files with captured output of one run that is being written: `outputs/<name>`, append-only.
///
/// Their bytes are on the disk before the records that name them are known to be: they are synced first, whenever the journal is.
struct OutputFiles: Sendable {
    /// The folder in a run directory.
    static let folderName = "outputs"
    /// How many are open at a time; more steps than that seldom print side by side.
    private static let mostOpen = 8

    private struct File: Sendable {
        var name: String
        var descriptor: FileDescriptor
        var isDirty: Bool
    }

    private let run: FileDescriptor
    private var folder: FileDescriptor?
    /// Whether a file was made whose name may not be on the disk yet.
    private var hasNewName = false
    /// The least recently used first.
    private var open: [File] = []
    private var byteCounts: [String: Int] = [:]

    init(run: FileDescriptor) {
        self.run = run
    }

    /// Whether there is anything to sync.
    var isDirty: Bool { hasNewName || open.contains(where: \.isDirty) }

    /// Writes bytes at the end of a file, which is made if this is the first.
    mutating func append(_ bytes: [UInt8], to name: String) throws(JournalError) -> OutputExtent {
        var file = try take(name)
        let offset = byteCounts[name] ?? 0
        try file.descriptor.append(bytes)
        file.isDirty = true
        open.append(file)
        byteCounts[name] = offset + bytes.count
        return OutputExtent(file: name, offset: offset, byteCount: bytes.count, hash: RecordHash(hashing: bytes))
    }

    /// Makes all bytes and names durable.
    mutating func synchronize() throws(JournalError) {
        for index in open.indices where open[index].isDirty {
            try open[index].descriptor.synchronizeData()
            open[index].isDirty = false
        }
        if hasNewName, let folder {
            try folder.synchronize()
            hasNewName = false
        }
    }

    private mutating func take(_ name: String) throws(JournalError) -> File {
        if let index = open.firstIndex(where: { $0.name == name }) { return open.remove(at: index) }
        if open.count >= Self.mostOpen {
            let oldest = open.removeFirst()
            if oldest.isDirty { try oldest.descriptor.synchronizeData() }
        }
        let folder = try ownFolder()
        if byteCounts[name] != nil {
            let descriptor = try folder.open(name, flags: O_WRONLY | O_APPEND)
            try descriptor.requireOwnRegularFile()
            return File(name: name, descriptor: descriptor, isDirty: false)
        }
        let descriptor = try folder.open(name, flags: O_WRONLY | O_APPEND | O_CREAT | O_EXCL, permissions: 0o600)
        try descriptor.requireOwnRegularFile()
        hasNewName = true
        return File(name: name, descriptor: descriptor, isDirty: false)
    }

    private mutating func ownFolder() throws(JournalError) -> FileDescriptor {
        if let folder { return folder }
        let made = try run.ensureDirectory(Self.folderName)
        try made.requireOwnDirectory()
        folder = made
        return made
    }
}
