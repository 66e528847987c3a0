import Glibc
import KirikaeEngine
import KirikaePlan
import KirikaeRunbook
import KirikaeService
import KirikaeTestSupport
import Testing

@testable import KirikaeWorlds

/// Looking by a connection and by a program.
@Suite struct EnvironmentProbeTests {
    private func look(_ how: String, programs: [String: String] = [:]) async throws -> Reading {
        let fixture = try WorldFixture(step: "    action: {command: [act], on: pc}", programs: programs)
        let environment = try WorldFixture.environment(observing: how, directory: fixture.folder.path)
        let probe = EnvironmentProbe(environment: environment, service: fixture.plan.service)
        return try #require(await probe.observe(["valve.state"]).first).reading
    }

    @Test func aConnectionDecides() async throws {
        try await TestServer.with { port in
            let answers = "{tcp: {address: '127.0.0.1:\(port)', answers: open, silent: shut}}"
            let byAddress = try await DNSProbeTests.look(answers)
            #expect(byAddress.reading == .value("open"))
            #expect(byAddress.evidence["address"] == "127.0.0.1:\(port)")
            #expect(byAddress.evidence["status"] == "connected")
            #expect(Int(byAddress.evidence["milliseconds"] ?? "") != nil)
            let named = "{tcp: {address: 'localhost:\(port)', answers: open, silent: shut}}"
            let byName = try await DNSProbeTests.look(named)
            #expect(byName.reading == .value("open"))
            // Where it was accepted, not what was asked for.
            #expect(byName.evidence["address"] == "127.0.0.1:\(port)")
        }
        let server = try await LoopbackDNSServer(records: "www A 192.0.2.1")
        let version6 = try await DNSProbeTests.look(
            "{tcp: {address: '[::1]:\(server.port)', answers: open, silent: shut}}")
        #expect(version6.reading == .value("open") && version6.evidence["address"] == "[::1]:\(server.port)")
    }

    @Test func whyThereIsNoConnectionIsKept() async throws {
        func silence(_ address: String, _ timeout: String = "1s") async throws -> String? {
            let how = "{tcp: {address: '\(address)', answers: open, silent: shut}, timeout: \(timeout)}"
            let found = try await DNSProbeTests.look(how)
            #expect(found.reading == .value("shut"), "\(address)")
            return found.evidence["status"]
        }
        let listener = try SilentListener(backlog: 1)
        let port = listener.port
        // The queue is full: whoever comes now is not even answered.
        let waiting = listener.fill(count: 8)
        #expect(try await silence("127.0.0.1:\(port)", "300ms") == "timed-out")
        for descriptor in waiting { close(descriptor) }
        _ = consume listener
        #expect(try await silence("127.0.0.1:\(port)") == "refused")
        #expect(try await silence("no-such-host.invalid:80") == "unresolved")
    }

    private static let probe = "{command: {run: [look], on: pc, values: {open: t, shut: f}}, timeout: 1s}"

    @Test(arguments: [
        ("printf '  t \\n'", Reading.value("open")), ("echo f", .value("shut")),
        ("echo maybe", .failed("it means no value: maybe")), ("echo t; exit 3", .failed("ended with code(3): t")),
    ])
    func whatAProgramPrintsDecides(script: String, reading: Reading) async throws {
        #expect(try await look(Self.probe, programs: ["look": script]) == reading)
    }

    @Test func aFailingProgramMayMeanAValue() async throws {
        let how = Self.probe.replacing("on: pc,", with: "on: pc, silent: shut,")
        #expect(try await look(how, programs: ["look": "echo connection refused; exit 2"]) == .value("shut"))
        // Whoever cannot look at all must not report that as a value.
        guard case .failed = try await look(how, programs: [:]) else {
            Issue.record("a program that is not there was taken for a value")
            return
        }
    }

    @Test func aProgramThatHangsIsNoValue() async throws {
        let how = Self.probe.replacing("on: pc,", with: "on: pc, silent: shut,")
        #expect(
            try await look(how, programs: ["look": "sleep 30"]) == .failed("no answer within 1s"))
    }
}
