import KirikaeCanonicalJSON
import KirikaeService
import KirikaeSimulator
import Testing

extension SimulatorTests {
    /// The client PCs and the office.
    @Suite struct PCSiteTests {
        /// Clicks through the dialogs of one PC as the runbook says, and sets an address.
        private func set(_ address: String, on number: Int, _ simulator: Simulator) async throws -> Person {
            var person = try await Person(at: "\(simulator.addresses.clientPCs)/\(number)")
            try await person.press("コントロール パネル", "ネットワークとインターネット", "ネットワークの状態とタスクの表示", "アダプター設定の変更", "プロパティ")
            try await person.press("インターネット プロトコル バージョン 4(TCP/IPv4)", "プロパティ")
            person.form["servers"] = address
            try await person.press("OK")
            return person
        }

        private func run(_ command: String, _ person: inout Person) async throws {
            person.form["command"] = command
            try await person.press("実行")
        }

        @Test func settingFollowsFromAllPCs() async throws {
            try await SimulatorRun.with { simulator, control in
                let dns = simulator.addresses.dnsJ2
                for number in 1...3 {
                    var person = try await set(dns, on: number, simulator)
                    try await run("ipconfig /all", &person)
                    #expect(person.texts.contains { $0.hasSuffix(": \(dns)") })
                    try await run("nslookup j2-accs.arcstarcc.net", &person)
                    #expect(person.texts.contains("Address:  127.0.0.1"))
                    #expect(person.page["alerts"]?.arrayValue?.isEmpty == true)
                    #expect(try await control.get("/state/dns.setting").body == (number < 3 ? "mixed" : "dr"))
                }
                // The way back, and the list shows it.
                for number in 1...3 { _ = try await set(simulator.addresses.dnsJ1, on: number, simulator) }
                #expect(try await control.get("/state/dns.setting").body == "main")
                let list = try await Person(at: simulator.addresses.clientPCs)
                #expect(list.values.map(\.value) == Array(repeating: simulator.addresses.dnsJ1, count: 3))
            }
        }

        @Test func wrongAddressResolvesNothing() async throws {
            try await SimulatorRun.with { simulator, control in
                var person = try await set("127.0.0.1:9", on: 2, simulator)
                #expect(try await control.get("/state/dns.setting").body == "mixed")
                try await run("nslookup j2-accs.arcstarcc.net", &person)
                #expect(person.page["alerts"]?.arrayValue?.isEmpty == false)
                person = try await set("DR 拠点のアドレス", on: 2, simulator)
                #expect(person.texts.first?.contains("正しくありません") == true)
            }
        }

        @Test(arguments: [
            ("j1", "platform.main", "stopped"), ("j1", "line.main", "down"), ("j2", "platform.dr", "stopped"),
        ])
        func nothingResolvesAtASiteThatIsLost(host: String, variable: String, value: String) async throws {
            try await SimulatorRun.with { simulator, control in
                let address = host == "j1" ? simulator.addresses.dnsJ1 : simulator.addresses.dnsJ2
                var person = try await set(address, on: 1, simulator)
                try await run("nslookup \(host)-accs.arcstarcc.net", &person)
                #expect(person.page["alerts"]?.arrayValue?.isEmpty == true)
                _ = try await control.post("/state/\(variable)", value)
                try await run("nslookup \(host)-accs.arcstarcc.net", &person)
                #expect(person.texts.contains { $0.contains("タイムアウト") })
            }
        }

        @Test(arguments: [("dr", ["j2", "j2", "j2"]), ("mixed", ["j2", "j1", "j1"]), ("main", ["j1", "j1", "j1"])])
        func pcsFollowTheModel(setting: String, servers: [String]) async throws {
            try await SimulatorRun.with(start: ["dns.setting": "mixed"]) { simulator, control in
                _ = try await control.post("/state/dns.setting", setting)
                let list = try await Person(at: simulator.addresses.clientPCs)
                let addresses = ["j1": simulator.addresses.dnsJ1, "j2": simulator.addresses.dnsJ2]
                #expect(list.values.map(\.value) == servers.compactMap { addresses[$0] })
            }
        }

        @Test func officeHasTheOpeningNotice() async throws {
            try await SimulatorRun.with { simulator, _ in
                let office = try await Person(at: simulator.addresses.office)
                #expect(office.values.first { $0.label == "DR 拠点用の DNS サーバのアドレス" }?.value == simulator.addresses.dnsJ2)
            }
        }
    }
}
