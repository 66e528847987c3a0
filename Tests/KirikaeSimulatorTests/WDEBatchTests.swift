import Foundation
import KirikaeConsolePrograms
import KirikaeService
import KirikaeSimulator
import Testing

extension SimulatorTests {
    /// The batches of 3.5.2 as real processes on real pseudo-terminals, over the folders of PCs.
    @Suite struct WDEBatchTests {
        /// One way to run a batch.
        struct Course: Sendable, CustomTestStringConvertible {
            /// What it is called in test output.
            var testDescription: String
            var pc = "agent-pc-1"
            /// Done in the PC's folder before the batch runs; `$DESKTOP` and `$INSTALL` stand for folders.
            var arrange: @Sendable (SimulatedPC) throws -> Void = { _ in }
            var folder = SwitchFileEdition.forWindows10.folder
            var batch = "Change_WDE-Config-J2_v1.41.bat"
            var answer = "y"
            /// Whether the batch goes on after the question.
            var goesOn = true
            /// The whole screen.
            var screen: [String]
            /// What WDE reads afterwards.
            var setting: WDEConfiguration?
        }

        private static let key = "続行するには何かキーを押してください . . ."
        private static let install = #"C:\Program Files (x86)\GCTI\Workspace Desktop Edition\"#

        private static func screen(_ question: String, _ machine: String, _ rest: [String]) -> [String] {
            [key, question + "y", "\(machine) 現在の WDE 設定ファイルを削除します。", key] + rest + [key, ""]
        }
        private static func copied(_ question: String, _ machine: String = "AMD64") -> [String] {
            screen(question, machine, ["\(machine) WDE 設定ファイルをコピーしました。", "     1 個のファイルをコピーしました。"])
        }
        private static let toDR = "WDE（ソフトフォン機能利用）をDR 拠点優先に切り替えますか？[y/n]:"
        private static let copying = "AMD64 WDE 設定ファイルをコピーしました。"

        static let courses: [Course] = [
            Course(
                testDescription: "Windows 10 to the DR site", screen: copied(toDR),
                setting: .init(site: .dr, edition: .forWindows10)),
            Course(
                testDescription: "Windows 10 to the main site", arrange: { try $0.installWDE(preferring: .dr) },
                batch: "Change_WDE-Config-J1_v1.41.bat", screen: copied("WDE（ソフトフォン機能利用）をメイン拠点優先に切り替えますか？[y/n]:"),
                setting: .init(site: .main, edition: .forWindows10)),
            Course(
                testDescription: "Windows 11", pc: "agent-pc-2", folder: SwitchFileEdition.forWindows11.folder,
                batch: "Change_WDE-Config-J2_v1.40.bat", screen: copied(toDR),
                setting: .init(site: .dr, edition: .forWindows11)),
            Course(
                testDescription: "32 bits", pc: "agent-pc-3", screen: copied(toDR, "x86"),
                setting: .init(site: .dr, edition: .forWindows10)),
            Course(
                testDescription: "the other installer has the other wording", pc: "agent-pc-4",
                folder: SwitchFileEdition.forWindows11.folder, batch: "Change_WDE-Config-J2_v1.40.bat",
                screen: copied("DR 拠点優先に WDE 設定を切り替えますか？[y/n]:"), setting: .init(site: .dr, edition: .forWindows11)),
            Course(
                testDescription: "n changes nothing", answer: "n", goesOn: false, screen: [key, toDR + "n", ""],
                setting: .init(site: .main, edition: .forWindows10)),
            Course(
                testDescription: "the setting is gone already",
                arrange: { try FileSystem.remove($0.configurationFile) },
                screen: screen(
                    toDR, "AMD64",
                    ["\(install)InteractionWorkspace.exe.config が見つかりませんでした。", copying, "     1 個のファイルをコピーしました。"]),
                setting: .init(site: .dr, edition: .forWindows10)),
            Course(
                testDescription: "a file is missing: the old setting is deleted all the same",
                arrange: {
                    try FileSystem.remove(
                        "\($0.desktop)/\(SwitchFileEdition.forWindows10.folder)/Config/InteractionWorkspace.exe.config_DR_J2"
                    )
                }, screen: screen(toDR, "AMD64", [copying, "指定されたファイルが見つかりません。"]), setting: nil),
            Course(
                testDescription: "the batch was moved away from its folder",
                arrange: {
                    let from = "\($0.desktop)/\(SwitchFileEdition.forWindows10.folder)/Change_WDE-Config-J2_v1.41.bat"
                    try FileManager.default.moveItem(
                        atPath: from, toPath: "\($0.desktop)/Change_WDE-Config-J2_v1.41.bat")
                }, folder: "",
                screen: screen(toDR, "AMD64", [copying, "指定されたパスが見つかりません。", "     0 個のファイルをコピーしました。"]), setting: nil),
            Course(
                testDescription: "WDE is installed elsewhere",
                arrange: { try FileManager.default.moveItem(atPath: $0.installFolder, toPath: "\($0.drive)/WDE") },
                screen: screen(
                    toDR, "AMD64", ["指定されたパスが見つかりません。", copying, "指定されたパスが見つかりません。", "     0 個のファイルをコピーしました。"]),
                setting: nil),
            Course(
                testDescription: "the wrong edition looks right on the screen", pc: "agent-pc-2",
                arrange: {
                    try $0.removeSwitchFiles()
                    try SimulatedPC.extract(.forWindows10, below: $0.desktop, program: SimulatorRun.batchProgram)
                }, screen: copied(toDR), setting: .init(site: .dr, edition: .forWindows10)),
        ]

        @Test(arguments: courses) func everyPromptAndEveryWrongAct(course: Course) async throws {
            try await SimulatorRun.with(model: try SimulatorRun.shippedModel()) { simulator, _ in
                let pc = try #require(try SimulatedPC.around("\(simulator.addresses.pcs)/\(course.pc)"))
                try course.arrange(pc)
                var steps: [ConsolePerson.Step] = [
                    .expect(Self.key), .quiet, .type("x"), .expect("[y/n]:"), .quiet, .line(course.answer),
                ]
                if course.goesOn {
                    steps += [.expect(Self.key), .quiet, .type("x"), .expect(Self.key), .quiet, .type("x")]
                }
                let end = try await ConsolePerson.sit(
                    at: "\(pc.desktop)/\(course.folder)/\(course.batch)", control: simulator.addresses.control, steps)
                #expect(end.code == 0)
                #expect(
                    end.text.split(separator: "\n", omittingEmptySubsequences: false).map(String.init) == course.screen)
                #expect(try pc.configuration == course.setting)
            }
        }

        @Test func anotherAnswerIsAskedAgain() async throws {
            try await SimulatorRun.with(model: try SimulatorRun.shippedModel()) { simulator, _ in
                let pc = try #require(try SimulatedPC.around("\(simulator.addresses.pcs)/agent-pc-1"))
                let end = try await ConsolePerson.sit(
                    at: "\(pc.desktop)/\(SwitchFileEdition.forWindows10.folder)/Change_WDE-Config-J2_v1.41.bat",
                    control: simulator.addresses.control,
                    [
                        .expect(Self.key), .type("x"), .expect("[y/n]:"), .line("yes"), .expect("[y/n]:"), .line(""),
                        .expect("[y/n]:"), .line("n"),
                    ])
                #expect(end.code == 0)
                #expect(try pc.configuration?.site == .main)
            }
        }

        @Test func aClosedWindowLeavesThePCWithoutASetting() async throws {
            try await SimulatorRun.with(model: try SimulatorRun.shippedModel()) { simulator, control in
                let pc = try #require(try SimulatedPC.around("\(simulator.addresses.pcs)/agent-pc-1"))
                try FileManager.default.removeItem(
                    atPath: "\(pc.desktop)/\(SwitchFileEdition.forWindows10.folder)/Config")
                _ = try await ConsolePerson.sit(
                    at: "\(pc.desktop)/\(SwitchFileEdition.forWindows10.folder)/Change_WDE-Config-J2_v1.41.bat",
                    control: simulator.addresses.control,
                    [
                        .expect(Self.key), .type("x"), .expect("[y/n]:"), .line("y"), .expect(Self.key), .type("x"),
                        .expect("0 個"), .close,
                    ])
                #expect(try pc.configuration == nil)
                #expect(try await control.get("/state/wde.files").body == "wrong")
                #expect(try await control.get("/state/wde.preference").body == "mixed")
            }
        }

        @Test func theModelFollowsTheFolders() async throws {
            try await SimulatorRun.with(model: try SimulatorRun.shippedModel()) { simulator, control in
                for (number, expected) in zip(1...5, ["mixed", "mixed", "mixed", "mixed", "dr"]) {
                    let pc = try #require(try SimulatedPC.around("\(simulator.addresses.pcs)/agent-pc-\(number)"))
                    let end = try await ConsolePerson.sit(
                        at: "\(pc.desktop)/\(pc.system.fitting.folder)/\(pc.system.fitting.batch(.dr))",
                        control: simulator.addresses.control,
                        [
                            .expect(Self.key), .type("x"), .expect("[y/n]:"), .line("y"), .expect(Self.key), .type("x"),
                            .expect("     1 個のファイルをコピーしました。"), .expect(Self.key), .type("x"),
                        ])
                    #expect(end.code == 0)
                    // Without any other request: the program itself has told the simulator.
                    #expect(try await simulator.service.state["wde.preference"] == expected)
                }
                #expect(try await control.get("/state/wde.files").body == "matching")
                // Nobody moves by a setting alone; the login moves him.
                #expect(try await control.get("/state/agents.site").body == "main")
            }
        }
    }
}
