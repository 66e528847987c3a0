import KirikaeEngine
import KirikaeJournal
import KirikaePlan
import KirikaeRunbook
import KirikaeService
import KirikaeSyntax
import Synchronization

@testable import KirikaeCLI

/// A plant in virtual time, whose programs take the time and whose people give the answers that a test writes down.
///
/// What a test does not say goes well and takes as long as is typical.
final class ReportedPlant: World, Clock {
    /// The engine dies here.
    struct Crash: Error {}

    struct Script {
        /// Answers by the id of the step and the kind of question, in order; see `key`.
        var answers: [String: [Answer]] = [:]
        /// How attempts of a step end, by its id; the ones that are not named succeed.
        var outcomes: [String: [Outcome]] = [:]
        /// How long programs and answers take, in milliseconds, by the id of the step.
        var lengths: [String: Int64] = [:]
        /// The step during whose action the engine dies, once.
        var dyingAt: String?
        /// What is read of variables whatever steps change.
        var readings: [String: Reading] = [:]
        /// What a person writes down at a step instead of answering, once.
        var notes: [String: String] = [:]
        /// The file that is added as evidence at a step before it is answered, once.
        var evidence: [String: String] = [:]
        /// The step to go on with, once the question of another one is put.
        var jumps: [String: JumpRequest] = [:]
    }

    private struct State {
        var script: Script
        var readings: [String: Reading]
        var time: Int64 = 0
        /// When this process began.
        var processStart: Int64 = 0
        var keeper: EvidenceKeeper?
    }

    /// 2026-07-31 18:00:00 UTC.
    static let wallStart: Int64 = 1_785_520_800_000

    private let state: Mutex<State>
    private let speed: Int64

    init(plan: Plan, speed: Int64 = 1, script: Script = Script()) {
        self.speed = speed
        let readings = plan.service.startState.values.mapValues { Reading.value($0) }
        state = Mutex(State(script: script, readings: readings))
    }

    /// Another process takes over after so long, in milliseconds of the wall clock.
    func restart(after milliseconds: Int64, _ change: (inout Script) -> Void = { _ in }) {
        state.withLock { state in
            state.time += milliseconds * speed
            state.processStart = state.time
            change(&state.script)
        }
    }

    /// Says where evidence is kept.
    func keep(in run: RunDirectory) { state.withLock { $0.keeper = EvidenceKeeper(run: run) } }

    func now() -> Stamp {
        state.withLock { state in
            Stamp(
                wallMilliseconds: Self.wallStart + state.time / speed,
                monotonicMilliseconds: state.time - state.processStart)
        }
    }

    func sleep(milliseconds: Int64) async { state.withLock { $0.time += milliseconds } }

    func observe(_ variables: [String], for step: PlanStep) async -> [Observation] {
        state.withLock { state in
            variables.map { name in
                Observation(
                    variable: name, reading: state.script.readings[name] ?? state.readings[name] ?? .unknown,
                    basis: .probed)
            }
        }
    }

    func perform(
        _ action: PlanStep.Action, of step: PlanStep, attempt: Int, report: (ActionProgress) async throws -> Void
    ) async throws -> Outcome {
        try await report(.spawned(ChildIdentity(pid: 7, startTimeTicks: 1, bootIdentifier: "b")))
        try await report(.output(Array("OK\n".utf8)))
        return try state.withLock { state in
            let id = Self.id(step.path)
            if state.script.dyingAt == id {
                state.script.dyingAt = nil
                throw Crash()
            }
            state.time += state.script.lengths[id] ?? step.typical?.count ?? 0
            var outcome = Outcome.succeeded(warnings: [])
            if let planned = state.script.outcomes[id]?.first {
                outcome = planned
                state.script.outcomes[id]?.removeFirst()
            }
            if case .succeeded = outcome {
                for (variable, value) in step.changes { state.readings[variable] = .value(value) }
            }
            return outcome
        }
    }

    func answer(_ question: Question, in machine: RunMachine) async throws -> Answer {
        let key = Self.key(question)
        let id = Self.id(question.step)
        let given = try state.withLock { state -> Answer? in
            if let text = state.script.notes.removeValue(forKey: id) { throw OperatorNote(text: text, by: "yamada") }
            if let jump = state.script.jumps.removeValue(forKey: id) { throw jump }
            if let path = state.script.evidence.removeValue(forKey: id), let keeper = state.keeper {
                throw OperatorAttachment(try keeper.keep(path, by: DrillRecord.keeper))
            }
            guard state.script.answers[key]?.isEmpty == false else { return nil }
            let step = machine.plan.index(of: question.step).map { machine.plan.steps[$0] }
            state.time += state.script.lengths[key] ?? state.script.lengths[id] ?? step?.typical?.count ?? 30_000
            for (variable, value) in step?.changes ?? [:] { state.readings[variable] = .value(value) }
            return state.script.answers[key]?.removeFirst()
        }
        guard let given else { throw NoAnswer.nobody }
        return given
    }

    private static func id(_ path: String) -> String { path.split(separator: "/").last.map(String.init) ?? path }

    /// What answers are kept under: `STEP manual`, `STEP problem` and so on.
    private static func key(_ question: Question) -> String {
        let kind =
            switch question.kind {
            case .manual: "manual"
            case .observe: "observe"
            case .inDoubt: "in-doubt"
            case .problem: "problem"
            case .approval: "approval"
            case .population: "population"
            case .items: "items"
            case .changedMeanwhile: "changed"
            }
        return "\(id(question.step)) \(kind)"
    }
}

/// Keeps nothing.
struct NobodyWatches: RunObserver {
    func happened(_ event: RunEvent, at stamp: Stamp, in machine: RunMachine) {}
}
