import Foundation
import KirikaeCanonicalJSON
import KirikaeTestSupport
import Testing

/// The command as it is started for an unattended drill.
@Suite(.serialized) struct DrillCommandTests {
    private let state: TemporaryFolder

    init() throws { state = try TemporaryFolder() }

    private func drill(_ scenario: String, run: String) async throws -> BuiltProgram.Ending {
        try await BuiltProgram.run([
            "drill", "--scenario", scenario, "--speed", "2000", "--run-id", run, "--answers", "drill", "--follow-pages",
            "--brief", "--lang", "en", "--runbooks", ProjectFolder.runbooks.path, "--state", state.path + "/state",
        ])
    }

    private func command(_ arguments: [String]) async throws -> BuiltProgram.Ending {
        try await BuiltProgram.run(arguments + ["--lang", "en", "--state", state.path + "/state"])
    }

    /// The record of the exercise that was kept with a run.
    private func record(of run: String) throws -> JSONValue {
        let path = state.path + "/state/runs/\(run)/evidence/1-drill.json"
        return try JSONValue(parsing: Array(Data(contentsOf: URL(fileURLWithPath: path))))
    }

    @Test func whatTheScenarioSaysHappensAndIsKeptWithTheRun() async throws {
        let ending = try await drill("batch-pc-goes-wrong", run: "wrong")
        #expect(ending.status == 0, "\(ending.output)\(ending.error)")
        #expect(ending.output.contains("━━ DRILL ━━"))
        #expect(ending.output.contains("✓ as the scenario"))
        let record = try record(of: "wrong")
        #expect(record["scenario"]?.stringValue == "batch-pc-goes-wrong")
        #expect(record["expectation"]?["met"] == .bool(true))
        let injected = try #require(record["injected"]?.arrayValue)
        #expect(injected.map { $0["subject"]?.stringValue } == ["batch-pc.names"])
        #expect(injected.map { $0["value"]?.stringValue } == ["missing"])
    }

    @Test func aChangedRecordOfTheExerciseIsFound() async throws {
        try #require(try await drill("no-notice", run: "audited").status == 0)
        let sound = try await command(["audit", "verify", "audited"])
        #expect(sound.status == 0, "\(sound.output)\(sound.error)")
        let path = state.path + "/state/runs/audited/evidence/1-drill.json"
        let changed = try String(contentsOfFile: path, encoding: .utf8).replacingOccurrences(of: "true", with: "trve")
        try changed.write(toFile: path, atomically: false, encoding: .utf8)
        #expect(try await command(["audit", "verify", "audited"]).status == 33)
    }

    @Test func aRunThatEndsOtherwiseIsNotAsTheScenarioExpects() async throws {
        // Started by hand in another state than the scenario's, it is not refused.
        let ending = try await BuiltProgram.run([
            "drill", "--scenario", "no-notice", "--start", "notice.call=switchover", "--start", "notice.cause=fault",
            "--set", "portal=false", "--speed", "2000", "--run-id", "other", "--answers", "drill", "--follow-pages",
            "--brief", "--lang", "en", "--runbooks", ProjectFolder.runbooks.path, "--state", state.path + "/state",
        ])
        #expect(ending.status == 37, "\(ending.output)\(ending.error)")
        #expect(ending.output.contains("✗ not as the scenario"))
        #expect(try record(of: "other")["expectation"]?["met"] == .bool(false))
    }

    @Test func allScenariosAreRehearsedTogether() async throws {
        let ending = try await BuiltProgram.run([
            "rehearse", "--scenario", "all", "--lang", "en", "--runbooks", ProjectFolder.runbooks.path,
        ])
        #expect(ending.status == 0, "\(ending.output)\(ending.error)")
        let lines = ending.output.split(separator: "\n")
        #expect(lines.count == ParityTests.names.count + 1)
        #expect(lines.dropLast().allSatisfy { $0.hasPrefix("✓") })
    }
}
