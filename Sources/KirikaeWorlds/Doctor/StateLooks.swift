import Glibc
import KirikaeDiagnostics

/// Whether records can be kept, and will still be there after a crash.
///
/// Only looks; makes nothing.
struct StateLooks {
    let path: String

    /// Below this no run should begin.
    static let leastBytes: UInt64 = 100 * 1024 * 1024
    /// Below this it is worth a word.
    static let plentyBytes: UInt64 = 1024 * 1024 * 1024

    var looks: [ReadinessLook] {
        [
            ReadinessLook(.state, "folder", expected: .stateFolder(path)) { _ in folder() },
            ReadinessLook(.state, "space", expected: .free(Self.leastBytes, at: path)) { _ in space() },
            ReadinessLook(.state, "durability", expected: .durable(path)) { _ in durability() },
        ]
    }

    /// The folder itself, or what it would be made in.
    private func folder() -> ReadinessProblem? {
        var status = stat()
        guard lstat(path, &status) == 0 else {
            guard errno == ENOENT else { return .notLookedAt(.reason(ofErrorNumber: errno)) }
            // The first run makes it.
            return access(Self.existing(path), W_OK | X_OK) == 0 ? nil : .cannotBeMade(in: Self.existing(path))
        }
        guard status.st_mode & mode_t(S_IFMT) == mode_t(S_IFDIR) else { return .wrongType(.directory) }
        guard status.st_uid == geteuid() else { return .wrongOwner(status.st_uid) }
        // The same rule as when a run begins.
        guard status.st_mode & 0o022 == 0 else { return .openToOthers(status.st_mode & 0o777) }
        return access(path, W_OK | X_OK) == 0 ? nil : .noPermission(.directory)
    }

    private func space() -> ReadinessProblem? {
        var status = statvfs()
        guard statvfs(Self.existing(path), &status) == 0 else { return .notLookedAt(.reason(ofErrorNumber: errno)) }
        if status.f_flag & UInt(ST_RDONLY) != 0 { return .readOnly }
        // A file system that does not count its files says that it has none.
        if status.f_files > 0, status.f_favail < 1_000 { return .filesLow }
        let free = UInt64(status.f_bavail) * UInt64(status.f_frsize)
        if free < Self.leastBytes { return .spaceLow(Self.leastBytes) }
        return free < Self.plentyBytes ? ReadinessProblem.spaceLow(Self.plentyBytes).asWarning : nil
    }

    private func durability() -> ReadinessProblem? {
        guard let type = Mount.type(of: Self.existing(path)) else {
            return ReadinessProblem.notLookedAt(.init(verbatim: "/proc/self/mountinfo")).asWarning
        }
        return Mount.isDurable(type) ? nil : .notDurable(type)
    }

    /// The path, or the nearest one above it that is there.
    private static func existing(_ path: String) -> String {
        var path = path.hasPrefix("/") ? path : "./" + path
        while path.count > 1, access(path, F_OK) != 0, let slash = path.lastIndex(of: "/") {
            path = slash == path.startIndex ? "/" : String(path[..<slash])
        }
        return path
    }
}

/// What a path is mounted from.
enum Mount {
    /// File systems that keep in memory, or on another machine, what they say is written.
    private static let notDurable: Set<String> = [
        "tmpfs", "ramfs", "proc", "sysfs", "9p", "drvfs", "v9fs", "nfs", "nfs4", "cifs", "smb3", "smbfs", "fuse.sshfs",
        "vboxsf",
    ]

    /// Whether what was synchronised to a file system of this type is still there after a crash of this machine, as far as its type
    /// can tell.
    static func isDurable(_ type: String) -> Bool { !notDurable.contains(type) }

    /// The type of the file system that a path is on; nil if the system does not say.
    static func type(of path: String) -> String? {
        guard let real = realpath(path, nil) else { return nil }
        defer { free(real) }
        guard let table = text(of: "/proc/self/mountinfo") else { return nil }
        return type(of: String(cString: real), in: table)
    }

    /// The same for a table of mounts (proc(5), `/proc/PID/mountinfo`): the deepest mount point counts, and of several the last.
    static func type(of path: String, in table: String) -> String? {
        var found: (depth: Int, type: String)?
        for line in table.split(separator: "\n") {
            let fields = line.split(separator: " ")
            guard fields.count > 6, let dash = fields.firstIndex(of: "-"), dash + 1 < fields.count else { continue }
            let point = unescaped(fields[4])
            guard point == "/" || path == point || path.hasPrefix(point + "/") else { continue }
            let depth = point == "/" ? 0 : point.utf8.count
            if depth >= found?.depth ?? 0 { found = (depth, String(fields[dash + 1])) }
        }
        return found?.type
    }

    /// White space and backslashes are written as three octal digits.
    private static func unescaped(_ field: Substring) -> String {
        var bytes: [UInt8] = []
        var rest = Array(field.utf8)[...]
        while let byte = rest.popFirst() {
            let digits = rest.prefix(3)
            if byte == UInt8(ascii: "\\"), digits.count == 3,
                let value = UInt8(String(decoding: digits, as: UTF8.self), radix: 8)
            {
                bytes.append(value)
                rest = rest.dropFirst(3)
            } else {
                bytes.append(byte)
            }
        }
        return String(decoding: bytes, as: UTF8.self)
    }

    private static func text(of path: String) -> String? {
        let descriptor = open(path, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else { return nil }
        defer { close(descriptor) }
        var bytes: [UInt8] = []
        var buffer = [UInt8](repeating: 0, count: 1 << 16)
        while true {
            let count = read(descriptor, &buffer, buffer.count)
            if count < 0 && errno == EINTR { continue }
            guard count > 0 else { return count == 0 ? String(decoding: bytes, as: UTF8.self) : nil }
            bytes += buffer[..<count]
        }
    }
}
