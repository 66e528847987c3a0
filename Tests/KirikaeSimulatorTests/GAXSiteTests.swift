import KirikaeCanonicalJSON
import KirikaeService
import KirikaeSimulator
import Testing

extension SimulatorTests {
    @Suite struct GAXSiteTests {
        struct Course: Sendable, CustomStringConvertible {
            var gax: any KeyPath<SimulatorAddresses, String> & Sendable
            var site: String
            var word: String
            var operation: String
            var start: String
            var end: String
            var shown: String
            var description: String { "\(word) \(operation) from \(start)" }
        }

        static let courses = [
            Course(
                gax: \.gaxJ1, site: "main", word: "メインサイト", operation: "プロセス停止", start: "running", end: "stopped",
                shown: "STOPPED"),
            Course(
                gax: \.gaxJ1, site: "main", word: "メインサイト", operation: "プロセス起動", start: "stopped", end: "running",
                shown: "RUNNING"),
            Course(
                gax: \.gaxJ2, site: "dr", word: "バックアップサイト", operation: "プロセス停止", start: "running", end: "stopped",
                shown: "STOPPED"),
            Course(
                gax: \.gaxJ2, site: "dr", word: "バックアップサイト", operation: "プロセス起動", start: "partial", end: "running",
                shown: "RUNNING"),
            // Either GAX acts on either site, so a wrong word really stops the wrong site.
            Course(
                gax: \.gaxJ1, site: "dr", word: "バックアップサイト", operation: "プロセス停止", start: "running", end: "stopped",
                shown: "STOPPED"),
        ]

        @Test(arguments: courses) func wizardFromLoginToClose(_ course: Course) async throws {
            let processes = "call.\(course.site).processes"
            let other = course.site == "main" ? "call.dr.processes" : "call.main.processes"
            try await SimulatorRun.with(start: [processes: course.start]) { simulator, control in
                var person = try await Person(at: simulator.addresses[keyPath: course.gax])
                try await person.openWizard()
                #expect(try await control.get("/state/gax.session").body == "in-use")
                try await person.press(course.word)
                #expect(try await control.get("/state/wizard.site").body == course.site)
                #expect(person.texts.contains { $0.hasSuffix(course.word) })
                try await person.press("次へ")
                #expect(person.page["busy"]?.boolValue == true)
                try await person.waitUntilDone()
                let shown = person.texts.joined()
                #expect(shown.contains("RUNNING") == (course.start != "stopped"))
                #expect(shown.contains("STOPPED") == (course.start != "running"))
                try await person.press("次へ", course.operation)
                #expect(
                    try await control.get("/state/wizard.operation").body
                        == (course.end == "stopped" ? "stop" : "start"))
                try await person.press("次へ")
                #expect(person.texts.joined().contains(course.word) && person.texts.joined().contains(course.operation))
                try await person.press("完了")
                #expect(person.page["busy"]?.boolValue == true)
                #expect(try await control.get("/state/gax.session").body == "deploying")
                try await person.waitUntilDone()
                #expect(person.texts.filter { $0.contains(course.shown) }.count == 4)
                try await person.press("閉じる")
                #expect(person.labels.contains("ログイン"))
                let state = try await simulator.service.state
                #expect(state[processes] == course.end)
                #expect(state[other] == "running")
                #expect(state["gax.session"] == "free")
                #expect(state["wizard.site"] == "none")
                #expect(state["wizard.operation"] == "none")
            }
        }

        @Test func addressCheckSaysWhatTheManualSays() async throws {
            try await SimulatorRun.with { simulator, _ in
                var person = try await Person(at: simulator.addresses.gaxJ1)
                try await person.press("ログイン", "設定ウィザード", "SIPServer 起動/停止", "関連", "IP の使用可能性の確認")
                #expect(person.texts.contains("このソリューション定義に必要なインストールパッケージがありません。"))
                #expect(person.labels.contains("プロファイルの実行:SIPServer 起動/停止"))
            }
        }

        @Test(arguments: [("deployable=no", false), ("deployable=no&deployable=yes", true), ("", true)])
        func deployableMustStayChecked(form: String, goesOn: Bool) async throws {
            try await SimulatorRun.with { simulator, _ in
                var person = try await Person(at: simulator.addresses.gaxJ1)
                try await person.press("ログイン")
                try await person.load("POST", "/gax/wizard/open/sipserver", body: form)
                #expect(person.labels.contains("次へ") == goesOn)
                #expect(person.texts.contains { $0.hasPrefix("エラー：") } == !goesOn)
            }
        }

        @Test(arguments: [
            [], ["メインサイト", "次へ"], ["メインサイト", "次へ", "…", "次へ"], ["メインサイト", "次へ", "…", "次へ", "プロセス停止", "次へ"],
        ])
        func cancelDeploysNothingAndFreesTheAccount(presses: [String]) async throws {
            try await SimulatorRun.with { simulator, control in
                var person = try await Person(at: simulator.addresses.gaxJ1)
                try await person.openWizard()
                for label in presses {
                    if label == "…" { try await person.waitUntilDone() } else { try await person.press(label) }
                }
                #expect(try await control.get("/state/gax.session").body == "in-use")
                try await person.press("キャンセル")
                let state = try await simulator.service.state
                #expect(state["gax.session"] == "free")
                #expect(state["wizard.site"] == "none")
                #expect(state["call.main.processes"] == "running")
            }
        }

        @Test func secondLoginIsRefusedUntilTheFirstEnds() async throws {
            try await SimulatorRun.with { simulator, _ in
                var first = try await Person(at: simulator.addresses.gaxJ1)
                var second = try await Person(at: simulator.addresses.gaxJ2)
                try await first.press("ログイン")
                try await second.press("ログイン")
                #expect(second.texts.contains { $0.contains("使用中") })
                #expect(second.labels.contains("ログイン"))
                try await first.press("ログアウト")
                try await second.press("ログイン")
                #expect(second.title == "ホーム")
            }
        }

        @Test func pressOnAPageThatHasBeenLeftDoesNothing() async throws {
            try await SimulatorRun.with { simulator, _ in
                var person = try await Person(at: simulator.addresses.gaxJ1)
                try await person.openWizard()
                try await person.load("POST", "/gax/wizard/confirmation/next", body: "")
                #expect(person.texts.contains { $0.contains("すでに終わっています") })
                #expect(person.labels.contains("メインサイト"))
                #expect(try await simulator.service.state["gax.session"] == "in-use")
            }
        }

        @Test func choiceIsNeededToGoOn() async throws {
            try await SimulatorRun.with { simulator, _ in
                var person = try await Person(at: simulator.addresses.gaxJ1)
                try await person.openWizard()
                try await person.press("次へ")
                #expect(person.texts.contains("設定を変更する拠点を選択してください。"))
                #expect(person.labels.contains("バックアップサイト"))
            }
        }

        @Test func accountIsFreeWhenADeployEndsAfterItsUserLeft() async throws {
            try await SimulatorRun.with { simulator, control in
                var person = try await Person(at: simulator.addresses.gaxJ1)
                try await person.openWizard()
                try await person.press("メインサイト", "次へ")
                try await person.waitUntilDone()
                try await person.press("次へ", "プロセス停止", "次へ", "完了")
                try await person.load("POST", "/gax/logout", body: "")
                #expect(try await control.get("/state/gax.session").body == "deploying")
                #expect(try await SimulatorRun.wait(for: "gax.session", "free", at: control))
                #expect(try await control.get("/state/call.main.processes").body == "stopped")
            }
        }

        @Test func unreachableSiteNeverAnswersAndDoesNotKeepTheSimulatorRunning() async throws {
            let clock = ContinuousClock()
            var stopStarted = clock.now
            try await SimulatorRun.with(start: ["gax.j1": "unreachable"]) { simulator, control in
                let lost = try LoopbackClient(simulator.addresses.gaxJ1, timeoutSeconds: 1)
                await #expect(throws: LoopbackClient.Failure.timedOut) { try await lost.get("/gax") }
                let other = try LoopbackClient(simulator.addresses.gaxJ2, timeoutSeconds: 1)
                #expect(try await other.get("/gax").status == 200)
                _ = try await control.post("/state/gax.j1", "reachable")
                #expect(try await lost.get("/gax").status == 200)
                _ = try await control.post("/state/gax.j1", "unreachable")
                // One request still hangs when the simulator stops: it is dropped without an answer.
                let patient = try LoopbackClient(simulator.addresses.gaxJ1, timeoutSeconds: 8)
                let hanging = Task { try await patient.get("/gax") }
                try await Task.sleep(for: .milliseconds(300))
                stopStarted = clock.now
                try await simulator.stop()
                await #expect(throws: LoopbackClient.Failure.closed) { try await hanging.value }
            }
            #expect(stopStarted.duration(to: clock.now) < .seconds(4))
        }

        @Test func portalErrorGoesAwayAfterSeveralReloads() async throws {
            try await SimulatorRun.with(start: ["portal.pages": "error"]) { simulator, control in
                var person = try await Person(at: simulator.addresses.gaxJ1)
                for _ in 0..<2 {
                    #expect(person.title == "エラー")
                    try await person.press("画面再読み込み（F5）")
                }
                #expect(person.title == "エラー")
                #expect(try await control.get("/state/portal.pages").body == "error")
                try await person.press("画面再読み込み（F5）")
                #expect(person.labels.contains("ログイン"))
                #expect(try await control.get("/state/portal.pages").body == "normal")
            }
        }
    }
}
