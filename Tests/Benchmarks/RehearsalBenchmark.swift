import KirikaeEngine
import KirikaePlan
import KirikaeWorlds

/// A whole rehearsal against only applying the events it consists of.
struct RehearsalBenchmark {
    let options: BenchmarkOptions

    private static let rehearsalsPerRound = 20

    func run(into report: inout BenchmarkReport) async throws {
        let plan = try GeneratedRunbook(steps: 30).plan()
        let recorded = try await RecordedRun(rehearsing: plan)
        var comparison = Comparison(
            "rehearsal of 30 steps in process", unit: .stepsPerSecond(steps: 30),
            floor: "the machine on the same events")
        try await comparison.measure(rounds: options.rounds(30), operations: Self.rehearsalsPerRound) {
            for _ in 0..<Self.rehearsalsPerRound { try await RecordedRun.rehearse(plan, recorder: NoRecord()) }
        } floor: {
            for _ in 0..<Self.rehearsalsPerRound { try recorded.replay(upTo: recorded.entries.count) }
        }
        report.comparisons.append(comparison)
    }
}
