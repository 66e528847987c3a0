import Foundation

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

    private let process: Process
    private let folder: TemporaryFolder
    private let name: String

    /// Starts a program, and waits until it is ready, at most 10 seconds.
    ///
    /// - Parameters:
    ///   - path: the program.
    ///   - arguments: its arguments.
    ///   - folder: where it works, and where what it says is kept.
    ///   - isReady: asked every few milliseconds with what it has said so far.
    /// - Throws: `NotReady`, or what Foundation throws if it cannot be started.
    public init(
        _ path: String, _ arguments: [String], in folder: TemporaryFolder, isReady: (String) -> Bool
    ) async throws {
        self.folder = folder
        name = path
        process = Process()
        process.executableURL = URL(fileURLWithPath: path)
        process.arguments = arguments
        process.currentDirectoryURL = folder.url
        process.environment = ["PATH": "/usr/sbin:/usr/bin:/bin", "LANG": "C.UTF-8", "TZ": "UTC", "TERM": "dumb"]
        process.standardInput = FileHandle.nullDevice
        let log = FileHandle(forWritingAtPath: try folder.write("", to: "said"))
        process.standardOutput = log
        process.standardError = log
        try process.run()
        let deadline = Date().addingTimeInterval(10)
        while !isReady(said) {
            guard process.isRunning, Date() < deadline else {
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
    public func signal(_ number: Int32) { kill(process.processIdentifier, number) }

    /// Ends it, and waits until it is gone.
    public func stop() {
        guard process.isRunning else { return }
        kill(process.processIdentifier, SIGTERM)
        let deadline = Date().addingTimeInterval(1)
        while process.isRunning, Date() < deadline { usleep(2_000) }
        if process.isRunning { kill(process.processIdentifier, SIGKILL) }
        while process.isRunning { usleep(2_000) }
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
