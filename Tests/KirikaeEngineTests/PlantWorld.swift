import KirikaeEngine
import KirikaePlan
import KirikaeService
import Synchronization

/// A world in which every command makes true what its step says, until a test says otherwise.
final class PlantWorld: World {
    struct State {
        var readings: [String: Reading]
        var starts: [String: Int] = [:]
        /// The steps whose command fails.
        var failing: Set<String> = []
        /// The step after whose effect the engine dies.
        var dyingAfter: String?
        /// Answers by the path of the step and the kind of question.
        var answers: [Answer] = []
        var questions: [Question] = []
        var looks: [[String]] = []
    }

    let state: Mutex<State>

    init(plan: Plan) {
        let readings = plan.service.startState.values.mapValues { Reading.value($0) }
        state = Mutex(State(readings: readings))
    }

    func observe(_ variables: [String], for step: PlanStep) async -> [Observation] {
        state.withLock { state in
            state.looks.append(variables)
            return variables.map {
                Observation(variable: $0, reading: state.readings[$0] ?? .unknown, basis: .probed)
            }
        }
    }

    func perform(
        _ action: PlanStep.Action, of step: PlanStep, attempt: Int, report: (ActionProgress) async throws -> Void
    ) async throws -> Outcome {
        try state.withLock { state in
            state.starts[step.path, default: 0] += 1
            if state.failing.contains(step.path) { return .failed(.exitCode(1)) }
            for (variable, value) in step.changes { state.readings[variable] = .value(value) }
            if state.dyingAfter == step.path {
                state.dyingAfter = nil
                throw MemoryRecorder.Crash()
            }
            return .succeeded(warnings: [])
        }
    }

    func answer(_ question: Question, in machine: RunMachine) async throws -> Answer {
        let answer = state.withLock { state -> Answer? in
            state.questions.append(question)
            return state.answers.isEmpty ? nil : state.answers.removeFirst()
        }
        guard let answer else { throw NoAnswer.nobody }
        return answer
    }

    subscript(variable: String) -> Reading? {
        get { state.withLock { $0.readings[variable] } }
        set { state.withLock { $0.readings[variable] = newValue } }
    }
}

/// A run in several processes: each one drives the machine that the record gives back.
struct BrokenRun {
    var plan: Plan
    let world: PlantWorld
    var records: [(RunEvent, Stamp)] = []
    /// Plans by fingerprint, for changed files.
    var plans: [String: Plan] = [:]

    init(_ plan: Plan) {
        self.plan = plan
        world = PlantWorld(plan: plan)
    }

    /// The machine that the record gives back.
    func replayed() throws -> RunMachine {
        var machine = RunMachine(plan: plan)
        for (event, stamp) in records {
            if case .acceptedChanges(let changes) = event, let next = plans[changes.fingerprint] { machine.offer(next) }
            try machine.apply(event, at: stamp)
        }
        return machine
    }

    /// Drives it until it ends, stops or dies.
    @discardableResult
    mutating func go(
        _ opening: [RunEvent], prepare: (inout RunMachine) -> Void = { _ in }
    ) async throws -> (machine: RunMachine, events: [RunEvent]) {
        var machine = try replayed()
        prepare(&machine)
        let recorder = MemoryRecorder()
        let runner = Runner(
            world: world, recorder: recorder, clock: VirtualClock(), observer: NoObserver(), callsAtOnce: 1)
        do {
            try await runner.run(&machine, opening: opening)
        } catch is MemoryRecorder.Crash {}
        records += recorder.records
        return (machine, recorder.events)
    }

    @discardableResult
    mutating func start() async throws -> (machine: RunMachine, events: [RunEvent]) {
        try await go([.started(EngineFixture.header(plan))])
    }

    @discardableResult
    mutating func resume(
        with events: [RunEvent] = [], prepare: (inout RunMachine) -> Void = { _ in }
    ) async throws -> (machine: RunMachine, events: [RunEvent]) {
        try await go([.resumed(operatorName: "tester", epoch: 2)] + events, prepare: prepare)
    }
}
