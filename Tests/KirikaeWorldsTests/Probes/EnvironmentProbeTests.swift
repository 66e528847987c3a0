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
            let byAddress = try await look(answers)
            #expect(byAddress == .value("open"))
            let named = "{tcp: {address: 'localhost:\(port)', answers: open, silent: shut}}"
            let byName = try await look(named)
            #expect(byName == .value("open"))
        }
        let listener = try SilentListener(backlog: 1)
        let port = listener.port
        _ = consume listener
        let silent = "{tcp: {address: '127.0.0.1:\(port)', answers: open, silent: shut}}"
        #expect(try await look(silent) == .value("shut"))
        let unknown = "{tcp: {address: 'no-such-host.invalid:80', answers: open, silent: shut}, timeout: 1s}"
        #expect(try await look(unknown) == .value("shut"))
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
