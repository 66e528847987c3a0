import KirikaeEngine
import KirikaePlan
import KirikaeService
import Synchronization
import Testing

/// A step that was begun and whose end nobody saw is in doubt, whether the engine died or the line did.
@Suite struct LostConnectionTests {
    static let doubtful: [ActionFailure] = [
        .connectionLost(host: "pc", .closed), .connectionLost(host: "pc", .silent),
        .connectionLost(host: "pc", .clientEnded), .leftRunning(host: "pc", afterMilliseconds: 300_000), .endNotSeen,
        .noAnswer(reason: "timed out"),
    ]
    /// What is known to have failed is no doubt: the person may try again.
    static let certain: [ActionFailure] = [
        .exitCode(255), .signal(9), .notReached(host: "pc", .unknownKey, detail: ""), .timedOut(afterMilliseconds: 1),
        .notStarted(reason: "x"),
    ]

    private func world(_ failure: ActionFailure, valve: String) -> ScriptedWorld {
        let world = ScriptedWorld()
        world.state.withLock { state in
            state.outcomes = [.failed(failure), .succeeded(warnings: [])]
            state.beforeLook = { _, readings in if valve == "open" { readings["valve.state"] = .value("open") } }
        }
        return world
    }

    @Test(arguments: doubtful)
    func theVerificationSaysThatItWasDone(failure: ActionFailure) async throws {
        #expect(failure.leavesDoubt)
        let world = world(failure, valve: "open")
        let (result, machine, events) = try await runPlan(try EngineFixture.plan(EngineFixture.open()), in: world)
        #expect(result == .completed)
        #expect(world.state.withLock(\.starts) == 1 && machine.attempts[1] == 1)
        #expect(outline(events).contains("resolved:done:verification"))
        #expect(world.state.withLock(\.questions).isEmpty)
    }

    @Test(arguments: doubtful)
    func whereItDoesNotSayAPersonMust(failure: ActionFailure) async throws {
        let world = world(failure, valve: "shut")
        let plan = try EngineFixture.plan(EngineFixture.open())
        let (result, machine, events) = try await runPlan(plan, in: world)
        #expect(result == .stopped(.needsPerson))
        #expect(machine.lastQuestion?.kind == .inDoubt(attempt: 1))
        #expect(machine.stepsInDoubt == [1])
        #expect(world.state.withLock(\.starts) == 1)
        let answers: [(String, Int)] = [("done", 1), ("not-done", 2)]
        for (answer, starts) in answers {
            let world = self.world(failure, valve: "shut")
            world.state.withLock { $0.answers["in-doubt"] = [.typed(answer, "looked at it")] }
            let (_, machine, _) = try await runPlan(plan, in: world)
            #expect(world.state.withLock(\.starts) == starts, "\(answer)")
            #expect(machine.attempts[1] == starts)
        }
        #expect(outline(events).filter { $0.hasPrefix("intent") }.count == 1)
    }

    /// The record alone says that it is in doubt: also where the engine died right after it had been written.
    @Test(arguments: doubtful)
    func theDoubtOutlivesTheEngine(failure: ActionFailure) async throws {
        let plan = try EngineFixture.plan(EngineFixture.open())
        let recorder = MemoryRecorder(crashAt: 7)
        await #expect(throws: MemoryRecorder.Crash.self) {
            try await runPlan(plan, in: world(failure, valve: "shut"), recorder: recorder)
        }
        #expect(outline(recorder.events).last == "failed")
        var machine = RunMachine(plan: plan)
        for (event, stamp) in recorder.records { try machine.apply(event, at: stamp) }
        #expect(machine.stepsInDoubt == [1])
        try machine.apply(.resumed(operatorName: "tester", epoch: 2), at: VirtualClock().now())
        #expect(machine.stepsInDoubt == [1])
    }

    /// What may be repeated is not repeated for ever by itself.
    @Test(arguments: doubtful)
    func aStepThatMayBeRepeatedAsks(failure: ActionFailure) async throws {
        let world = world(failure, valve: "shut")
        let plan = try EngineFixture.plan(EngineFixture.open(extra: "    interrupted: repeat"))
        let (result, machine, _) = try await runPlan(plan, in: world)
        #expect(result == .stopped(.needsPerson))
        #expect(machine.lastQuestion?.kind == .problem(.action(failure)))
        #expect(world.state.withLock(\.starts) == 1)
    }

    @Test(arguments: doubtful)
    func aStepThatIsToAskAsksAtOnce(failure: ActionFailure) async throws {
        let world = world(failure, valve: "open")
        let plan = try EngineFixture.plan(EngineFixture.open(extra: "    interrupted: ask"))
        let (_, machine, _) = try await runPlan(plan, in: world)
        #expect(machine.lastQuestion?.kind == .inDoubt(attempt: 1))
    }

    @Test(arguments: certain)
    func whatIsKnownToHaveFailedIsAProblem(failure: ActionFailure) async throws {
        #expect(!failure.leavesDoubt)
        let world = world(failure, valve: "shut")
        world.state.withLock { $0.answers["problem"] = [.typed("retry")] }
        let (result, machine, events) = try await runPlan(try EngineFixture.plan(EngineFixture.open()), in: world)
        #expect(result == .completed)
        #expect(machine.attempts[1] == 2)
        #expect(!outline(events).contains { $0.hasPrefix("resolved") })
    }
}
