import Glibc

/// An OpenSSH server on the loopback addresses, for whoever runs the benchmark; ended with the last reference.
final class LoopbackServer {
    let folder: TemporaryFolder
    let port: Int
    private let pid: pid_t

    /// Starts it and returns once it listens.
    ///
    /// It listens at every address, because one socket has to answer for all of 127.0.0.0/8, and lets in only who comes from there.
    ///
    /// - Throws: `BenchmarkFailure`.
    init() throws(BenchmarkFailure) {
        folder = try TemporaryFolder()
        var resolved = [CChar](repeating: 0, count: Int(PATH_MAX))
        guard realpath(folder.path, &resolved) != nil else { throw BenchmarkFailure("\(folder.path) has no real path") }
        let path = String(decoding: resolved.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self)
        for name in ["host", "user"] {
            let code = try PlainProcess.run(
                "/usr/bin/ssh-keygen", arguments: ["-q", "-t", "ed25519", "-N", "", "-C", "", "-f", "\(path)/\(name)"])
            try BenchmarkFailure.require(code == 0, "ssh-keygen ended with \(code)")
        }
        if geteuid() == 0 { mkdir("/run/sshd", 0o755) }
        port = 20_000 + Int(getpid()) % 10_000
        let lines = [
            "Port \(port)", "ListenAddress 0.0.0.0", "AllowUsers *@127.0.0.0/8", "HostKey \(path)/host", "PidFile none",
            "UsePAM no", "StrictModes no", "AuthorizedKeysFile \(path)/user.pub", "PasswordAuthentication no",
            "KbdInteractiveAuthentication no", "LogLevel VERBOSE", "PermitRootLogin prohibit-password",
            "MaxStartups 500", "MaxSessions 500",
            // The same for all who are measured, and the one the figures of others are for; the newer ones cost four times as much.
            "KexAlgorithms curve25519-sha256",
            // So that a login shell does not do whatever its user has it do at a login, which may take seconds.
            "SetEnv SHLVL=2",
        ]
        try Self.write(lines.joined(separator: "\n") + "\n", to: "\(path)/sshd_config")
        pid = try PlainProcess.start("/usr/sbin/sshd", ["-D", "-f", "\(path)/sshd_config", "-E", "\(path)/log"])
        self.path = path
        for _ in 0..<1_000 where !log.contains("Server listening") { usleep(5_000) }
        try BenchmarkFailure.require(log.contains("Server listening"), "sshd does not listen: \(log)")
    }

    /// The real path of its folder.
    let path: String

    deinit {
        kill(pid, SIGTERM)
        var status: Int32 = 0
        while waitpid(pid, &status, 0) == -1, errno == EINTR {}
    }

    /// How many logins it has accepted.
    var logins: Int { log.split(separator: "Accepted publickey", omittingEmptySubsequences: false).count - 1 }

    /// The lines of `known_hosts` for every address of it.
    var knownHosts: String {
        let words = Self.text("\(path)/host.pub").split(separator: " ").prefix(2).joined(separator: " ")
        return "[127.*]:\(port) \(words)\n"
    }

    private var log: String { Self.text("\(path)/log") }

    static func text(_ path: String) -> String {
        let descriptor = open(path, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else { return "" }
        defer { close(descriptor) }
        var bytes: [UInt8] = []
        var buffer = [UInt8](repeating: 0, count: 1 << 16)
        while true {
            let count = read(descriptor, &buffer, buffer.count)
            guard count > 0 else { return String(decoding: bytes, as: UTF8.self) }
            bytes += buffer[..<count]
        }
    }

    static func write(_ text: String, to path: String) throws(BenchmarkFailure) {
        let descriptor = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0o600)
        try BenchmarkFailure.require(descriptor >= 0, "\(path) cannot be written: errno \(errno)")
        defer { close(descriptor) }
        var rest = Array(text.utf8)[...]
        while !rest.isEmpty {
            let count = rest.withUnsafeBytes { Glibc.write(descriptor, $0.baseAddress, $0.count) }
            try BenchmarkFailure.require(count > 0, "\(path) cannot be written: errno \(errno)")
            rest = rest.dropFirst(count)
        }
    }
}
