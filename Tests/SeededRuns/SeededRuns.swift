import Glibc
import RunSimulation

/// Carries out simulated runs for some seconds on every core, first those of the seeds that failed before.
///
///     kirikae-seeded-runs SECONDS [FIRST-SEED [SEEDS-FILE]]
///
/// It prints the first seed, so that a run can be repeated, and ends with 1 if anything was wrong.
@main struct SeededRuns {
    private static let coresUsed = 2

    static func main() async {
        do {
            try await run(Array(CommandLine.arguments.dropFirst()))
        } catch {
            print("seeded runs: \(error)")
            exit(2)
        }
    }

    private static func run(_ arguments: [String]) async throws {
        let seconds = arguments.first.flatMap { Double($0) } ?? 10
        let first = arguments.dropFirst().first.flatMap { UInt64($0) } ?? UInt64.random(in: 0..<1 << 40)
        let commit = getenv("KIRIKAE_COMMIT").map { String(cString: $0) } ?? "unknown"
        print("first seed \(first), commit \(commit)")
        let plans = try SimulatedPlan.all()
        var whole = SimulationSummary()
        if arguments.count > 2 {
            whole.add(await SimulationSummary.run(plans, seeds: try knownSeeds(in: arguments[2])))
            print("\(whole.runs) seeds that failed before were run again")
        }
        let start = now()
        let processorStart = processorSeconds()
        whole.add(
            await withTaskGroup(of: SimulationSummary.self) { group in
                for core in 0..<coresUsed {
                    group.addTask {
                        await SimulationSummary.run(
                            plans, seeds: sequence(first: first &+ UInt64(core)) { $0 &+ UInt64(coresUsed) },
                            until: start + seconds)
                    }
                }
                return await group.reduce(into: SimulationSummary()) { $0.add($1) }
            })
        let elapsed = now() - start
        let used = processorSeconds() - processorStart
        whole.lines.forEach { print($0) }
        print(
            "\(Int(Double(whole.runs) / elapsed)) whole runs per second on \(coresUsed) cores;",
            "\(Int(Double(whole.runs) / used)) per second of one core")
        for (seed, texts) in whole.violations.prefix(20) {
            for text in texts.prefix(5) { print("FAILED seed \(seed): \(text)") }
        }
        if !whole.violations.isEmpty {
            print("\(whole.violations.count) runs failed; add their seeds to Tests/SeededRuns/seeds.txt")
            exit(1)
        }
    }

    private struct Unreadable: Error {
        var path: String
    }

    /// The seeds of a file: the first word of every line that does not start with `#`.
    private static func knownSeeds(in path: String) throws -> [UInt64] {
        guard let file = fopen(path, "r") else { throw Unreadable(path: path) }
        defer { fclose(file) }
        var seeds: [UInt64] = []
        var line = [CChar](repeating: 0, count: 4096)
        while fgets(&line, Int32(line.count), file) != nil {
            let text = String(decoding: line.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self)
            if let word = text.split(whereSeparator: \.isWhitespace).first, let seed = UInt64(word) {
                seeds.append(seed)
            }
        }
        return seeds
    }

    static func now() -> Double { seconds(of: CLOCK_MONOTONIC) }

    private static func processorSeconds() -> Double { seconds(of: CLOCK_PROCESS_CPUTIME_ID) }

    private static func seconds(of clock: clockid_t) -> Double {
        var time = timespec()
        clock_gettime(clock, &time)
        return Double(time.tv_sec) + Double(time.tv_nsec) / 1e9
    }
}

extension SimulationSummary {
    /// Carries out runs until a time.
    fileprivate static func run(
        _ plans: [SimulatedPlan], seeds: some Sequence<UInt64>, until end: Double
    ) async -> SimulationSummary {
        var summary = SimulationSummary()
        for seed in seeds {
            if SeededRuns.now() > end { break }
            summary.add(await run(plans, seeds: CollectionOfOne(seed)))
        }
        return summary
    }
}
