import Glibc

/// A run of 1,000 steps, killed at step 500, and how long a new process takes to its first new step.
///
/// The time ends with the record `spawned`: the intent is on the disk by then, and the program of the step is started. Its wall time
/// is in whole milliseconds; half of one is added, which is what is cut off on average.
struct ResumeBenchmark {
    let options: BenchmarkOptions

    private static let steps = 1_000
    private static let killedAt = 500

    func run(into report: inout BenchmarkReport) async throws {
        guard let program = ProgramBenchmark.programBeside() else {
            report.remarks.append("resume of a killed run: not measured; it needs `kirikae` beside this program")
            return
        }
        let folder = try TemporaryFolder()
        let runbooks = "\(folder.path)/Runbooks"
        mkdir(runbooks, 0o700)
        try NoOperationRunbook(steps: Self.steps, looks: false).write(below: runbooks)
        let common = ["--runbooks", runbooks, "--state", "\(folder.path)/state", "--brief", "--lang", "en"]
        let journal = "\(folder.path)/state/runs/killed/journal.log"

        let pid = try PlainProcess.start(
            program, ["run", NoOperationRunbook.identifier, "-e", "here", "--run-id", "killed"] + common)
        try Self.wait("step \(Self.killedAt)") { Self.kinds(in: journal).count { $0 == "done" } > Self.killedAt }
        try Self.kill(pid)
        let length = try Self.length(of: journal)
        let finished = Set(Self.records(in: journal).filter { $0.kind == "done" }.map(\.step))

        var repeated = 0
        var comparison = Comparison(
            "resume of 1,000 steps killed at 500, to its first new step", unit: .milliseconds, floor: "/bin/true")
        for round in 0...options.rounds(24) {
            let floorStart = Comparison.monotonicNanoseconds()
            _ = try PlainProcess.run("/bin/true")
            let floor = Double(Comparison.monotonicNanoseconds() - floorStart)
            let start = Self.wallNanoseconds()
            let pid = try PlainProcess.start(program, ["resume", "killed"] + common)
            try Self.wait("the first new step") {
                Self.records(in: journal, from: length).contains { $0.kind == "spawned" }
            }
            try Self.kill(pid)
            let new = Self.records(in: journal, from: length)
            repeated += new.count { $0.kind == "intent" && finished.contains($0.step) }
            let first = new.first { $0.kind == "spawned" }?.wallMilliseconds ?? 0
            try Self.cut(journal, to: length)
            guard round > 0 else { continue }
            comparison.ours.add(Double(first) * 1e6 + 5e5 - Double(start))
            comparison.floor.add(floor)
            comparison.ratio.add((Double(first) * 1e6 + 5e5 - Double(start)) / floor)
        }
        report.comparisons.append(comparison)
        report.gates.append(
            Gate(
                name: "finished steps begun again by \(options.rounds(24) + 1) resumptions", found: repeated, wanted: 0)
        )
    }

    private struct Record {
        var kind: String
        var step: String
        var wallMilliseconds: Int
    }

    /// The complete lines of a journal; only these members are looked at, by their names.
    private static func records(in path: String, from offset: Int = 0) -> [Record] {
        contents(of: path, from: offset).split(separator: UInt8(ascii: "\n")).map { line in
            let text = String(decoding: line, as: UTF8.self)
            func member(_ name: String) -> String {
                guard let range = text.firstRange(of: "\"\(name)\":") else { return "" }
                return String(
                    text[range.upperBound...].drop { $0 == "\"" }.prefix { $0 != "\"" && $0 != "," && $0 != "}" })
            }
            return Record(kind: member("kind"), step: member("step"), wallMilliseconds: Int(member("at")) ?? 0)
        }
    }

    private static func kinds(in path: String) -> [String] { records(in: path).map(\.kind) }

    private static func contents(of path: String, from offset: Int = 0) -> [UInt8] {
        let descriptor = open(path, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0, lseek(descriptor, off_t(offset), SEEK_SET) == offset else { return [] }
        defer { close(descriptor) }
        var bytes: [UInt8] = []
        var buffer = [UInt8](repeating: 0, count: 1 << 16)
        while case let count = read(descriptor, &buffer, buffer.count), count > 0 { bytes += buffer[..<count] }
        return bytes
    }

    /// Up to and with the last newline: what was being written when the program was killed does not count.
    private static func length(of path: String) throws(BenchmarkFailure) -> Int {
        let bytes = contents(of: path)
        guard let last = bytes.lastIndex(of: UInt8(ascii: "\n")) else { throw BenchmarkFailure("\(path) is empty") }
        return last + 1
    }

    /// Puts the journal back as it was, on the disk: the next resume must not wait for that.
    private static func cut(_ path: String, to length: Int) throws(BenchmarkFailure) {
        let descriptor = open(path, O_WRONLY | O_CLOEXEC)
        defer { close(descriptor) }
        try BenchmarkFailure.require(
            descriptor >= 0 && ftruncate(descriptor, off_t(length)) == 0 && fsync(descriptor) == 0,
            "the journal cannot be put back")
    }

    private static func wait(_ what: String, until condition: () -> Bool) throws(BenchmarkFailure) {
        for _ in 0..<20_000 {
            if condition() { return }
            usleep(1_000)
        }
        throw BenchmarkFailure("\(what) did not come in 20 s")
    }

    private static func kill(_ pid: pid_t) throws(BenchmarkFailure) {
        Glibc.kill(pid, SIGKILL)
        _ = try PlainProcess.end(of: pid, "kirikae")
    }

    private static func wallNanoseconds() -> Int {
        var time = timespec()
        clock_gettime(CLOCK_REALTIME, &time)
        return time.tv_sec * 1_000_000_000 + time.tv_nsec
    }
}
