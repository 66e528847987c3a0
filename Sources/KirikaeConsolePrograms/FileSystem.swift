import Glibc

/// The few things the simulator and its programs do with files.
public enum FileSystem {
    /// All bytes of a file.
    ///
    /// - Throws: `SystemCallError` when it cannot be read.
    public static func read(_ path: String) throws(SystemCallError) -> [UInt8] {
        let descriptor = open(path, O_RDONLY | O_CLOEXEC)
        try SystemCallError.check(descriptor, "open", path)
        defer { close(descriptor) }
        var bytes: [UInt8] = []
        var chunk = [UInt8](repeating: 0, count: 64 * 1024)
        while true {
            let count = Glibc.read(descriptor, &chunk, chunk.count)
            if count == 0 { return bytes }
            guard count > 0 else { throw SystemCallError(call: "read", path: path, number: errno) }
            bytes.append(contentsOf: chunk[..<count])
        }
    }

    /// The folder of the running program, symbolic links resolved.
    ///
    /// - Throws: `SystemCallError` when the system does not say.
    public static func programDirectory() throws(SystemCallError) -> String {
        let program = try absolute("/proc/self/exe")
        return program.lastIndex(of: "/").map { String(program[..<$0]) } ?? "/"
    }

    /// The path from the root, symbolic links resolved; what it names must be there.
    public static func absolute(_ path: String) throws(SystemCallError) -> String {
        guard let resolved = realpath(path, nil) else {
            throw SystemCallError(call: "realpath", path: path, number: errno)
        }
        defer { free(resolved) }
        return String(cString: resolved)
    }

    /// A new folder of its own under the system's folder for temporary files.
    ///
    /// - Throws: `SystemCallError` when it cannot be made.
    public static func makeTemporaryDirectory() throws(SystemCallError) -> String {
        let parent = getenv("TMPDIR").map { String(cString: $0) } ?? P_tmpdir
        let template = "\(parent)/kirikae-simulator-XXXXXX"
        var bytes = template.utf8CString
        let isMade = bytes.withUnsafeMutableBufferPointer { buffer in
            buffer.baseAddress.flatMap { mkdtemp($0) } != nil
        }
        guard isMade else { throw SystemCallError(call: "mkdtemp", path: template, number: errno) }
        return String(decoding: bytes.dropLast().map { UInt8(bitPattern: $0) }, as: UTF8.self)
    }

    /// Makes a folder, and those above it, unless they are there; readable by the owner alone.
    public static func makeDirectory(_ path: String) throws(SystemCallError) {
        if mkdir(path, 0o700) == 0 || errno == EEXIST { return }
        guard errno == ENOENT, let slash = path.lastIndex(of: "/"), slash > path.startIndex else {
            throw SystemCallError(call: "mkdir", path: path, number: errno)
        }
        try makeDirectory(String(path[..<slash]))
        try SystemCallError.check(mkdir(path, 0o700), "mkdir", path)
    }

    /// Writes a text beside the path and renames it there, so that a reader sees all of it or nothing.
    public static func replace(_ path: String, with text: String) throws(SystemCallError) {
        let draft = "\(path).\(getpid()).draft"
        let descriptor = open(draft, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0o600)
        try SystemCallError.check(descriptor, "open", draft)
        var rest = Array(text.utf8)[...]
        while !rest.isEmpty {
            let count = rest.withUnsafeBytes { write(descriptor, $0.baseAddress, $0.count) }
            guard count > 0 else {
                let number = errno
                close(descriptor)
                throw SystemCallError(call: "write", path: draft, number: number)
            }
            rest = rest.dropFirst(count)
        }
        try SystemCallError.check(close(descriptor), "close", draft)
        try SystemCallError.check(rename(draft, path), "rename", path)
    }

    /// Makes a symbolic link; one that is already there is replaced, anything else of that name is left and reported.
    public static func link(_ path: String, to target: String) throws(SystemCallError) {
        if symlink(target, path) == 0 { return }
        var byte: CChar = 0
        guard errno == EEXIST, readlink(path, &byte, 1) >= 0 else {
            throw SystemCallError(call: "symlink", path: path, number: errno)
        }
        try remove(path)
        try SystemCallError.check(symlink(target, path), "symlink", path)
    }

    /// Removes a file or link; that it is not there is as good.
    public static func remove(_ path: String) throws(SystemCallError) {
        if unlink(path) == -1, errno != ENOENT { throw SystemCallError(call: "unlink", path: path, number: errno) }
    }

    /// Removes an empty folder; one that somebody put something into stays.
    public static func removeDirectoryIfEmpty(_ path: String) throws(SystemCallError) {
        if rmdir(path) == -1, errno != ENOTEMPTY, errno != EEXIST, errno != ENOENT {
            throw SystemCallError(call: "rmdir", path: path, number: errno)
        }
    }

    /// The text of a file; nil if it is not there.
    ///
    /// - Throws: `SystemCallError` when it is there and cannot be read.
    public static func text(_ path: String) throws(SystemCallError) -> String? {
        do {
            return String(decoding: try read(path), as: UTF8.self)
        } catch  where [ENOENT, ENOTDIR, EISDIR].contains(error.number) {
            return nil
        }
    }

    /// The names in a folder in their order; none if it is not there.
    ///
    /// - Throws: `SystemCallError` when it is there and cannot be read.
    public static func names(in folder: String) throws(SystemCallError) -> [String] {
        guard let directory = opendir(folder) else {
            if errno == ENOENT || errno == ENOTDIR { return [] }
            throw SystemCallError(call: "opendir", path: folder, number: errno)
        }
        defer { closedir(directory) }
        var names: [String] = []
        while let entry = readdir(directory) {
            let name = withUnsafeBytes(of: entry.pointee.d_name) {
                String(decoding: $0.prefix { $0 != 0 }, as: UTF8.self)
            }
            if name != ".", name != ".." { names.append(name) }
        }
        return names.sorted()
    }

    /// Whether a path is a folder, and not a link to one.
    ///
    /// - Throws: `SystemCallError` when the system does not say.
    public static func isDirectory(_ path: String) throws(SystemCallError) -> Bool {
        var status = stat()
        if lstat(path, &status) == 0 { return status.st_mode & S_IFMT == S_IFDIR }
        guard [ENOENT, ENOTDIR].contains(errno) else {
            throw SystemCallError(call: "lstat", path: path, number: errno)
        }
        return false
    }

    /// Removes a folder with everything in it; links are removed, not followed.
    ///
    /// - Throws: `SystemCallError` when something cannot be removed.
    public static func removeTree(_ path: String) throws(SystemCallError) {
        guard try isDirectory(path) else { return try remove(path) }
        for name in try names(in: path) { try removeTree("\(path)/\(name)") }
        try SystemCallError.check(rmdir(path), "rmdir", path)
    }
}
