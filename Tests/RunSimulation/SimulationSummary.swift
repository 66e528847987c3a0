/// What came of many simulated runs.
package struct SimulationSummary: Sendable {
    /// How many runs there were.
    package private(set) var runs = 0
    /// How many engines they took.
    package private(set) var sessions = 0
    /// How many records they left.
    package private(set) var records = 0
    /// How often a run ended so.
    package private(set) var endings: [SimulatedRun.Ending: Int] = [:]
    /// How often each kind of thing went wrong.
    package private(set) var mishaps: [SimulatedRun.Mishap: Int] = [:]
    /// What must not be, by seed.
    package private(set) var violations: [(seed: UInt64, texts: [String])] = []

    /// No runs.
    package init() {}

    /// Counts a run.
    package mutating func add(_ report: SimulatedRun.Report, seed: UInt64) {
        runs += 1
        sessions += report.sessions
        records += report.records
        endings[report.ending, default: 0] += 1
        for (mishap, count) in report.mishaps { mishaps[mishap, default: 0] += count }
        if !report.violations.isEmpty { violations.append((seed, report.violations)) }
    }

    /// Counts those of another.
    package mutating func add(_ other: SimulationSummary) {
        runs += other.runs
        sessions += other.sessions
        records += other.records
        endings.merge(other.endings, uniquingKeysWith: +)
        mishaps.merge(other.mishaps, uniquingKeysWith: +)
        violations += other.violations
    }

    /// Carries out the runs of some seeds, one after the other.
    package static func run(
        _ plans: [SimulatedPlan], seeds: some Sequence<UInt64>
    ) async -> SimulationSummary {
        var summary = SimulationSummary()
        for seed in seeds {
            var run = SimulatedRun(of: plans, seed: seed)
            summary.add(await run.run(), seed: seed)
        }
        return summary
    }

    /// The figures, a line each.
    package var lines: [String] {
        [
            "\(runs) whole runs, \(sessions) engines, \(records) records",
            "endings: "
                + SimulatedRun.Ending.allCases.map { "\($0.rawValue) \(endings[$0, default: 0])" }
                .joined(separator: ", "),
            "mishaps: "
                + SimulatedRun.Mishap.allCases.map { "\($0.rawValue) \(mishaps[$0, default: 0])" }
                .joined(separator: ", "),
        ]
    }
}
