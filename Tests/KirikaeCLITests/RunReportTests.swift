import Foundation
import KirikaeAudit
import KirikaeDiagnostics
import KirikaeEngine
import KirikaePlan
import KirikaeRunbook
import KirikaeService
import KirikaeTestSupport
import Testing

@testable import KirikaeCLI

/// Reports of runs that the engine made in virtual time.
@Suite struct RunReportTests {
    /// What may become of a run.
    enum Case: String, CaseIterable, CustomTestStringConvertible {
        case completed, resumed, skipped, drill, refused

        var testDescription: String { rawValue }

        /// The state folder with the run `r` in it.
        func runs() async throws -> ReportedRuns {
            let runs = try ReportedRuns()
            let plan = try runs.plan()
            var script = ReportedPlant.Script(answers: ReportedRuns.goodAnswers)
            switch self {
            case .completed:
                let earlier = ReportedPlant(plan: plan, script: script)
                try await runs.start("earlier", earlier)
                script.lengths = ["start-b": 150_000, "open-valve manual": 240_000, "agree approval": 90_000]
                let plant = ReportedPlant(plan: plan, script: script)
                plant.restart(after: 86_400_000)
                try await runs.start("r", plant)
            case .resumed:
                script.dyingAt = "stop-a"
                let plant = ReportedPlant(plan: plan, script: script)
                try await runs.start("r", plant)
                plant.restart(after: 3_600_000) { script in
                    script.answers["stop-a in-doubt"] = [ReportedRuns.answer("not-done", "電流計は 12 A", by: "tanaka")]
                    script.answers["start-b changed"] = [ReportedRuns.answer("go-on", "見た", by: "tanaka")]
                }
                try await runs.resume("r", plant)
            case .skipped:
                script.outcomes["start-b"] = [.failed(.exitCode(3))]
                script.answers["start-b problem"] = [ReportedRuns.answer("retry")]
                script.answers["open-valve manual"] = [ReportedRuns.answer("stuck", "ハンドルが回らない")]
                script.answers["open-valve problem"] = [ReportedRuns.answer("skip", "予備の弁を使う")]
                script.notes["pressure"] = "圧力計の針が振れている"
                try await runs.start("r", ReportedPlant(plan: plan, script: script))
            case .drill:
                try await runs.start("r", ReportedPlant(plan: plan, speed: 60, script: script), speed: 60)
                try runs.addDrill(DrillRecordTests.record, to: "r")
            case .refused:
                script.readings["pump.a"] = .value("off")
                try await runs.start("r", ReportedPlant(plan: plan, script: script))
            }
            return runs
        }
    }

    @Test(arguments: Case.allCases, Language.allCases)
    func reviewed(ending: Case, language: Language) async throws {
        let report = try await ending.runs().report("r", language)
        let name = "Report/\(ending.rawValue).\(language.rawValue)"
        assertSnapshot(ReportMarkdown(document: report.document).text, named: name + ".md")
        assertSnapshot(ReportHTML(document: report.document).text, named: name + ".html")
    }

    @Test(arguments: Case.allCases, Language.allCases)
    func theFileIsWellFormedAndNeedsNothingFromElsewhere(ending: Case, language: Language) async throws {
        let html = ReportHTML(document: try await ending.runs().report("r", language).document).text
        #expect(HTMLCheck.findings(html) == [])
        #expect(HTMLCheck.references(html).allSatisfy { $0.hasPrefix("#pattern-") })
    }

    @Test func timesAreThoseOfWhoeverWorked() async throws {
        let report = try await Case.completed.runs().report("r", .en)
        let history = report.history
        #expect(history.length == 90_000 + 150_000 + 60_000 + 180_000 + 240_000 + 2 * 600_000)
        let workers = history.spans.mapValues { $0.stretches.map(\.worker) }
        #expect(workers["plant.switchover/agree"] == [.approvers])
        #expect(workers["plant.switchover/start-b"] == [.machine])
        #expect(workers["plant.switchover/open-valve"] == [.person])
        // Where one ends the next begins, and together they are the run.
        let stretches = history.spans.values.flatMap(\.stretches).sorted { $0.from < $1.from }
        #expect(stretches.first?.from == 0 && stretches.last?.until == history.length)
        for (before, after) in zip(stretches, stretches.dropFirst()) { #expect(before.until == after.from) }
        #expect(report.summary.first { $0.label == "Attestation" }?.value.hasPrefix("verified") == true)
    }

    @Test func aBreakIsNobodysTime() async throws {
        let history = try await Case.resumed.runs().report("r", .en).history
        #expect(history.breaks.count == 1)
        #expect(history.breaks.first?.wallMilliseconds == 3_600_000)
        #expect(history.operators == ["yamada", "tanaka"])
        let settled = history.incidents.compactMap { incident -> String? in
            guard case .doubtSettled(let isDone, let by, let looked, let name) = incident.kind else { return nil }
            return "\(isDone) \(by) \(looked) \(name)"
        }
        #expect(settled == ["false person 電流計は 12 A tanaka"])
    }

    @Test func everyDeviationIsToldWithItsReasonAndItsName() async throws {
        let report = try await Case.skipped.runs().report("r", .en)
        let words = IncidentText(report: report)
        let told = report.history.incidents.filter(\.isDeviation).map {
            "\(words.name($0.kind)): \(words.detail($0.kind)) (\(words.who($0.kind)))"
        }
        #expect(
            told == [
                "failed: the program ended with exit code 3 ()",
                "tried again: the program ended with exit code 3 (yamada)",
                "failed: the answer was ‘stuck’ ()", "step left out: 予備の弁を使う (yamada)",
            ])
    }

    @Test func aRunThatHasNotEndedMakesAnInterimReport() async throws {
        let runs = try ReportedRuns()
        var script = ReportedPlant.Script(answers: ReportedRuns.goodAnswers)
        script.dyingAt = "stop-a"
        try await runs.start("r", ReportedPlant(plan: try runs.plan(), script: script))
        let report = try await runs.report("r", .en)
        #expect(report.audit.isSoundSoFar && !report.audit.isVerified)
        #expect(report.document.banners.map(\.isBad) == [false])
        let text = ReportMarkdown(document: report.document).text
        #expect(text.hasPrefix("> **Interim report"))
    }

    @Test func aRecordThatDoesNotVerifyIsTheFirstThingSaid() async throws {
        let runs = try await Case.completed.runs()
        let path = runs.folder.path + "/state/runs/r/journal.log"
        let text = try String(contentsOfFile: path, encoding: .utf8)
        try text.replacing("\"by\":\"sato\"", with: "\"by\":\"kato\"").write(
            toFile: path, atomically: true, encoding: .utf8)
        for language in Language.allCases {
            let report = try await runs.report("r", language)
            #expect(report.failure != nil)
            let markdown = ReportMarkdown(document: report.document).text
            #expect(markdown.hasPrefix("> **⚠ "))
            #expect(
                report.document.banners.contains {
                    $0.isBad && $0.text.contains("hash-chain: record-altered")
                }, "\(report.document.banners)")
            let html = ReportHTML(document: report.document).text
            let banner = try #require(html.range(of: "class=\"banner bad\""))
            let head = try #require(html.range(of: "<h1>"))
            #expect(banner.lowerBound < head.lowerBound)
        }
    }

    @Test func aBrokenInvariantIsSeenOnlyInWhatWasRead() throws {
        let runs = try ReportedRuns()
        let plan = try runs.plan()
        var watch = InvariantWatch(plan.service)
        func seen(_ values: [String: String]) -> [String] {
            watch.broken(
                by: .rechecked(
                    values.map { Observation(variable: $0.key, reading: .value($0.value), basis: .probed) }),
                plan: plan)
        }
        #expect(seen(["pump.a": "on", "pump.b": "off"]) == [])
        #expect(seen(["pump.a": "off"]) == ["INV1"])
        #expect(seen(["pump.a": "off"]) == [], "told once")
        #expect(seen(["pump.b": "on"]) == [])
        // Once a step has begun that changes it, what was read of it before says nothing.
        #expect(watch.broken(by: .intent(step: "plant.switchover/start-b", attempt: 1), plan: plan) == [])
        #expect(seen(["pump.a": "off"]) == [])
        #expect(seen(["pump.b": "off"]) == ["INV1"])
    }

    @Test func whatChangedSinceAStepWasLastExercisedIsTold() async throws {
        let runs = try ReportedRuns()
        let script = ReportedPlant.Script(answers: ReportedRuns.goodAnswers)
        try await runs.start("first", ReportedPlant(plan: try runs.plan(), script: script))
        runs.files[2].bytes = Array(
            ReportedRuns.runbook.replacing("typical: 3m", with: "typical: 4m").replacing(
                "en: Stop pump A", with: "en: Stop the pump A"
            ).utf8)
        let plant = ReportedPlant(plan: try runs.plan(), script: script)
        plant.restart(after: 86_400_000)
        try await runs.start("r", plant)
        let archive = try await runs.report("r", .en).archive
        let known = try #require(archive)
        #expect(known.runCount == 1)
        var findings: [String: String] = [:]
        for step in try runs.plan().steps where step.isAct {
            findings[step.path] =
                switch known.finding(step) {
                case .never: "never"
                case .same(let entry): "same as \(entry.run)"
                case .changed(let entry, let members): "\(entry.run): \(members.joined(separator: ","))"
                }
        }
        #expect(findings["plant.switchover/start-b"] == "same as first")
        #expect(findings["plant.switchover/stop-a"] == "first: title,typical")
        // The first one was there before there was anything to compare with.
        let first = try await runs.report("first", .en)
        let stop = try #require(first.plan.steps.first { $0.path.hasSuffix("/stop-a") })
        if case .never? = first.archive?.finding(stop) {} else { Issue.record("a later run is no earlier one") }
    }
}
