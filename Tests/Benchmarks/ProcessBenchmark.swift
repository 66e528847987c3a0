import Glibc
import KirikaeEngine
import KirikaePlan
import KirikaeProcess
import KirikaeWorlds

/// Starting a program and seeing its end against a bare posix_spawn and waitpid.
struct ProcessBenchmark {
    let options: BenchmarkOptions

    private static let program = "/bin/true"
    private static let startsPerRound = 5

    func run(into report: inout BenchmarkReport) async throws {
        report.comparisons.append(
            try await measure("process with a pipe") {
                try await Self.follow(ChildProcessConfiguration(executablePath: Self.program))
            })
        report.comparisons.append(
            try await measure("process with a terminal") {
                try await Self.follow(ChildProcessConfiguration(executablePath: Self.program, terminal: true))
            })
        let plan = try GeneratedRunbook(steps: 2).plan()
        let world = LiveWorld(plan: plan, run: "benchmark", clock: LiveClock(), operators: [])
        report.comparisons.append(
            try await measure("command step in the live world") { try await Self.perform(plan, in: world) })
    }

    private func measure(_ name: String, _ ours: () async throws -> Void) async throws -> Comparison {
        var comparison = Comparison(name, unit: .microseconds, floor: "posix_spawn + waitpid")
        try await comparison.measure(rounds: options.rounds(60), operations: Self.startsPerRound) {
            for _ in 0..<Self.startsPerRound { try await ours() }
        } floor: {
            for _ in 0..<Self.startsPerRound {
                let code = try PlainProcess.run(Self.program)
                try BenchmarkFailure.require(code == 0, "\(Self.program) ended with \(code)")
            }
        }
        return comparison
    }

    private static func follow(_ configuration: ChildProcessConfiguration) async throws {
        let child = try ChildProcess.start(configuration)
        var last: ChildEvent?
        for await event in child.events { last = event }
        try BenchmarkFailure.require(last == .exited(.code(0)), "\(program) ended as \(String(describing: last))")
    }

    private static func perform(_ plan: Plan, in world: LiveWorld) async throws {
        for step in plan.steps {
            guard case .command(let command) = step.action else { continue }
            let outcome = try await world.perform(.command(command), of: step, attempt: 1) { _ in }
            try BenchmarkFailure.require(outcome == .succeeded(warnings: []), "\(step.path) ended as \(outcome)")
            return
        }
        throw BenchmarkFailure("the generated runbook has no command step")
    }
}
