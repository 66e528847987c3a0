import Glibc
import KirikaeEngine
import KirikaePlan
import KirikaeWorlds

/// A whole rehearsal against only applying the events it consists of, and the whole program against one that does nothing.
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
        try await runProgram(into: &report)
    }

    private func runProgram(into report: inout BenchmarkReport) async throws {
        let name = "kirikae rehearse plan.switchover, whole program"
        guard let program = Self.programBeside(), access("Runbooks/service.yaml", R_OK) == 0 else {
            report.remarks.append("\(name): not measured; it needs `kirikae` beside this program and ./Runbooks")
            return
        }
        let arguments = [
            "rehearse", "plan.switchover", "--runbooks", "Runbooks", "--assume", "notice.call=switchover", "--assume",
            "notice.portal=switchover",
        ]
        var comparison = Comparison(name, unit: .milliseconds, floor: "/bin/true")
        try await comparison.measure(rounds: options.rounds(30)) {
            let code = try PlainProcess.run(program, arguments: arguments)
            try BenchmarkFailure.require(code == 0, "\(program) rehearse ended with \(code)")
        } floor: {
            let code = try PlainProcess.run("/bin/true")
            try BenchmarkFailure.require(code == 0, "/bin/true ended with \(code)")
        }
        report.comparisons.append(comparison)
    }

    /// The built `kirikae` in the folder of this program; nil if it is not there.
    private static func programBeside() -> String? {
        var buffer = [UInt8](repeating: 0, count: Int(PATH_MAX))
        let count = buffer.withUnsafeMutableBytes { raw -> Int in
            guard let start = raw.baseAddress else { return 0 }
            return readlink("/proc/self/exe", start.assumingMemoryBound(to: CChar.self), raw.count)
        }
        guard count > 0 else { return nil }
        let path = String(decoding: buffer[..<count], as: UTF8.self)
        guard let slash = path.lastIndex(of: "/") else { return nil }
        let program = "\(path[..<slash])/kirikae"
        return access(program, X_OK) == 0 ? program : nil
    }
}
