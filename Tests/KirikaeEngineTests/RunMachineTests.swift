import KirikaeEngine
import KirikaePlan
import KirikaeService
import Synchronization
import Testing

@Suite struct RunMachineTests {
    @Test func recordsIntentBeforeTheWorldIsTouchedAndTheOutcomeBeforeDone() async throws {
        let plan = try EngineFixture.plan(EngineFixture.open())
        let (result, _, events) = try await runPlan(plan, in: ScriptedWorld())
        #expect(result == .completed)
        #expect(
            outline(events) == [
                "started", "done:plant.open", "observed:open-valve", "intent:open-valve#1", "spawned", "output",
                "performed", "observed:open-valve", "done:open-valve", "done:$end", "closed:completed",
            ])
    }

    @Test func refusesBeforeAnythingIsTouched() async throws {
        let plan = try EngineFixture.plan(EngineFixture.open())
        let world = ScriptedWorld(["pump.state": .value("off")])
        let (result, machine, events) = try await runPlan(plan, in: world)
        #expect(result == .refused)
        #expect(!machine.hasTouchedAnything)
        #expect(world.state.withLock(\.starts) == 0)
        #expect(outline(events).suffix(2) == ["asked:q1", "closed:refused"])
    }

    @Test(arguments: [
        (Reading.value("off"), Judgement.notMet, [ProblemChoice.retry, .skip, .stop]),
        (.unknown, .unknown, [.retry, .overrule, .skip, .stop]),
        (.failed("no route"), .couldNotEvaluate, [.retry, .overrule, .skip, .stop]),
    ])
    func offersToOverruleOnlyWhatNobodyCouldJudge(
        reading: Reading, judgement: Judgement, offered: [ProblemChoice]
    ) async throws {
        let plan = try EngineFixture.plan(EngineFixture.open())
        let world = ScriptedWorld(["pump.state": reading])
        let (_, machine, _) = try await runPlan(plan, in: world)
        let question = try #require(world.state.withLock(\.questions).first)
        guard case .problem(let problem) = question.kind else {
            Issue.record("asked something else: \(question)")
            return
        }
        #expect(problem == .gate(.preconditions, judgement, unmet: [0]))
        #expect(machine.offeredChoices(for: problem) == offered)
    }

    @Test func aCriticalStepIsNotSkipped() async throws {
        let plan = try EngineFixture.plan(EngineFixture.open(extra: "    critical: true"))
        let world = ScriptedWorld(["pump.state": .value("off")])
        let (_, machine, _) = try await runPlan(plan, in: world)
        #expect(machine.offeredChoices(for: .gate(.preconditions, .notMet, unmet: [0])) == [.retry, .stop])
    }

    @Test func aRetryLooksAgain() async throws {
        let plan = try EngineFixture.plan(EngineFixture.open())
        let world = ScriptedWorld(["pump.state": .value("off")])
        world.state.withLock { state in
            state.answers["problem"] = [.typed("retry")]
            state.beforeLook = { look, readings in if look == 2 { readings["pump.state"] = .value("on") } }
        }
        let (result, _, _) = try await runPlan(plan, in: world)
        #expect(result == .completed)
        #expect(world.state.withLock(\.starts) == 1)
    }

    @Test func aFailedActionIsRunAgainOnlyWhenAPersonSaysSo() async throws {
        let plan = try EngineFixture.plan(EngineFixture.open())
        let world = ScriptedWorld()
        world.state.withLock { $0.outcomes = [.failed(.exitCode(3)), .succeeded(warnings: [])] }
        let (stopped, _, _) = try await runPlan(plan, in: world)
        #expect(stopped == .stopped(.needsPerson))
        #expect(world.state.withLock(\.starts) == 1)

        let second = ScriptedWorld()
        second.state.withLock { state in
            state.outcomes = [.failed(.exitCode(3)), .succeeded(warnings: [])]
            state.answers["problem"] = [.typed("retry")]
        }
        let (result, machine, events) = try await runPlan(plan, in: second)
        #expect(result == .completed)
        #expect(machine.attempts.contains(2))
        #expect(outline(events).contains("intent:open-valve#2"))
    }

    @Test func aSkipNeedsAReasonAndIsRecorded() async throws {
        let plan = try EngineFixture.plan(EngineFixture.open())
        let world = ScriptedWorld(["pump.state": .value("off")])
        world.state.withLock { $0.answers["problem"] = [.typed("skip")] }
        await #expect(throws: AnswerProblem.remarkMissing) { try await runPlan(plan, in: world) }

        let second = ScriptedWorld(["pump.state": .value("off")])
        second.state.withLock { $0.answers["problem"] = [.typed("skip", "drill")] }
        let (result, machine, events) = try await runPlan(plan, in: second)
        #expect(result == .completed)
        #expect(machine.states[1] == .skipped)
        #expect(outline(events).contains("skipped:open-valve"))
    }

    @Test func waitsForAConditionInVirtualTimeAndRecordsOnlyNews() async throws {
        let verification = "{valve.state: open, within: 10m, every: 1m}"
        let plan = try EngineFixture.plan(EngineFixture.open(verification: verification))
        let world = ScriptedWorld()
        world.state.withLock { state in
            state.effects = [:]
            state.beforeLook = { look, readings in if look == 6 { readings["valve.state"] = .value("open") } }
        }
        let clock = VirtualClock()
        let (result, _, events) = try await runPlan(plan, in: world, clock: clock)
        #expect(result == .completed)
        #expect(clock.now().monotonicMilliseconds == 4 * 60_000)
        // One look before, the first after, and the one that saw the change.
        #expect(outline(events).count { $0 == "observed:open-valve" } == 3)
    }

    /// What a machine knows is what its record says: a look that is not recorded leaves no trace in it.
    @Test func aLookThatIsNoNewsLeavesNoTrace() async throws {
        let verification = "{valve.state: open, within: 10m, every: 1m}"
        let plan = try EngineFixture.plan(EngineFixture.open(verification: verification))
        let world = ScriptedWorld()
        world.state.withLock { $0.effects = [:] }
        let (_, machine, events) = try await runPlan(plan, in: world)
        #expect(world.state.withLock(\.looks) >= 11, "it did go on looking")
        let recorded = events.compactMap { event in
            if case .observed(_, let observations) = event {
                observations.last { $0.variable == "valve.state" }
            } else {
                nil
            }
        }
        #expect(recorded.count <= 3)
        #expect(machine.knowledge["valve.state"] == recorded.last)
    }

    @Test func aWishToStopIsNoticedWhileWaiting() async throws {
        let plan = try EngineFixture.plan(
            EngineFixture.open(verification: "{valve.state: open, within: 10m, every: 5m}"))
        let world = ScriptedWorld()
        world.state.withLock { $0.effects = [:] }
        let clock = VirtualClock()
        var machine = RunMachine(plan: plan)
        let runner = Runner(
            world: world, recorder: MemoryRecorder(), clock: clock, observer: NoObserver(),
            isStopRequested: { clock.now().monotonicMilliseconds >= 3_000 })
        let result = try await runner.run(&machine, opening: [.started(EngineFixture.header(plan))])
        #expect(result == .stopped(.signal))
        #expect(clock.now().monotonicMilliseconds == 3_000)
        #expect(machine.states[1] == .pending)
    }

    @Test func aConditionThatStaysUnmetEndsAtItsLimit() async throws {
        let verification = "{valve.state: open, within: 10m, every: 3m}"
        let plan = try EngineFixture.plan(EngineFixture.open(verification: verification))
        let world = ScriptedWorld()
        world.state.withLock { $0.effects = [:] }
        let clock = VirtualClock()
        let (result, machine, _) = try await runPlan(plan, in: world, clock: clock)
        #expect(result == .stopped(.needsPerson))
        #expect(clock.now().monotonicMilliseconds == 10 * 60_000)
        #expect(machine.lastQuestion?.kind == .problem(.gate(.verifications, .notMet, unmet: [0])))
    }

    @Test func aPostconditionThatStaysUnmetEndsAtItsLimitToo() async throws {
        let plan = try EngineFixture.plan(
            EngineFixture.open(), head: "postconditions: [{pump.state: off, within: 5m, every: 1m}]")
        let clock = VirtualClock()
        let (result, _, _) = try await runPlan(plan, in: ScriptedWorld(), clock: clock)
        #expect(result == .stopped(.needsPerson))
        #expect(clock.now().monotonicMilliseconds == 5 * 60_000)
    }

    @Test func unlessLeavesOutAStepWithItsEvidence() async throws {
        let plan = try EngineFixture.plan(EngineFixture.open(extra: "    unless: {valve.state: open}"))
        let world = ScriptedWorld(["valve.state": .value("open")])
        let (result, machine, events) = try await runPlan(plan, in: world)
        #expect(result == .completed)
        #expect(machine.states[1] == .notNeeded)
        #expect(world.state.withLock(\.starts) == 0)
        #expect(outline(events).contains("observed:open-valve"))
    }

    @Test func unlessOfAnIncludeDecidesOnceForTheWholeOfIt() async throws {
        let inner = """
            kirikae: 1
            runbook: plant.inner
            kind: procedure
            direction: both
            title: {ja: 中, en: Inner}
            steps:
            \(EngineFixture.open("first"))
            \(EngineFixture.open("second"))
            """
        let steps = """
              - id: all
                title: {ja: 全部, en: All of it}
                source: [M1]
                unless: {valve.state: open}
                action: {include: plant.inner}
            """
        let plan = try EngineFixture.plan(steps, others: [inner])
        let shut = ScriptedWorld()
        let (result, machine, _) = try await runPlan(plan, in: shut)
        #expect(result == .completed)
        // The first step opens the valve; the second is done all the same, because the decision was made at the door.
        #expect(shut.state.withLock(\.starts) == 2)
        #expect(machine.states.allSatisfy { $0 == .done })
        let open = ScriptedWorld(["valve.state": .value("open")])
        let (_, passed, _) = try await runPlan(plan, in: open)
        #expect(open.state.withLock(\.starts) == 0)
        #expect(passed.states[1...4].allSatisfy { $0 == .notNeeded })
    }

    @Test func aPersonIsNotAskedTwiceWhileNoStepHasTouchedTheVariable() async throws {
        let asking = EngineFixture.open(
            extra: "    unless: {light.state: dark}", verification: "{valve.state: open}")
        let plan = try EngineFixture.plan(EngineFixture.watch + "\n" + asking)
        let world = ScriptedWorld()
        world.state.withLock { $0.answers["manual"] = [.typed("lit")] }
        let (result, _, _) = try await runPlan(plan, in: world)
        #expect(result == .completed)
        #expect(world.state.withLock { $0.questions.count } == 1)
    }

    @Test func anAnswerThatIsNotAcceptedFailsTheStep() async throws {
        let plan = try EngineFixture.plan(EngineFixture.watch)
        let world = ScriptedWorld()
        world.state.withLock { $0.answers["manual"] = [.typed("dark")] }
        let (result, machine, _) = try await runPlan(plan, in: world)
        #expect(result == .stopped(.needsPerson))
        #expect(machine.lastQuestion?.kind == .problem(.action(.answerNotAccepted("dark"))))
    }

    @Test func aStepThatDidNotRunNeverReadsAsDone() async throws {
        let plan = try EngineFixture.plan(EngineFixture.open() + "\n" + EngineFixture.watch)
        let world = ScriptedWorld()
        world.state.withLock { $0.outcomes = [.failed(.signal(9))] }
        let (_, machine, events) = try await runPlan(plan, in: world)
        #expect(machine.states[1] == .pending)
        #expect(machine.states[2] == .pending)
        #expect(!outline(events).contains("done:open-valve"))
    }

    @Test func theSameAnswerTwiceIsFineAndADifferentOneIsAConflict() throws {
        let plan = try EngineFixture.plan(EngineFixture.watch)
        var machine = RunMachine(plan: plan)
        let stamp = Stamp(wallMilliseconds: 0, monotonicMilliseconds: 0)
        try machine.apply(.started(EngineFixture.header(plan)), at: stamp)
        try machine.apply(.done(step: "plant.open"), at: stamp)
        try machine.apply(.intent(step: "plant.open/watch-light", attempt: 1), at: stamp)
        guard case .record(.asked(let question)) = machine.next() else {
            Issue.record("no question: \(machine.next())")
            return
        }
        try machine.apply(.asked(question), at: stamp)
        #expect(machine.check(.typed("blue"), to: question.id) == .notOffered(["lit", "dark"]))
        #expect(machine.check(.typed("lit"), to: "q9") == .notOpen)
        try machine.apply(.answered(question: question.id, .typed("lit")), at: stamp)
        #expect(machine.check(.typed("lit"), to: question.id) == nil)
        #expect(machine.check(.typed("dark"), to: question.id) == .conflict(recorded: "lit"))
    }

    @Test func eventsOfAnotherStepAreImpossible() throws {
        let plan = try EngineFixture.plan(EngineFixture.open())
        let stamp = Stamp(wallMilliseconds: 0, monotonicMilliseconds: 0)
        let wrong: [RunEvent] = [
            .done(step: "plant.open/open-valve"), .intent(step: "plant.open", attempt: 2),
            .performed(step: "plant.open", attempt: 1, .succeeded(warnings: [])),
            .answered(question: "q1", .typed("lit")), .started(EngineFixture.header(plan)),
        ]
        for event in wrong {
            var machine = RunMachine(plan: plan)
            try machine.apply(.started(EngineFixture.header(plan)), at: stamp)
            #expect(throws: ImpossibleEvent.self) { try machine.apply(event, at: stamp) }
        }
    }
}
