import Foundation
import KirikaeTestSupport
import Testing

/// A real PostgreSQL primary and its standby, on ports of loopback that nobody else uses, for as long as a test needs them.
///
/// PostgreSQL refuses to run as root. Where the tests do, the servers and the engine run as the user `postgres`.
final class TwoServers {
    private let holder: TemporaryFolder
    /// The folder of both servers, with a copy of the engine and of its runbooks.
    let folder: String
    let ports: (a: Int, b: Int)

    /// Who runs the servers: a prefix of every command line.
    private static let account =
        getuid() == 0
        ? ["/usr/bin/setpriv", "--reuid=postgres", "--regid=postgres", "--init-groups", "--"] : ["/usr/bin/env"]

    init() async throws {
        holder = try TemporaryFolder()
        folder = holder.path
        ports = try Self.freePorts()
        // Whoever runs the servers may not be able to read the checkout.
        let example = ProjectFolder.root.path + "/Runbooks/examples/postgresql"
        for (source, name) in [(BuiltProgram.path("kirikae"), "kirikae"), (example, "Runbooks")] {
            let copy = try await BuiltProgram.run(program: "/usr/bin/cp", ["-R", source, "\(folder)/\(name)"])
            try #require(copy.status == 0, "\(copy.error)")
        }
        if getuid() == 0 {
            let ending = try await BuiltProgram.run(program: "/usr/bin/chown", ["-R", "postgres:postgres", folder])
            try #require(ending.status == 0, "\(ending.error)")
        }
        // Ends them even where this process is killed before it can.
        _ = try start(["keep", folder, "\(getpid())"])
        let ending = try await program(["start", folder, "\(ports.a)", "\(ports.b)"])
        try #require(ending.status == 0, "\(ending.output)\(ending.error)\(log("a"))\(log("b"))")
    }

    deinit {
        // Here it is waited for, so that the folder can be removed; the keeper ends when that is gone.
        guard let stop = try? start(["stop", folder]) else { return }
        while stop.isRunning { usleep(5_000) }
    }

    // MARK: Servers

    /// Two ports that were free just now.
    private static func freePorts() throws -> (Int, Int) {
        var sockets: [Int32] = []
        defer { for socket in sockets { close(socket) } }
        let ports = try (0..<2).map { _ in
            let descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
            sockets.append(descriptor)
            var address = sockaddr_in()
            address.sin_family = sa_family_t(AF_INET)
            address.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
            var size = socklen_t(MemoryLayout<sockaddr_in>.size)
            let result = withUnsafeMutablePointer(to: &address) { pointer in
                pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { address in
                    bind(descriptor, address, size) == 0 ? getsockname(descriptor, address, &size) : -1
                }
            }
            try #require(descriptor >= 0 && result == 0)
            return Int(UInt16(bigEndian: address.sin_port))
        }
        return (ports[0], ports[1])
    }

    /// Runs the program that makes, loses and stops servers.
    func program(_ arguments: [String]) async throws -> BuiltProgram.Ending {
        let line = Self.account + [folder + "/Runbooks/programs/two-servers"] + arguments
        return try await BuiltProgram.run(program: line[0], Array(line.dropFirst()), limitSeconds: 40)
    }

    private func start(_ arguments: [String]) throws -> Process {
        let line = Self.account + [folder + "/Runbooks/programs/two-servers"] + arguments
        let process = Process()
        process.executableURL = URL(fileURLWithPath: line[0])
        process.arguments = Array(line.dropFirst())
        process.environment = ["PATH": "/usr/bin:/bin", "LANG": "C.UTF-8"]
        process.standardInput = FileHandle.nullDevice
        try process.run()
        return process
    }

    /// What a server wrote into its log.
    func log(_ node: String) -> String {
        (try? String(contentsOfFile: "\(folder)/\(node)/server.log", encoding: .utf8)) ?? ""
    }

    /// The password of a role.
    func password(_ role: String) throws -> String {
        try String(contentsOfFile: "\(folder)/\(role).password", encoding: .utf8)
    }

    /// What a query prints, asked past the engine as the superuser.
    func query(_ node: String, _ sql: String) async throws -> String {
        let port = node == "a" ? ports.a : ports.b
        let ending = try await BuiltProgram.run(
            program: "\(folder)/\(node)/psql",
            [
                "-X",
                "host=127.0.0.1 port=\(port) dbname=postgres user=postgres passfile=\(folder)/postgres.pgpass connect_timeout=5",
                "-Atqc", sql,
            ], limitSeconds: 20)
        return ending.status == 0
            ? ending.output.trimmingCharacters(in: .whitespacesAndNewlines) : "exit \(ending.status): \(ending.error)"
    }

    /// Whether each server is in recovery: `t`, `f`, or `-` where it cannot be asked.
    func recovery() async throws -> [String] {
        var answers: [String] = []
        for node in ["a", "b"] {
            let answer = try await query(node, "SELECT pg_is_in_recovery()")
            answers.append(answer.hasPrefix("exit") ? "-" : answer)
        }
        return answers
    }

    // MARK: The engine

    /// The parameters of the environment.
    var parameters: [String: String] { ["folder": folder, "port-a": "\(ports.a)", "port-b": "\(ports.b)"] }

    /// The folder of the records.
    var state: String { folder + "/state" }

    /// Carries out a runbook as a process of its own; the operator is not one of those who approve.
    func run(
        _ runbook: String, cause: String, as run: String, killedOnce isToBeKilled: () -> Bool = { false }
    ) async throws -> BuiltProgram.Ending {
        let assignments = parameters.sorted { $0.key < $1.key }.flatMap { ["--set", "\($0.key)=\($0.value)"] }
        return try await engine(
            ["run", runbook, "-e", "loopback", "--cause", cause, "--run-id", run, "--operator", "tanaka"] + assignments
                + ["--answers", "drill"], killedOnce: isToBeKilled)
    }

    /// Takes a run up again.
    func resume(_ run: String) async throws -> BuiltProgram.Ending {
        try await engine(["resume", run, "--operator", "tanaka", "--answers", "drill"])
    }

    /// Verifies the record of a run.
    func audit(_ run: String) async throws -> BuiltProgram.Ending {
        try await engine(["audit", "verify", run], usesRunbooks: false)
    }

    private func engine(
        _ arguments: [String], usesRunbooks: Bool = true, killedOnce isToBeKilled: () -> Bool = { false }
    ) async throws -> BuiltProgram.Ending {
        let runbooks = usesRunbooks ? ["--runbooks", folder + "/Runbooks"] : []
        let line = Self.account + [folder + "/kirikae"] + arguments + runbooks
        return try await BuiltProgram.run(
            program: line[0], Array(line.dropFirst()) + ["--state", state, "--lang", "en"], limitSeconds: 50,
            killedOnce: isToBeKilled)
    }
}
