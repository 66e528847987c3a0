import Foundation
import KirikaeConsolePrograms
import KirikaeService
import KirikaeSimulator
import Testing

extension SimulatorTests {
    /// The pages of the agents' PCs and of the batch PC, by their labels.
    @Suite struct PCPageTests {
        private func with(
            _ start: [String: String?] = [:], _ body: (Simulator, LoopbackClient) async throws -> Void
        ) async throws {
            try await SimulatorRun.with(start: start, model: try SimulatorRun.shippedModel(), body)
        }

        private func agent(_ number: Int, _ simulator: Simulator) async throws -> Person {
            try await Person(at: "\(simulator.addresses.agentPCs)/agent-pc-\(number)")
        }

        private func pc(_ number: Int, _ simulator: Simulator) throws -> SimulatedPC {
            try #require(try SimulatedPC.around("\(simulator.addresses.pcs)/agent-pc-\(number)"))
        }

        @Test(arguments: [("J2", "dr", "DR 拠点", "both"), ("J1", "main", "メイン拠点", "main")])
        func everyChosenAgentMoves(name: String, site: String, words: String, place: String) async throws {
            let start: [String: String?] = site == "dr" ? [:] : ["wde.preference": "dr", "agents.site": "both"]
            try await with(start) { simulator, control in
                for number in 1...5 {
                    var person = try await agent(number, simulator)
                    let version = number % 2 == 1 ? "1.41" : "1.40"
                    try await person.press("ログアウト", "Change_WDE-Config-\(name)_v\(version).bat", "管理者として実行")
                    #expect(person.title == "ユーザー アカウント制御")
                    try await person.press("はい", "任意のキー")
                    #expect(person.texts.last?.contains("\(words)優先に") == true)
                    try await person.press("y", "任意のキー")
                    #expect(person.texts.contains("     1 個のファイルをコピーしました。"))
                    try await person.press("任意のキー", "WDE を起動", "ログイン")
                    #expect(person.texts.contains("ログインする拠点：\(words)"))
                    #expect(person.texts.contains("WDE のステータス：ログイン中（\(words)）"))
                    let isLast = number == 5
                    #expect(try await control.get("/state/wde.preference").body == (isLast ? site : "mixed"))
                    #expect(try await control.get("/state/agents.site").body == (isLast ? place : "both"))
                }
            }
        }

        /// What is done, and what the person reads then; no course changes a setting.
        static let wrongActs: [(labels: [String], words: String)] = [
            (["Change_WDE-Config-J2_v1.41.bat", "開く", "任意のキー", "y", "任意のキー"], "     0 個のファイルをコピーしました。"),
            (["Change_WDE-Config-J2_v1.41.bat", "管理者として実行", "いいえ"], "Change_WDE-Config-J2_v1.41.bat は実行されませんでした。"),
            (["Change_WDE-Config-J2_v1.41.bat", "管理者として実行", "はい", "任意のキー", "n"], "優先に切り替えますか？[y/n]:n"),
            (["Change_WDE-Config-J2_v1.41.bat", "管理者として実行", "はい", "任意のキー", "y", "ウィンドウを閉じる"], "コマンドプロンプトを閉じました。"),
        ]

        @Test(arguments: wrongActs.indices) func aWrongActChangesNothing(index: Int) async throws {
            try await with { simulator, control in
                var person = try await agent(1, simulator)
                for label in Self.wrongActs[index].labels { try await person.press(label) }
                #expect(person.texts.contains { $0.contains(Self.wrongActs[index].words) })
                #expect(try pc(1, simulator).configuration?.site == .main)
                #expect(try await control.get("/state/wde.preference").body == "main")
            }
        }

        @Test func withoutASettingWDEDoesNotStart() async throws {
            try await with { simulator, control in
                let folder = "\(try pc(1, simulator).desktop)/\(SwitchFileEdition.forWindows10.folder)"
                try FileManager.default.removeItem(atPath: "\(folder)/Config")
                var person = try await agent(1, simulator)
                try await person.press("ログアウト", "Change_WDE-Config-J2_v1.41.bat", "管理者として実行", "はい", "任意のキー", "y")
                try await person.press("任意のキー", "任意のキー", "WDE を起動")
                #expect(person.texts.contains { $0.hasPrefix("WDE を起動できません。") })
                #expect(try await control.get("/state/agents.site").body == "main")
            }
        }

        @Test func theWrongEditionShowsOnlyWhenWDEStarts() async throws {
            try await with(["wde.files": "wrong"]) { simulator, control in
                var person = try await agent(1, simulator)
                try await person.press("Change_WDE-Config-J2_v1.40.bat", "管理者として実行", "はい", "任意のキー", "y", "任意のキー")
                #expect(person.texts.contains("     1 個のファイルをコピーしました。"))
                try await person.press("任意のキー", "ログアウト", "WDE を起動")
                #expect(person.texts.contains { $0.hasPrefix("WDE を起動できません。") })
                #expect(try await control.get("/state/wde.files").body == "wrong")
            }
        }

        @Test func filesArePlacedPCByPC() async throws {
            try await with(["wde.files": "absent"]) { simulator, control in
                for number in 1...5 {
                    #expect(try await control.get("/state/wde.files").body == "absent")
                    var person = try await agent(number, simulator)
                    let archive =
                        number % 2 == 1
                        ? "Change_WDE-Config_DR_Win10_v1.41.zip" : "Change_WDE-Config_DR_Win11_v1.40.zip"
                    try await person.press(archive, "すべて展開")
                    #expect(person.texts.contains { $0.contains("InteractionWorkspace.exe.config_DR_J2") })
                }
                #expect(try await control.get("/state/wde.files").body == "matching")
                var person = try await agent(1, simulator)
                try await person.press("Change_WDE-Config_DR_Win11_v1.40.zip", "すべて展開")
                #expect(try await control.get("/state/wde.files").body == "wrong")
                try await person.press("削除：Change_WDE-Config_DR_Win11_v1.40")
                #expect(try await control.get("/state/wde.files").body == "matching")
            }
        }

        /// Where each site's processes are, what the PC prefers, and where its login ends.
        static let logins: [(start: [String: String?], words: String)] = [
            (["wde.preference": "dr", "call.dr.processes": "stopped"], "ログインする拠点：メイン拠点"),
            (["call.main.processes": "stopped"], "ログインする拠点：DR 拠点"),
            (["wde.preference": "dr", "platform.dr": "stopped"], "ログインする拠点：メイン拠点"),
            (["line.main": "down"], "ログインする拠点：DR 拠点"),
            (
                ["call.main.processes": "stopped", "call.dr.processes": "stopped"],
                "ログインできません。どちらの拠点にも接続できませんでした。"
            ),
        ]

        @Test(arguments: logins.indices) func aLoginGoesWhereASiteTakesIt(index: Int) async throws {
            try await with(Self.logins[index].start) { simulator, _ in
                var person = try await agent(1, simulator)
                if person.labels.contains("ログアウト") { try await person.press("ログアウト") }
                try await person.press("WDE を起動", "ログイン")
                #expect(person.texts.contains(Self.logins[index].words))
            }
        }

        @Test(arguments: [
            ("wde.preference", ["dr", "mixed", "main"]), ("wde.files", ["wrong", "absent", "matching"]),
            ("batch-pc.files", ["absent", "wrong", "complete"]), ("batch-pc.remoting", ["off", "on"]),
            ("batch-pc.trusted-hosts", ["wrong", "correct"]),
        ]) func theFoldersFollowTheModel(variable: String, values: [String]) async throws {
            try await with { simulator, control in
                for value in values {
                    #expect(try await control.post("/state/\(variable)", value).body == value)
                    // A second look: had the folders said anything else, the variable would have changed back.
                    #expect(try await control.get("/state/\(variable)").body == value)
                }
                let first = try pc(1, simulator)
                #expect(try first.switchFiles == .matching)
                #expect(try first.configuration == .init(site: .main, edition: .forWindows10))
            }
        }

        @Test func theModelMovesEverybody() async throws {
            try await with { simulator, control in
                _ = try await control.post("/state/agents.site", "dr")
                #expect(try await agent(3, simulator).texts.contains("WDE のステータス：ログイン中（DR 拠点）"))
                _ = try await control.post("/state/agents.site", "none")
                #expect(try await agent(3, simulator).texts.contains("WDE のステータス：終了"))
            }
        }

        @Test func theBatchPCIsPreparedByItsLabels() async throws {
            let start: [String: String?] = [
                "batch-pc.profile": "public", "batch-pc.remoting": "off", "batch-pc.trusted-hosts": "wrong",
                "batch-pc.files": "absent",
            ]
            try await with(start) { simulator, control in
                var person = try await Person(at: simulator.addresses.batchPC)
                try await person.press("設定", "ネットワークとインターネット", "プライベート")
                #expect(!(person.texts + person.labels).contains { $0.contains("パブリック") })
                try await person.press("その他", "管理者として実行", "powershell", "Enable-PSRemoting -Force")
                #expect(person.texts.contains("WinRM サービスが開始されました。"))
                try await person.press(#"Get-Item WSMan:\localhost\Client\TrustedHosts"#)
                #expect(person.texts.contains { $0.contains("j1-dbs01-0") })
                #expect(person.values.map(\.value) == ["j1-mmf01-0,j2-mmf01-0,j1-dbs01-0,j2-dbs01-0"])
                try await person.press(
                    #"Set-Item WSMan:\localhost\Client\TrustedHosts -Value "j1-mmf01-0,j2-mmf01-0,j1-dbs02-0,j2-dbs02-0""#,
                    "Y")
                try await person.press("exit", "DR_Switching_Batch_1.1.0.zip を展開")
                #expect(person.texts.contains("ClusterFailover.ps1"))
                for (variable, value) in [
                    ("profile", "private"), ("remoting", "on"), ("trusted-hosts", "correct"), ("files", "complete"),
                ] {
                    #expect(try await control.get("/state/batch-pc.\(variable)").body == value)
                }
            }
        }

        @Test func whatIsTypedIsEntered() async throws {
            try await with(["batch-pc.remoting": "off"]) { simulator, control in
                var person = try await Person(at: simulator.addresses.batchPC)
                try await person.press("その他", "管理者として実行")
                for line in ["dir", "powershell", "Enable-PSRemoting –Force", "Enable-PSRemoting -Force"] {
                    #expect(try await control.get("/state/batch-pc.remoting").body == "off")
                    person.form["command"] = line
                    try await person.press("Enter")
                }
                #expect(try await control.get("/state/batch-pc.remoting").body == "on")
            }
        }

        @Test func withoutAdministratorNothingIsSet() async throws {
            try await with(["batch-pc.remoting": "off"]) { simulator, control in
                var person = try await Person(at: simulator.addresses.batchPC)
                try await person.press("その他", "開く", "powershell", "Enable-PSRemoting -Force")
                #expect(person.texts.contains { $0.contains("アクセスが拒否されました。") })
                #expect(try await control.get("/state/batch-pc.remoting").body == "off")
            }
        }

        @Test func everythingIsTakenAwayAgainButForeignFiles() async throws {
            try await SimulatorRun.withDirectory { directory in
                try FileManager.default.createDirectory(
                    atPath: "\(directory)/pcs/mine", withIntermediateDirectories: true)
                var configuration = SimulatorConfiguration(
                    model: try SimulatorRun.shippedModel(), directory: directory,
                    batchProgram: SimulatorRun.batchProgram)
                configuration.speed = 60
                let simulator = try await Simulator.start(configuration)
                #expect(try FileSystem.names(in: "\(directory)/media").count == 3)
                try await simulator.stop()
                #expect(try FileSystem.names(in: directory) == ["pcs"])
                #expect(try FileSystem.names(in: "\(directory)/pcs") == ["mine"])
            }
        }
    }
}
