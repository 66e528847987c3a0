import Foundation
import KirikaeEngine
import KirikaeProcess
import KirikaeTestSupport
import Synchronization
import Testing

@testable import KirikaeWorlds

/// Every way in which a remote host is not reached, and every way in which it is lost, by its word.
@Suite(.serialized) struct ConnectionFailureTests {
    private static let programs = ["program": "echo began; echo x >>began"]

    private func began(_ fixture: RemoteFixture) -> Bool {
        FileManager.default.fileExists(atPath: fixture.folder.path + "/began")
    }

    /// Nothing was started, the word is right, and so is what was seen; on a connection of its own and on one that is to be kept.
    private func expect(
        _ failure: ConnectionFailure, ssh: (String) -> String, knownHosts: String, hosts: String = "",
        detail: String = "", sourceLocation: SourceLocation = #_sourceLocation
    ) async throws {
        for more in ["", ", keep: 2s"] {
            let fixture = try RemoteFixture(
                ssh: ssh(more), knownHosts: knownHosts, programs: Self.programs, hosts: hosts)
            let (outcome, printed) = try await fixture.perform()
            #expect(outcome.connectionFailure == failure, "\(more) \(outcome)", sourceLocation: sourceLocation)
            #expect(
                outcome.detail?.contains(detail) == true, "\(more) \(outcome)", sourceLocation: sourceLocation)
            #expect(!began(fixture), sourceLocation: sourceLocation)
            #expect(printed.isEmpty, "\(printed)", sourceLocation: sourceLocation)
            #expect(outcome.failure?.leavesDoubt == false, sourceLocation: sourceLocation)
        }
    }

    private func keys(_ server: LoopbackSSHServer, _ more: String) -> String {
        server.flowKeys("connect-timeout: 2s" + more)
    }

    @Test func keysOfHosts() async throws {
        let server = try await LoopbackSSHServer()
        let other = try await LoopbackSSHServer()
        let fingerprint = try await server.fingerprint()
        let line = try server.knownHostsLine()
        let otherKey = try other.hostKey()
        // The control: with the right line it is reached.
        let fixture = try RemoteFixture(
            ssh: keys(server, ""), knownHosts: line, programs: Self.programs)
        #expect(try await fixture.perform().outcome == .succeeded(warnings: []))
        #expect(began(fixture))

        for (known, failure) in [
            ("", ConnectionFailure.unknownKey),
            // Known by another name: under another port of the address, without its port, under another name.
            ("[\(server.address)]:\(other.port) \(try server.hostKey())\n", .unknownKey),
            ("\(server.address) \(try server.hostKey())\n", .unknownKey),
            ("pc \(try server.hostKey())\nlocalhost \(try server.hostKey())\n", .unknownKey),
            ("\(server.knownName) \(otherKey)\n", .changedKey),
            ("@revoked * \(try server.hostKey())\n\(line)", .revokedKey),
            ("@revoked \(server.knownName) \(try server.hostKey())\n\(line)", .revokedKey),
        ] {
            try await expect(failure, ssh: { keys(server, $0) }, knownHosts: known, detail: fingerprint)
        }
        #expect(server.connectionCount == 1)
    }

    @Test func waysNotToGetThere() async throws {
        let server = try await LoopbackSSHServer()
        let stranger = try await LoopbackSSHServer()
        let line = try server.knownHostsLine()
        let identity = server.identityPath
        func at(_ address: String, _ port: Int, _ more: String, identity: String = identity) -> String {
            "{address: '\(address)', port: \(port), identity: \(identity), connect-timeout: 1s\(more)}"
        }
        try await expect(.refused, ssh: { at("127.0.0.1", 1, $0) }, knownHosts: line, detail: "Connection refused")
        try await expect(
            .nameNotResolved, ssh: { at("no-such-host.invalid", 22, $0) }, knownHosts: line,
            detail: "no-such-host.invalid")
        try await expect(
            .notAuthenticated,
            ssh: { at(server.address, server.port, $0, identity: stranger.identityPath) }, knownHosts: line,
            detail: "Permission denied")
        // One that accepts and says nothing.
        let listener = try SilentListener(backlog: 8)
        try await expect(
            .timedOut, ssh: { at("127.0.0.1", Int(listener.port), $0) }, knownHosts: line, detail: "timed out")
        _ = consume listener
    }

    /// The server lets the user in and does not start programs.
    @Test func aServerThatStartsNothing() async throws {
        let server = try await LoopbackSSHServer(settings: ["MaxSessions 0"])
        let fixture = try RemoteFixture(server, programs: Self.programs)
        let (outcome, _) = try await fixture.perform()
        #expect(outcome.failure.map { "\($0)" }?.isEmpty == false)
        #expect(!began(fixture))
        #expect(outcome.connectionFailure != nil, "\(outcome)")
    }

    @Test func thisMachineHasNoSSH() throws {
        let program = PreparedProgram(
            configuration: ChildProcessConfiguration(executablePath: "/usr/bin/no-such-ssh"),
            files: try SSHFiles([(name: "pc", knownHosts: [])]), host: "pc")
        do {
            _ = try program.start()
            Issue.record("it was started")
        } catch let error as PreparedProgram.NotReached {
            #expect(error.outcome == .notReached(host: "pc", .clientMissing, detail: "/usr/bin/no-such-ssh"))
        }
    }

    // MARK: Through another host

    private func through(_ jump: LoopbackSSHServer, _ more: String = "") -> String {
        "  gate: {title: {ja: 門, en: Gate}, directory: /, ssh: \(jump.flowKeys("connect-timeout: 2s" + more))}"
    }

    @Test func throughAnotherHost() async throws {
        let jump = try await LoopbackSSHServer(address: "127.0.0.2")
        let server = try await LoopbackSSHServer(address: "127.0.0.3", identity: jump.identityPath)
        let both = try jump.knownHostsLine() + server.knownHostsLine()
        let fixture = try RemoteFixture(
            ssh: keys(server, ", jump: gate"), knownHosts: both, programs: Self.programs, hosts: through(jump))
        #expect(try await fixture.perform().outcome == .succeeded(warnings: []))
        #expect(jump.connectionCount == 1 && server.connectionCount == 1)

        // The key of the one in between is checked as strictly, and the one that fails is named.
        for (known, name) in [(try server.knownHostsLine(), "gate"), (try jump.knownHostsLine(), "pc")] {
            let fixture = try RemoteFixture(
                ssh: keys(server, ", jump: gate"), knownHosts: known, programs: Self.programs, hosts: through(jump))
            let (outcome, _) = try await fixture.perform()
            let fingerprint = try await (name == "gate" ? jump : server).fingerprint()
            #expect(
                outcome == .failed(.notReached(host: name, .unknownKey, detail: "ssh-ed25519 \(fingerprint)")),
                "\(outcome)")
            #expect(!began(fixture))
        }
        // It is there and the target is not.
        server.stop()
        let (outcome, _) = try await fixture.perform()
        guard case .failed(.notReached("pc", .refused, _)) = outcome else {
            Issue.record("\(outcome)")
            return
        }
        jump.stop()
        let (ending, _) = try await fixture.perform()
        guard case .failed(.notReached("gate", .refused, _)) = ending else {
            Issue.record("\(ending)")
            return
        }
    }

    @Test func throughTwoHosts() async throws {
        let first = try await LoopbackSSHServer(address: "127.0.0.2")
        let second = try await LoopbackSSHServer(address: "127.0.0.3", identity: first.identityPath)
        let server = try await LoopbackSSHServer(address: "::1", identity: first.identityPath)
        let known = try first.knownHostsLine() + second.knownHostsLine() + server.knownHostsLine()
        let hosts = """
              gate: {title: {ja: 門, en: Gate}, directory: /, ssh: \(second.flowKeys("jump: door"))}
              door: {title: {ja: 戸, en: Door}, directory: /, ssh: \(first.flowKeys())}
            """
        let fixture = try RemoteFixture(
            ssh: keys(server, ", jump: gate"), knownHosts: known, programs: Self.programs, hosts: hosts)
        let (outcome, _) = try await fixture.perform()
        #expect(outcome == .succeeded(warnings: []))
        #expect([first, second, server].map(\.connectionCount) == [1, 1, 1])
    }

    // MARK: Lost on the way

    /// The line is cut while the program runs: nobody knows, and the program goes on there.
    @Test(arguments: ["", "keep: 2s"])
    func theLineIsCut(more: String) async throws {
        let server = try await LoopbackSSHServer()
        let fixture = try RemoteFixture(
            server, more, programs: ["program": "echo began; while [ ! -e go ]; do sleep 0.02; done; echo x >>ended"])
        let isCut = Mutex(false)
        let (outcome, _) = try await fixture.perform { text in
            guard text.contains("began"), !isCut.withLock({ $0 }) else { return }
            isCut.withLock { $0 = true }
            server.dropSessions()
        }
        #expect(isCut.withLock { $0 })
        #expect(outcome == .failed(.connectionLost(host: "pc", .closed)), "\(outcome)")
        #expect(outcome.failure?.leavesDoubt == true)
        // The fault was a real one: over there it had not ended, and it ends later.
        let ended = fixture.folder.path + "/ended"
        #expect(!FileManager.default.fileExists(atPath: ended))
        try fixture.folder.write("", to: "go")
        try await poll { FileManager.default.fileExists(atPath: ended) }
        // The next attempt works: nothing of the dead connection stands in its way.
        #expect(try await fixture.perform(attempt: 2).outcome == .succeeded(warnings: []))
    }

    @Test(arguments: ["", "keep: 2s"])
    func aProgramThatTakesTooLong(more: String) async throws {
        let server = try await LoopbackSSHServer()
        let fixture = try RemoteFixture(
            server, more, programs: ["program": "echo began; while [ ! -e go ]; do sleep 0.02; done; echo x >>ended"],
            timeout: "2s")
        let (outcome, printed) = try await fixture.perform()
        #expect(printed.contains("began"))
        #expect(outcome == .failed(.leftRunning(host: "pc", afterMilliseconds: 2_000)), "\(outcome)")
        #expect(outcome.failure?.leavesDoubt == true)
        try fixture.folder.write("", to: "go")
        try await poll { FileManager.default.fileExists(atPath: fixture.folder.path + "/ended") }
    }
}
