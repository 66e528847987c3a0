import KirikaeCanonicalJSON
import KirikaeService
import KirikaeSimulator
import Testing

extension SimulatorTests {
    @Suite struct ControlSiteTests {
        @Test func stateIsReadAndSet() async throws {
            try await SimulatorRun.with(start: ["agents.new-login": nil]) { _, control in
                let overview = try JSONValue(parsingCanonical: Array(try await control.get("/state").body.utf8))
                #expect(overview["variables"]?["portal.db"] == "main")
                #expect(overview["variables"]?["agents.new-login"] == .null)
                #expect(overview["starts"]?["DB_ClusterFailover_To_Backup.exe"] == 0)
                #expect((overview["simulatedMilliseconds"]?.integerValue ?? -1) >= 0)
                #expect(try await control.get("/state/agents.new-login").body == "unknown")
                #expect(try await control.post("/state/portal.db", "to-dr").body == "to-dr")
                #expect(try await SimulatorRun.wait(for: "portal.db", "dr", at: control))
                let events = try JSONValue(parsing: Array(try await control.get("/events").body.utf8)).arrayValue ?? []
                #expect(events.compactMap { $0["subject"]?.stringValue } == ["portal.db", "db-to-dr"])
                #expect(events.last?["simulatedMilliseconds"]?.integerValue.map { $0 >= 60_000 } == true)
            }
        }

        @Test func openValueTurnsOutAsResolved() async throws {
            try await SimulatorRun.with(start: ["call.main.processes": "stopped"]) { _, control in
                _ = try await control.post("/state/call.main.processes", "starting")
                #expect(try await SimulatorRun.wait(for: "call.main.processes", "running", at: control))
                #expect(try await control.get("/state/agents.new-login").body == "dr")
            }
        }

        struct Request: Sendable, CustomStringConvertible {
            var method = "POST"
            var path = "/state/portal.db"
            var headers: [String: String] = [:]
            var body = "dr"
            var status: Int
            var description: String { "\(method) \(path) \(headers) \(status)" }
        }

        static let own = ["X-Kirikae-Simulator": "1", "Content-Type": "text/plain"]
        static let requests = [
            Request(headers: own, status: 200),
            Request(headers: own.merging(["Content-Type": "application/json; charset=utf-8"]) { $1 }, status: 200),
            Request(headers: ["Content-Type": "text/plain"], status: 403),
            Request(headers: own.merging(["Content-Type": "application/x-www-form-urlencoded"]) { $1 }, status: 415),
            Request(headers: own.merging(["Host": "example.com"]) { $1 }, status: 421),
            Request(headers: own.merging(["Host": "127.0.0.1:1"]) { $1 }, status: 421),
            Request(headers: own.merging(["Origin": "http://example.com"]) { $1 }, status: 403),
            Request(headers: own.merging(["Origin": "null"]) { $1 }, status: 403),
            Request(headers: own, body: "nowhere", status: 400),
            Request(path: "/state/portal.x", headers: own, status: 404),
            Request(method: "GET", path: "/state/portal.x", status: 404),
            Request(method: "GET", headers: ["Host": "example.com"], status: 421),
            Request(method: "GET", path: "/nothing", status: 404),
            Request(method: "DELETE", headers: own, status: 405),
            Request(path: "/programs/other.exe/command", headers: own, status: 404),
            Request(headers: own, body: String(repeating: "x", count: 70_000), status: 413),
        ]

        @Test(arguments: requests) func onlyWhatIsInOrderChangesTheState(_ request: Request) async throws {
            try await SimulatorRun.with { simulator, control in
                let answer = try await control.send(
                    request.method, request.path, headers: request.headers,
                    body: request.method == "POST" ? request.body : "")
                #expect(answer.status == request.status)
                #expect(try await simulator.service.state["portal.db"] == (request.status == 200 ? "dr" : "main"))
            }
        }

        @Test func agentsAndCallsAreReadAndLed() async throws {
            try await SimulatorRun.with(model: try VirtualCentre.shippedModel(), agents: 250) { _, control in
                func read(_ path: String) async throws -> JSONValue {
                    try JSONValue(parsingCanonical: Array(try await control.get(path).body.utf8))
                }
                #expect(try await read("/agents")["sites"] == ["main": 250, "dr": 0, "none": 0])
                let last = try await read("/agents/from/201")
                #expect(last["agents"]?.arrayValue?.count == 50 && last["next"] == .null)
                #expect(try await read("/agents/from/101")["next"] == 201)
                #expect(try await control.post("/agents/7", "dr").status == 200)
                #expect(try await read("/agents/7")["site"] == "dr")
                #expect(try await control.get("/state/agents.site").body == "both")
                #expect(try await control.post("/calls/per-minute", "60").status == 200)
                #expect(try await control.post("/calls/parts/dr", "3").status == 200)
                #expect(try await SimulatorRun.wait(for: "calls.main", "in-progress", at: control))
                #expect(try await read("/calls")["offered"]?.integerValue.map { $0 > 0 } == true)
                for (path, body) in [
                    ("/calls/per-minute", "-1"), ("/calls/per-minute", "many"), ("/calls/parts/dr", "1001"),
                    ("/agents/7", "moon"), ("/calls/parts/moon", "1"), ("/speed", "0"), ("/speed", "nan"),
                ] {
                    #expect(try await control.post(path, body).status == 400, "\(path) \(body)")
                }
                for path in ["/agents/0", "/agents/251", "/agents/from/251", "/agents/x", "/calls/x"] {
                    #expect(try await control.get(path).status == 404, "\(path)")
                }
            }
        }

        @Test func drillRecordHasWhatHappened() async throws {
            try await SimulatorRun.with(model: try VirtualCentre.shippedModel(), agents: 20) { _, control in
                #expect(try await control.get("/speed").body == "600")
                #expect(try await control.post("/speed", "1200.5\n").body == "1200.5")
                #expect(try await control.post("/inject", #"{"set":{"platform.main":"stopped"}}"#).status == 200)
                #expect(try await SimulatorRun.wait(for: "agents.site", "dr", at: control))
                let record = try JSONValue(parsingCanonical: Array(try await control.get("/drill").body.utf8))
                #expect(record["kirikae-drill"] == 1 && record["service"] == "contact-centre" && record["seed"] == 1)
                let wall = record["wallStartMilliseconds"]?.integerValue ?? 0
                #expect(wall > 1_700_000_000_000)
                let speeds = record["speeds"]?.arrayValue ?? []
                #expect(speeds.compactMap { $0["speedThousandths"]?.integerValue } == [600_000, 1_200_500])
                let kinds = (record["events"]?.arrayValue ?? []).compactMap { $0["kind"]?.stringValue }
                #expect(kinds.prefix(2) == ["speed", "injected"] && kinds.contains("transition"))
                let samples = record["agents"]?["samples"]?.arrayValue ?? []
                #expect(samples.first?["sites"] == ["main": 20, "dr": 0, "none": 0])
                #expect(samples.count > 5)
                let outage = try #require(record["outages"]?.arrayValue?.first)
                #expect(outage["reason"] == "no-arrival" && outage["to"] == .null)
                #expect(record["calls"]?["offered"] == 0)
            }
        }

        @Test func leaderSeesPeopleAtAGlance() async throws {
            let start = ["platform.main": "stopped"]
            try await SimulatorRun.with(speed: 0.01, start: start, model: try VirtualCentre.shippedModel(), agents: 20)
            {
                simulator, _ in
                let person = try await Person(at: simulator.addresses.control + "/people")
                #expect(
                    person.texts == [
                        "いま電話をかけても、誰にもつながりません（着信先の拠点に着信できない、0 分前から）。",
                        "メイン拠点：エージェント 20 人、通話中 0 件、待ち呼 0 件", "DR 拠点：エージェント 0 人、通話中 0 件、待ち呼 0 件",
                        "ログアウト中のエージェント：0 人",
                        "呼（1 分あたり平均 0 件）：発生 0 件、応答 0 件、放棄 0 件、着信不可 0 件、切断 0 件",
                        "経過：0 分（実時間の 0.01 倍の速さ）",
                    ])
            }
        }

        @Test func withoutPeopleNobodyIsFound() async throws {
            try await SimulatorRun.with { _, control in
                let read = try await control.get("/agents").status
                let led = try await control.post("/calls/per-minute", "1").status
                #expect(read == 404 && led == 404)
            }
        }

        @Test func hostMayBeLocalhostAndOwnOriginMayPost() async throws {
            try await SimulatorRun.with { simulator, control in
                #expect(try await control.get("/state", headers: ["Host": "localhost:\(control.port)"]).status == 200)
                let carrier = try LoopbackClient(simulator.addresses.carrier)
                let form = ["Content-Type": "application/x-www-form-urlencoded"]
                let foreign = try await carrier.send(
                    "POST", "/change", headers: form.merging(["Origin": "http://127.0.0.1:\(control.port)"]) { $1 },
                    body: "destination=dr")
                #expect(foreign.status == 403)
                #expect(try await simulator.service.state["number.destination"] == "main")
                let own = try await carrier.send(
                    "POST", "/change", headers: form.merging(["Origin": "http://127.0.0.1:\(carrier.port)"]) { $1 },
                    body: "destination=dr")
                #expect(own.status == 200)
                #expect(try await simulator.service.state["number.destination"] == "dr")
            }
        }

        @Test func noticesNameWhatIsInForce() async throws {
            try await SimulatorRun.with(start: ["notice.call": "switchover"]) { simulator, _ in
                let person = try await Person(at: simulator.addresses.control + "/notices")
                #expect(person.texts == ["変数 notice.call：値 switchover"])
            }
        }

        @Test(arguments: [("gax.session", "deploying"), ("portal.mmf", "to-dr"), ("portal.db", "to-main")])
        func commandIsRefusedWhileAnotherChangeIsUnderWay(variable: String, value: String) async throws {
            // The processes are being changed, or the deploy would end at once.
            try await SimulatorRun.with(speed: 120, start: [variable: value, "call.dr.processes": "stopping"]) {
                simulator, control in
                let path = "/programs/DB_ClusterFailover_To_Backup.exe/command"
                #expect(try await control.post(path).status == 409)
                let kinds = try await simulator.service.events.map(\.kind)
                #expect(kinds.contains(.programRefused))
                // Somebody else deploys: only the leader, who set it, knows when that ends.
                if value == "deploying" { try await simulator.service.change(["gax.session": "in-use"]) }
                let settled = value == "deploying" ? "in-use" : String(value.dropFirst(3))
                #expect(try await SimulatorRun.wait(for: variable, settled, at: control))
                #expect(try await control.post(path).status == 200)
            }
        }
    }
}
