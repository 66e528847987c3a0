import Glibc
import KirikaeCLI
import KirikaeCanonicalJSON
import KirikaeCheckpoint
import KirikaeEngine
import KirikaeJournal
import KirikaePlan
import KirikaeProcess
import KirikaeRunbook
import KirikaeService
import KirikaeSyntax

/// Steps that do nothing, each recorded as durably as any other, against the bare writes and syncs that this takes.
struct StepBenchmark {
    let options: BenchmarkOptions

    private static let stepsPerRound = 500

    func run(into report: inout BenchmarkReport) async throws {
        for looks in [false, true] {
            let runbook = NoOperationRunbook(steps: Self.stepsPerRound, looks: looks)
            let name = looks ? "no-op step between two looks" : "no-op step"
            let few = try await counts(NoOperationRunbook(steps: Self.stepsPerRound, looks: looks).plan())
            let many = try await counts(NoOperationRunbook(steps: 2 * Self.stepsPerRound, looks: looks).plan())
            let syncs = many.syncs - few.syncs
            report.gates.append(
                Gate(
                    name: "syncs of \(Self.stepsPerRound) more steps (\(name))", found: syncs,
                    wanted: Self.stepsPerRound * (looks ? 2 : 1)))
            report.comparisons.append(
                try await measure(
                    try runbook.plan(), name, bytes: (many.bytes - few.bytes) / Self.stepsPerRound,
                    syncs: syncs / Self.stepsPerRound))
        }
    }

    private func measure(_ plan: Plan, _ name: String, bytes: Int, syncs: Int) async throws -> Comparison {
        let folder = try TemporaryFolder()
        let descriptor = open("\(folder.path)/floor.log", O_WRONLY | O_APPEND | O_CREAT | O_EXCL | O_CLOEXEC, 0o600)
        try BenchmarkFailure.require(descriptor >= 0, "the floor's file cannot be made")
        defer { close(descriptor) }
        let piece = [UInt8](repeating: UInt8(ascii: "x"), count: bytes / syncs)
        var comparison = Comparison(
            "\(name), \(bytes) bytes", unit: .microseconds, floor: "\(syncs) × append + fdatasync of as many bytes")
        var number = 0
        try await comparison.measure(rounds: options.rounds(12), operations: Self.stepsPerRound) {
            number += 1
            try await Self.carryOut(plan, below: "\(folder.path)/state", run: "r\(number)")
        } floor: {
            for _ in 0..<(Self.stepsPerRound * syncs) {
                guard countedWrite(descriptor, piece, piece.count) == piece.count, countedDataSync(descriptor) == 0
                else {
                    throw BenchmarkFailure("write or fdatasync of the floor failed: errno \(errno)")
                }
            }
        }
        return comparison
    }

    /// What a whole run asks of the kernel, and how long its journal is.
    private func counts(_ plan: Plan) async throws -> (syncs: Int, bytes: Int) {
        let folder = try TemporaryFolder()
        var bytes = 0
        let counts = try await SystemCallCounter.count {
            bytes = try await Self.carryOut(plan, below: "\(folder.path)/state", run: "r")
        }
        return (counts.syncs, bytes)
    }

    /// Carries out a plan in a world in which nothing happens, recorded as a live run is.
    ///
    /// - Returns: the length of its journal.
    @discardableResult
    private static func carryOut(_ plan: Plan, below path: String, run: String) async throws -> Int {
        let directory = try StateDirectory(path: path).createRun(RunIdentifier(run))
        let owner = try RunOwner(acquiring: directory)
        let writer = try JournalWriter(creatingFor: owner)
        let header = RunHeader(
            run: run, runbook: plan.runbook, arguments: [:], environment: plan.environment.name.value,
            environmentArguments: [:], fingerprint: plan.fingerprint, files: [:], operatorName: "-", speed: 1,
            version: "0")
        var machine = RunMachine(plan: plan)
        let recorder = JournalRecorder(writer: writer, plan: plan, key: SSHPrivateKey(), operatorName: "benchmark")
        let runner = Runner(
            world: NoOperationWorld(), recorder: recorder, clock: StandingClock(), observer: NoObserver())
        let result = try await SingleThread.run { try await runner.run(&machine, opening: [.started(header)]) }
        try BenchmarkFailure.require(result == .completed, "the run ended as \(result)")
        let last = try writer.append(["kind": "end"])
        try owner.release()
        return last.offset
    }
}

/// A world in which every action succeeds at once and every look sees what it should.
private struct NoOperationWorld: World {
    func observe(_ variables: [String], for step: PlanStep) async -> [Observation] {
        variables.map { Observation(variable: $0, reading: .value("main"), basis: .probed) }
    }

    func perform(
        _ action: PlanStep.Action, of step: PlanStep, attempt: Int, report: (ActionProgress) async throws -> Void
    ) async throws -> Outcome {
        try await report(.spawned(ChildIdentity(pid: 1, startTimeTicks: 1, bootIdentifier: "boot")))
        return .succeeded(warnings: [])
    }

    func answer(_ question: Question, in machine: RunMachine) async throws -> Answer { throw NoAnswer.nobody }
}

/// A clock that stands still.
private struct StandingClock: Clock {
    func now() -> Stamp { Stamp(wallMilliseconds: 1_763_856_000_000, monotonicMilliseconds: 86_400_000) }
    func sleep(milliseconds: Int64) async {}
}

private struct NoObserver: RunObserver {
    func happened(_ event: RunEvent, at stamp: Stamp, in machine: RunMachine) {}
}
