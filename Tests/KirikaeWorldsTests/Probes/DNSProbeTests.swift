import Foundation
import KirikaeEngine
import KirikaePlan
import KirikaeRunbook
import KirikaeService
import KirikaeTestSupport
import Synchronization
import Testing

@testable import KirikaeWorlds

/// Looking by DNS, at BIND's server and at one that lies.
@Suite(.timeLimit(.minutes(2))) struct DNSProbeTests {
    /// What a probe finds for a variable with the values `open` and `shut`.
    static func look(_ how: String) async throws -> Observation {
        let fixture = try WorldFixture(step: "    action: {command: [act], on: pc}")
        let environment = try WorldFixture.environment(observing: how, directory: fixture.folder.path)
        let probe = EnvironmentProbe(environment: environment, service: fixture.plan.service)
        return try #require(await probe.observe(["valve.state"]).first)
    }

    private static func how(
        _ server: String, _ name: String, _ type: String = "A", open: String = "[192.0.2.1]", more: String = "",
        timeout: String = "2s"
    ) -> String {
        "{dns: {server: '\(server)', name: \(name), type: \(type), values: {open: \(open)}\(more)}, timeout: \(timeout)}"
    }

    private static let records = """
        www A 192.0.2.1
        www A 192.0.2.2
        www AAAA 2001:db8:0:0:0:0:0:1
        slow 3600 A 192.0.2.1
        alias 7200 CNAME www
        _sip._udp SRV 10 60 5060 www
        @ MX 10 www
        text TXT "site=" "main"
        many TXT "\(String(repeating: "a", count: 250))"
        many TXT "\(String(repeating: "b", count: 250))"
        many TXT "\(String(repeating: "c", count: 250))"
        many TXT "\(String(repeating: "d", count: 250))"
        many TXT "\(String(repeating: "e", count: 250))"
        many TXT "\(String(repeating: "f", count: 250))"
        1.2.0 PTR www
        """

    // MARK: A server that we did not write

    @Test func whatAServerAnswersDecides() async throws {
        let server = try await LoopbackDNSServer(records: Self.records)
        let both = "[192.0.2.2, 192.0.2.1]"
        let absent = ", absent: shut"
        let cases: [(how: String, reading: Reading, evidence: [String: String])] = [
            (
                Self.how(server.address, "www.test.example", open: both), .value("open"),
                [
                    "status": "NOERROR", "answer": "192.0.2.1, 192.0.2.2", "ttl": "60s", "authoritative": "yes",
                    "transport": "udp", "server": server.address,
                ]
            ),
            (
                Self.how("[::1]:\(server.port)", "WWW.Test.Example.", open: both), .value("open"),
                ["status": "NOERROR", "server": "[::1]:\(server.port)"]
            ),
            (
                Self.how(server.address, "www.test.example", "AAAA", open: "['2001:DB8::0001']"), .value("open"),
                ["answer": "2001:db8::1"]
            ),
            (
                Self.how(server.address, "www.test.example"),
                .failed("the answer is only in part that of open: 192.0.2.1, 192.0.2.2"), [:]
            ),
            (
                Self.how(server.address, "www.test.example", open: "[192.0.2.1, 192.0.2.2, 192.0.2.3]"),
                .failed("the answer is only in part that of open: 192.0.2.1, 192.0.2.2"), [:]
            ),
            (
                Self.how(server.address, "www.test.example", open: "[198.51.100.1]"),
                .failed("the answer means no value: 192.0.2.1, 192.0.2.2"), [:]
            ),
            (
                Self.how(server.address, "alias.test.example", open: both), .value("open"),
                ["alias": "www.test.example", "ttl": "7200s"]
            ),
            (
                Self.how(server.address, "alias.test.example", open: both, more: ", ttl-at-most: 1h"),
                .failed("the answer may be kept for 7200s, longer than 1h"), ["ttl": "7200s"]
            ),
            (
                Self.how(server.address, "slow.test.example", more: ", ttl-at-most: 1h"), .value("open"),
                ["ttl": "3600s"]
            ),
            (
                Self.how(server.address, "no.test.example"),
                .failed("no.test.example has no A record there: NXDOMAIN"), ["status": "NXDOMAIN"]
            ),
            (
                Self.how(server.address, "no.test.example", more: absent), .value("shut"), ["status": "NXDOMAIN"]
            ),
            (Self.how(server.address, "text.test.example", more: absent), .value("shut"), ["status": "NOERROR"]),
            (
                Self.how(server.address, "www.broken.example", more: absent + ", silent: shut"),
                .failed("the server answers SERVFAIL"), ["status": "SERVFAIL"]
            ),
            (
                Self.how(server.address, "www.closed.example", more: absent + ", silent: shut"),
                .failed("the server answers REFUSED"), ["status": "REFUSED"]
            ),
        ]
        for expected in cases {
            let found = try await Self.look(expected.how)
            #expect(found.reading == expected.reading, "\(expected.how)")
            for (key, value) in expected.evidence { #expect(found.evidence[key] == value, "\(key) of \(expected.how)") }
            #expect(Int(found.evidence["milliseconds"] ?? "") != nil)
        }
        // Nothing but the questions has left, each once.
        let questions = try await server.questions(count: cases.count)
        #expect(questions.count == cases.count, "\(questions)")
        #expect(Set(questions.prefix(2)) == ["www.test.example IN A"])
    }

    /// `dig` is the judge of what each type of record says.
    @Test func everyTypeReadsAsDigPrintsIt() async throws {
        let server = try await LoopbackDNSServer(records: Self.records)
        let address = try #require(NetworkAddress(server.address))
        let names: [(String, DNSRecordType)] = [
            ("www.test.example", .a), ("www.test.example", .aaaa), ("alias.test.example", .cname),
            ("test.example", .mx), ("test.example", .ns), ("1.2.0.test.example", .ptr), ("test.example", .soa),
            ("_sip._udp.test.example", .srv), ("text.test.example", .txt), ("many.test.example", .txt),
        ]
        #expect(Set(names.map(\.1)) == Set(DNSRecordType.allCases))
        for (name, type) in names {
            let answer = try await DNSClient().query(
                try DNSName(name), type: type, server: address, timeoutMilliseconds: 2_000)
            let dug = try await BuiltProgram.run(
                program: "/usr/bin/dig",
                ["+short", "+time=2", "@127.0.0.1", "-p", "\(server.port)", name, type.rawValue])
            let printed = dug.output.split(separator: "\n").compactMap { line in
                type.canonicalAnswer(String(line).replacing("\" \"", with: "").replacing("\"", with: ""))
            }
            #expect(answer.texts == Set(printed).sorted() && !printed.isEmpty, "\(name) \(type): \(dug.output)")
            #expect(answer.isAuthoritative && answer.status == .noError)
            // Six texts of 250 letters are too long for a datagram, and the only ones that are.
            #expect(answer.usedTCP == (name == "many.test.example"))
        }
    }

    @Test func whereNobodyAnswersIsAValueOnlyIfTheEnvironmentSaysSo() async throws {
        let server = try await LoopbackDNSServer(records: Self.records)
        server.stop()
        let silent = try await Self.look(Self.how(server.address, "www.test.example", more: ", silent: shut"))
        #expect(silent.reading == .value("shut"))
        #expect(silent.evidence["server"] == server.address && silent.evidence["status"] == "UNREACHABLE")
        let failed = try await Self.look(Self.how(server.address, "www.test.example"))
        guard case .failed(let reason) = failed.reading else {
            Issue.record("silence was taken for \(failed.reading)")
            return
        }
        #expect(reason.hasPrefix("nobody answers at \(server.address)"))
    }

    // MARK: Two servers

    /// Tells what was observed, and moves a name after the first look.
    private final class Mover: Recorder {
        let observed = Mutex<[Observation]>([])
        let move: @Sendable () async throws -> Void

        init(move: @escaping @Sendable () async throws -> Void) { self.move = move }

        func record(_ event: RunEvent, at stamp: Stamp) async throws {
            guard case .observed(_, let seen) = event, !seen.isEmpty else { return }
            let isFirst = observed.withLock { observed in
                observed += seen
                return observed.count == seen.count
            }
            if isFirst { try await move() }
        }

        func synchronize() async throws {}
    }

    private struct Nobody: RunObserver {
        func happened(_ event: RunEvent, at stamp: Stamp, in machine: RunMachine) {}
    }

    private static let main = "www A 192.0.2.1"
    private static let standby = "www A 198.51.100.1\nwww A 198.51.100.2"

    private func run(
        against server: LoopbackDNSServer, within: String, move: @escaping @Sendable () async throws -> Void
    ) async throws -> (result: RunResult, observed: [Observation]) {
        let how = """
            {dns: {server: '\(server.address)', name: www.test.example, type: A, \
            values: {shut: [192.0.2.1], open: [198.51.100.1, 198.51.100.2]}, ttl-at-most: 5m}, timeout: 2s}
            """
        let fixture = try WorldFixture(
            step: "    action: {command: [act], on: pc}", programs: ["act": "exit 0"], observing: how,
            verification: "{valve.state: open, within: \(within), every: 50ms}")
        let mover = Mover(move: move)
        let world = LiveWorld(plan: fixture.plan, run: "r1", clock: LiveClock(), operators: [])
        var machine = RunMachine(plan: fixture.plan)
        let header = RunHeader(
            run: "r1", runbook: fixture.plan.runbook, arguments: [:], environment: "test", environmentArguments: [:],
            fingerprint: fixture.plan.fingerprint, files: [:], operatorName: "tester", speed: 1, version: "test")
        let runner = Runner(world: world, recorder: mover, clock: LiveClock(), observer: Nobody())
        let result = try await runner.run(&machine, opening: [.started(header)])
        return (result, mover.observed.withLock { $0 })
    }

    @Test func aVerificationFollowsANameThatMoves() async throws {
        let main = try await LoopbackDNSServer(records: Self.main)
        let other = try await LoopbackDNSServer(records: Self.main)
        let moved = try await run(against: main, within: "8s") {
            // On the way one of the addresses is there, and the other is not.
            try await main.change(to: "www A 198.51.100.1", serial: 2)
            try await main.change(to: Self.standby, serial: 3)
        }
        #expect(moved.result == .completed)
        #expect(moved.observed.first?.reading == .value("shut"))
        #expect(moved.observed.first?.evidence["answer"] == "192.0.2.1")
        #expect(moved.observed.last?.reading == .value("open"))
        #expect(moved.observed.last?.evidence["answer"] == "198.51.100.1, 198.51.100.2")
        // The other server of the pair was not told: the same look at it does not pass.
        let left = try await run(against: other, within: "300ms") {}
        // It was looked at again and again; only what is news is recorded.
        #expect(try await other.questions(count: 2).count >= 2)
        #expect(left.result != .completed)
        #expect(Set(left.observed.map(\.reading)) == [.value("shut")])
    }

    // MARK: A server that lies

    private static let hostile: [(mode: String, type: String, reading: Reading, status: String?)] = [
        ("good", "A", .value("open"), "NOERROR"),
        ("two", "A", .failed("the answer is only in part that of open: 192.0.2.1, 192.0.2.2"), "NOERROR"),
        ("late", "A", .value("open"), "NOERROR"),
        // What is no answer to the question, or comes from elsewhere, is not looked at.
        ("wrong-number", "A", .value("shut"), "TIMEOUT"), ("wrong-question", "A", .value("shut"), "TIMEOUT"),
        ("wrong-port", "A", .value("shut"), "TIMEOUT"), ("wrong-then-good", "A", .value("open"), "NOERROR"),
        ("silent", "A", .value("shut"), "TIMEOUT"), ("short", "A", .value("shut"), "TIMEOUT"),
        ("cut", "A", .value("open"), "NOERROR"), ("cut-for-ever", "A", .failed("the answer is cut short"), "NOERROR"),
        ("self-name", "A", .failed("the answer cannot be read: "), "MALFORMED"),
        ("far-name", "A", .failed("the answer cannot be read: "), "MALFORMED"),
        ("cut-record", "A", .failed("the answer cannot be read: it ends within a record"), "MALFORMED"),
        ("many-records", "A", .failed("the answer cannot be read: it has 65535 records"), "MALFORMED"),
        ("missing-record", "A", .failed("the answer cannot be read: it ends before a name"), "MALFORMED"),
        ("short-address", "A", .failed("the answer cannot be read: an address has 3 bytes"), "MALFORMED"),
        ("alias", "A", .value("open"), "NOERROR"),
        ("alias-ring", "A", .failed("the answer cannot be read: its names stand for each other"), "MALFORMED"),
        ("alias-alone", "A", .failed("the server leaves the answer to others"), "NOERROR"),
        ("alias-denied", "A", .value("shut"), "NOERROR"),
        ("others", "A", .failed("the answer cannot be read: it answers for other names"), "MALFORMED"),
        ("none", "A", .value("shut"), "NOERROR"), ("bare-none", "A", .value("shut"), "NOERROR"),
        ("referral", "A", .failed("the server leaves the answer to others"), "NOERROR"),
        ("no-such-name", "A", .value("shut"), "NXDOMAIN"),
        ("format", "A", .failed("the server answers FORMERR"), "FORMERR"),
        ("never-expires", "A", .value("open"), "NOERROR"),
        ("escape", "TXT", .failed("the answer means no value: a\\u{1B}[2J"), "NOERROR"),
        ("broken-text", "TXT", .failed("the answer cannot be read: a text ends outside its record"), "MALFORMED"),
    ]

    @Test func aServerThatLiesIsNotBelieved() async throws {
        try await HostileDNSServer.with { port in
            // Side by side: those that do not answer take their whole time.
            let found = try await withThrowingTaskGroup(of: (Int, Observation).self) { group in
                for (index, expected) in Self.hostile.enumerated() {
                    let how = Self.how(
                        "127.0.0.1:\(port)", "\(expected.mode).example", expected.type,
                        open: expected.type == "A" ? "[192.0.2.1]" : "[a]", more: ", absent: shut, silent: shut",
                        timeout: "2s")
                    group.addTask { (index, try await Self.look(how)) }
                }
                var found: [Int: Observation] = [:]
                for try await (index, observation) in group { found[index] = observation }
                return found
            }
            for (index, expected) in Self.hostile.enumerated() {
                let observation = try #require(found[index])
                if case .failed(let reason) = expected.reading, case .failed(let given) = observation.reading {
                    #expect(given.hasPrefix(reason), "\(expected.mode): \(given)")
                } else {
                    #expect(observation.reading == expected.reading, "\(expected.mode)")
                }
                #expect(observation.evidence["status"] == expected.status, "\(expected.mode)")
            }
            let alias = Self.hostile.firstIndex { $0.mode == "alias" }.flatMap { found[$0] }
            #expect(alias?.evidence["ttl"] == "900s" && alias?.evidence["alias"] == "b.example")
            let cut = Self.hostile.firstIndex { $0.mode == "cut" }.flatMap { found[$0] }
            #expect(cut?.evidence["transport"] == "tcp")
            let never = Self.hostile.firstIndex { $0.mode == "never-expires" }.flatMap { found[$0] }
            #expect(never?.evidence["ttl"] == "0s")
        }
    }

    /// Who answered by UDP and not by TCP is not silent.
    @Test func anAnswerCutShortIsNoSilence() async throws {
        try await HostileDNSServer.with { port in
            let how = Self.how("127.0.0.1:\(port)", "cut-no-tcp.example", more: ", silent: shut", timeout: "1s")
            let found = try await Self.look(how)
            #expect(found.evidence["status"] == "TRUNCATED")
            guard case .failed(let reason) = found.reading else {
                Issue.record("taken for \(found.reading)")
                return
            }
            #expect(reason.hasPrefix("the answer by UDP is cut short, and there is none by TCP"))
        }
    }

    /// The late answer of the table is in time there; here it is not.
    @Test func theTimeIsKept() async throws {
        try await HostileDNSServer.with { port in
            let how = Self.how("127.0.0.1:\(port)", "late.example", timeout: "200ms")
            let found = try await Self.look(how)
            #expect(found.reading == .failed("no answer from 127.0.0.1:\(port) within 200ms"))
            let taken = try #require(Int(found.evidence["milliseconds"] ?? ""))
            #expect(taken >= 200)
        }
    }
}
