import Crypto
import Glibc
import KirikaeEngine
import KirikaeJournal
import KirikaeRunRecord

/// Opening and verifying a long journal against reading its bytes and hashing them once; and the memory that takes.
struct JournalBenchmark {
    let options: BenchmarkOptions

    private static let recordCount = 100_000
    /// How much more memory ten times as many records may take, in bytes: less than one byte for each.
    private static let mostGrowthBytes = 64 << 10

    func run(into report: inout BenchmarkReport) async throws {
        let folder = try TemporaryFolder()
        let state = try StateDirectory(path: "\(folder.path)/state")
        let short = try Self.journal(of: Self.recordCount / 10, named: "short", in: state)
        let long = try Self.journal(of: Self.recordCount, named: "long", in: state)
        let path = "\(long.path)/journal.log"

        var comparison = Comparison(
            "open and verify, \(Self.recordCount) records", unit: .milliseconds, floor: "read + SHA-256 of the bytes")
        try await comparison.measure(rounds: options.rounds(8)) {
            try Self.recover(long, expecting: Self.recordCount)
        } floor: {
            try Self.hash(path)
        }
        report.comparisons.append(comparison)

        let few = try PeakMemory.bytes { try? Self.recover(short, expecting: Self.recordCount / 10) }
        let many = try PeakMemory.bytes { try? Self.recover(long, expecting: Self.recordCount) }
        report.remarks.append(
            "open and verify: \(few >> 10) KiB more at most for \(Self.recordCount / 10) records, \(many >> 10) KiB for "
                + "\(Self.recordCount)")
        report.gates.append(
            Gate(
                name: "bytes of memory that \(Self.recordCount * 9 / 10) more records take", found: max(0, many - few),
                wanted: Self.mostGrowthBytes, isLimit: true))
    }

    /// A journal of the usual records of steps; its owner has given it back.
    private static func journal(
        of count: Int, named name: String, in state: StateDirectory
    ) throws -> RunDirectory {
        let run = try state.createRun(RunIdentifier(name))
        let owner = try RunOwner(acquiring: run)
        let writer = try JournalWriter(creatingFor: owner)
        let stamp = Stamp(wallMilliseconds: 1_763_856_000_000, monotonicMilliseconds: 86_400_000)
        for number in 0..<count {
            let step = "plan.switchover/portal/step-\(number / 4)"
            let event: RunEvent =
                switch number % 4 {
                case 0: .intent(step: step, attempt: 1)
                case 1:
                    .spawned(
                        step: step, attempt: 1,
                        ChildIdentity(
                            pid: 4_711, startTimeTicks: 649_622,
                            bootIdentifier: "6deb0ad4-a288-4984-a2c0-0a1a3822748e"))
                case 2: .performed(step: step, attempt: 1, .succeeded(warnings: []))
                default: .done(step: step)
                }
            try writer.append(RunEventCoding.encode(event, at: stamp))
        }
        try writer.synchronize()
        try owner.release()
        return run
    }

    private static func recover(_ run: RunDirectory, expecting count: Int) throws {
        let owner = try RunOwner(acquiring: run)
        var seen = 0
        let opened = try JournalRecovery.openForAppend(owner) { _ in seen += 1 }
        try BenchmarkFailure.require(seen == count && opened.tornTail == nil, "the journal has \(seen) records")
        try owner.release()
    }

    private static func hash(_ path: String) throws(BenchmarkFailure) {
        let descriptor = open(path, O_RDONLY | O_CLOEXEC)
        try BenchmarkFailure.require(descriptor >= 0, "\(path) cannot be read: errno \(errno)")
        defer { close(descriptor) }
        var function = SHA256()
        var buffer = [UInt8](repeating: 0, count: 64 << 10)
        while true {
            let count = read(descriptor, &buffer, buffer.count)
            try BenchmarkFailure.require(count >= 0, "\(path) cannot be read: errno \(errno)")
            if count == 0 { break }
            buffer[..<count].withUnsafeBytes { function.update(bufferPointer: $0) }
        }
        _ = function.finalize()
    }
}
