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

/// Looking at files of this machine.
@Suite struct FileLookTests {
    private static let old = PlanEncoding.hash(ofFile: Array("old".utf8))
    private static let new = PlanEncoding.hash(ofFile: Array("new".utf8))

    private func look(_ path: String, _ rest: String) async throws -> Observation {
        try await WebLook.at("{file: {path: '\(path)', \(rest)}, timeout: 2s}").observation
    }

    @Test func presenceAndContentDecide() async throws {
        let folder = try TemporaryFolder()
        let path = try folder.write("new", to: "portal.war")
        let hashes = "sha256: {open: \(Self.new.uppercased()), shut: [\(Self.old)]}"
        let found = try await look(path, hashes)
        #expect(found.reading == .value("open"))
        #expect(found.evidence["sha256"] == Self.new && found.evidence["size"] == "3")
        #expect(found.evidence["modified"]?.hasSuffix("Z") == true)
        try folder.write("old", to: "portal.war")
        #expect(try await look(path, hashes).reading == .value("shut"))
        try folder.write("other", to: "portal.war")
        let other = PlanEncoding.hash(ofFile: Array("other".utf8))
        #expect(try await look(path, hashes).reading == .failed("unknown-hash: \(other)"))
        #expect(try await look(path, "present: open, absent: shut").reading == .value("open"))
        try FileManager.default.removeItem(atPath: path)
        #expect(try await look(path, "present: open, absent: shut").reading == .value("shut"))
        #expect(try await look(path, hashes).reading == .failed("no-file: \(path)"))
        #expect(try await look(path, hashes + ", absent: shut").reading == .value("shut"))
        #expect(try await look("\(path)/below", "present: open, absent: shut").reading == .value("shut"))
    }

    @Test func whatIsNoFileIsNeverReadAndNeverAbsent() async throws {
        let folder = try TemporaryFolder()
        let target = try folder.write("new", to: "target")
        try FileManager.default.createSymbolicLink(atPath: "\(folder.path)/link", withDestinationPath: target)
        try FileManager.default.createSymbolicLink(atPath: "\(folder.path)/dangling", withDestinationPath: "/nowhere")
        try #require(mkfifo("\(folder.path)/pipe", 0o600) == 0)
        let cases = [
            ("link", "link: \(folder.path)/link"), ("dangling", "link: \(folder.path)/dangling"),
            ("pipe", "not-a-file: \(folder.path)/pipe"),
        ]
        for (name, reason) in cases {
            let seen = try await look("\(folder.path)/\(name)", "present: open, absent: shut").reading
            #expect(seen == .failed(reason), "\(name)")
        }
        #expect(try await look("/dev/zero", "present: open, absent: shut").reading == .failed("not-a-file: /dev/zero"))
        #expect(
            try await look(folder.path, "present: open, absent: shut").reading == .failed("not-a-file: \(folder.path)"))
        #expect(try await look(target, "present: open, absent: shut").reading == .value("open"), "the control")
    }

    @Test func aLargeFileIsNotReadThrough() async throws {
        let folder = try TemporaryFolder()
        let path = try folder.write("", to: "large")
        try #require(truncate(path, 64 << 30) == 0)
        let hash = "sha256: {open: \(Self.new)}"
        #expect(try await look(path, hash).reading == .failed("file-too-large: \(64 << 30)"))
        let present = try await look(path, "present: open, absent: shut")
        #expect(present.reading == .value("open") && present.evidence["sha256"] == nil)
        try #require(truncate(path, 70_000) == 0)
        #expect(try await look(path, hash + ", max-size: 64KiB").reading == .failed("file-too-large: 70000"))
        guard case .failed(let reason) = try await look(path, hash + ", max-size: 128KiB").reading else {
            Issue.record("not read")
            return
        }
        #expect(reason.hasPrefix("unknown-hash"), "the control: within the size it is read")
    }

    @Test func whoeverMayNotReadItSaysSo() throws {
        let sight = FileLook.look(at: "/proc/1/mem", maximumBytes: 10)
        if case .file(_, _, let hash?) = sight { Issue.record("read: \(hash)") }
        let probe = FileProbe(
            path: "/x", host: nil, judgement: .presence("open"), absent: "shut", maximumBytes: 1, timeout: .init(1_000))
        let environment = try WorldFixture.environment(observing: "ask", directory: "/")
        let finding = FileLook(probe: probe, environment: environment).finding(
            .refused(.notReadable, "Permission denied"))
        #expect(finding.reading == .failed("not-readable: Permission denied"))
    }
}
