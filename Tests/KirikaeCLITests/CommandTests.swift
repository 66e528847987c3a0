import Foundation
import KirikaeRunbook
import KirikaeTestSupport
import Testing

@testable import KirikaeCLI

/// The program as a user meets it.
@Suite(.serialized) struct CommandTests {
    private static let runbooks = ProjectFolder.runbooks.path

    /// A copy of the shipped runbooks that a test may spoil.
    private func spoiled(_ path: String, _ change: (String) -> String) throws -> TemporaryFolder {
        let folder = try TemporaryFolder()
        let root = ProjectFolder.runbooks.resolvingSymlinksInPath()
        for case let name as String in FileManager.default.enumerator(atPath: root.path) ?? .init()
        where RunbookLibrary.fileSuffixes.contains(where: { name.hasSuffix($0) }) {
            let text = try String(contentsOf: root.appendingPathComponent(name), encoding: .utf8)
            try folder.write(name == path ? change(text) : text, to: "Runbooks/\(name)")
        }
        return folder
    }

    @Test(arguments: ["en", "ja"])
    func aTypoInAKeyIsLocatedWithASuggestion(lang: String) async throws {
        let folder = try spoiled("portal/switchover.yaml") { text in
            text.replacingOccurrences(of: "\npreconditions:\n", with: "\nprecondition:\n")
        }
        let ending = try await BuiltProgram.run(
            ["check", "--runbooks", folder.path + "/Runbooks", "--lang", lang])
        #expect(ending.status == ExitStatus.diagnostics.rawValue)
        assertSnapshot(ending.error.replacingOccurrences(of: folder.path, with: ""), named: "typo.\(lang)")
    }

    @Test(arguments: ["en", "ja"])
    func aDuplicateKeyOnAJapaneseLineIsMarkedInTheRightCell(lang: String) async throws {
        let folder = try spoiled("portal/switchover.yaml") { text in
            text.replacingOccurrences(
                of: "title: {ja: DB クラスタを DR 拠点へ切り替える, ",
                with: "title: {ja: DB クラスタを DR 拠点へ切り替える, ja: データベースを切り替える, ")
        }
        let ending = try await BuiltProgram.run(
            ["check", "--runbooks", folder.path + "/Runbooks", "--lang", lang])
        #expect(ending.status == ExitStatus.diagnostics.rawValue)
        assertSnapshot(ending.error.replacingOccurrences(of: folder.path, with: ""), named: "duplicate.\(lang)")
    }

    @Test func theStandbySiteIsNotStoppedWhileMainIsDown() async throws {
        let arguments = [
            "call.switchback", "--runbooks", Self.runbooks, "--assume", "notice.call=switchback", "--assume",
            "agents.site=dr", "--assume", "call.main.processes=stopped", "--lang", "ja",
        ]
        let ending = try await BuiltProgram.run(["rehearse"] + arguments)
        #expect(ending.status == ExitStatus.refused.rawValue)
        #expect(ending.output.contains("M3.5.1.2-E1"))
        // Lines are broken to the width of the screen.
        let text = ending.output.filter { !$0.isWhitespace }
        #expect(text.contains("DR拠点の停止と同時に全ソフトフォンがログアウトされ、発着信ができなくなります。"))
        let spelled = try await BuiltProgram.run(["run", "--dry-run"] + arguments)
        #expect(spelled.status == ending.status)
        #expect(spelled.output == ending.output)
    }

    @Test func aRunRefusesTheSameAndStartsNothing() async throws {
        let simulator = try await RunningSimulator(
            speed: 1000,
            start: ["notice.call=switchback", "agents.site=dr", "call.main.processes=stopped", "number.destination=dr"])
        let state = try TemporaryFolder()
        let ending = try await BuiltProgram.run([
            "drill", "call.switchback", "--runbooks", Self.runbooks, "--simulator", simulator.file, "--speed", "1000",
            "--state", state.path + "/state", "--run-id", "refused", "--answers", "drill", "--follow-pages", "--lang",
            "en",
        ])
        #expect(ending.status == ExitStatus.refused.rawValue)
        #expect(ending.output.contains("M3.5.1.2-E1"))
        #expect(try await simulator.starts().values.allSatisfy { $0 == 0 })
        let audit = try await BuiltProgram.run(["audit", "verify", "refused", "--state", state.path + "/state"])
        #expect(audit.status == 0, "\(audit.output)")
    }

    @Test func aRehearsalLeavesNoTraceAndStartsNoProcess() async throws {
        let state = try TemporaryFolder()
        let trace = try TemporaryFolder()
        let before = try contents(of: state.path)
        let ending = try await BuiltProgram.run(
            program: "/usr/bin/strace",
            [
                "-f", "-qq", "-e",
                "trace=execve,execveat,fork,vfork,connect,unlink,unlinkat,rename,renameat2,mkdir,mkdirat",
                "-o", trace.path + "/log", BuiltProgram.path("kirikae"), "rehearse", "plan.switchover", "--runbooks",
                Self.runbooks, "--assume", "notice.call=switchover", "--assume", "notice.portal=switchover", "--lang",
                "en",
            ], environment: ["KIRIKAE_STATE": state.path])
        #expect(ending.status == 0, "\(ending.error)")
        #expect(ending.output.contains("completed"))
        let calls = try trace.read("log").split(separator: "\n").filter { !$0.contains("+++") && !$0.contains("---") }
        #expect(calls.count == 1 && calls[0].contains("execve("), "only its own start: \(calls)")
        #expect(try contents(of: state.path) == before)
    }

    @Test func withoutATerminalAndAnswersItStopsAtTheFirstManualStepAndNamesIt() async throws {
        let simulator = try await RunningSimulator(speed: 1000, start: ["notice.portal=switchover"])
        let state = try TemporaryFolder()
        let parameters =
            try JSONSerialization.jsonObject(with: Data(contentsOf: URL(fileURLWithPath: simulator.file)))
            as? [String: Any] ?? [:]
        // What the environment of the drill takes of the simulator's addresses.
        let others: Set = ["pcs", "media", "dns-j1", "dns-j2", "sip-j1", "sip-j2"]
        let addresses = parameters.compactMapValues { $0 as? String }.filter { !others.contains($0.key) }
        let sets = addresses.sorted { $0.key < $1.key }.flatMap { ["--set", "\($0.key)=\($0.value)"] }
        let ending = try await BuiltProgram.run(
            [
                "run", "portal.switchover", "-e", "drill", "--runbooks", Self.runbooks, "--state",
                state.path + "/state",
                "--run-id", "alone", "--lang", "en",
            ] + sets)
        #expect(ending.status == ExitStatus.needsPerson.rawValue, "\(ending.output)\(ending.error)")
        #expect(ending.output.contains("portal.switchover/check-trusted-hosts"))
        let status = try await BuiltProgram.run(["status", "alone", "--state", state.path + "/state", "--lang", "en"])
        #expect(status.output.contains("a person is needed"))
        let again = try await BuiltProgram.run([
            "resume", "alone", "--runbooks", Self.runbooks, "--state", state.path + "/state", "--answers", "drill",
            "--follow-pages", "--lang", "en",
        ])
        #expect(again.status == 0, "\(again.output)\(again.error)")
        #expect(try await simulator.starts()["DB_ClusterFailover_To_Backup.exe"] == 1)
        let closed = try await BuiltProgram.run(["resume", "alone", "--state", state.path + "/state", "--lang", "en"])
        #expect(closed.status == ExitStatus.noSuchRun.rawValue)
    }

    @Test func changedFilesAreNotTakenUpSilently() async throws {
        let simulator = try await RunningSimulator(speed: 1000, start: ["notice.portal=switchover"])
        let state = try TemporaryFolder()
        let folder = try spoiled("none") { $0 }
        let common = ["--runbooks", folder.path + "/Runbooks", "--state", state.path + "/state", "--lang", "en"]
        _ = try await BuiltProgram.run(
            ["drill", "portal.switchover", "--simulator", simulator.file, "--speed", "1000", "--run-id", "edited"]
                + common)
        let file = folder.path + "/Runbooks/portal/switchover.yaml"
        let text = try String(contentsOfFile: file, encoding: .utf8)
        try (text + "# a comment\n").write(toFile: file, atomically: true, encoding: .utf8)
        let refused = try await BuiltProgram.run(["resume", "edited"] + common)
        #expect(refused.status == ExitStatus.filesChanged.rawValue)
        #expect(refused.error.contains("portal/switchover.yaml"))
        let accepted = try await BuiltProgram.run(
            ["resume", "edited", "--keep-pinned", "only a comment", "--answers", "drill", "--follow-pages"] + common)
        #expect(accepted.status == 0, "\(accepted.output)\(accepted.error)")
        let log = try await BuiltProgram.run(["log", "edited", "--state", state.path + "/state", "--lang", "en"])
        #expect(log.output.contains("only a comment"))
    }

    @Test func anAlteredRecordDoesNotVerify() async throws {
        let simulator = try await RunningSimulator(speed: 1000, start: ["notice.portal=switchover"])
        let state = try TemporaryFolder()
        let common = ["--state", state.path + "/state", "--lang", "en"]
        let drill = try await BuiltProgram.run(
            [
                "drill", "portal.switchover", "--simulator", simulator.file, "--speed", "1000", "--run-id", "audited",
                "--runbooks", Self.runbooks, "--answers", "drill", "--follow-pages",
            ] + common)
        try #require(drill.status == 0, "\(drill.output)\(drill.error)")
        #expect(try await BuiltProgram.run(["audit", "verify", "audited"] + common).status == 0)
        let journal = state.path + "/state/runs/audited/journal.log"
        let text = try String(contentsOfFile: journal, encoding: .utf8)
        try text.replacingOccurrences(of: "\"answer\":\"correct\"", with: "\"answer\":\"corrext\"")
            .write(toFile: journal, atomically: true, encoding: .utf8)
        let altered = try await BuiltProgram.run(["audit", "verify", "audited"] + common)
        #expect(altered.status == ExitStatus.auditFailed.rawValue)
        #expect(altered.output.contains("NOT verified"))
    }

    @Test(arguments: [("ja_JP.UTF-8", "問題ありません"), ("C.UTF-8", "no errors"), ("fr_FR.UTF-8", "no errors")])
    func theLanguageFollowsTheLocale(locale: String, expected: String) async throws {
        let ending = try await BuiltProgram.run(["check", "--runbooks", Self.runbooks], environment: ["LANG": locale])
        #expect(ending.output.contains(expected))
    }

    @Test func everyExitCodeIsDocumented() async throws {
        let page = try ProjectFolder.text(of: "Docs/ExitCodes.md")
        for status in ExitStatus.allCases {
            #expect(page.contains("| \(status.rawValue) |"), "\(status) is missing")
        }
    }

    private func contents(of folder: String) throws -> [String: Data] {
        var found: [String: Data] = [:]
        for case let name as String in FileManager.default.enumerator(atPath: folder) ?? .init() {
            found[name] = FileManager.default.contents(atPath: folder + "/" + name) ?? Data()
        }
        return found
    }
}
