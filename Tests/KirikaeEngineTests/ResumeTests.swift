import KirikaeEngine
import KirikaePlan
import KirikaeService
import Synchronization
import Testing

@Suite struct ResumeTests {
    /// Replays what a recorder kept and goes on in the same world.
    private func resume(
        _ plan: Plan, _ recorder: MemoryRecorder, in world: ScriptedWorld
    ) async throws -> (result: RunResult, machine: RunMachine, events: [RunEvent]) {
        var machine = RunMachine(plan: plan)
        for (event, stamp) in recorder.records { try machine.apply(event, at: stamp) }
        let second = MemoryRecorder()
        let runner = Runner(world: world, recorder: second, clock: VirtualClock(), observer: NoObserver())
        let result = try await runner.run(&machine, opening: [.resumed(operatorName: "tester", epoch: 2)])
        return (result, machine, second.events)
    }

    private func crash(_ plan: Plan, at record: Int, in world: ScriptedWorld) async throws -> MemoryRecorder {
        let recorder = MemoryRecorder(crashAt: record)
        await #expect(throws: MemoryRecorder.Crash.self) { try await runPlan(plan, in: world, recorder: recorder) }
        return recorder
    }

    /// The record at which the outcome of the program would have been written.
    private static let performedRecord = 6

    @Test func aDoneStepIsResolvedByItsVerificationAndNotRunAgain() async throws {
        let plan = try EngineFixture.plan(EngineFixture.open())
        let world = ScriptedWorld()
        let recorder = try await crash(plan, at: Self.performedRecord, in: world)
        let (result, machine, events) = try await resume(plan, recorder, in: world)
        #expect(result == .completed)
        #expect(world.state.withLock(\.starts) == 1)
        #expect(machine.attempts[1] == 1)
        #expect(outline(events).contains("resolved:done:verification"))
    }

    @Test func aStepWhoseVerificationDoesNotSayIsLeftToAPerson() async throws {
        let plan = try EngineFixture.plan(EngineFixture.open())
        let world = ScriptedWorld()
        world.state.withLock { $0.effects = [:] }
        let recorder = try await crash(plan, at: Self.performedRecord, in: world)
        let (result, machine, _) = try await resume(plan, recorder, in: world)
        #expect(result == .stopped(.needsPerson))
        #expect(machine.lastQuestion?.kind == .inDoubt(attempt: 1))
        #expect(world.state.withLock(\.starts) == 1)
    }

    @Test func aPersonMustSayWhatWasLookedAt() async throws {
        let plan = try EngineFixture.plan(EngineFixture.open())
        let world = ScriptedWorld()
        world.state.withLock { state in
            state.effects = [:]
            state.answers["in-doubt"] = [.typed("not-done")]
        }
        let recorder = try await crash(plan, at: Self.performedRecord, in: world)
        await #expect(throws: AnswerProblem.remarkMissing) { try await resume(plan, recorder, in: world) }
        #expect(world.state.withLock(\.starts) == 1)
    }

    @Test func aPersonsWordRunsItAgain() async throws {
        let plan = try EngineFixture.plan(EngineFixture.open())
        let world = ScriptedWorld()
        world.state.withLock { state in
            state.effects = [:]
            state.answers["in-doubt"] = [.typed("not-done", "the valve itself")]
        }
        let recorder = try await crash(plan, at: Self.performedRecord, in: world)
        world.state.withLock { $0.effects = ["valve.state": "open"] }
        let (result, machine, events) = try await resume(plan, recorder, in: world)
        #expect(result == .completed)
        #expect(world.state.withLock(\.starts) == 2)
        #expect(machine.attempts[1] == 2)
        #expect(outline(events).contains("answered:q1=not-done"))
    }

    /// Whoever said by mistake that it was done is not left with a verification that can never hold.
    @Test func thatItWasDoneCanBeTakenBack() async throws {
        let plan = try EngineFixture.plan(EngineFixture.open())
        let world = ScriptedWorld()
        world.state.withLock { state in
            state.effects = [:]
            state.answers["in-doubt"] = [.typed("done", "the wrong valve")]
            state.answers["problem"] = [.typed("retry"), .typed("was-not-done", "the valve itself")]
        }
        let recorder = try await crash(plan, at: Self.performedRecord, in: world)
        world.state.withLock { $0.effects = ["valve.state": "open"] }
        let (result, machine, events) = try await resume(plan, recorder, in: world)
        #expect(result == .completed)
        #expect(world.state.withLock(\.starts) == 2)
        #expect(machine.attempts[1] == 2)
        #expect(
            outline(events).filter { $0.hasPrefix("answered") } == [
                "answered:q1=done", "answered:q2=retry", "answered:q3=was-not-done",
            ])
    }

    /// The other way round: a step that was done may not meet its preconditions a second time.
    @Test func thatItWasNotDoneCanBeTakenBack() async throws {
        let open = EngineFixture.open().replacing("[{pump.state: on}]", with: "[{pump.state: on}, {valve.state: shut}]")
        let plan = try EngineFixture.plan(open + "    interrupted: ask")
        let world = ScriptedWorld()
        world.state.withLock { state in
            state.answers["in-doubt"] = [.typed("not-done", "the wrong valve")]
            state.answers["problem"] = [.typed("retry"), .typed("was-done", "the valve itself")]
        }
        let recorder = try await crash(plan, at: Self.performedRecord, in: world)
        let (result, machine, _) = try await resume(plan, recorder, in: world)
        #expect(result == .completed)
        #expect(world.state.withLock(\.starts) == 1)
        #expect(machine.attempts[1] == 1)
    }

    @Test func whoTakesAWordBackSaysWhatWasLookedAt() async throws {
        let plan = try EngineFixture.plan(EngineFixture.open())
        let world = ScriptedWorld()
        world.state.withLock { state in
            state.effects = [:]
            state.answers["in-doubt"] = [.typed("done", "the wrong valve")]
            state.answers["problem"] = [.typed("was-not-done")]
        }
        let recorder = try await crash(plan, at: Self.performedRecord, in: world)
        await #expect(throws: AnswerProblem.remarkMissing) { try await resume(plan, recorder, in: world) }
        #expect(world.state.withLock(\.starts) == 1)
    }

    /// What the machine saw end well is nobody's word, and a second attempt begins with none.
    @Test func onlyAWordAboutADoubtCanBeTakenBack() async throws {
        let plan = try EngineFixture.plan(EngineFixture.open())
        let world = ScriptedWorld()
        world.state.withLock { $0.effects = [:] }
        let ended = try await runPlan(plan, in: world).machine
        #expect(ended.lastQuestion?.kind == .problem(.gate(.verifications, .notMet, unmet: [0])))
        #expect(ended.offered == [.retry, .skip, .stop])

        let doubtful = ScriptedWorld()
        doubtful.state.withLock { state in
            state.effects = [:]
            state.answers["in-doubt"] = [.typed("done", "the wrong valve")]
        }
        let recorder = try await crash(plan, at: Self.performedRecord, in: doubtful)
        let asked = try await resume(plan, recorder, in: doubtful)
        #expect(asked.machine.offered == [.retry, .wasNotDone, .skip, .stop])
        // It outlives a stop, and ends with the next attempt.
        doubtful.state.withLock { $0.answers["problem"] = [.typed("was-not-done", "the valve itself")] }
        var machine = asked.machine
        let runner = Runner(world: doubtful, recorder: MemoryRecorder(), clock: VirtualClock(), observer: NoObserver())
        _ = try await runner.run(&machine, opening: [.resumed(operatorName: "tester", epoch: 3)])
        #expect(machine.attempts[1] == 2)
        #expect(machine.offered == [.retry, .skip, .stop])
    }

    @Test(arguments: [("ask", 1), ("repeat", 2)])
    func interruptedDecides(_ interrupted: String, _ starts: Int) async throws {
        let plan = try EngineFixture.plan(EngineFixture.open(extra: "    interrupted: \(interrupted)"))
        let world = ScriptedWorld()
        let recorder = try await crash(plan, at: Self.performedRecord, in: world)
        _ = try await resume(plan, recorder, in: world)
        #expect(world.state.withLock(\.starts) == starts)
    }

    @Test func whatPeopleSaidBeforeTheBreakIsAskedAnew() async throws {
        let asking = EngineFixture.open(extra: "    unless: {light.state: dark}")
        let plan = try EngineFixture.plan(EngineFixture.watch + "\n" + asking)
        let world = ScriptedWorld()
        world.state.withLock { $0.answers = ["manual": [.typed("lit")], "light.state": [.typed("lit")]] }
        let reference = ScriptedWorld()
        reference.state.withLock { $0.answers["manual"] = [.typed("lit")] }
        let events = try await runPlan(plan, in: reference).events
        let done = try #require(outline(events).firstIndex(of: "done:watch-light"))
        let recorder = try await crash(plan, at: done + 1, in: world)
        let (result, _, _) = try await resume(plan, recorder, in: world)
        #expect(result == .completed)
        #expect(world.state.withLock(\.questions).last?.kind == .observe(variable: "light.state"))
    }

    @Test func replayingTheRecordGivesBackTheMachine() async throws {
        let plan = try EngineFixture.plan(EngineFixture.open() + "\n" + EngineFixture.watch)
        let world = ScriptedWorld()
        world.state.withLock { $0.answers["manual"] = [.typed("lit")] }
        let recorder = MemoryRecorder()
        let (_, machine, _) = try await runPlan(plan, in: world, recorder: recorder)
        var replayed = RunMachine(plan: plan)
        for (event, stamp) in recorder.records { try replayed.apply(event, at: stamp) }
        #expect(replayed.states == machine.states)
        #expect(replayed.attempts == machine.attempts)
        #expect(replayed.knowledge == machine.knowledge)
        #expect(replayed.result == machine.result)
    }
}

extension RunMachine {
    /// What it offers about the problem it asked about last.
    fileprivate var offered: [ProblemChoice] {
        if case .problem(let problem)? = lastQuestion?.kind { offeredChoices(for: problem) } else { [] }
    }
}
