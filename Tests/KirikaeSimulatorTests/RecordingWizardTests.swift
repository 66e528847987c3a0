import KirikaeCanonicalJSON
import KirikaeService
import KirikaeSimulator
import Testing

extension SimulatorTests {
    @Suite struct RecordingWizardTests {
        /// Either GAX, either word, whether or not there is anything to switch.
        @Test(arguments: [
            ("main", "バックアップサイト", "dr", "main"), ("dr", "メインサイト", "main", "dr"), ("main", "メインサイト", "main", "main"),
        ])
        func wizardFromLoginToClose(from: String, word: String, to: String, gax: String) async throws {
            try await SimulatorRun.with(start: ["recording.reflection": from]) { simulator, control in
                let addresses = simulator.addresses
                var person = try await Person(at: gax == "main" ? addresses.gaxJ1 : addresses.gaxJ2)
                try await person.openRecordingWizard()
                #expect(person.title == "切り替え先の選択")
                #expect(person.labels.contains("メインサイト") && person.labels.contains("バックアップサイト"))
                try await person.press("次へ")
                #expect(person.texts.first == "切り替え先を選択してください。")
                try await person.press(word)
                #expect(try await control.get("/state/wizard.site").body == to)
                // No check of processes and no choice between stop and start lies between.
                try await person.press("次へ")
                #expect(person.title == "設定開始の確認")
                #expect(person.texts.contains("切り替え先：\(word)"))
                #expect(try await control.get("/state/recording.reflection").body == from)
                try await person.press("完了")
                // Where there is nothing to switch, there is nothing to wait for.
                #expect(person.page["busy"]?.boolValue == (from != to))
                if from != to {
                    #expect(try await control.get("/state/gax.session").body == "deploying")
                    #expect(try await control.get("/state/recording.reflection").body == "to-\(to)")
                }
                try await person.waitUntilDone()
                #expect(person.title == "デプロイ完了")
                try await person.press("閉じる")
                let state = try await simulator.service.state
                #expect(state["recording.reflection"] == to)
                #expect(state["gax.session"] == "free")
                #expect(state["wizard.site"] == "none")
                #expect(state["call.main.processes"] == "running")
                #expect(state["call.dr.processes"] == "running")
            }
        }

        @Test func accountIsFreeWhenADeployEndsAfterItsUserLeft() async throws {
            try await SimulatorRun.with { simulator, control in
                var person = try await Person(at: simulator.addresses.gaxJ1)
                try await person.openRecordingWizard()
                try await person.press("バックアップサイト", "次へ", "完了")
                try await person.load("POST", "/gax/logout", body: "")
                #expect(try await control.get("/state/gax.session").body == "deploying")
                #expect(try await SimulatorRun.wait(for: "gax.session", "free", at: control))
                #expect(try await control.get("/state/recording.reflection").body == "dr")
            }
        }

        @Test func cancelSwitchesNothing() async throws {
            try await SimulatorRun.with { simulator, _ in
                var person = try await Person(at: simulator.addresses.gaxJ2)
                try await person.openRecordingWizard()
                try await person.press("バックアップサイト", "次へ", "キャンセル")
                let state = try await simulator.service.state
                #expect(state["recording.reflection"] == "main")
                #expect(state["gax.session"] == "free")
            }
        }

        /// What was chosen in one wizard does not count in the other, and a page of the first does nothing there.
        @Test func oneWizardIsOpenAtATime() async throws {
            try await SimulatorRun.with { simulator, control in
                var person = try await Person(at: simulator.addresses.gaxJ1)
                try await person.openWizard()
                try await person.press("メインサイト")
                try await person.load("POST", "/gax/wizard/open/recording", body: "")
                #expect(try await control.get("/state/wizard.site").body == "none")
                try await person.load("POST", "/gax/wizard/status/next", body: "")
                #expect(person.texts.contains { $0.contains("すでに終わっています") })
            }
        }
    }
}
