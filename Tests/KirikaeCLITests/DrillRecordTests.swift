import Foundation
import KirikaeAudit
import KirikaeDiagnostics
import KirikaeJournal
import KirikaeTestSupport
import Testing

@testable import KirikaeCLI

/// The simulator's record of an exercise, as a report reads it.
@Suite struct DrillRecordTests {
    /// Of an exercise at 60 times speed that began ten simulated seconds before the run.
    static let record = """
        {"agents":{"count":40,"samples":[{"at":0,"sites":{"dr":0,"main":40,"none":0}},\
        {"at":300000,"sites":{"dr":0,"main":31,"none":9}},{"at":600000,"sites":{"dr":12,"main":18,"none":10}},\
        {"at":900000,"sites":{"dr":30,"main":4,"none":6}},{"at":1200000,"sites":{"dr":39,"main":0,"none":1}},\
        {"at":1390000,"sites":{"dr":40,"main":0,"none":0}}]},\
        "calls":{"abandoned":7,"answered":1180,"cut":3,"inProgress":{"dr":11,"main":0},"lost":21,"offered":1222},\
        "events":[{"at":0,"kind":"change","subject":"pump.a","value":"on"},\
        {"at":500000,"kind":"injected","subject":"valve.state","value":"shut"}],\
        "expectation":{"differences":["pump.a: off → on"],"met":false},"future":[1],"kirikae-drill":1,\
        "outages":[{"from":480000,"reason":"どのポンプも動いていない","to":564000},{"from":1380000,"reason":"valve","to":null}],\
        "scenario":"pump-a-lost","seed":7,"service":"plant","simulatedMilliseconds":1400000,"speed":60,\
        "wallStartMilliseconds":\(ReportedPlant.wallStart - 166)}
        """

    @Test func everythingIsRead() throws {
        let drill = try DrillRecord(parsing: Array(Self.record.utf8))
        #expect(drill.speed == 60 && drill.seed == 7 && drill.agentCount == 40)
        #expect(drill.agentSamples.last == .init(at: 1_390_000, sites: ["dr": 40, "main": 0, "none": 0]))
        #expect(drill.calls?.cut == 3 && drill.calls?.inProgress == ["dr": 11, "main": 0])
        #expect(drill.outages.map(\.to) == [564_000, nil])
        #expect(drill.injected.map(\.subject) == ["valve.state"])
        #expect(drill.expectation == .init(isMet: false, differences: ["pump.a: off → on"]))
        let plain = Self.record.replacing("\"scenario\":\"pump-a-lost\",", with: "")
        #expect(try DrillRecord(parsing: Array(plain.utf8)).scenario == nil)
    }

    /// Damage of every member that is needed, and what is said of it.
    @Test(
        arguments: [
            ("{\"agents\"", "[\"agents\"", DrillRecord.Defect.syntax(offset: 9)),
            ("\"kirikae-drill\":1", "\"kirikae-drill\":2", .edition),
            ("\"speed\":60", "\"speed\":0", .member("speed")),
            ("\"seed\":7", "\"seed\":\"7\"", .member("seed")),
            ("\"offered\":1222", "\"offered\":-1", .member("calls.offered")),
            ("\"lost\":21", "\"lost\":9223372036854775807", .member("calls.lost")),
            ("\"at\":300000", "\"at\":null", .member("agents.samples[1].at")),
            ("\"dr\":12", "\"dr\":[]", .member("agents.samples[2].sites.dr")),
            ("\"reason\":\"valve\"", "\"reason\":1", .member("outages[1].reason")),
            ("\"met\":false", "\"met\":0", .member("expectation.met")),
        ])
    func damage(text: String, replacement: String, defect: DrillRecord.Defect) throws {
        let damaged = Self.record.replacing(text, with: replacement)
        try #require(damaged != Self.record)
        #expect(throws: defect) { try DrillRecord(parsing: Array(damaged.utf8)) }
    }

    @Test func whatTheSimulatorWritesOfASpeedThatChangedIsFollowed() throws {
        let text = Self.record.replacing(
            "\"speed\":60,",
            with: """
                "speed":60,"speeds":[{"at":0,"speedThousandths":60000,"wallMilliseconds":1000},\
                {"at":60000,"speedThousandths":1000,"wallMilliseconds":2000}],
                """
        ).replacing("\"value\":\"on\"", with: "\"value\":null")
        let drill = try DrillRecord(parsing: Array(text.utf8))
        #expect(drill.events.first?.value.isEmpty == true)
        for (simulated, wall) in [(0, 1_000), (30_000, 1_500), (60_000, 2_000), (61_000, 3_000)] as [(Int64, Int64)] {
            #expect(drill.wall(atSimulated: simulated) == wall)
            #expect(drill.simulated(atWall: wall) == simulated)
        }
        let plain = try DrillRecord(parsing: Array(Self.record.utf8))
        #expect(plain.wall(atSimulated: 60_000) == ReportedPlant.wallStart - 166 + 1_000)
        let other = Self.record.replacing(
            "\"future\":[1]", with: "\"injected\":[{\"at\":1,\"subject\":\"pump.b\",\"value\":null}]")
        #expect(try DrillRecord(parsing: Array(other.utf8)).injected.map(\.subject) == ["pump.b"])
    }

    /// The record of the run holds the hash of the file: what stands beside it does not count, and an altered copy is told.
    @Test func theFileThatTheRecordNamesIsTheOneThatCounts() async throws {
        let runs = try ReportedRuns()
        let path = try runs.folder.write(Self.record, to: "drill.json")
        var script = ReportedPlant.Script(answers: ReportedRuns.goodAnswers)
        script.evidence["pressure"] = path
        try await runs.start("r", ReportedPlant(plan: try runs.plan(), speed: 60, script: script), speed: 60)
        try runs.addDrill(Self.record.replacing("pump-a-lost", with: "another"), to: "r")
        let report = try await runs.report("r", .en)
        #expect(report.drillRecord?.scenario == "pump-a-lost" && report.drillRecord?.isBound == true)
        #expect(report.document.banners.isEmpty && report.audit.isVerified)

        let folder = runs.folder.path + "/state/runs/r/evidence"
        let name = try #require(try FileManager.default.contentsOfDirectory(atPath: folder).first)
        try FileManager.default.setAttributes([.posixPermissions: 0o600], ofItemAtPath: "\(folder)/\(name)")
        try Self.record.replacing("\"cut\":3", with: "\"cut\":0").write(
            toFile: "\(folder)/\(name)", atomically: false, encoding: .utf8)
        let altered = try await runs.report("r", .en)
        #expect(altered.drillRecord == nil && !altered.audit.isVerified)
        #expect(altered.document.banners.count { $0.isBad } == 2)
        #expect(altered.document.banners.contains { $0.text.contains("its hash is not the one in the record") })
    }

    @Test func aRecordThatCannotBeUsedIsToldAndTheReportIsMade() async throws {
        let runs = try await RunReportTests.Case.completed.runs()
        try runs.addDrill("{\"kirikae-drill\":9}", to: "r")
        let report = try await runs.report("r", .en)
        #expect(report.isDrill)
        #expect(report.document.banners.contains { $0.isBad && $0.text.contains("drill.json cannot be used") })
        #expect(ReportMarkdown(document: report.document).text.contains("# Drill report"))
    }

    @Test(arguments: [0, 1, 5, 601, 5_000])
    func aLongCurveKeepsItsEnds(count: Int) {
        let points = (0..<count).map { (time: Int64($0), count: Int64($0 % 7)) }
        let thinned = CurveSVG.thinned(points)
        #expect(thinned.count <= 602)
        #expect(thinned.first?.time == points.first?.time && thinned.last?.time == points.last?.time)
        #expect(thinned.map(\.time) == thinned.map(\.time).sorted())
    }

    @Test(
        arguments: [
            (1_000, [0, 1_000]), (60_000, [0, 10_000, 20_000, 30_000, 40_000, 50_000, 60_000]), (0, [0]),
        ] as [(Int64, [Int64])])
    func timesOfAnAxis(until: Int64, expected: [Int64]) {
        #expect(ChartScale(until: until, start: 0, length: 100).timeTicks == expected)
    }

    @Test(arguments: [Int64(1), 7, 40, 999, 2_000, 123_456])
    func numbersOfAnAxis(until: Int64) {
        let ticks = ChartScale(until: until, start: 0, length: 100).numberTicks
        #expect(ticks.first == 0 && ticks.count >= 2 && ticks.count <= 6, "\(ticks)")
        #expect(ticks.allSatisfy { $0 <= until })
    }
}
