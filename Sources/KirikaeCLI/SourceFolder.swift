import Glibc
import KirikaeRunbook

/// Reads the files of a folder: the YAML, and what other programs or standards give a form of its own.
enum SourceFolder {
    /// The deepest nesting of folders that is read.
    private static let depth = 8
    /// The most files that are read.
    static let limit = 10_000

    /// All files below `path` whose names end as those of a folder of runbooks do, by their path in the folder.
    ///
    /// Hidden files and links are left out, and so is a folder below `path` that is a project of its own.
    static func read(_ path: String) throws(CommandFailure) -> [RunbookLibrary.SourceFile] {
        var files: [RunbookLibrary.SourceFile] = []
        try collect(path, prefix: "", depth: 0, into: &files)
        return files
    }

    /// The bytes of one file.
    static func bytes(of path: String) throws(CommandFailure) -> [UInt8] {
        let descriptor = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK)
        guard descriptor >= 0 else { throw failure(path) }
        defer { close(descriptor) }
        var status = stat()
        guard fstat(descriptor, &status) == 0 else { throw failure(path) }
        guard status.st_mode & S_IFMT == S_IFREG else {
            throw CommandFailure(message: .folderUnreadable(path, reason: "not a regular file"))
        }
        var bytes: [UInt8] = []
        var buffer = [UInt8](repeating: 0, count: 1 << 16)
        while true {
            let count = Glibc.read(descriptor, &buffer, buffer.count)
            if count < 0 && errno == EINTR { continue }
            guard count >= 0 else { throw failure(path) }
            if count == 0 { return bytes }
            bytes += buffer[..<count]
            // The reader refuses larger files with a located message; this only bounds the memory.
            if bytes.count > 64 * 1024 * 1024 { return bytes }
        }
    }

    /// Which of the paths below a folder belong to it, by the rules by which ``read(_:)`` chooses them.
    static func belonging(_ paths: [String]) -> [String] {
        let projects = paths.filter { $0.hasSuffix("/" + Project.fileName) }.map { $0.dropLast(Project.fileName.count) }
        return paths.filter { path in
            path.split(separator: "/").allSatisfy { !$0.hasPrefix(".") }
                && RunbookLibrary.fileSuffixes.contains(where: path.hasSuffix)
                && !projects.contains(where: path.hasPrefix)
        }
    }

    private static func collect(
        _ root: String, prefix: String, depth: Int, into files: inout [RunbookLibrary.SourceFile]
    ) throws(CommandFailure) {
        let path = prefix.isEmpty ? root : "\(root)/\(prefix)"
        guard depth < Self.depth, let directory = opendir(path) else { throw failure(path) }
        var names: [(name: String, isDirectory: Bool)] = []
        while let entry = readdir(directory) {
            let name = withUnsafeBytes(of: entry.pointee.d_name) { bytes in
                String(decoding: bytes.prefix { $0 != 0 }, as: UTF8.self)
            }
            let type = Int32(entry.pointee.d_type)
            guard !name.hasPrefix("."), type == Int32(DT_DIR) || type == Int32(DT_REG) else { continue }
            names.append((name, type == Int32(DT_DIR)))
        }
        closedir(directory)
        // Read with the outer one, its runbooks would be held to rules that were not written for them.
        if !prefix.isEmpty, names.contains(where: { $0.name == Project.fileName && !$0.isDirectory }) { return }
        for entry in names.sorted(by: { $0.name < $1.name }) {
            let relative = prefix.isEmpty ? entry.name : "\(prefix)/\(entry.name)"
            if entry.isDirectory {
                try collect(root, prefix: relative, depth: depth + 1, into: &files)
            } else if RunbookLibrary.fileSuffixes.contains(where: { entry.name.hasSuffix($0) }) {
                guard files.count < limit else {
                    throw CommandFailure(message: .folderUnreadable(root, reason: "more than \(limit) files"))
                }
                files.append(.init(path: relative, bytes: try bytes(of: "\(root)/\(relative)")))
            }
        }
    }

    private static func failure(_ path: String) -> CommandFailure {
        CommandFailure(message: .folderUnreadable(path, reason: String(cString: strerror(errno))))
    }
}
