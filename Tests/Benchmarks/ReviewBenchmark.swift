import Glibc

/// What a reviewer of a pull request waits for: the whole program, from its start to its exit.
struct ReviewBenchmark {
    let options: BenchmarkOptions

    /// What is done with all shipped runbooks in less than this is done at once, as far as a person can tell.
    private static let promisedMilliseconds = 100
    /// With every plan gone through before and after the change.
    private static let promisedMillisecondsWithRehearsals = 2_000
    /// How many files of the changed folder are changed.
    private static let changedCount = 11

    func run(into report: inout BenchmarkReport) async throws {
        guard let program = ProgramBenchmark.programBeside(), access("Runbooks/service.yaml", R_OK) == 0 else {
            report.remarks.append("review: not measured; it needs `kirikae` beside this program and ./Runbooks")
            return
        }
        let folder = try TemporaryFolder()
        let (old, new) = ("\(folder.path)/old", "\(folder.path)/new")
        for side in [old, new] {
            let code = try PlainProcess.run("/bin/cp", arguments: ["-r", "Runbooks", side])
            try BenchmarkFailure.require(code == 0, "./Runbooks cannot be copied")
        }
        let changed = try Self.change(new)
        report.gates.append(Gate(name: "changed files", found: changed, wanted: Self.changedCount))
        let eleven = "diff of \(Self.changedCount) changed files"
        for command in [
            (
                "check of all shipped runbooks", ["check", "--runbooks", "Runbooks"], 20, Self.promisedMilliseconds,
                true
            ),
            ("diff of two folders that are the same", ["diff", old, old], 20, Self.promisedMilliseconds, true),
            (eleven, ["diff", old, new, "--no-rehearse"], 20, Self.promisedMilliseconds, false),
            ("\(eleven), rehearsed", ["diff", old, new], 4, Self.promisedMillisecondsWithRehearsals, false),
        ] {
            let comparison = try await measure(program, command.0, command.1, rounds: command.2)
            report.comparisons.append(comparison)
            let shortest = Int(comparison.ours.minimum / 1_000_000)
            if command.4 {
                // A busy machine makes some rounds long, but not all of them.
                report.gates.append(
                    Gate(
                        name: "milliseconds of the shortest kirikae \(command.0)", found: shortest, wanted: command.3,
                        isLimit: true))
            } else {
                report.remarks.append(
                    "kirikae \(command.0): \(shortest) ms at the shortest; \(command.3) ms is the aim")
            }
        }
    }

    private func measure(
        _ program: String, _ name: String, _ arguments: [String], rounds: Int
    ) async throws -> Comparison {
        var comparison = Comparison("kirikae \(name), whole program", unit: .milliseconds, floor: "/bin/true")
        try await comparison.measure(rounds: options.rounds(rounds)) {
            let code = try PlainProcess.run(program, arguments: arguments)
            try BenchmarkFailure.require(code == 0, "kirikae \(name) ended with \(code)")
        } floor: {
            let code = try PlainProcess.run("/bin/true")
            try BenchmarkFailure.require(code == 0, "/bin/true ended with \(code)")
        }
        return comparison
    }

    // MARK: The change

    /// Makes the first time limit of some runbooks longer, and a time of the service model; how many files were changed.
    private static func change(_ folder: String) throws -> Int {
        var count = 0
        for path in try files(below: folder) where count < changedCount {
            let text = String(decoding: try FileText.bytes(of: path), as: UTF8.self)
            let key = path.hasSuffix("/service.yaml") ? " takes: " : " timeout: "
            guard let range = text.firstRange(of: key), path.hasSuffix("/service.yaml") || count < changedCount - 1
            else { continue }
            let digits = text[range.upperBound...].prefix(while: \.isNumber)
            guard let number = Int(digits) else { continue }
            try write(text[..<digits.startIndex] + "\(number * 2)" + text[digits.endIndex...], to: path)
            count += 1
        }
        return count
    }

    /// The files of the runbooks, `service.yaml` last; those of the examples are another folder of runbooks.
    private static func files(below folder: String) throws(BenchmarkFailure) -> [String] {
        guard let directory = opendir(folder) else { throw BenchmarkFailure("\(folder) cannot be read") }
        defer { closedir(directory) }
        var paths: [String] = []
        while let entry = readdir(directory) {
            let name = withUnsafeBytes(of: entry.pointee.d_name) { bytes in
                String(decoding: bytes.prefix { $0 != 0 }, as: UTF8.self)
            }
            guard !name.hasPrefix("."), !["examples", "environments", "scenarios"].contains(name) else { continue }
            if Int32(entry.pointee.d_type) == Int32(DT_DIR) {
                paths += try files(below: "\(folder)/\(name)")
            } else if name.hasSuffix(".yaml") {
                paths.append("\(folder)/\(name)")
            }
        }
        return paths.sorted {
            ($0.hasSuffix("/service.yaml") ? 1 : 0, $0) < ($1.hasSuffix("/service.yaml") ? 1 : 0, $1)
        }
    }

    private static func write(_ text: some StringProtocol, to path: String) throws(BenchmarkFailure) {
        let descriptor = open(path, O_WRONLY | O_TRUNC | O_CLOEXEC)
        try BenchmarkFailure.require(descriptor >= 0, "\(path) cannot be written: errno \(errno)")
        defer { close(descriptor) }
        let bytes = Array(text.utf8)
        let count = Glibc.write(descriptor, bytes, bytes.count)
        try BenchmarkFailure.require(count == bytes.count, "\(path) cannot be written whole")
    }
}
