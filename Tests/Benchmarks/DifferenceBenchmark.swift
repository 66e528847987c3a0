import KirikaeCanonicalJSON
import KirikaePlan
import KirikaeRunbook
import KirikaeSyntax

/// What a change means, of two sets of 10,000 steps: beside the least that comparing them could cost, which is writing both in
/// their canonical form.
struct DifferenceBenchmark {
    let options: BenchmarkOptions

    func run(into report: inout BenchmarkReport) async throws {
        var medians: [Double] = []
        for (steps, rounds) in [(1_000, 16), (10_000, 8)] {
            let comparison = try await compare(GeneratedRunbook(steps: steps), rounds, into: &report)
            medians.append(comparison.ours.median)
            if steps == 10_000 {
                // A busy machine makes some rounds long, but not all of them.
                report.gates.append(
                    Gate(
                        name: "milliseconds of the shortest difference of 10,000 steps",
                        found: Int(comparison.ours.minimum / 1_000_000), wanted: 200, isLimit: true))
            }
            report.comparisons.append(comparison)
        }
        report.remarks.append(
            "a difference of 10,000 steps takes \(Decimal.text(medians[1] / medians[0])) times as long as of 1,000 "
                + "(10 is linear; below 200 ms is what we promise)")
    }

    private func compare(
        _ runbook: GeneratedRunbook, _ rounds: Int, into report: inout BenchmarkReport
    ) async throws -> Comparison {
        let old = try runbook.plan()
        var new = try runbook.shifted.plan()
        // Every hundredth step waits longer, and every step stands a line further down than before.
        for index in new.steps.indices where index % 100 == 1 { new.steps[index].timeout = .init(86_400_000) }
        let wanted = old.steps.indices.count { $0 % 100 == 1 }
        var found = 0
        var comparison = Comparison(
            "difference, \(runbook.stepCount) steps", unit: .milliseconds, floor: "canonical form of both")
        try await comparison.measure(rounds: options.rounds(rounds)) {
            let difference = PlanDifference(from: old, to: new)
            found = difference.steps.count
            return difference
        } floor: {
            _ = PlanEncoding.encode(old).canonicalBytes
            _ = PlanEncoding.encode(new).canonicalBytes
        }
        report.gates.append(
            Gate(name: "changed steps among \(runbook.stepCount)", found: found, wanted: wanted))
        return comparison
    }
}
