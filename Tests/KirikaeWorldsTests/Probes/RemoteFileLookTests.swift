import Foundation
import Glibc
import KirikaeEngine
import KirikaePlan
import KirikaeRunbook
import KirikaeService
import KirikaeSyntax
import KirikaeTestSupport
import Testing

@testable import KirikaeWorlds

/// Looking at files of a host that is reached by a real ssh.
@Suite struct RemoteFileLookTests {
    @Test func presenceAndContentDecide() async throws {
        let server = try await LoopbackSSHServer()
        defer { server.stop() }
        let folder = try TemporaryFolder()
        let path = try folder.write("new", to: "a file; touch \(folder.path)/injected")
        try FileManager.default.createSymbolicLink(atPath: "\(folder.path)/link", withDestinationPath: path)
        try #require(mkfifo("\(folder.path)/pipe", 0o600) == 0)
        let access = (keys: server.flowKeys(), known: try server.knownHostsLine())
        func look(_ path: String, _ rest: String) async throws -> Observation {
            let environment = try WorldFixture.environment(
                observing: "{file: {path: '\(path)', on: pc, \(rest)}, timeout: 10s}", directory: "/opt", ssh: access)
            let service = try WorldFixture(step: "    action: {command: [act], on: pc}").plan.service
            return try #require(
                await EnvironmentProbe(environment: environment, service: service).observe(["valve.state"]).first)
        }
        let hash = PlanEncoding.hash(ofFile: Array("new".utf8))
        let found = try await look(path, "sha256: {open: \(hash)}")
        #expect(found.reading == .value("open"))
        #expect(found.evidence["sha256"] == hash && found.evidence["size"] == "3" && found.evidence["host"] == "pc")
        #expect(try await look("\(folder.path)/none", "present: open, absent: shut").reading == .value("shut"))
        let link = try await look("\(folder.path)/link", "present: open, absent: shut")
        #expect(link.reading == .failed("link: \(folder.path)/link"))
        let pipe = try await look("\(folder.path)/pipe", "present: open, absent: shut")
        #expect(pipe.reading == .failed("not-a-file: \(folder.path)/pipe"))
        #expect(server.connectionCount >= 5, "the control: it was looked at by ssh")
        #expect(!FileManager.default.fileExists(atPath: "\(folder.path)/injected"))
        // A host that cannot be reached says nothing about its files.
        server.stop()
        guard case .failed(let reason) = try await look(path, "present: open, absent: shut").reading else {
            Issue.record("a file of a host that is not there")
            return
        }
        #expect(reason.hasPrefix("not-readable: pc not reached"), "\(reason)")
    }
}
