import Foundation

/// BIND's `named` on 127.0.0.1 and ::1, for one test, with zones of the test.
///
/// It answers for `test.example`, of which the test gives the records; with `SERVFAIL` for `broken.example`, whose file it cannot
/// read; with `REFUSED` for `closed.example` and for every other name.
public final class LoopbackDNSServer: Sendable {
    /// Its port, by UDP and TCP.
    public let port: UInt16
    private let folder: TemporaryFolder
    private let program: LoopbackProgram

    /// Its address as an environment has it: `127.0.0.1:PORT`.
    public var address: String { "127.0.0.1:\(port)" }

    /// Starts it.
    ///
    /// - Parameter records: lines of the zone `test.example`, for example `www A 192.0.2.1`. Their time to live is a minute where
    ///   they say none.
    /// - Throws: what keeps it from starting.
    public init(records: String) async throws {
        folder = try TemporaryFolder()
        port = try LoopbackProgram.freePort()
        try folder.write(Self.zone(records, serial: 1), to: "zone")
        try folder.write("this is no zone\n", to: "broken")
        try folder.write(Self.configuration(folder.path, port), to: "named.conf")
        program = try await LoopbackProgram(
            "/usr/sbin/named", ["-g", "-n", "1", "-c", folder.path + "/named.conf"], in: folder
        ) { $0.contains(" running\n") }
    }

    /// Gives the zone other records, tells the server to read them, and waits until it has.
    ///
    /// - Parameters:
    ///   - records: lines of the zone.
    ///   - serial: the number of this version, larger than those before.
    /// - Throws: what Foundation throws, or `LoopbackProgram.NotReady`.
    public func change(to records: String, serial: Int) async throws {
        try folder.write(Self.zone(records, serial: serial), to: "zone")
        program.signal(SIGHUP)
        let isDone = try await LoopbackProgram.waits {
            program.said.contains("zone test.example/IN: loaded serial \(serial)")
        }
        guard isDone else { throw LoopbackProgram.NotReady(program: "named", output: program.said) }
    }

    /// The questions it was asked, in order, for example `www.test.example IN A`.
    ///
    /// - Parameter count: how many are waited for; fewer, if they do not come.
    /// - Throws: when the test is cancelled.
    public func questions(count: Int) async throws -> [String] {
        _ = try await LoopbackProgram.waits { asked.count >= count }
        return asked
    }

    /// Ends it.
    public func stop() { program.stop() }

    private var asked: [String] {
        program.said.split(separator: "\n").compactMap { line in
            guard let start = line.firstRange(of: ": query: ") else { return nil }
            return line[start.upperBound...].split(separator: " ").prefix(3).joined(separator: " ")
        }
    }

    private static func zone(_ records: String, serial: Int) -> String {
        "$TTL 60\n@ IN SOA ns admin \(serial) 3600 600 604800 300\n@ NS ns\nns A 127.0.0.1\n\(records)\n"
    }

    private static func configuration(_ folder: String, _ port: UInt16) -> String {
        """
        options {
          directory "\(folder)"; listen-on port \(port) { 127.0.0.1; }; listen-on-v6 port \(port) { ::1; };
          pid-file none; lock-file none; session-keyfile "\(folder)/key"; recursion no; dnssec-validation no; notify no;
          allow-transfer { none; }; querylog yes;
        };
        controls { };
        zone "test.example" { type primary; file "zone"; };
        zone "broken.example" { type primary; file "broken"; };
        zone "closed.example" { type primary; file "zone"; allow-query { none; }; };
        """
    }
}
