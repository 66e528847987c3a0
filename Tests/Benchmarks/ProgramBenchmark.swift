import Glibc

/// The whole program, from its start to its exit, against one that does nothing.
struct ProgramBenchmark {
    let options: BenchmarkOptions

    /// What a command is to do, and the most calls to write(2) it may need.
    ///
    /// One goes to standard output. Swift's runtime wakes a thread of its own with another, sometimes with two.
    private static let mostWrites = 4

    func run(into report: inout BenchmarkReport) async throws {
        guard let program = Self.programBeside(), access("Runbooks/service.yaml", R_OK) == 0 else {
            report.remarks.append(
                "whole programs: not measured; they need `kirikae` beside this program and ./Runbooks")
            return
        }
        let folder = try TemporaryFolder()
        try GeneratedRunbook(steps: 30).write(below: folder.path)
        let commands: [(name: String, arguments: [String])] = [
            ("--version", ["--version"]),
            ("check of all shipped runbooks", ["check", "--runbooks", "Runbooks"]),
            (
                "rehearse of 30 steps",
                ["rehearse", GeneratedRunbook.identifier, "--environment", "here", "--runbooks", folder.path]
            ),
            (
                "rehearse of plan.switchover",
                [
                    "rehearse", "plan.switchover", "--runbooks", "Runbooks", "--assume", "notice.call=switchover",
                    "--assume", "notice.portal=switchover",
                ]
            ),
        ]
        for command in commands {
            report.comparisons.append(try await measure(program, command.name, command.arguments))
            report.gates.append(
                Gate(
                    name: "writes of kirikae \(command.name)",
                    found: try PlainProcess.writes(of: program, arguments: command.arguments),
                    wanted: Self.mostWrites, isLimit: true))
        }
    }

    private func measure(_ program: String, _ name: String, _ arguments: [String]) async throws -> Comparison {
        var comparison = Comparison("kirikae \(name), whole program", unit: .milliseconds, floor: "/bin/true")
        try await comparison.measure(rounds: options.rounds(40)) {
            let code = try PlainProcess.run(program, arguments: arguments)
            try BenchmarkFailure.require(code == 0, "kirikae \(name) ended with \(code)")
        } floor: {
            let code = try PlainProcess.run("/bin/true")
            try BenchmarkFailure.require(code == 0, "/bin/true ended with \(code)")
        }
        return comparison
    }

    /// The built `kirikae` in the folder of this program; nil if it is not there.
    static func programBeside() -> String? {
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
