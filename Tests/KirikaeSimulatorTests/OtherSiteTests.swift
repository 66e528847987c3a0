import KirikaeService
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

        @Test(arguments: [
            ("30", "ratio"), ("1", "ratio"), ("99", "ratio"), ("0", "main"), ("100", "main"), ("", "main"),
            ("abc", "main"), ("1.5", "main"),
        ])
        func carrierToolSharesByRatio(share: String, becomes: String) async throws {
            try await SimulatorRun.with { simulator, control in
                var person = try await Person(at: simulator.addresses.carrier)
                // The word by which a runbook tells that it is shared is not there before it is.
                #expect(!(person.texts + person.labels).contains { $0.contains("分配率") })
                person.form["share"] = share
                try await person.press("両拠点の番号へ分配", "変更")
                #expect(try await control.get("/state/number.destination").body == becomes)
                #expect(person.texts.contains { $0.contains("分配率") } == (becomes == "ratio"))
                #expect(
                    becomes != "ratio" || person.texts.contains("分配率：メイン拠点 \(100 - (Int(share) ?? 0))%、DR 拠点 \(share)%")
                )
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

        @Test func realTimeReportFollowsTheAgents() async throws {
            try await SimulatorRun.with(model: try SimulatorRun.shippedModel(), agents: 20) { simulator, control in
                for (site, expected) in [("main", [20, 0]), ("dr", [0, 20])] {
                    _ = try await control.post("/state/agents.site", site)
                    let person = try await Person(at: simulator.addresses.realTimeReport)
                    #expect(person.values.prefix(2).map(\.value) == expected.map(String.init))
                    #expect(person.texts.contains("両拠点のエージェント数：見られる"))
                }
                _ = try await control.post("/state/line.main", "down")
                let person = try await Person(at: simulator.addresses.realTimeReport)
                #expect(person.texts.contains("メイン拠点：値が更新されません。"))
                #expect(!person.texts.contains("両拠点のエージェント数：見られる"))
            }
        }

        /// The rescue of the reports: generated and downloaded at the DR site, while it aggregates.
        @Test(arguments: [("running", "DR 拠点でダウンロード", "saved"), ("suspended", "DR 拠点でダウンロード", "not-saved")])
        func reportsOfTheDRPeriodAreRescued(aggregation: String, choice: String, becomes: String) async throws {
            try await SimulatorRun.with(start: ["aggregation.dr": aggregation]) { simulator, control in
                var person = try await Person(at: simulator.addresses.pulseJ2)
                try await person.press("レポート", "レポートの生成")
                #expect(person.texts.first == "ダウンロードする拠点を選択してください。")
                try await person.press(choice, "レポートの生成", "Pulse")
                #expect(!person.texts.contains { $0.contains("すべて保存した") })
                try await person.press("レポート 1 をダウンロード")
                #expect(try await control.get("/state/reports.dr-period").body == becomes)
                #expect(person.texts.contains { $0.contains("すべて保存した") } == (becomes == "saved"))
            }
        }

        @Test func reportGeneratedForTheOtherSiteIsNotOfferedHere() async throws {
            try await SimulatorRun.with { simulator, _ in
                var person = try await Person(at: simulator.addresses.pulseJ2)
                try await person.press("レポート", "メイン拠点でダウンロード", "レポートの生成", "Pulse")
                #expect(!person.labels.contains { $0.contains("ダウンロード") })
                let main = try await Person(at: simulator.addresses.pulseJ1)
                #expect(main.labels.contains("レポート 1 をダウンロード"))
            }
        }

        @Test func portalToolsAreSilentWithTheirSiteAndShowThePortalsError() async throws {
            try await SimulatorRun.with(start: ["portal.pages": "error"]) { simulator, control in
                var person = try await Person(at: simulator.addresses.pulseJ2)
                #expect(person.title == "エラー")
                for _ in 0..<3 { try await person.press("画面再読み込み（F5）") }
                #expect(person.title == "DR 拠点の Pulse")
                try await person.press("Genesys Administrator")
                #expect(person.title == "DR 拠点の Genesys Administrator")
                _ = try await control.post("/state/platform.dr", "stopped")
                let lost = try LoopbackClient(simulator.addresses.pulseJ2, timeoutSeconds: 1)
                await #expect(throws: LoopbackClient.Failure.timedOut) { try await lost.get("/pulse") }
                #expect(try await LoopbackClient(simulator.addresses.pulseJ1).get("/pulse").status == 200)
            }
        }

        @Test func speechMinerFindsWhatHasBeenReflectedThere() async throws {
            try await SimulatorRun.with { simulator, control in
                func found(_ site: String) async throws -> Int {
                    var person = try await Person(at: simulator.addresses.speechMiner)
                    try await person.press("\(site)の SpeechMiner", "検索")
                    return person.texts.filter { $0.hasPrefix("録音 ") }.count
                }
                #expect(try await found("メイン拠点") >= 3)
                #expect(try await found("DR 拠点") == 0)
                _ = try await control.post("/state/recording.reflection", "dr")
                // From then on the DR site's recordings appear, and no new ones of the main site.
                let before = try await found("メイン拠点")
                for _ in 0..<400 where try await found("DR 拠点") == 0 { try await Task.sleep(for: .milliseconds(25)) }
                #expect(try await found("DR 拠点") > 0)
                #expect(try await found("メイン拠点") == before)
                _ = try await control.post("/state/platform.main", "stopped")
                let lost = try LoopbackClient(simulator.addresses.speechMiner, timeoutSeconds: 1)
                await #expect(throws: LoopbackClient.Failure.timedOut) { try await lost.get("/j1/search") }
            }
        }

        @Test func supportSiteShowsTheNotices() async throws {
            try await SimulatorRun.with(start: ["notice.call": "switchover"]) { simulator, control in
                let person = try await Person(at: simulator.addresses.support)
                #expect(person.texts.contains("変数 notice.call：値 switchover"))
                #expect(try await control.get("/notices").body.contains("値 switchover"))
            }
        }
    }
}
