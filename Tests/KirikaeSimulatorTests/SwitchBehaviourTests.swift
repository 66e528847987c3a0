import KirikaeConsolePrograms
import KirikaeService
import KirikaeSimulator
import Testing

extension SimulatorTests {
    /// The four programs of 3.6 when something is wrong, on real pseudo-terminals.
    @Suite struct SwitchBehaviourTests {
        private static let name = "DB_ClusterFailover_To_Backup.exe"
        private static let switching = "バックアップサイトに DB クラスタを切り替え中です...\n"
        private static let done = "完了しました。何かキーを入力して終了してください。"

        private func sit(
            _ simulator: Simulator, at name: String = Self.name, _ steps: [ConsolePerson.Step] = []
        ) async throws -> (text: String, code: Int) {
            try await ConsolePerson.sit(
                at: "\(simulator.addresses.batches)/\(name)", control: simulator.addresses.control, steps)
        }

        /// What is wrong with the PC, the reason on record, and what the error has to say.
        static let wrongPCs: [(start: [String: String?], reason: SwitchRefusal, words: String)] = [
            (["batch-pc.trusted-hosts": "wrong"], .trustedHosts, "TrustedHosts 構成設定に追加する必要があります。"),
            (["batch-pc.names": "missing"], .names, "コンピューター名を解決できません。"),
            (["batch-pc.hosts": "silent"], .hosts, "コンピューターがネットワーク経由でアクセスできること"),
            (["batch-pc.remoting": "off"], .remoting, "winrm quickconfig"),
            (["batch-pc.profile": "public"], .remoting, "winrm quickconfig"),
            (["batch-pc.files": "wrong"], .script, "ClusterFailover.ps1"),
        ]

        @Test(arguments: wrongPCs) func aWrongPCFailsAsTheRealOneWould(
            start: [String: String?], reason: SwitchRefusal, words: String
        ) async throws {
            try await SimulatorRun.with(start: start, model: try SimulatorRun.shippedModel()) { simulator, _ in
                let end = try await sit(simulator)
                #expect(end.text.hasPrefix(Self.switching))
                #expect(end.text.contains(words))
                #expect(!end.text.contains(Self.done))
                if reason != .script { #expect(end.text.contains("j1-dbs02-0")) }
                #expect(end.code == 1)
                #expect(try await simulator.service.state["portal.db"] == "main")
                let events = try await simulator.service.events
                #expect(events.contains { $0.kind == .programRefused && $0.value == reason.rawValue })
            }
        }

        @Test func withoutFilesThereIsNothingToStart() async throws {
            let model = try SimulatorRun.shippedModel()
            try await SimulatorRun.with(start: ["batch-pc.files": "absent"], model: model) { simulator, control in
                #expect(try FileSystem.names(in: simulator.addresses.batches).isEmpty)
                // Copied from the business portal by hand, they are there.
                try BatchFiles.extract(into: simulator.addresses.batches, program: SimulatorRun.batchProgram)
                #expect(try await control.get("/state/batch-pc.files").body == "complete")
                let end = try await sit(simulator, [.expect(Self.done), .type("x")])
                #expect(end.code == 0)
            }
        }

        @Test func aProgramToldToFailFails() async throws {
            try await SimulatorRun.with { simulator, control in
                #expect(try await control.post("/programs/\(Self.name)/behaviour", "fail\n").body == "fail")
                let end = try await sit(simulator)
                #expect(end.text == Self.switching + "エラー: クラスタの切り替えに失敗しました。\n")
                #expect(end.code == 1)
                #expect(try await simulator.service.state["portal.db"] == "main")
                #expect(try await control.post("/programs/\(Self.name)/behaviour", "normal").status == 200)
                #expect(try await sit(simulator, [.expect(Self.done), .type("x")]).code == 0)
            }
        }

        @Test(arguments: ["", "administrator"]) func anUnexpectedQuestionHasNoRightAnswer(answer: String) async throws {
            try await SimulatorRun.with { simulator, control in
                _ = try await control.post("/programs/\(Self.name)/behaviour", "unexpected")
                let end = try await sit(simulator, [.expect("ユーザー名: "), .quiet, .line(answer)])
                #expect(end.text.contains("クラスタは切り替えられていません。"))
                #expect(end.code == 1)
                #expect(try await simulator.service.state["portal.db"] == "main")
            }
        }

        @Test(arguments: [("hang", "main"), ("hang-after-switch", "dr")])
        func aProgramThatHangsSaysNothingMore(behaviour: String, cluster: String) async throws {
            try await SimulatorRun.with { simulator, control in
                _ = try await control.post("/programs/\(Self.name)/behaviour", behaviour)
                let end = try await sit(
                    simulator, [.expect("切り替え中です...")] + [.state("portal.db", cluster), .quiet, .quiet, .close])
                #expect(end.text == Self.switching)
                #expect(end.code == -1, "SIGHUP ends it")
                #expect(try await simulator.service.state["portal.db"] == cluster)
            }
        }

        @Test func underLoadItTakesLonger() async throws {
            try await SimulatorRun.with(speed: 600) { simulator, control in
                _ = try await control.post("/programs/\(Self.name)/behaviour", "slow=5")
                let end = try await sit(simulator, [.expect(Self.done), .type("x")])
                #expect(end.code == 0)
                let events = try await simulator.service.events
                let start = try #require(events.first { $0.kind == .programStart }?.simulatedMilliseconds)
                let arrival = try #require(events.first { $0.kind == .transition && $0.subject == "db-to-dr" })
                #expect(arrival.simulatedMilliseconds - start >= 300_000, "five times one minute")
            }
        }

        @Test func aClosedWindowMayLeaveTheClusterWhereNobodyKnows() async throws {
            try await SimulatorRun.with(speed: 1) { simulator, control in
                _ = try await control.post("/programs/\(Self.name)/behaviour", "wrong-console-closed")
                let end = try await sit(
                    simulator, [.expect("切り替え中です..."), .state("portal.db", "to-dr"), .close])
                #expect(end.code == -1)
                #expect(try await control.get("/state/portal.db").body == "unknown")
                // A new start can mend it.
                _ = try await control.post("/programs/\(Self.name)/behaviour", "normal")
                _ = try await sit(simulator, [.expect("切り替え中です..."), .state("portal.db", "to-dr"), .close])
                #expect(try await control.get("/state/portal.db").body == "to-dr")
            }
        }

        @Test func aClusterThatIsThereAlreadyStays() async throws {
            try await SimulatorRun.with(speed: 1, start: ["portal.db": "dr"]) { simulator, _ in
                let end = try await sit(simulator, [.expect(Self.done), .type("x")])
                #expect(end.code == 0)
                let events = try await simulator.service.events
                #expect(!events.contains { $0.kind == .change && $0.subject == "portal.db" })
            }
        }

        @Test(arguments: ["", "sleep", "slow", "slow=1", "slow=x"]) func thereIsNoOtherBehaviour(name: String)
            async throws
        {
            try await SimulatorRun.with { _, control in
                let refused = try await control.post("/programs/\(Self.name)/behaviour", name)
                #expect(refused.status == 400)
                #expect(try await control.get("/programs/\(Self.name)/behaviour").body == "normal 0")
                #expect(try await control.post("/programs/none.exe/behaviour", "fail").status == 404)
            }
        }
    }
}
