import Foundation
import Synchronization

/// A server that a test starts on the loopback interface, and that ends with the last reference to it.
public final class LoopbackProgram: Sendable {
    /// What kept a program from being used.
    public struct NotReady: Error, CustomStringConvertible {
        /// The program.
        public var program: String
        /// What it said.
        public var output: String
        /// The program and the last of what it said.
        public var description: String { "\(program) is not ready: \(output.suffix(1_000))" }
    }

    /// It and what it starts are a group of this number.
    private let identifier: pid_t
    private let isGone = Mutex(false)
    private let folder: TemporaryFolder

    /// Starts a program, and waits until it is ready, at most 10 seconds.
    ///
    /// Not by Foundation's `Process`: that takes a program for running while any program started at the same time is, and lets it
    /// begin with the signals blocked that the threads of tests block.
    ///
    /// - Parameters:
    ///   - path: the program.
    ///   - arguments: its arguments.
    ///   - folder: where what it says is kept.
    ///   - isReady: asked every few milliseconds with what it has said so far.
    /// - Throws: `NotReady`, or what Foundation throws if the folder cannot be used.
    public init(
        _ path: String, _ arguments: [String], in folder: TemporaryFolder, isReady: (String) -> Bool
    ) async throws {
        self.folder = folder
        let log = try folder.write("", to: "said")
        identifier = try Self.spawn(path, arguments, log: log)
        let deadline = Date().addingTimeInterval(10)
        while !isReady(said) {
            guard !hasEnded(), Date() < deadline else {
                stop()
                throw NotReady(program: path, output: said)
            }
            try await Task.sleep(for: .milliseconds(5))
        }
    }

    deinit { stop() }

    /// What it has said so far.
    public var said: String { (try? folder.read("said")) ?? "" }

    /// Sends it a signal.
    public func signal(_ number: Int32) {
        isGone.withLock { if !$0 { kill(identifier, number) } }
    }

    /// Ends it, with the processes it has started, and waits until it is gone.
    public func stop() {
        signal(SIGTERM)
        let deadline = Date().addingTimeInterval(2)
        while !hasEnded(), Date() < deadline { usleep(2_000) }
        isGone.withLock { if !$0 { kill(-identifier, SIGKILL) } }
        while !hasEnded() { usleep(2_000) }
    }

    /// Whether it has ended; nobody else waits for it, so its number is its own until then.
    private func hasEnded() -> Bool {
        isGone.withLock { isGone in
            var status: Int32 = 0
            if !isGone, waitpid(identifier, &status, WNOHANG) != 0 { isGone = true }
            return isGone
        }
    }

    /// Starts a program as the leader of a group of its own, with no input and a small environment.
    ///
    /// - Parameters:
    ///   - path: the program.
    ///   - arguments: its arguments.
    ///   - log: the file to which what it says is added.
    ///   - environment: what is added to the environment, as `NAME=VALUE`.
    ///   - descriptors: what it has beyond the usual three; by its number for the program, ours, which is above all of those.
    /// - Returns: its number.
    /// - Throws: `NotReady` if it cannot be started.
    static func spawn(
        _ path: String, _ arguments: [String], log: String, environment added: [String] = [],
        descriptors: [Int32: Int32] = [:]
    ) throws -> pid_t {
        var actions = posix_spawn_file_actions_t()
        var attributes = posix_spawnattr_t()
        var none = sigset_t()
        var all = sigset_t()
        posix_spawn_file_actions_init(&actions)
        posix_spawnattr_init(&attributes)
        defer {
            posix_spawn_file_actions_destroy(&actions)
            posix_spawnattr_destroy(&attributes)
        }
        sigemptyset(&none)
        sigfillset(&all)
        posix_spawn_file_actions_addopen(&actions, 0, "/dev/null", O_RDONLY, 0)
        posix_spawn_file_actions_addopen(&actions, 1, log, O_WRONLY | O_APPEND, 0)
        posix_spawn_file_actions_adddup2(&actions, 1, 2)
        for (theirs, ours) in descriptors { posix_spawn_file_actions_adddup2(&actions, ours, theirs) }
        posix_spawnattr_setsigmask(&attributes, &none)
        posix_spawnattr_setsigdefault(&attributes, &all)
        posix_spawnattr_setpgroup(&attributes, 0)
        posix_spawnattr_setflags(
            &attributes, Int16(POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF | POSIX_SPAWN_SETPGROUP))
        let environment = ["PATH=/usr/sbin:/usr/bin:/bin", "LANG=C.UTF-8", "TZ=UTC", "TERM=dumb"] + added
        var words = ([path] + arguments).map { strdup($0) } + [nil]
        var settings = environment.map { strdup($0) } + [nil]
        defer { for word in words + settings { free(word) } }
        var identifier: pid_t = 0
        let result = posix_spawn(&identifier, path, &actions, &attributes, &words, &settings)
        guard result == 0 else { throw NotReady(program: path, output: String(cString: strerror(result))) }
        return identifier
    }

    /// Waits until something holds, at most 10 seconds; whether it did.
    public static func waits(until holds: () -> Bool) async throws -> Bool {
        let deadline = Date().addingTimeInterval(10)
        while Date() < deadline {
            if holds() { return true }
            try await Task.sleep(for: .milliseconds(5))
        }
        return holds()
    }

    /// A port that is free for UDP and TCP on 127.0.0.1.
    ///
    /// - Throws: `NotReady` if the system gives none.
    public static func freePort() throws -> UInt16 {
        for _ in 0..<50 {
            if let port = bound(SOCK_DGRAM, port: 0), bound(SOCK_STREAM, port: port) != nil { return port }
        }
        throw NotReady(program: "bind", output: "no free port")
    }

    /// Whether something listens on a port of the loopback interface, as the kernel says.
    public static func isOpen(_ port: UInt16, transport: String) -> Bool {
        let states = transport == "tcp" ? ["0A"] : ["07"]
        let hexadecimal = String(format: "%04X", port)
        return [transport, transport + "6"].contains { name in
            let table = (try? String(contentsOfFile: "/proc/net/\(name)", encoding: .utf8)) ?? ""
            return table.split(separator: "\n").contains { line in
                let fields = line.split(separator: " ")
                return fields.count > 3 && fields[1].hasSuffix(":" + hexadecimal) && states.contains(String(fields[3]))
            }
        }
    }

    /// Binds a socket to a port, 0 for any, and closes it again; the port, or nil if it is taken.
    private static func bound(_ kind: __socket_type, port: UInt16) -> UInt16? {
        let descriptor = socket(AF_INET, Int32(kind.rawValue), 0)
        defer { close(descriptor) }
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
        address.sin_port = port.bigEndian
        var length = socklen_t(MemoryLayout<sockaddr_in>.size)
        return withUnsafeMutablePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { raw in
                bind(descriptor, raw, length) == 0 && getsockname(descriptor, raw, &length) == 0
            }
        } ? UInt16(bigEndian: address.sin_port) : nil
    }
}
