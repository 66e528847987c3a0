/// All measurements, in the order in which a run goes through the parts.
struct BenchmarkSuite {
    let options: BenchmarkOptions

    func run() async throws -> BenchmarkReport {
        var report = BenchmarkReport()
        try await AppendBenchmark(options: options).run(into: &report)
        try await StepBenchmark(options: options).run(into: &report)
        try await JournalBenchmark(options: options).run(into: &report)
        try await ResumeBenchmark(options: options).run(into: &report)
        try await SyntaxBenchmark(options: options).run(into: &report)
        try HostileInputBenchmark(options: options).run(into: &report)
        try await ProcessBenchmark(options: options).run(into: &report)
        try await RehearsalBenchmark(options: options).run(into: &report)
        try await ProgramBenchmark(options: options).run(into: &report)
        try await ReplayBenchmark(options: options).run(into: &report)
        return report
    }
}
