import KirikaeEngine
import KirikaeService
import KirikaeTestSupport
import Testing

@testable import KirikaeWorlds

/// Looking by SIP, at sipp and kamailio and at a server that lies.
@Suite(.timeLimit(.minutes(2))) struct SIPProbeTests {
    private static func how(
        _ address: String, _ transport: String, user: String? = nil, meaning: String = "answers: open",
        silent: String = ", silent: shut", timeout: String = "2s"
    ) -> String {
        let user = user.map { ", user: \($0)" } ?? ""
        return
            "{sip: {address: '\(address)', transport: \(transport)\(user), \(meaning)\(silent)}, timeout: \(timeout)}"
    }

    // MARK: Servers that we did not write

    @Test(arguments: ["udp", "tcp"])
    func sippIsSeen(transport: String) async throws {
        let byStatus = "values: {open: [2xx], shut: ['503']}"
        let cases: [(status: Int?, meaning: String, reading: Reading, evidence: [String: String])] = [
            (
                200, byStatus, .value("open"),
                ["status": "200 OK", "server": "sipp of the test", "transport": transport, "requests": "1"]
            ),
            (
                503, byStatus, .value("shut"),
                ["status": "503 Service Unavailable", "retry-after": "120", "requests": "1"]
            ),
            (503, "answers: open", .value("open"), ["status": "503 Service Unavailable"]),
            (
                503, "values: {open: [2xx], shut: [4xx]}",
                .failed("the status means no value: 503 Service Unavailable"), ["status": "503 Service Unavailable"]
            ),
        ]
        for expected in cases {
            let server = try await LoopbackSIPServer(.sipp(status: expected.status, transport: transport))
            let found = try await DNSProbeTests.look(Self.how(server.address, transport, meaning: expected.meaning))
            #expect(found.reading == expected.reading)
            #expect(found.evidence["address"] == server.address)
            for (key, value) in expected.evidence { #expect(found.evidence[key] == value, "\(key)") }
            // Nothing but the question has left.
            #expect(try await server.requests(count: 1) == ["OPTIONS"])
        }
    }

    @Test func aServerThatTakesItAndSaysNothingIsSilent() async throws {
        let server = try await LoopbackSIPServer(.sipp(status: nil, transport: "udp"))
        let found = try await DNSProbeTests.look(Self.how(server.address, "udp", timeout: "800ms"))
        #expect(found.reading == .value("shut"))
        #expect(found.evidence["status"] == "timed-out")
        // Asked again after half a second, and not more often.
        #expect(try await server.requests(count: 2) == ["OPTIONS", "OPTIONS"])
        server.stop()
        for transport in ["udp", "tcp"] {
            let start = ContinuousClock.now
            let gone = try await DNSProbeTests.look(Self.how(server.address, transport, timeout: "5s"))
            #expect(gone.reading == .value("shut"))
            #expect(gone.evidence["status"] == "refused")
            // The kernel says at once that nobody is there.
            #expect(ContinuousClock.now - start < .seconds(2))
        }
        let open = try await DNSProbeTests.look(Self.how(server.address, "udp", silent: "", timeout: "1s"))
        #expect(open.reading == .failed("nobody answers at \(server.address): refused"))
    }

    @Test func kamailioIsSeen() async throws {
        let server = try await LoopbackSIPServer(.kamailio)
        for transport in ["udp", "tcp"] {
            let found = try await DNSProbeTests.look(Self.how(server.address, transport))
            #expect(found.reading == .value("open"), "\(transport): \(found)")
            #expect(found.evidence["status"] == "200 Alive" && found.evidence["transport"] == transport)
            #expect(found.evidence["server"]?.hasPrefix("kamailio (") == true)
        }
        #expect(try await server.requests(count: 2) == ["OPTIONS", "OPTIONS"])
    }

    @Test func aNameThatIsNotKnownIsNoSilence() async throws {
        let found = try await DNSProbeTests.look(Self.how("no-such-host.invalid:5060", "udp"))
        #expect(found.evidence["status"] == "unresolved")
        guard case .failed(let reason) = found.reading else {
            Issue.record("taken for \(found.reading)")
            return
        }
        #expect(reason.hasPrefix("no-such-host.invalid:5060 cannot be asked: "))
    }

    // MARK: A server that lies

    private enum Expected {
        case status(String)
        case silent(String)
        case unsound(String)
    }

    /// By user: what is found by UDP and by TCP; nil where the server cannot do that.
    private static let hostile: [(mode: String, udp: Expected?, tcp: Expected?)] = [
        ("good", .status("200 OK"), .status("200 OK")), ("failing", .status("486 Busy Here"), .status("486 Busy Here")),
        ("busy", .status("503 Service Unavailable"), .status("503 Service Unavailable")),
        ("slow", .status("200 OK"), .status("200 OK")), ("silent", .silent("timed-out"), .silent("timed-out")),
        ("stale", .silent("timed-out"), .silent("timed-out")),
        ("stale-then-good", .status("200 OK"), .status("200 OK")), ("second-time", .status("200 OK"), nil),
        ("request-first", .status("200 OK"), .status("200 OK")), ("alive-first", .status("200 OK"), .status("200 OK")),
        ("short-names", .status("200 OK"), .status("200 OK")), ("folded", .status("200 OK"), .status("200 OK")),
        ("garbage", .unsound("it is not SIP"), .unsound("it is not SIP")),
        ("web", .unsound("it is not SIP"), .unsound("it is not SIP")),
        ("no-status", .unsound("it has no status"), .unsound("it has no status")),
        ("far-status", .unsound("it has no status"), .unsound("it has no status")),
        ("version", .unsound("it speaks another version"), .unsound("it speaks another version")),
        ("no-via", .unsound("it does not say which request"), .unsound("it does not say which request")),
        ("control", .unsound("its head has a control"), .unsound("its head has a control")),
        ("no-colon", .unsound("a field has no colon"), .unsound("a field has no colon")),
        ("bad-length", .unsound("its length is none"), .unsound("its length is none")),
        ("two-lengths", .unsound("it says two lengths"), .unsound("it says two lengths")),
        ("hidden", .status("200 OK"), .status("200 OK")), ("long-head", nil, .status("200 OK")),
        ("too-short", .unsound("it is shorter than it says"), .silent("timed-out")),
        ("no-length", .status("200 OK"), .unsound("it does not say its length")),
        ("too-long", .unsound("it is larger than"), .unsound("it is larger than")),
        ("body", .status("200 OK"), .status("200 OK")), ("bytes", nil, .status("200 OK")),
        ("pipelined", nil, .status("200 OK")), ("close", nil, .silent("closed")),
        ("close-within", nil, .unsound("the connection ends within it")),
        ("endless", nil, .unsound("more than 262144 bytes")),
    ]

    @Test(arguments: ["udp", "tcp"])
    func aServerThatLiesIsNotBelieved(transport: String) async throws {
        let cases = Self.hostile.compactMap { row in
            (transport == "udp" ? row.udp : row.tcp).map { (mode: row.mode, expected: $0) }
        }
        try await HostileSIPServer.with { port in
            let found = try await withThrowingTaskGroup(of: (Int, Observation).self) { group in
                for (index, row) in cases.enumerated() {
                    let how = Self.how("127.0.0.1:\(port)", transport, user: row.mode)
                    group.addTask { (index, try await DNSProbeTests.look(how)) }
                }
                var found: [Int: Observation] = [:]
                for try await (index, observation) in group { found[index] = observation }
                return found
            }
            for (index, row) in cases.enumerated() {
                let observation = try #require(found[index])
                switch row.expected {
                case .status(let status):
                    #expect(observation.reading == .value("open"), "\(row.mode)")
                    #expect(observation.evidence["status"] == status, "\(row.mode)")
                case .silent(let word):
                    #expect(observation.reading == .value("shut"), "\(row.mode)")
                    #expect(observation.evidence["status"] == word, "\(row.mode)")
                case .unsound(let reason):
                    let start = "the answer of 127.0.0.1:\(port) is no sound SIP: \(reason)"
                    guard case .failed(let given) = observation.reading, given.hasPrefix(start) else {
                        Issue.record("\(row.mode): \(observation)")
                        continue
                    }
                    #expect(observation.evidence["status"] == "malformed")
                }
                switch row.mode {
                case "second-time": #expect(observation.evidence["requests"] == "2")
                case "busy": #expect(observation.evidence["retry-after"] == "120")
                case "hidden":
                    let server = observation.evidence["server"] ?? ""
                    #expect(server.hasPrefix("a\\u{202E}bccc") && server.hasSuffix("…") && server.count <= 301)
                default: break
                }
            }
        }
    }
}
