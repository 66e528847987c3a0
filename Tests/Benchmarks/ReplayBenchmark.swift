import KirikaeEngine
import KirikaePlan

/// Replaying 10,000 events into the machine against the least that a replay must do: find the step of each event and note it.
struct ReplayBenchmark {
    let options: BenchmarkOptions

    private static let eventCount = 10_000

    func run(into report: inout BenchmarkReport) async throws {
        let recorded = try await RecordedRun(rehearsing: GeneratedRunbook(steps: 2_000).plan())
        try BenchmarkFailure.require(
            recorded.entries.count >= Self.eventCount, "the rehearsal has only \(recorded.entries.count) events")
        let paths = recorded.plan.steps.map(\.path)
        let steps = recorded.entries[..<Self.eventCount].map { Self.step(of: $0.event) }
        var comparison = Comparison(
            "replay of 10,000 events", unit: .eventsPerSecond(events: Self.eventCount),
            floor: "comparing step paths and storing a state")
        try await comparison.measure(rounds: options.rounds(30)) {
            try recorded.replay(upTo: Self.eventCount)
        } floor: {
            try Self.walk(steps, along: paths)
        }
        report.comparisons.append(comparison)
    }

    /// Moves along the plan to the step of each event and counts the event there.
    private static func walk(_ steps: [String?], along paths: [String]) throws(BenchmarkFailure) {
        var counts = [Int](repeating: 0, count: paths.count)
        var position = 0
        for step in steps {
            guard let step else { continue }
            while paths[position] != step {
                position += 1
                try BenchmarkFailure.require(position < paths.count, "an event of no step")
            }
            counts[position] += 1
        }
        try BenchmarkFailure.require(position > 0 && counts[position] > 0, "the floor went nowhere")
    }

    /// The path an event names; nil for those of the run as a whole and for answers, which name their question.
    private static func step(of event: RunEvent) -> String? {
        switch event {
        case .observed(let step, _), .intent(let step, _), .performed(let step, _, _), .done(let step): step
        case .asked(let question): question.step
        default: nil
        }
    }
}
