import RunSimulation
import Testing

/// A few hundred of the runs that `make simulation` carries out for a minute, always the same ones.
@Suite struct SeededRunTests {
    private static let runs: UInt64 = 400

    @Test func nothingIsDoneTwiceOrLeftOutSilently() async throws {
        let summary = await SimulationSummary.run(try SimulatedPlan.all(), seeds: 1...Self.runs)
        summary.lines.forEach { print($0) }
        for (seed, texts) in summary.violations { Issue.record("seed \(seed): \(texts)") }
        #expect(summary.runs == Int(Self.runs))
        #expect(summary.endings[.completed, default: 0] > summary.runs * 9 / 10)
        // Every kind of mishap comes up, or nothing would have been tested.
        #expect(SimulatedRun.Mishap.allCases.allSatisfy { summary.mishaps[$0, default: 0] > 10 })
    }

    /// The same number gives the same run.
    @Test func aSeedRepeats() async throws {
        let plans = try SimulatedPlan.all()
        for seed in UInt64(1)...40 {
            var first = SimulatedRun(of: plans, seed: seed)
            var second = SimulatedRun(of: plans, seed: seed)
            let (one, other) = (await first.run(), await second.run())
            #expect(one.records == other.records && one.sessions == other.sessions && one.ending == other.ending)
        }
    }
}
