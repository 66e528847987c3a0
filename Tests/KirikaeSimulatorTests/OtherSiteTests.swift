import KirikaeSimulator
import Testing

extension SimulatorTests {
    @Suite struct OtherSiteTests {
        @Test(arguments: [("main", "dr", "DR 拠点の番号"), ("dr", "main", "メイン拠点の番号")])
        func carrierToolMovesTheNumber(from: String, to: String, label: String) async throws {
            try await SimulatorRun.with(start: ["number.destination": from]) { simulator, control in
                var person = try await Person(at: simulator.addresses.carrier)
                #expect(person.texts == ["現在の着信先：値 \(from)"])
                try await person.press(label, "変更")
                #expect(person.texts.last == "現在の着信先：値 \(to)")
                #expect(try await control.get("/state/number.destination").body == to)
            }
        }

        @Test(arguments: [("main", "ログイン先：メイン拠点"), ("dr", "ログイン先：DR 拠点"), ("none", "ログインできません")])
        func testPCShowsWhereANewLoginGoes(value: String, text: String) async throws {
            try await SimulatorRun.with(start: ["agents.new-login": value]) { simulator, _ in
                var person = try await Person(at: simulator.addresses.wde)
                #expect(!person.texts.joined().contains("拠点"))
                try await person.press("ログイン")
                #expect(person.texts.first == text)
                #expect(person.texts.dropFirst().allSatisfy { !$0.contains("拠点") })
            }
        }
    }
}
