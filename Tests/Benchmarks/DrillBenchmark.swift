import Glibc
import KirikaeCanonicalJSON

/// A whole switchover and switchback of 2,000 agents with 60 calls a minute in `kirikae-simulator`, in real time at 60 times speed: how late
/// somebody who looks sees what the model does, what the model itself was late, memory and processor time.
struct DrillBenchmark {
    let options: BenchmarkOptions

    /// What somebody does, and what the model makes of it, in simulated seconds after that; where nobody does anything, after what
    /// the model did last.
    private struct Act {
        var changes: [(variable: String, value: String)]
        var follows: [(variable: String, value: String, seconds: Int64)]
    }

    private static let acts = [
        Act(
            changes: [("call.main.processes", "stopping"), ("gax.session", "deploying")],
            follows: [("call.main.processes", "stopped", 240)]),
        Act(changes: [("number.destination", "dr")], follows: []),
        Act(changes: [], follows: [("agents.site", "both", 180), ("agents.site", "dr", 1_800)]),
        Act(
            changes: [("call.main.processes", "starting"), ("gax.session", "deploying")],
            follows: [("call.main.processes", "running", 240)]),
        Act(
            changes: [("call.dr.processes", "stopping"), ("gax.session", "deploying")],
            follows: [("call.dr.processes", "stopped", 240)]),
        Act(changes: [("number.destination", "main")], follows: []),
        Act(changes: [], follows: [("agents.site", "both", 180), ("agents.site", "main", 1_800)]),
    ]
    private static let mostMemory = 200 * 1_024 * 1_024
    private static let mostLateMilliseconds: Int64 = 1_000

    /// In the quick mode the same drill ten times as fast.
    private var speed: Int64 { options.isQuick ? 600 : 60 }

    func run(into report: inout BenchmarkReport) async throws {
        guard let program = ProgramBenchmark.programBeside().map({ $0 + "-simulator" }), access(program, X_OK) == 0,
            access("Runbooks/service.yaml", R_OK) == 0
        else {
            report.remarks.append(
                "drill: not measured; it needs `kirikae` and `kirikae-simulator` beside this program, and ./Runbooks")
            return
        }
        let folder = try TemporaryFolder()
        let simulator = try PlainProcess.start(
            program,
            [
                "--service", "Runbooks/service.yaml", "--directory", folder.path, "--speed", "\(speed)", "--agents",
                "2000", "--callers-per-minute", "60", "--parent", "\(getpid())", "--life", "600",
            ])
        do {
            let control = try await control(in: folder.path)
            let latest = try await play(at: control)
            try read(control, simulator, latest, into: &report)
        } catch {
            kill(simulator, SIGTERM)
            _ = try PlainProcess.end(of: simulator, program)
            throw error
        }
        kill(simulator, SIGTERM)
        let code = try PlainProcess.end(of: simulator, program)
        try BenchmarkFailure.require(code == 0, "the simulator ended with \(code)")
    }

    private func control(in folder: String) async throws -> LoopbackRequest {
        for _ in 0..<1_000 {
            let text = LoopbackServer.text("\(folder)/simulator.json")
            if !text.isEmpty {
                let address = try JSONValue(parsing: Array(text.utf8))["control"]?.stringValue ?? ""
                guard let port = address.split(separator: ":").last.flatMap({ UInt16($0) }) else { break }
                return LoopbackRequest(port: port)
            }
            try await Task.sleep(for: .milliseconds(10))
        }
        throw BenchmarkFailure("the simulator did not start")
    }

    /// Plays the drill; returns by how many milliseconds each change was seen late, beside what the model was late in simulated ones.
    private func play(at control: LoopbackRequest) async throws -> [(seen: Int64, model: Int64)] {
        let start = try JSONValue(parsing: Array(try control.send("GET", "/drill").utf8))
        let wallStart = start["wallStartMilliseconds"]?.integerValue ?? 0
        var lateness: [(seen: Int64, model: Int64)] = []
        var last: Int64 = 0
        for act in Self.acts {
            for (variable, value) in act.changes { _ = try control.send("POST", "/state/\(variable)", body: value) }
            if let change = act.changes.last, !act.follows.isEmpty {
                last = try moment(of: "change", change.variable, at: control)
            }
            let origin = last
            for (variable, value, seconds) in act.follows {
                let due = origin + seconds * 1_000
                while try control.send("GET", "/state/\(variable)") != value {
                    try BenchmarkFailure.require(
                        Self.wallMilliseconds < wallStart + due / speed + 30_000, "\(variable) never became \(value)")
                    try await Task.sleep(for: .milliseconds(5))
                }
                let seen = Self.wallMilliseconds - (wallStart + due / speed)
                last = try moment(of: "transition", nil, at: control)
                lateness.append((seen, last - due))
            }
        }
        return lateness
    }

    /// When something was recorded last, in simulated milliseconds.
    private func moment(of kind: String, _ subject: String?, at control: LoopbackRequest) throws -> Int64 {
        let events = try JSONValue(parsing: Array(try control.send("GET", "/events").utf8)).arrayValue ?? []
        let found = events.last { event in
            let name = event["subject"]?.stringValue ?? ""
            let isWanted =
                subject.map { $0 == name }
                ?? ["processes", "agents"].contains { name.contains($0) && !name.contains("new-logins") }
            return event["kind"]?.stringValue == kind && isWanted
        }
        guard let time = found?["simulatedMilliseconds"]?.integerValue else {
            throw BenchmarkFailure("no \(kind) was recorded")
        }
        return time
    }

    private func read(
        _ control: LoopbackRequest, _ simulator: pid_t, _ lateness: [(seen: Int64, model: Int64)],
        into report: inout BenchmarkReport
    ) throws {
        let record = try JSONValue(parsing: Array(try control.send("GET", "/drill").utf8))
        let memory = try Self.status("VmHWM:", of: simulator)
        let most = lateness.map(\.seen).max() ?? 0
        report.gates += [
            Gate(name: "drill: changes of the model that were seen", found: lateness.count, wanted: 7),
            Gate(
                name: "drill: simulated milliseconds by which the model was late",
                found: Int(lateness.map { abs($0.model) }.max() ?? 0), wanted: 0),
            Gate(
                name: "drill: changes seen more than 1 s late",
                found: lateness.count { $0.seen > Self.mostLateMilliseconds }, wanted: 0),
            Gate(
                name: "drill: peak memory of the simulator, bytes", found: memory, wanted: Self.mostMemory,
                isLimit: true),
        ]
        let calls = record["calls"]
        func count(_ name: String) -> Int64 { calls?[name]?.integerValue ?? -1 }
        report.gates.append(Gate(name: "drill: calls that were cut", found: Int(count("cut")), wanted: 0))
        let simulated = (record["simulatedMilliseconds"]?.integerValue ?? 0) / 1_000
        report.remarks.append(
            """
            drill of 2,000 agents and 60 calls a minute at \(speed) times speed: \(simulated / 60) simulated minutes, latest look \
            \(most) ms after the change was due, \(memory / 1_024 / 1_024) MiB at most, \
            \(Decimal.text(try Self.processorMilliseconds(of: simulator))) ms of processor time; calls: \(count("offered")) made, \
            \(count("answered")) answered, \(count("lost")) lost, \(count("abandoned")) given up
            """)
    }

    private static var wallMilliseconds: Int64 {
        var time = timespec()
        clock_gettime(CLOCK_REALTIME, &time)
        return Int64(time.tv_sec) * 1_000 + Int64(time.tv_nsec) / 1_000_000
    }

    /// A line of `/proc/PID/status` that is in kibibytes, in bytes.
    private static func status(_ name: String, of process: pid_t) throws(BenchmarkFailure) -> Int {
        let line = LoopbackServer.text("/proc/\(process)/status").split(separator: "\n").first { $0.hasPrefix(name) }
        let words = line?.split(whereSeparator: { " \t".contains($0) }) ?? []
        guard words.count > 1, let kibibytes = Int(words[1]) else {
            throw BenchmarkFailure("the kernel does not show \(name)")
        }
        return kibibytes * 1_024
    }

    private static func processorMilliseconds(of process: pid_t) throws(BenchmarkFailure) -> Double {
        // Behind the name: user and system time are fields 14 and 15 (proc(5)).
        let text = LoopbackServer.text("/proc/\(process)/stat")
        let fields = text.lastIndex(of: ")").map { text[text.index(after: $0)...].split(separator: " ") } ?? []
        guard fields.count > 12, let user = Double(fields[11]), let system = Double(fields[12]) else {
            throw BenchmarkFailure("the kernel does not show the processor time")
        }
        return (user + system) * 1e3 / Double(max(1, sysconf(Int32(_SC_CLK_TCK))))
    }
}
