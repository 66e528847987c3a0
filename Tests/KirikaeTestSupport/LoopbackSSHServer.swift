import Foundation

/// A server of OpenSSH on a loopback address, for the user who runs the tests, with a host key and a user key made for it.
///
/// It is started by `init` and ended by `stop()` or when the last reference goes; what of its sessions still runs then is ended too.
///
///     let server = try await LoopbackSSHServer()
///     // `known_hosts` beside the environment: server.knownHostsLine
///     // hosts: {pc: {…, directory: /opt, ssh: \(server.flowKeys)}}
///     #expect(server.connectionCount == 1)   // how many logins the server has seen
///     server.dropSessions()                  // as if the line were cut
public final class LoopbackSSHServer: Sendable {
    /// Where its files are; removed with it.
    public let folder: TemporaryFolder
    /// The address it listens at.
    public let address: String
    /// The port it listens at.
    public let port: Int
    /// The private key that may log in.
    public let identityPath: String
    private let pid: Int32

    /// Why a server is not there.
    public struct NotStarted: Error {
        /// What it said.
        public var said: String
    }

    /// Starts a server and returns once it listens.
    ///
    /// - Parameters:
    ///   - address: the loopback address it listens at.
    ///   - identity: the private key, with its public one beside it, that may log in; one of its own unless given.
    ///   - settings: lines for its configuration that hold before the usual ones.
    ///   - environment: what is added to its own environment.
    /// - Throws: `NotStarted`, or what Foundation throws.
    public init(
        address: String = "127.0.0.1", identity: String? = nil, settings: [String] = [],
        environment: [String: String] = [:]
    ) async throws {
        self.address = address
        folder = try TemporaryFolder()
        identityPath = identity ?? "\(folder.path)/user"
        try await Self.makeKey("\(folder.path)/host")
        if identity == nil { try await Self.makeKey("\(folder.path)/user") }
        // Where the server of the system has never been started, this one makes what it needs.
        if geteuid() == 0 { mkdir("/run/sshd", 0o755) }
        var started: (pid: Int32, port: Int)?
        var said = ""
        // A port that was free a moment ago may be taken by now.
        for _ in 0..<3 where started == nil {
            let port = try Self.freePort(address)
            let lines =
                settings + [
                    "Port \(port)", "ListenAddress \(address)", "HostKey \(folder.path)/host",
                    "PidFile \(folder.path)/pid", "UsePAM no", "StrictModes no",
                    "AuthorizedKeysFile \(identityPath).pub", "PasswordAuthentication no",
                    "KbdInteractiveAuthentication no", "LogLevel VERBOSE", "PermitRootLogin prohibit-password",
                    "MaxStartups 200", "MaxSessions 200",
                    // Else bash reads the user's own .bashrc, of which a test knows nothing.
                    "SetEnv SHLVL=3",
                    // A connection costs an eighth of what the usual exchange costs.
                    "KexAlgorithms curve25519-sha256", "Subsystem sftp internal-sftp",
                ]
            try folder.write(lines.joined(separator: "\n") + "\n", to: "sshd_config")
            // It goes into the background: a child that closes what Foundation handed it, as this one does, would keep Foundation
            // from collecting any other.
            let ending = try await BuiltProgram.run(
                program: "/usr/sbin/sshd", ["-f", "\(folder.path)/sshd_config", "-E", "\(folder.path)/log"],
                environment: environment)
            said = ending.error + ((try? folder.read("log")) ?? "")
            let deadline = Date().addingTimeInterval(10)
            while ending.status == 0, started == nil, Date() < deadline {
                let pid = (try? folder.read("pid")).flatMap {
                    Int32($0.trimmingCharacters(in: .whitespacesAndNewlines))
                }
                if let pid { started = (pid, port) } else { try await Task.sleep(for: .milliseconds(5)) }
            }
        }
        guard let started else { throw NotStarted(said: said) }
        (pid, port) = started
    }

    deinit { stop() }

    /// Who logs in: the user who runs the tests.
    public var user: String { NSUserName() }

    /// The public host key: its type and its blob.
    ///
    /// - Throws: what Foundation throws if it cannot be read.
    public func hostKey() throws -> String {
        try folder.read("host.pub").split(separator: " ").prefix(2).joined(separator: " ")
    }

    /// The fingerprint of the host key, as `ssh` shows it.
    ///
    /// - Throws: what Foundation throws.
    public func fingerprint() async throws -> String {
        let words = try await Self.run("/usr/bin/ssh-keygen", ["-lf", "\(folder.path)/host.pub"]).split(separator: " ")
        return words.count > 1 ? String(words[1]) : ""
    }

    /// How it is called in `known_hosts`.
    public var knownName: String { "[\(address)]:\(port)" }

    /// Its line in `known_hosts`.
    ///
    /// - Throws: what Foundation throws if the key cannot be read.
    public func knownHostsLine() throws -> String { "\(knownName) \(try hostKey())\n" }

    /// The value of the key `ssh` of a host of an environment, in one line.
    ///
    /// - Parameter more: further keys, such as `keep: 10s`.
    public func flowKeys(_ more: String = "") -> String {
        "{address: '\(address)', port: \(port), user: \(user), identity: \(identityPath)\(more.isEmpty ? "" : ", " + more)}"
    }

    /// What it has logged so far; empty if that cannot be read.
    public var log: String { (try? folder.read("log")) ?? "" }

    /// How many logins it has accepted so far: one for each connection, however many programs it carries.
    public var connectionCount: Int { log.components(separatedBy: "Accepted publickey").count - 1 }

    /// The processes that serve connections now.
    public var sessions: [Int32] { Self.children(of: pid) }

    /// Ends all connections at once without a word to the other side, and leaves their programs running.
    public func dropSessions() {
        for session in sessions { kill(session, SIGKILL) }
    }

    /// Ends it and its connections.
    public func stop() {
        // By its number alone another process could be meant by now.
        guard let command = try? String(contentsOfFile: "/proc/\(pid)/cmdline", encoding: .utf8),
            command.contains(folder.path)
        else { return }
        let sessions = sessions
        kill(pid, SIGKILL)
        for session in sessions { kill(session, SIGKILL) }
    }

    // MARK: Parts

    private static func makeKey(_ path: String) async throws {
        _ = try await run("/usr/bin/ssh-keygen", ["-q", "-t", "ed25519", "-N", "", "-C", "", "-f", path])
    }

    private static func run(_ program: String, _ arguments: [String]) async throws -> String {
        let ending = try await BuiltProgram.run(program: program, arguments)
        guard ending.status == 0 else { throw NotStarted(said: ending.output + ending.error) }
        return ending.output
    }

    private static func children(of parent: Int32) -> [Int32] {
        let names = (try? FileManager.default.contentsOfDirectory(atPath: "/proc")) ?? []
        return names.compactMap { Int32($0) }.filter { pid in
            guard let stat = try? String(contentsOfFile: "/proc/\(pid)/stat", encoding: .utf8),
                let end = stat.lastIndex(of: ")")
            else { return false }
            let fields = stat[end...].split(separator: " ")
            return fields.count > 2 && Int32(fields[2]) == parent
        }
    }

    private static func freePort(_ address: String) throws -> Int {
        let isVersion6 = address.contains(":")
        let number = socket(isVersion6 ? AF_INET6 : AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        defer { close(number) }
        var storage = sockaddr_storage()
        var length: socklen_t
        if isVersion6 {
            var wanted = sockaddr_in6()
            wanted.sin6_family = sa_family_t(AF_INET6)
            inet_pton(AF_INET6, address, &wanted.sin6_addr)
            length = socklen_t(MemoryLayout<sockaddr_in6>.size)
            withUnsafeMutableBytes(of: &storage) { bytes in
                withUnsafeBytes(of: wanted) { bytes.copyMemory(from: $0) }
            }
        } else {
            var wanted = sockaddr_in()
            wanted.sin_family = sa_family_t(AF_INET)
            inet_pton(AF_INET, address, &wanted.sin_addr)
            length = socklen_t(MemoryLayout<sockaddr_in>.size)
            withUnsafeMutableBytes(of: &storage) { bytes in
                withUnsafeBytes(of: wanted) { bytes.copyMemory(from: $0) }
            }
        }
        let isBound = withUnsafeMutablePointer(to: &storage) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { raw in
                bind(number, raw, length) == 0 && getsockname(number, raw, &length) == 0
            }
        }
        guard isBound else { throw NotStarted(said: "no free port at \(address)") }
        // The port stands at the same place in both kinds of address.
        return withUnsafeBytes(of: storage) { Int($0[2]) << 8 | Int($0[3]) }
    }
}
