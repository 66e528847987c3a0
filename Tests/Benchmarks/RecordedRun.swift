import KirikaeEngine
import KirikaeJournal
import KirikaePlan
import KirikaeRunRecord
import KirikaeRunbook
import KirikaeSyntax
import KirikaeWorlds
import Synchronization

/// The events of a rehearsal, as a journal would hold them.
struct RecordedRun {
    struct Entry {
        var event: RunEvent
        var stamp: Stamp
    }

    let plan: Plan
    let entries: [Entry]

    /// Rehearses a plan and keeps its events.
    init(rehearsing plan: Plan) async throws {
        let record = Record()
        try await Self.rehearse(plan, recorder: record)
        self.plan = plan
        // Written and read back as a journal would, so that the texts of the events are not the plan's own objects.
        entries = try record.entries.withLock { $0 }.map { entry in
            let (event, stamp) = try RunEventCoding.decode(RunEventCoding.encode(entry.event, at: entry.stamp))
            return Entry(event: event, stamp: stamp)
        }
    }

    /// Rehearses a plan from start to end.
    ///
    /// - Throws: `BenchmarkFailure` if it does not complete.
    static func rehearse(_ plan: Plan, recorder: any Recorder) async throws {
        let world = try RehearsalWorld(model: plan.service)
        let header = RunHeader(
            run: "benchmark", runbook: plan.runbook, arguments: [:], environment: plan.environment.name.value,
            environmentArguments: [:], fingerprint: plan.fingerprint, files: [:], operatorName: "-", speed: 1,
            version: "0")
        var machine = RunMachine(plan: plan)
        let runner = Runner(world: world, recorder: recorder, clock: world, observer: Nobody())
        let result = try await runner.run(&machine, opening: [.started(header)])
        try BenchmarkFailure.require(result == .completed, "the rehearsal ended as \(result)")
    }

    /// Applies the first `count` events to a fresh machine.
    func replay(upTo count: Int) throws {
        var machine = RunMachine(plan: plan)
        for entry in entries[..<count] { try machine.apply(entry.event, at: entry.stamp) }
        try BenchmarkFailure.require(machine.position > 0, "the replay went nowhere")
    }

    private struct Nobody: RunObserver {
        func happened(_ event: RunEvent, at stamp: Stamp, in machine: RunMachine) {}
    }

    private final class Record: Recorder {
        let entries = Mutex<[Entry]>([])

        func record(_ event: RunEvent, at stamp: Stamp) async throws {
            entries.withLock { $0.append(Entry(event: event, stamp: stamp)) }
        }

        func synchronize() async throws {}
    }
}

/// Keeps nothing.
struct NoRecord: Recorder {
    func record(_ event: RunEvent, at stamp: Stamp) async throws {}
    func synchronize() async throws {}
}
