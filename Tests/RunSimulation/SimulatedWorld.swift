import JournalTestSupport
import KirikaeEngine
import KirikaePlan
import KirikaeRunbook
import KirikaeService
import KirikaeSyntax
import Synchronization

/// A service, its programs and a person, which all outlive any engine.
///
/// Programs fail, die with the engine or go on without it, as the seed decides. The person looks before answering and never lies.
package final class SimulatedWorld: World {
    struct State {
        var random: SplitMix
        var values: [String: String]
        /// How often a step took effect, by its path.
        var effects: [String: Int] = [:]
        /// Whether anything still goes wrong.
        var isCalm = false
        var violations: [String] = []
    }

    private let state: Mutex<State>
    /// The record of the engine that uses it now.
    private let recorder = Mutex<SimulatedRecorder?>(nil)

    package init(_ plan: Plan, seed: UInt64) {
        var values: [String: String] = [:]
        for variable in plan.service.variables { values[variable.name.value] = variable.start }
        state = Mutex(State(random: SplitMix(seed: seed), values: values))
    }

    /// An engine begins to use it.
    package func connect(_ recorder: SimulatedRecorder) { self.recorder.withLock { $0 = recorder } }

    /// How often a step took effect.
    package func effects(_ step: String) -> Int { state.withLock { $0.effects[step, default: 0] } }
    /// What was done that must not be.
    package var violations: [String] { state.withLock { $0.violations } }

    /// From now on nothing goes wrong by itself, and the person never stops the run.
    package func calmDown() { state.withLock { $0.isCalm = true } }

    package func observe(_ variables: [String], for step: PlanStep) async -> [Observation] {
        state.withLock { state in
            variables.map { name in
                let isBlind = !state.isCalm && state.random.percent(2)
                return Observation(
                    variable: name,
                    reading: isBlind ? .failed("no answer") : state.values[name].map { .value($0) } ?? .unknown,
                    basis: .probed)
            }
        }
    }

    package func perform(
        _ action: PlanStep.Action, of step: PlanStep, attempt: Int, report: (ActionProgress) async throws -> Void
    ) async throws -> Outcome {
        let recorder = recorder.withLock { $0 }
        let isRecorded = recorder?.isIntentDurable(step.path, attempt) ?? false
        let (moment, fails, survives) = state.withLock { state in
            if !isRecorded { state.violations.append("\(step.path) was started before its intent was durable") }
            return (state.random.below(3), !state.isCalm && state.random.percent(5), state.random.percent(60))
        }
        var hasTakenEffect = false
        do {
            if moment == 0 { hasTakenEffect = takeEffect(step, unless: fails) }
            try await report(.spawned(ChildIdentity(pid: 1, startTimeTicks: 1, bootIdentifier: "b")))
            if moment == 1 { hasTakenEffect = takeEffect(step, unless: fails) }
            try await report(.output([0x6F, 0x6B, 0x0A]))
            if moment == 2 { hasTakenEffect = takeEffect(step, unless: fails) }
        } catch {
            // The engine is gone. The program goes on without it, or ends with it.
            if survives, !hasTakenEffect { _ = takeEffect(step, unless: fails) }
            throw error
        }
        return fails ? .failed(.exitCode(1)) : .succeeded(warnings: [])
    }

    package func perform(
        _ work: ItemWork, for item: InventoryItem, of step: PlanStep, attempt: Int
    ) async throws -> ItemResult {
        let isRecorded = recorder.withLock { $0 }?.isBegunDurable(item.id, of: step.path, attempt) ?? false
        return state.withLock { state in
            if !isRecorded { state.violations.append("\(item.id) was begun before that was durable") }
            guard state.isCalm || !state.random.percent(8) else { return ItemResult(.failed(.exitCode(1))) }
            state.effects[Self.effect(of: item.id, step.path), default: 0] += 1
            return ItemResult(.succeeded(warnings: []), output: [0x6F, 0x6B])
        }
    }

    package func wasDone(_ work: ItemWork, for item: InventoryItem, of step: PlanStep) async -> Bool {
        state.withLock { state in
            guard state.isCalm || !state.random.percent(20) else { return false }
            return state.effects[Self.effect(of: item.id, step.path), default: 0] > 0
        }
    }

    /// What the effects for an item are counted under.
    package static func effect(of item: String, _ step: String) -> String { "\(step) \(item)" }

    private func takeEffect(_ step: PlanStep, unless fails: Bool) -> Bool {
        guard !fails else { return false }
        return state.withLock { state in
            state.effects[step.path, default: 0] += 1
            for (name, value) in step.changes { state.values[name] = value }
            return true
        }
    }

    package func answer(_ question: Question, in machine: RunMachine) async throws -> Answer {
        try state.withLock { state in
            if !state.isCalm, state.random.percent(5) { throw state.random.percent(50) ? NoAnswer.stop : .nobody }
            let index = machine.plan.index(of: question.step)
            switch question.kind {
            case .manual:
                // The person does it once; asked again, the person sees that it is done.
                if state.effects[question.step, default: 0] == 0, let index {
                    state.effects[question.step] = 1
                    for (name, value) in machine.plan.steps[index].changes { state.values[name] = value }
                }
                return typed("lit")
            case .inDoubt:
                if state.effects[question.step, default: 0] > 0 { return typed("done", "the plant itself") }
                return typed("not-done", "the plant itself")
            case .problem(let problem):
                let offered = machine.offeredChoices(for: problem)
                let retries = state.isCalm ? 30 : 70
                if offered.contains(.retry), state.random.percent(retries) { return typed("retry") }
                return offered.contains(.skip) ? typed("skip", "not today") : typed("retry")
            case .observe: return typed("on")
            case .changedMeanwhile: return typed("go-on", "the plant itself")
            case .items:
                // Of those in doubt the person says what is so: first those that were done, then the others.
                let open = machine.openItems(of: question).map(\.id)
                let done = open.filter { state.effects[Self.effect(of: $0, question.step), default: 0] > 0 }
                var answer = typed(done.isEmpty ? ItemReport.notDone.rawValue : ItemReport.done.rawValue)
                answer.items = done.isEmpty ? open : done
                return answer
            case .approval, .population: throw NoAnswer.nobody
            }
        }
    }

    private func typed(_ value: String, _ remark: String? = nil) -> Answer {
        Answer(value: value, remark: remark, by: "tester", via: .terminal)
    }
}

/// A clock that stands still but for waiting.
package final class SimulatedClock: Clock {
    private let time = Atomic<Int64>(0)

    package init() {}

    package func now() -> Stamp {
        let time = time.load(ordering: .relaxed)
        return Stamp(wallMilliseconds: 1_700_000_000_000 + time, monotonicMilliseconds: time)
    }

    package func sleep(milliseconds: Int64) async { time.wrappingAdd(milliseconds, ordering: .relaxed) }
}
