import Foundation
import KirikaeEngine
import KirikaeProcess
import KirikaeService
import KirikaeTestSupport
import Testing

@testable import KirikaeWorlds

/// Connections that several programs share.
@Suite(.serialized) struct KeptConnectionTests {
    private static let programs = ["program": "echo 1; cat /proc/self/environ | tr '\\0' '\\n'", "look": "echo opened"]

    @Test func theSecondProgramMakesNoConnection() async throws {
        let server = try await LoopbackSSHServer()
        let fixture = try RemoteFixture(server, "keep: 30s", programs: Self.programs)
        for attempt in 1...3 {
            let (outcome, printed) = try await fixture.perform(attempt: attempt)
            #expect(outcome == .succeeded(warnings: []))
            #expect(printed.contains("KIRIKAE_STEP_KEY=\(fixture.run)/plant.open/act/\(attempt)\n"))
        }
        #expect(await fixture.look() == .value("open"))
        #expect(server.connectionCount == 1)
        // The control: without the key each has its own.
        let alone = try RemoteFixture(server, programs: Self.programs)
        for _ in 1...2 { _ = try await alone.perform() }
        #expect(server.connectionCount == 3)
        // What holds it is found by no step key: it is no program of a step.
        #expect(try SurvivingChildren.find(run: fixture.run, step: "plant.open/act", attempt: 1).isEmpty)
    }

    @Test func manyAtOnceOpenOne() async throws {
        let server = try await LoopbackSSHServer()
        let fixture = try RemoteFixture(server, "keep: 5s", programs: Self.programs)
        let outcomes = try await withThrowingTaskGroup(of: Outcome.self) { group in
            for attempt in 1...8 { group.addTask { try await fixture.perform(attempt: attempt).outcome } }
            var outcomes: [Outcome] = []
            for try await outcome in group { outcomes.append(outcome) }
            return outcomes
        }
        #expect(outcomes == Array(repeating: .succeeded(warnings: []), count: 8))
        #expect(server.connectionCount == 1)
    }

    /// A look changes nothing: it opens no connection that would outlive it.
    @Test func aLookOpensNone() async throws {
        let server = try await LoopbackSSHServer()
        let fixture = try RemoteFixture(server, "keep: 30s", programs: Self.programs)
        for _ in 1...2 { #expect(await fixture.look() == .value("open")) }
        #expect(server.connectionCount == 2)
        try await poll { server.sessions.isEmpty }
    }

    @Test func itEndsByItself() async throws {
        let server = try await LoopbackSSHServer()
        let fixture = try RemoteFixture(server, "keep: 1s", programs: Self.programs)
        _ = try await fixture.perform()
        #expect(server.sessions.count >= 1)
        try await poll { server.sessions.isEmpty }
        #expect(try await fixture.perform().outcome == .succeeded(warnings: []))
        #expect(server.connectionCount == 2)
    }

    /// A socket whose owner died does not stand in the way.
    @Test func aStaleSocketIsReplaced() async throws {
        let folder = try TemporaryFolder()
        let directory = try ControlDirectory(parent: folder.path)
        let connection = KeptConnection(socket: directory.socket(of: ["a"]))
        #expect(!connection.isOpen())
        let number = socket(AF_UNIX, Int32(SOCK_STREAM.rawValue), 0)
        var address = sockaddr_un()
        address.sun_family = sa_family_t(AF_UNIX)
        withUnsafeMutableBytes(of: &address.sun_path) { $0.copyBytes(from: Array(connection.socket.utf8)) }
        let isBound = withUnsafePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { raw in
                bind(number, raw, socklen_t(MemoryLayout<sockaddr_un>.size)) == 0 && listen(number, 1) == 0
            }
        }
        #expect(isBound && connection.isOpen())
        close(number)
        #expect(FileManager.default.fileExists(atPath: connection.socket))
        #expect(!connection.isOpen())
        #expect(!FileManager.default.fileExists(atPath: connection.socket))
    }

    @Test func theDirectoryIsPrivate() throws {
        let folder = try TemporaryFolder()
        let made = try ControlDirectory(parent: folder.path)
        // Else what follows would be done to the directory of this user: a long path of temporary files leaves no room for a socket.
        try #require(made.path == folder.path + "/kirikae")
        let socket = made.socket(of: ["a", "b"])
        #expect(socket.utf8.count + 18 <= 108)
        // Another wherever a part is another, also where the texts run together.
        #expect(
            Set([["a", "b"], ["ab", ""], ["", "ab"], ["a"], ["a", "b", ""]].map { made.socket(of: $0) }).count == 5)
        // One that others may enter, or that leads elsewhere, is not used.
        chmod(made.path, 0o755)
        #expect(try ControlDirectory(parent: folder.path).path != made.path)
        try FileManager.default.removeItem(atPath: made.path)
        try FileManager.default.createSymbolicLink(atPath: made.path, withDestinationPath: folder.path)
        #expect(try ControlDirectory(parent: folder.path).path != made.path)
        let deep = folder.path + "/" + String(repeating: "d", count: 60)
        try FileManager.default.createDirectory(atPath: deep, withIntermediateDirectories: false)
        #expect(try !ControlDirectory(parent: deep).path.hasPrefix(deep))
    }
}
