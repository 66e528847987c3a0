import KirikaeEngine
import KirikaePlan
import KirikaeRunbook
import KirikaeService
import KirikaeWorlds
import Synchronization
import Testing

/// The engine dies at every record of a whole switchover, and of a whole switchback, and goes on.
///
/// No program is started twice without a person's recorded word, none is left out, and the service ends where it
/// should.
@Suite struct CrashMatrixTests {
    /// What becomes of a program whose engine dies.
    enum Fate: CaseIterable {
        /// It goes on to its end, as the real batch does once the servers have begun.
        case survives
        /// It ends with the engine, before it did anything.
        case dies
    }

    @Test(arguments: ["switchover", "switchback"], Fate.allCases)
    func everyRecord(direction: String, fate: Fate) async throws {
        let plan = try ShippedLibrary.plan("plan.\(direction)")
        let start = direction == "switchover" ? plan.service.startState : try await ShippedLibrary.afterSwitchover()
        let reference = EffectWorld(try ShippedLibrary.world(from: start, notice: direction), fate)
        let whole = CrashRecorder(crashAt: nil)
        var machine = RunMachine(plan: plan)
        try await Runner(world: reference, recorder: whole, clock: reference.model, observer: Silent())
            .run(&machine, opening: [.started(ShippedLibrary.header(plan))])
        try #require(machine.result == .completed)
        let programs = plan.steps.filter { if case .command = $0.action { true } else { false } }.map(\.path)
        try #require(programs.count == 2)
        try #require(programs.allSatisfy { reference.starts($0) == 1 })

        var doubts = 0
        for record in 1..<whole.records.count {
            let world = EffectWorld(
                try ShippedLibrary.world(from: start, notice: direction), fate)
            let recorder = CrashRecorder(crashAt: record)
            var first = RunMachine(plan: plan)
            await #expect(throws: CrashRecorder.Crash.self, "the fault did not fire at record \(record)") {
                try await Runner(world: world, recorder: recorder, clock: world.model, observer: Silent())
                    .run(&first, opening: [.started(ShippedLibrary.header(plan))])
            }
            var second = RunMachine(plan: plan)
            for (event, stamp) in recorder.records { try second.apply(event, at: stamp) }
            let rest = CrashRecorder(crashAt: nil)
            try await Runner(world: world, recorder: rest, clock: world.model, observer: Silent())
                .run(&second, opening: [.resumed(operatorName: "tester", epoch: 2)])

            #expect(second.result == .completed, "record \(record): \(String(describing: second.lastQuestion))")
            #expect(world.model.predictedState == reference.model.predictedState, "record \(record)")
            for program in programs {
                let asked = rest.personsWords(program)
                #expect(world.starts(program) <= 1 + asked, "record \(record): \(program) started without a word")
                #expect(
                    world.effects(program) == 1,
                    "record \(record): \(program) took effect \(world.effects(program)) times")
                doubts += asked
            }
        }
        // The matrix would prove nothing if no crash ever left a step in doubt for a person.
        #expect(fate == .survives ? doubts == 0 : doubts > 0)
    }
}

/// A list that several tasks append to.
final class Kept<Element: Sendable>: Sendable {
    private let elements = Mutex<[Element]>([])
    func append(_ element: Element) { elements.withLock { $0.append(element) } }
    var all: [Element] { elements.withLock { $0 } }
}

/// Keeps the events, and dies before writing the one of a given number.
final class CrashRecorder: Recorder {
    struct Crash: Error {}
    private let kept = Kept<(RunEvent, Stamp)>()
    private let crashAt: Int?

    init(crashAt: Int?) { self.crashAt = crashAt }

    func record(_ event: RunEvent, at stamp: Stamp) async throws {
        if kept.all.count == crashAt { throw Crash() }
        kept.append((event, stamp))
    }

    func synchronize() async throws {}

    var records: [(RunEvent, Stamp)] { kept.all }

    /// How often a person said that a step had not been done.
    func personsWords(_ step: String) -> Int {
        var open: [String: String] = [:]
        var count = 0
        for (event, _) in records {
            if case .asked(let question) = event, case .inDoubt = question.kind { open[question.id] = question.step }
            if case .answered(let id, let answer) = event, open[id] == step, answer.value == "not-done",
                answer.remark?.isEmpty == false
            {
                count += 1
            }
        }
        return count
    }
}

/// A world that outlives the engine: the service model, programs that are counted, and a person who looks when asked.
final class EffectWorld: World {
    let model: RehearsalWorld
    private let fate: CrashMatrixTests.Fate
    private let started = Kept<String>()
    private let effected = Kept<String>()

    init(_ model: RehearsalWorld, _ fate: CrashMatrixTests.Fate) {
        self.model = model
        self.fate = fate
    }

    func starts(_ step: String) -> Int { started.all.count { $0 == step } }
    func effects(_ step: String) -> Int { effected.all.count { $0 == step } }

    func observe(_ variables: [String], for step: PlanStep) async -> [Observation] {
        await model.observe(variables, for: step)
    }

    func perform(
        _ action: PlanStep.Action, of step: PlanStep, attempt: Int, report: (ActionProgress) async throws -> Void
    ) async throws -> Outcome {
        started.append(step.path)
        do {
            try await report(.spawned(ChildIdentity(pid: 1, startTimeTicks: 1, bootIdentifier: "b")))
            try await report(.output(Array("...".utf8)))
        } catch {
            if fate == .survives { try await takeEffect(action, step, attempt) }
            throw error
        }
        return try await takeEffect(action, step, attempt)
    }

    @discardableResult
    private func takeEffect(_ action: PlanStep.Action, _ step: PlanStep, _ attempt: Int) async throws -> Outcome {
        effected.append(step.path)
        return try await model.perform(action, of: step, attempt: attempt) { _ in }
    }

    func answer(_ question: Question, in machine: RunMachine) async throws -> Answer {
        guard case .inDoubt = question.kind, let step = machine.currentStep else {
            return try await model.answer(question, in: machine)
        }
        // The person looks whether what the step makes true is true. A step that only looks is done again.
        let isDone = !step.changes.isEmpty && step.changes.allSatisfy { model.predictedState[$0.key] == $0.value }
        return Answer(value: isDone ? "done" : "not-done", remark: "looked", by: "tester", via: .terminal)
    }
}
