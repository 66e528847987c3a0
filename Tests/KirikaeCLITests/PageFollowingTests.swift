import Foundation
import KirikaeTestSupport
import Testing

@testable import KirikaeCLI

/// Drills in which the simulated person does on the pages all that a page tells; a sheet says only what none does.
@Suite struct PageFollowingTests {
    struct Drill: Sendable, CustomStringConvertible {
        var runbook: String
        var start: [String]
        /// What the sheet answers: the step and the answer.
        var sheet: [(step: String, answer: String)]
        /// What the simulated service has come to.
        var end: [String: String]
        /// What the log holds.
        var logged: [String]
        var description: String { runbook }
    }

    static let drills = [
        // A login that no label speaks of, and the word of the other wizard.
        Drill(
            runbook: "recording.switchover", start: ["notice.recording=switchover"],
            sheet: [("recording.wizard/find-recording", "found")],
            end: ["recording.reflection": "dr", "gax.session": "free", "wizard.site": "none"],
            logged: ["バックアップサイト"]),
        Drill(
            runbook: "recording.switchback",
            start: ["notice.recording=switchback", "recording.reflection=dr"],
            sheet: [("recording.wizard/find-recording", "found")],
            end: ["recording.reflection": "main", "gax.session": "free"], logged: ["メインサイト"]),
        // An address read off the opening notice, typed into the dialog of each PC, and asked of the DNS server it names.
        Drill(
            runbook: "dns.switchover", start: ["notice.dns=switchover", "notice.cause=fault"],
            sheet: [("dns.setting/compare-addresses", "same")], end: ["dns.setting": "dr"],
            logged: ["127.0.0.1:"]),
        Drill(
            runbook: "dns.switchback",
            start: ["notice.dns=switchback", "notice.cause=recovery", "dns.setting=dr"],
            sheet: [("dns.setting/compare-addresses", "same")], end: ["dns.setting": "main"],
            logged: ["127.0.0.1:"]),
        // A line of the page that is the title of a choice, and no label.
        Drill(
            runbook: "support.return-to-main", start: ["outage.main=under-8h"],
            sheet: [("support.return-to-main/open-tools", "main"), ("support.settings-record/ask", "none")],
            end: [:], logged: ["page-follower"]),
    ]

    @Test(arguments: drills) func pagesAreFollowed(_ drill: Drill) async throws {
        let folder = try TemporaryFolder()
        let runbooks = folder.path + "/Runbooks"
        try FileManager.default.copyItem(atPath: ProjectFolder.runbooks.path, toPath: runbooks)
        // Whether reports were saved no page shows before they are.
        let entries =
            (drill.sheet.map { "  - {step: \($0.step), answer: \($0.answer)}" }
            + ["  - {observe: reports.dr-period, answer: not-saved}"]).joined(separator: "\n")
        try folder.write(
            "kirikae: 1\nanswers: rest\nby: 訓練 花子\n\nentries:\n\(entries)\n", to: "Runbooks/answers/rest.yaml")
        let simulator = try await RunningSimulator(speed: 1_000, start: drill.start)
        let common = ["--state", folder.path + "/state", "--lang", "en"]
        let ending = try await BuiltProgram.run(
            [
                "drill", drill.runbook, "--runbooks", runbooks, "--simulator", simulator.file, "--speed", "1000",
                "--run-id", "pages", "--answers", "rest", "--follow-pages",
            ] + common)
        #expect(ending.status == 0, "\(ending.output.suffix(3_000))\(ending.error)")
        for (variable, value) in drill.end {
            let state = try await BuiltProgram.run(
                program: "/usr/bin/curl", ["-sf", "\(simulator.control)/state/\(variable)"])
            #expect(state.output == value, "\(variable)")
        }
        let log = try await BuiltProgram.run(["log", "pages"] + common)
        for text in drill.logged { #expect(log.output.contains(text), "\(text): \(log.output)") }
        await simulator.stop()
    }
}
