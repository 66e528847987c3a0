/// All measurements, in the order in which a run goes through the parts.
struct BenchmarkSuite {
    let options: BenchmarkOptions

    func run() async throws -> BenchmarkReport {
        var report = BenchmarkReport()
        for part in options.parts { try await run(part, into: &report) }
        return report
    }

    private func run(_ part: BenchmarkOptions.Part, into report: inout BenchmarkReport) async throws {
        switch part {
        case .append: try await AppendBenchmark(options: options).run(into: &report)
        case .step: try await StepBenchmark(options: options).run(into: &report)
        case .journal: try await JournalBenchmark(options: options).run(into: &report)
        case .resume: try await ResumeBenchmark(options: options).run(into: &report)
        case .syntax: try await SyntaxBenchmark(options: options).run(into: &report)
        case .hostile: try HostileInputBenchmark(options: options).run(into: &report)
        case .process: try await ProcessBenchmark(options: options).run(into: &report)
        case .rehearsal: try await RehearsalBenchmark(options: options).run(into: &report)
        case .service: try await ServiceBenchmark(options: options).run(into: &report)
        case .program: try await ProgramBenchmark(options: options).run(into: &report)
        case .replay: try await ReplayBenchmark(options: options).run(into: &report)
        case .drill: try await DrillBenchmark(options: options).run(into: &report)
        case .diff: try await DifferenceBenchmark(options: options).run(into: &report)
        case .review: try await ReviewBenchmark(options: options).run(into: &report)
        case .explorer: try await ExplorerBenchmark(options: options).run(into: &report)
        case .population: try await PopulationBenchmark(options: options).run(into: &report)
        }
    }
}
