import Glibc
import KirikaeExplorer
import KirikaePlan
import KirikaeService

/// How many states a second the search goes through, beside the model checker SPIN on the exported model.
struct ExplorerBenchmark {
    let options: BenchmarkOptions

    /// For the sum of two crashes and one change outside, the states with each number of functions; all of them are looked at.
    private static let bounds = ExplorationBounds(breaks: 2, outsideChanges: 2, troubles: 1, leavingOut: 0)
    /// The states that each number of functions must not have more than, from one on.
    private static let mostStates = [1_000_000, 1_000_000, 1_000_000, 1_000_000, 100_000_000, 100_000_000]
    private static let aimedStatesPerSecond = 1_000_000

    func run(into report: inout BenchmarkReport) async throws {
        for count in 1...(options.isQuick ? 4 : 6) {
            let plan = try FunctionsModel.plan(functions: count)
            var explorer = try Explorer(plan: plan, bounds: Self.bounds)
            let begin = Self.processorSeconds()
            let found = try explorer.explore(from: [plan.service.startState])
            let seconds = Self.processorSeconds() - begin
            report.gates.append(
                Gate(
                    name: "states with \(count) functions", found: found.states, wanted: Self.mostStates[count - 1],
                    isLimit: true))
            report.gates.append(
                Gate(name: "searches with \(count) functions given up", found: found.isComplete ? 0 : 1, wanted: 0))
            let speed = Int(Double(found.states) / seconds)
            report.remarks.append(
                "\(count) functions: \(found.states) states, \(found.transitions) transitions, "
                    + "\(found.situations) situations, \(found.serviceStates) states of the service, "
                    + "\(Int(seconds * 1_000)) ms, \(speed) states a second on one core"
                    + (count == 5 ? "; \(Self.aimedStatesPerSecond) is the aim" : ""))
            if count == 5 { try await spin(plan, into: &report) }
        }
    }

    /// SPIN on the same plan within the same bounds.
    private func spin(_ plan: Plan, into report: inout BenchmarkReport) async throws {
        guard access("/usr/bin/spin", X_OK) == 0 else {
            report.remarks.append("SPIN: not measured; it is not installed")
            return
        }
        let folder = try TemporaryFolder()
        let model = try PromelaModel(plan: plan, bounds: Self.bounds, starts: [plan.service.startState])
        try Self.write(model.text, to: "\(folder.path)/plan.pml")
        let build = "cd \(folder.path) && spin -a plan.pml >/dev/null && cc -O2 -w -DSAFETY -DNOCLAIM -o pan pan.c"
        let code = try PlainProcess.run("/bin/sh", arguments: ["-c", build])
        try BenchmarkFailure.require(code == 0, "SPIN's checker cannot be built")
        let search = "cd \(folder.path) && ./pan -c0 -E -n -m10000000 -w26 > pan.out 2>&1"
        let (ended, milliseconds) = try ProcessorTime.run("/bin/sh", ["-c", search])
        try BenchmarkFailure.require(ended == 0, "SPIN ended with \(ended)")
        let said = String(decoding: try FileText.bytes(of: "\(folder.path)/pan.out"), as: UTF8.self)
        let stored = Self.storedStates(said)
        let speed = Int(Double(stored) * 1_000 / milliseconds)
        report.remarks.append(
            "SPIN on the exported model of 5 functions: \(stored) states, \(Int(milliseconds)) ms, "
                + "\(speed) states a second on one core")
    }

    /// The number before `states, stored` in what SPIN's checker writes.
    private static func storedStates(_ said: String) -> Int {
        for line in said.split(separator: "\n") where line.hasSuffix("states, stored") {
            return line.split(separator: " ").first.flatMap { Int($0) } ?? 0
        }
        return 0
    }

    private static func write(_ text: String, to path: String) throws(BenchmarkFailure) {
        let descriptor = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0o600)
        try BenchmarkFailure.require(descriptor >= 0, "\(path) cannot be written")
        defer { close(descriptor) }
        let bytes = Array(text.utf8)
        try BenchmarkFailure.require(
            Glibc.write(descriptor, bytes, bytes.count) == bytes.count, "\(path) cannot be written")
    }

    private static func processorSeconds() -> Double {
        var time = timespec()
        clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time)
        return Double(time.tv_sec) + Double(time.tv_nsec) / 1e9
    }
}
