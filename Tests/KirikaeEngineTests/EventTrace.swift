import KirikaeEngine
import KirikaePlan
import Synchronization

/// Everything that a run does in the order in which it does it: appends, syncs, what it does in the world, what it shows.
final class EventTrace: Recorder, RunObserver {
    enum Entry: Sendable, Hashable {
        case append(RunEvent)
        case sync
        case look
        case perform(String)
        case ask
        case shown(RunEvent)
    }

    /// The disk, or the right to write, is lost here.
    struct Lost: Error {}

    private struct State {
        var entries: [Entry] = []
        var writes = 0
        var fired = false
    }

    private let state = Mutex(State())
    private let failsAt: Int?

    /// - Parameter failsAt: which append or sync fails, both counted together from 0.
    init(failsAt: Int? = nil) { self.failsAt = failsAt }

    var entries: [Entry] { state.withLock(\.entries) }
    var syncs: Int { entries.count { $0 == .sync } }
    /// Whether the fault was met.
    var hasFired: Bool { state.withLock(\.fired) }

    func add(_ entry: Entry) { state.withLock { $0.entries.append(entry) } }

    private func write(_ entry: Entry) throws {
        try state.withLock { state in
            if state.writes == failsAt {
                state.fired = true
                throw Lost()
            }
            state.writes += 1
            state.entries.append(entry)
        }
    }

    func record(_ event: RunEvent, at stamp: Stamp) async throws { try write(.append(event)) }
    func synchronize() async throws { try write(.sync) }
    func happened(_ event: RunEvent, at stamp: Stamp, in machine: RunMachine) { add(.shown(event)) }
}

/// A world that writes down when it is used.
struct TracedWorld: World {
    let inner: any World
    let trace: EventTrace

    func observe(_ variables: [String], for step: PlanStep) async -> [Observation] {
        trace.add(.look)
        return await inner.observe(variables, for: step)
    }

    func perform(
        _ action: PlanStep.Action, of step: PlanStep, attempt: Int, report: (ActionProgress) async throws -> Void
    ) async throws -> Outcome {
        trace.add(.perform(step.path))
        return try await inner.perform(action, of: step, attempt: attempt, report: report)
    }

    func answer(_ question: Question, in machine: RunMachine) async throws -> Answer {
        trace.add(.ask)
        return try await inner.answer(question, in: machine)
    }
}
