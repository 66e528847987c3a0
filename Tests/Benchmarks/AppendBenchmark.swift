import Glibc
import KirikaeEngine
import KirikaeJournal
import KirikaeRunRecord

/// A durable append to the journal against a bare write and fdatasync of a line of the same size beside it.
struct AppendBenchmark {
    let options: BenchmarkOptions

    private static let appendsPerRound = 20

    /// An event whose line in the journal is near 300 bytes.
    private static let event = RunEvent.noted(
        step: "plan.switchover/portal/fail-over-db", text: "画面の表示は「完了しました」。担当者に電話で確認済み。", by: "operator-1")
    private static let stamp = Stamp(wallMilliseconds: 1_763_856_000_000, monotonicMilliseconds: 86_400_000)

    func run(into report: inout BenchmarkReport) async throws {
        let folder = try TemporaryFolder()
        let run = try StateDirectory(path: "\(folder.path)/state").createRun(RunIdentifier("benchmark"))
        let owner = try RunOwner(acquiring: run)
        let writer = try JournalWriter(creatingFor: owner)
        try await gate(writer, into: &report)

        let bytes = try Self.size(of: writer)
        let line = [UInt8](repeating: UInt8(ascii: "x"), count: bytes - 1) + [UInt8(ascii: "\n")]
        let descriptor = open("\(folder.path)/floor.log", O_WRONLY | O_APPEND | O_CREAT | O_EXCL | O_CLOEXEC, 0o600)
        try BenchmarkFailure.require(descriptor >= 0, "the floor's file cannot be made")
        defer { close(descriptor) }

        var comparison = Comparison(
            "durable append, \(bytes) bytes", unit: .microseconds, floor: "write + fdatasync of the same size")
        try await comparison.measure(rounds: options.rounds(60), operations: Self.appendsPerRound) {
            for _ in 0..<Self.appendsPerRound { try Self.append(to: writer, durable: true) }
        } floor: {
            for _ in 0..<Self.appendsPerRound {
                guard countedWrite(descriptor, line, line.count) == line.count, countedDataSync(descriptor) == 0 else {
                    throw BenchmarkFailure("write or fdatasync of the floor failed: errno \(errno)")
                }
            }
        }
        report.comparisons.append(comparison)
        try owner.release()
    }

    /// What the kernel is asked for, for each record: these are the counts that must not grow.
    private func gate(_ writer: JournalWriter, into report: inout BenchmarkReport) async throws {
        let records = 100
        let durable = try await SystemCallCounter.count {
            for _ in 0..<records { try Self.append(to: writer, durable: true) }
        }
        let other = try await SystemCallCounter.count {
            for _ in 0..<records { try Self.append(to: writer, durable: false) }
        }
        report.gates += [
            Gate(name: "syncs for \(records) durable records", found: durable.syncs, wanted: records),
            Gate(name: "writes for \(records) durable records", found: durable.writes, wanted: records),
            Gate(name: "syncs for \(records) other records", found: other.syncs, wanted: 0),
            Gate(name: "writes for \(records) other records", found: other.writes, wanted: records),
        ]
    }

    private static func append(to writer: JournalWriter, durable: Bool) throws {
        try writer.append(RunEventCoding.encode(event, at: stamp), durable: durable)
    }

    /// The length of one line, newline counted, found as the distance of two records.
    private static func size(of writer: JournalWriter) throws -> Int {
        let payload = RunEventCoding.encode(event, at: stamp)
        let first = try writer.append(payload, durable: true)
        let second = try writer.append(payload, durable: true)
        return second.offset - first.offset
    }
}
