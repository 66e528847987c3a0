import KirikaeEngine
import KirikaePlan
import KirikaeService
import Synchronization
import Testing

/// A plant in which two programs work side by side: one opens the valve, one switches the pump off.
final class TwoProgramWorld: World {
    struct State {
        var readings: [String: Reading] = [
            "valve.state": .value("shut"), "pump.state": .value("on"), "light.state": .value("dark"),
        ]
        var starts: [String: Int] = [:]
        var inFlight = 0
        var mostInFlight = 0
        var waiting: [CheckedContinuation<Void, Never>] = []
        var outcomes: [String: Outcome] = [:]
        var answers: [Answer] = []
    }

    let state = Mutex(State())
    /// How many programs must have been started before any of them ends.
    private let together: Int

    init(together: Int = 1) { self.together = together }

    func observe(_ variables: [String], for step: PlanStep) async -> [Observation] {
        state.withLock { state in
            variables.map { Observation(variable: $0, reading: state.readings[$0] ?? .unknown, basis: .probed) }
        }
    }

    func perform(
        _ action: PlanStep.Action, of step: PlanStep, attempt: Int, report: (ActionProgress) async throws -> Void
    ) async throws -> Outcome {
        state.withLock { state in
            state.starts[step.path, default: 0] += 1
            state.inFlight += 1
            state.mostInFlight = max(state.mostInFlight, state.inFlight)
        }
        defer { state.withLock { $0.inFlight -= 1 } }
        try await report(.spawned(ChildIdentity(pid: 1, startTimeTicks: 1, bootIdentifier: "b")))
        await meet()
        return state.withLock { state in
            let outcome = state.outcomes[step.path] ?? .succeeded(warnings: [])
            if case .succeeded = outcome { for (name, value) in step.changes { state.readings[name] = .value(value) } }
            return outcome
        }
    }

    /// Waits until as many programs as must be are under way.
    private func meet() async {
        await withCheckedContinuation { continuation in
            let ready = state.withLock { state -> [CheckedContinuation<Void, Never>] in
                state.waiting.append(continuation)
                guard state.waiting.count >= together else { return [] }
                defer { state.waiting = [] }
                return state.waiting
            }
            for waiting in ready { waiting.resume() }
        }
    }

    func answer(_ question: Question, in machine: RunMachine) async throws -> Answer {
        let answer = state.withLock { $0.answers.isEmpty ? nil : $0.answers.removeFirst() }
        guard let answer else { throw NoAnswer.nobody }
        return answer
    }
}

/// Steps that go on side by side.
@Suite struct ParallelTests {
    static let group = """
          - id: both
            title: {ja: 両方, en: Both}
            source: [M1]
            preconditions: [{light.state: dark}]
            action:
              parallel:
        \(member("open-valve", "valve.state", "open"))
        \(member("stop-pump", "pump.state", "off"))
            verifications: [{valve.state: open, pump.state: off}]
        """

    static func member(_ id: String, _ variable: String, _ value: String, interrupted: String = "verify") -> String {
        """
                - id: \(id)
                  title: {ja: 動かす, en: Move it}
                  source: [M1]
                  action: {command: [\(id)], on: pc}
                  typical: 1m
                  timeout: 5m
                  changes: {\(variable): \(value)}
                  verifications: [{\(variable): \(value)}]
                  interrupted: \(interrupted)
                  reverse: {none: {ja: なし, en: none}}
        """
    }

    static func plan() throws -> Plan {
        let environment = EngineFixture.environment.replacing(
            "light.state: ask", with: "light.state: {tcp: {address: '127.0.0.1:1', answers: lit, silent: dark}}")
        return try EngineFixture.plan(group, environment: environment)
    }

    private func run(
        _ world: TwoProgramWorld, callsAtOnce: Int = .max, recorder: MemoryRecorder = MemoryRecorder(),
        from events: [(RunEvent, Stamp)] = []
    ) async throws -> (result: RunResult, machine: RunMachine) {
        let plan = try Self.plan()
        var machine = RunMachine(plan: plan)
        for (event, stamp) in events { try machine.apply(event, at: stamp) }
        let runner = Runner(
            world: world, recorder: recorder, clock: VirtualClock(), observer: NoObserver(), callsAtOnce: callsAtOnce)
        let opening: RunEvent =
            events.isEmpty ? .started(EngineFixture.header(plan)) : .resumed(operatorName: "tester", epoch: 2)
        let result = try await runner.run(&machine, opening: [opening])
        return (result, machine)
    }

    @Test(.timeLimit(.minutes(1))) func membersAreInFlightAtTheSameTime() async throws {
        // Neither program ends before both are under way, so this ends only if they really are.
        let world = TwoProgramWorld(together: 2)
        let recorder = MemoryRecorder()
        let (result, machine) = try await run(world, recorder: recorder)
        #expect(result == .completed)
        #expect(world.state.withLock(\.mostInFlight) == 2)
        let order = outline(recorder.events)
        let ends = order.indices.filter { order[$0] == "performed" }
        let intents = order.indices.filter { order[$0].hasPrefix("intent") }
        #expect(intents.count == 2 && ends.count == 2)
        #expect(intents.allSatisfy { $0 < (ends.first ?? 0) })
        #expect(machine.states.allSatisfy { $0 == .done })
    }

    @Test func oneCallAtATimeGivesTheSameOrderEveryTime() async throws {
        var orders: Set<[String]> = []
        for _ in 0..<20 {
            let recorder = MemoryRecorder()
            let (result, _) = try await run(TwoProgramWorld(), callsAtOnce: 1, recorder: recorder)
            #expect(result == .completed)
            orders.insert(outline(recorder.events))
        }
        #expect(
            orders == [
                [
                    "started", "done:plant.open", "observed:both", "done:both", "intent:open-valve#1", "spawned",
                    "performed", "observed:open-valve", "done:open-valve", "intent:stop-pump#1", "spawned",
                    "performed", "observed:stop-pump", "done:stop-pump", "observed:$join", "done:$join", "done:$end",
                    "closed:completed",
                ]
            ])
    }

    @Test(.timeLimit(.minutes(1))) func aMemberThatFailsDoesNotHoldUpTheOther() async throws {
        let world = TwoProgramWorld(together: 2)
        world.state.withLock { $0.outcomes["plant.open/open-valve"] = .failed(.exitCode(3)) }
        let recorder = MemoryRecorder()
        let (result, machine) = try await run(world, recorder: recorder)
        #expect(result == .stopped(.needsPerson))
        #expect(machine.lastQuestion?.kind == .problem(.action(.exitCode(3))))
        let stopPump = try #require(machine.plan.index(of: "plant.open/stop-pump"))
        let join = try #require(machine.plan.index(of: "plant.open/both/$join"))
        // What was in flight came to its end before the run stopped, and what needs both has not begun.
        #expect(outline(recorder.events).count { $0 == "performed" } == 1)
        #expect(machine.states[join] == .pending)
        #expect(machine.attempts[stopPump] == 1)
    }

    @Test func resumesEachMemberWhereItWas() async throws {
        let world = TwoProgramWorld()
        world.state.withLock { $0.outcomes["plant.open/open-valve"] = .failed(.exitCode(3)) }
        let recorder = MemoryRecorder()
        _ = try await run(world, recorder: recorder)
        world.state.withLock { state in
            state.outcomes = [:]
            state.answers = [.typed("retry")]
        }
        let (result, machine) = try await run(world, from: recorder.records)
        #expect(result == .completed)
        #expect(world.state.withLock(\.starts) == ["plant.open/open-valve": 2, "plant.open/stop-pump": 1])
        #expect(machine.states.allSatisfy { $0 == .done })
    }

    /// The engine dies before each record in turn; what the programs did stays.
    @Test(.timeLimit(.minutes(1))) func noCrashStartsAMemberTwice() async throws {
        let whole = MemoryRecorder()
        _ = try await run(TwoProgramWorld(), recorder: whole)
        var crashes = 0
        for crashAt in 1..<whole.events.count {
            let world = TwoProgramWorld()
            let recorder = MemoryRecorder(crashAt: crashAt)
            await #expect(throws: (any Error).self) { try await run(world, recorder: recorder) }
            crashes += 1
            // A person who is asked whether a step was done looks whether its effect is there: it is not before the end.
            world.state.withLock { $0.answers = Array(repeating: .typed("not-done", "looked"), count: 4) }
            let (result, _) = try await run(world, from: recorder.records)
            #expect(result == .completed, "crash before record \(crashAt)")
            let effects = world.state.withLock { ($0.readings["valve.state"], $0.readings["pump.state"]) }
            #expect(effects.0 == .value("open") && effects.1 == .value("off"))
            for (step, starts) in world.state.withLock(\.starts) {
                #expect(starts <= 2, "\(step) at \(crashAt)")
            }
        }
        #expect(crashes > 10)
    }

    @Test func aLostRecordEndsTheRunWhileOthersAreInFlight() async throws {
        let world = TwoProgramWorld(together: 2)
        let recorder = MemoryRecorder(crashAt: 6)
        await #expect(throws: MemoryRecorder.Crash.self) { try await run(world, recorder: recorder) }
        #expect(world.state.withLock(\.inFlight) == 0)
    }

    @Test func eventsOfAMemberThatIsNotAtThatStepAreImpossible() async throws {
        let plan = try Self.plan()
        var machine = RunMachine(plan: plan)
        let stamp = Stamp(wallMilliseconds: 0, monotonicMilliseconds: 0)
        try machine.apply(.started(EngineFixture.header(plan)), at: stamp)
        #expect(throws: ImpossibleEvent.self) {
            try machine.apply(.intent(step: "plant.open/stop-pump", attempt: 1), at: stamp)
        }
        try machine.apply(.done(step: "plant.open"), at: stamp)
        try machine.apply(.done(step: "plant.open/both"), at: stamp)
        let active = machine.activeSteps.map { plan.steps[$0].path }
        #expect(active == ["plant.open/open-valve", "plant.open/stop-pump"])
        try machine.apply(.intent(step: "plant.open/stop-pump", attempt: 1), at: stamp)
        #expect(throws: ImpossibleEvent.self) {
            try machine.apply(.done(step: "plant.open/both/$join"), at: stamp)
        }
    }
}
