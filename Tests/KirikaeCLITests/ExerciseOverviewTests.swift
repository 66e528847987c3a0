import Foundation
import KirikaeCanonicalJSON
import KirikaeCheckpoint
import KirikaeDiagnostics
import KirikaeJournal
import KirikaeRunbook
import KirikaeTestSupport
import Testing

@testable import KirikaeCLI

/// What past runs say of the runbooks.
@Suite struct ExerciseOverviewTests {
    private static let day: Int64 = 86_400_000

    private func overview(
        _ runs: ReportedRuns, daysLater: Int64 = 1, since: Int64? = nil
    ) async throws -> ExerciseOverview {
        try await ExerciseOverview(
            runs.state, library: RunbookLibrary(files: runs.files), since: since, days: 90,
            now: ReportedPlant.wallStart + daysLater * Self.day, audit: { try await runs.audit($0) })
    }

    private func row(_ overview: ExerciseOverview) throws -> ExerciseOverview.Row {
        try #require(overview.rows.first { $0.runbook == "plant.switchover" })
    }

    private func good(_ runs: ReportedRuns, _ run: String, speed: Int64 = 1) async throws {
        let script = ReportedPlant.Script(answers: ReportedRuns.goodAnswers)
        try await runs.start(run, ReportedPlant(plan: try runs.plan(), speed: speed, script: script), speed: speed)
    }

    @Test func neverThenCurrentThenStale() async throws {
        let runs = try ReportedRuns()
        #expect(try row(await overview(runs)).standing == .never)
        try await good(runs, "r", speed: 60)
        let current = try row(await overview(runs))
        #expect(current.standing == .current && current.drill?.past.run == "r" && current.live == nil)
        #expect(current.drill?.past.audit == .verified && current.drillCount == 1)
        #expect(try row(await overview(runs, daysLater: 89)).standing == .current)
        #expect(try row(await overview(runs, daysLater: 91)).standing == .stale)
        #expect(
            try row(await overview(runs, since: ReportedPlant.wallStart + 1)).standing == .never, "before that day")
    }

    @Test func aChangedStepIsNamed() async throws {
        let runs = try ReportedRuns()
        try await good(runs, "r")
        runs.files[2].bytes = Array(ReportedRuns.runbook.replacing("typical: 3m", with: "typical: 4m").utf8)
        let changed = try row(await overview(runs))
        #expect(changed.standing == .changed)
        #expect(changed.live?.standing == .changed(steps: ["plant.switchover/stop-a"], surroundings: []))
        runs.files[2].bytes = Array(
            ReportedRuns.runbook.replacing("runbook: plant.switchover", with: "runbook: plant.other").utf8)
        let gone = try await overview(runs)
        #expect(gone.rows.map(\.runbook) == ["plant.other"] && gone.rows.first?.standing == .never)
    }

    /// What did not come to a good end does not count, and is told.
    @Test(arguments: [RunReportTests.Case.skipped, .refused, .drill])
    func whatDoesNotCount(ending: RunReportTests.Case) async throws {
        let runs = try await ending.runs()
        let found = try row(await overview(runs))
        #expect(found.standing == .never)
        #expect(found.newestFailure?.run == "r")
    }

    @Test func anAlteredRecordDoesNotCount() async throws {
        let runs = try await RunReportTests.Case.completed.runs()
        #expect(try row(await overview(runs, daysLater: 3)).live?.past.run == "r")
        let path = runs.folder.path + "/state/runs/r/journal.log"
        let text = try String(contentsOfFile: path, encoding: .utf8)
        try text.replacing("\"by\":\"sato\"", with: "\"by\":\"kato\"").write(
            toFile: path, atomically: true, encoding: .utf8)
        let overview = try await overview(runs, daysLater: 3)
        let found = try row(overview)
        #expect(found.live?.past.run == "earlier")
        #expect(found.newestFailure?.audit == .failed(["hash-chain: record-altered"]))
        #expect(overview.unreadable.map(\.run) == ["r"])
    }

    /// Whatever lies among the runs, the others are read.
    @Test func whatCannotBeReadIsListed() async throws {
        let runs = try ReportedRuns()
        try await good(runs, "good")
        for name in ["empty", "garbage", "foreign", "nothing-there"] {
            try FileManager.default.createDirectory(
                atPath: runs.folder.path + "/state/runs/\(name)", withIntermediateDirectories: true,
                attributes: [.posixPermissions: 0o700])
        }
        try runs.folder.write("", to: "state/runs/empty/journal.log")
        try runs.folder.write("\u{0}\u{1}not a journal\n", to: "state/runs/garbage/journal.log")
        try runs.folder.write("", to: "state/runs/no run at all")
        // The record of another run, without its files.
        try FileManager.default.copyItem(
            atPath: runs.folder.path + "/state/runs/good/journal.log",
            toPath: runs.folder.path + "/state/runs/foreign/journal.log")
        let overview = try await overview(runs)
        #expect(overview.unreadable.map(\.run) == ["empty", "foreign", "garbage", "nothing-there"])
        #expect(overview.unreadable.allSatisfy { !$0.reason.ja.isEmpty && !$0.reason.en.isEmpty })
        #expect(try row(overview).standing == .current)
        let report = try await runs.report("good", .en)
        #expect(report.archive?.unreadable.count == 4)
    }

    @Test(arguments: Language.allCases)
    func reviewed(language: Language) async throws {
        let runs = try await RunReportTests.Case.completed.runs()
        let script = ReportedPlant.Script(answers: ReportedRuns.goodAnswers)
        try await runs.start(
            "failed", ReportedPlant(plan: try runs.plan(), speed: 60, script: script), speed: 60)
        try runs.addDrill(DrillRecordTests.record, to: "failed")
        runs.files[2].bytes = Array(ReportedRuns.runbook.replacing("typical: 3m", with: "typical: 4m").utf8)
        try FileManager.default.createDirectory(
            atPath: runs.folder.path + "/state/runs/broken", withIntermediateDirectories: true,
            attributes: [.posixPermissions: 0o700])
        let overview = try await overview(runs, daysLater: 100)
        func steady(_ text: String) -> String { text.replacing(runs.folder.path, with: "FOLDER") }
        let text = ExerciseText(
            overview: overview, wording: ScreenWording(language: language), style: Style(isColoured: false),
            date: ReportedRuns.date)
        assertSnapshot(steady(text.lines.joined(separator: "\n")), named: "Report/readiness.\(language.rawValue)")
        if language == .en {
            assertSnapshot(
                steady(ExerciseJSON(overview: overview).document.indentedText), named: "Report/readiness.json")
        }
    }

    @Test(arguments: [
        ("2026-07-31", true), ("2024-02-29", true), ("2025-02-29", false), ("2026-13-01", false), ("2026-7-31", false),
        ("20260731", false), ("2026-07-31-1", false), ("２０２６-07-31", false), ("", false),
    ])
    func days(text: String, isDay: Bool) {
        #expect((CalendarDay(argument: text) != nil) == isDay)
    }

    @Test(arguments: [
        ("90d", Int64(90)), ("1d", 1), ("0d", nil), ("90", nil), ("-1d", nil), ("99999d", nil), ("d", nil),
    ])
    func numbersOfDays(text: String, count: Int64?) {
        #expect(Days(argument: text)?.count == count)
    }

    @Test func theCommandsWorkTogether() async throws {
        let runs = try await RunReportTests.Case.completed.runs()
        for file in runs.files {
            try runs.folder.write(String(decoding: file.bytes, as: UTF8.self), to: "Runbooks/\(file.path)")
        }
        let keys = try runs.state.folder("keys")
        let line = "kirikae@works namespaces=\"kirikae-checkpoint\" \(runs.key.publicKey.line)\n"
        try keys.replace("allowed_signers", with: Array(line.utf8))
        let common = ["--state", runs.folder.path + "/state", "--lang", "en"]
        let library = ["--runbooks", runs.folder.path + "/Runbooks"]
        let page = runs.folder.path + "/report.html"
        let html = try await BuiltProgram.run(["report", "r", "--format", "html", "--output", page] + common)
        #expect(html.status == 0 && html.output.isEmpty, "\(html.error)")
        #expect(HTMLCheck.findings(try runs.folder.read("report.html")) == [])
        let markdown = try await BuiltProgram.run(["report", "r"] + common)
        #expect(markdown.status == 0 && markdown.output.hasPrefix("# Run report: Switch over to pump B\n"))
        let none = try await BuiltProgram.run(["report", "nobody"] + common)
        #expect(none.status == ExitStatus.noSuchRun.rawValue && none.error.contains("KRK0708"))

        let shown = try await BuiltProgram.run(["readiness"] + common + library)
        #expect(shown.status == 0 && shown.output.contains("plant.switchover"), "\(shown.error)")
        let gate = try await BuiltProgram.run(["readiness", "--fail-on", "never"] + common + library)
        #expect(gate.status == 0, "\(gate.output)")
        let future = try await BuiltProgram.run(
            ["readiness", "--fail-on", "never", "--since", "2099-01-01"] + common + library)
        #expect(future.status == ExitStatus.notReady.rawValue)
        let wrong = try await BuiltProgram.run(["readiness", "--fail-on", "current"] + common + library)
        #expect(wrong.status == ExitStatus.usage.rawValue)
        let json = try await BuiltProgram.run(
            ["readiness", "--format", "json", "--older-than", "36500d"] + common + library)
        let document = try JSONValue(parsing: Array(json.output.utf8))
        #expect(document["runbooks"]?.arrayValue?.first?["standing"]?.stringValue == "current")
    }
}
