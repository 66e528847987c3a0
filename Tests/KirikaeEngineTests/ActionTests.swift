import KirikaeEngine
import KirikaePlan
import KirikaeRunbook
import KirikaeService
import KirikaeSyntax
import Synchronization
import Testing

/// Waits, approvals, populations and outputs.
@Suite struct ActionTests {
    private static let environment = """
        kirikae: 1
        environment: test
        title: {ja: 試験, en: Test}
        hosts: {pc: {title: {ja: PC, en: PC}, directory: /nowhere}}
        groups: {managers: {title: {ja: 責任者, en: Managers}, members: [sato, suzuki, tester]}}
        inventories: {agents: {title: {ja: エージェント, en: Agents}, count: 41}}
        observe:
          valve.state: {http: {url: http://127.0.0.1/valve}}
          pump.state: {http: {url: http://127.0.0.1/pump}}
          light.state: {http: {url: http://127.0.0.1/light}}
        """

    private func plan(_ steps: String) throws -> Plan {
        try EngineFixture.plan(steps, environment: Self.environment)
    }

    private func step(_ id: String, _ action: String, rest: String = "") -> String {
        """
          - id: \(id)
            title: {ja: 行う, en: Do it}
            source: [M1]
            action: \(action)
            timeout: 5m
        \(rest)
        """
    }

    // MARK: Waiting

    @Test func waitsForATime() async throws {
        let plan = try plan(step("pause", "{wait: {for: 90s, because: {ja: 見えないため, en: nothing to see}}}"))
        let clock = VirtualClock()
        let (result, _, events) = try await runPlan(plan, in: ScriptedWorld(), clock: clock)
        #expect(result == .completed)
        #expect(clock.now().monotonicMilliseconds == 90_000)
        #expect(
            outline(events) == [
                "started", "done:plant.open", "intent:pause#1", "performed", "done:pause", "done:$end",
                "closed:completed",
            ])
    }

    @Test func waitsUntilAConditionHolds() async throws {
        let plan = try plan(step("await", "{wait: {until: {light.state: lit, every: 20s}}}"))
        let world = ScriptedWorld()
        world.state.withLock {
            $0.beforeLook = { look, readings in if look == 4 { readings["light.state"] = .value("lit") } }
        }
        let clock = VirtualClock()
        let (result, _, _) = try await runPlan(plan, in: world, clock: clock)
        #expect(result == .completed)
        #expect(clock.now().monotonicMilliseconds == 60_000)
    }

    @Test func waitingForAConditionEndsWithTheStepsTime() async throws {
        let plan = try plan(step("await", "{wait: {until: {light.state: lit, every: 70s}}}"))
        let clock = VirtualClock()
        let (result, machine, _) = try await runPlan(plan, in: ScriptedWorld(), clock: clock)
        #expect(result == .stopped(.needsPerson))
        #expect(machine.lastQuestion?.kind == .problem(.gate(.verifications, .notMet, unmet: [0])))
        #expect(clock.now().monotonicMilliseconds == 300_000)
    }

    @Test func aPreconditionMayTakeItsTime() async throws {
        let open = EngineFixture.open().replacing("{pump.state: on}", with: "{pump.state: on, within: 5m, every: 1m}")
        let plan = try plan(open)
        let world = ScriptedWorld(["pump.state": .value("off")])
        world.state.withLock {
            $0.beforeLook = { look, readings in if look == 3 { readings["pump.state"] = .value("on") } }
        }
        let clock = VirtualClock()
        let (result, _, _) = try await runPlan(plan, in: world, clock: clock)
        #expect(result == .completed)
        #expect(clock.now().monotonicMilliseconds == 120_000)
    }

    // MARK: Approving

    private func approval(_ options: String) -> String {
        step(
            "agree", "{approve: {ja: 開始, en: Start}, by: managers, \(options)}", rest: "    typical: 5m")
    }

    private func word(_ value: String, by name: String, because reason: String? = "seen the notice") -> Answer {
        Answer(value: value, remark: reason, by: name, via: .terminal)
    }

    @Test func goesOnOnceEnoughHaveAgreed() async throws {
        let plan = try plan(approval("count: 2"))
        let world = ScriptedWorld()
        world.state.withLock { $0.answers["approval"] = [word("approve", by: "sato"), word("approve", by: "suzuki")] }
        let (result, _, events) = try await runPlan(plan, in: world)
        #expect(result == .completed)
        let asked = world.state.withLock(\.questions).map(\.kind)
        #expect(asked == [.approval(given: []), .approval(given: ["sato"])])
        #expect(outline(events).suffix(4) == ["performed", "done:agree", "done:$end", "closed:completed"])
    }

    @Test func oneWhoRefusesDecides() async throws {
        let plan = try plan(approval("count: 2"))
        let world = ScriptedWorld()
        world.state.withLock { $0.answers["approval"] = [word("approve", by: "sato"), word("reject", by: "suzuki")] }
        let (result, machine, _) = try await runPlan(plan, in: world)
        #expect(result == .stopped(.needsPerson))
        #expect(machine.lastQuestion?.kind == .problem(.action(.notApproved(by: "suzuki"))))
    }

    @Test func onlyOthersMayApproveAndOnceAndWithAReason() throws {
        let plan = try plan(approval("count: 3, expires: 10m"))
        var machine = RunMachine(plan: plan)
        func apply(_ event: RunEvent, at minute: Int64) throws {
            try machine.apply(event, at: Stamp(wallMilliseconds: 0, monotonicMilliseconds: minute * 60_000))
        }
        func ask(_ id: String, given: [String], at minute: Int64) throws {
            let expected = Question(id: id, step: "plant.open/agree", kind: .approval(given: given))
            #expect(machine.next() == .record(.asked(expected)))
            try apply(.asked(expected), at: minute)
        }
        try apply(.started(EngineFixture.header(plan)), at: 0)
        try apply(.done(step: "plant.open"), at: 0)
        try apply(.intent(step: "plant.open/agree", attempt: 1), at: 0)
        try ask("q1", given: [], at: 0)
        #expect(machine.check(word("approve", by: "tanaka"), to: "q1") == .mayNotApprove(.notMember))
        #expect(machine.check(word("approve", by: "tester"), to: "q1") == .mayNotApprove(.drivesTheRun))
        #expect(machine.check(word("approve", by: "sato", because: nil), to: "q1") == .remarkMissing)
        #expect(machine.check(word("yes", by: "sato"), to: "q1") == .notOffered(["approve", "reject"]))
        try apply(.answered(question: "q1", word("approve", by: "sato")), at: 1)
        try ask("q2", given: ["sato"], at: 2)
        #expect(machine.check(word("approve", by: "sato"), to: "q2") == .mayNotApprove(.hasApproved))
        try apply(.answered(question: "q2", word("approve", by: "suzuki")), at: 9)
        // The first word is too old by now.
        try apply(.waited(step: "plant.open/agree"), at: 12)
        try ask("q3", given: ["suzuki"], at: 12)
        #expect(machine.check(word("approve", by: "sato"), to: "q3") == nil)
    }

    @Test func whoeverResumesMayNotApproveEither() throws {
        let plan = try plan(approval("count: 1"))
        var machine = RunMachine(plan: plan)
        let stamp = Stamp(wallMilliseconds: 0, monotonicMilliseconds: 0)
        try machine.apply(.started(EngineFixture.header(plan)), at: stamp)
        try machine.apply(.done(step: "plant.open"), at: stamp)
        try machine.apply(.stopped(.person), at: stamp)
        try machine.apply(.resumed(operatorName: "sato", epoch: 2), at: stamp)
        try machine.apply(.intent(step: "plant.open/agree", attempt: 1), at: stamp)
        guard case .record(.asked(let question)) = machine.next() else {
            Issue.record("nothing is asked")
            return
        }
        try machine.apply(.asked(question), at: stamp)
        #expect(machine.check(word("approve", by: "sato"), to: question.id) == .mayNotApprove(.drivesTheRun))
        #expect(machine.check(word("approve", by: "suzuki"), to: question.id) == nil)
    }

    // MARK: Populations

    private var population: String {
        step(
            "log-in",
            "{population: agents, instructions: [{do: {ja: 入る, en: Log in}}], ask: {ja: 何人, en: How many}, waves: [10%, 100%], quota: 90%}",
            rest: "    typical: 5m\n    changes: {}\n    verifications: []")
    }

    @Test func goesThroughTheWavesAndCarriesStragglersOver() async throws {
        let plan = try plan(population)
        let world = ScriptedWorld()
        world.state.withLock { $0.answers["population"] = [.typed("5"), .typed("37")] }
        let (result, machine, _) = try await runPlan(plan, in: world)
        #expect(result == .completed)
        #expect(
            world.state.withLock(\.questions).map(\.kind) == [
                .population(wave: 0, target: 5), .population(wave: 1, target: 41),
            ])
        #expect(machine.stragglers == ["plant.open/log-in": Stragglers(count: 4)])
    }

    @Test func tooFewHoldTheRunUpAndTheSameWaveIsAskedAgain() async throws {
        let plan = try plan(population)
        let world = ScriptedWorld()
        world.state.withLock { state in
            state.answers["population"] = [.typed("5"), .typed("36"), .typed("41")]
            state.answers["problem"] = [.typed("retry")]
        }
        let (result, machine, _) = try await runPlan(plan, in: world)
        #expect(result == .completed)
        let kinds = world.state.withLock(\.questions).map(\.kind)
        #expect(kinds[2] == .problem(.action(.quotaNotReached(done: 36, needed: 37, target: 41))))
        #expect(kinds[3] == .population(wave: 1, target: 41))
        #expect(machine.stragglers.isEmpty)
    }

    @Test(arguments: ["-1", "6", "5.5", "five", "", "05"]) func onlyANumberUpToTheWaveCounts(text: String) throws {
        let plan = try plan(population)
        var machine = RunMachine(plan: plan)
        let stamp = Stamp(wallMilliseconds: 0, monotonicMilliseconds: 0)
        let question = Question(id: "q1", step: "plant.open/log-in", kind: .population(wave: 0, target: 5))
        for event in [
            RunEvent.started(EngineFixture.header(plan)), .done(step: "plant.open"),
            .intent(step: "plant.open/log-in", attempt: 1), .asked(question),
        ] { try machine.apply(event, at: stamp) }
        #expect(machine.check(.typed(text), to: "q1") == .notInRange(0, 5))
        #expect(machine.check(.typed("5"), to: "q1") == nil)
    }

    // MARK: Outputs

    private var reader: String {
        EngineFixture.open(
            "read", extra: "    outputs: {lag: {title: {ja: 遅延, en: Lag}, after: 'lag='}}")
    }

    private var user: String {
        EngineFixture.open("use").replacing(
            "[open-valve]", with: "[tell, '--lag=${outputs.read.lag}', '${outputs.read.lag}']")
    }

    /// What looks like a reference, a shell or another argument stays one piece of data.
    @Test(arguments: ["12", "${outputs.read.lag}", "${site}", "; rm -rf /", "a b", "--force", "\"'`$(x)"])
    func anOutputIsUsedAsItIs(value: String) async throws {
        let plan = try plan(reader + "\n" + user)
        let world = ScriptedWorld()
        world.state.withLock {
            $0.outcomes = [.succeeded(warnings: [], outputs: ["lag": value]), .succeeded(warnings: [])]
        }
        let (result, machine, _) = try await runPlan(plan, in: world)
        #expect(result == .completed)
        let step = try #require(plan.index(of: "plant.open/use").map { plan.steps[$0] })
        guard case .command(let command) = machine.filledAction(of: step) else {
            Issue.record("no command")
            return
        }
        #expect(command.arguments.map(\.literal) == ["tell", "--lag=\(value)", value])
    }

    @Test func aStepWhoseInputWasNeverReadIsNotBegun() async throws {
        let plan = try plan(reader + "\n" + user)
        let world = ScriptedWorld()
        world.state.withLock { $0.outcomes = [.failed(.outputNotRead("lag"))] }
        let recorder = MemoryRecorder()
        _ = try await runPlan(plan, in: world, recorder: recorder)
        // As an earlier version recorded it, which left out what a later step needs.
        var machine = RunMachine(plan: plan)
        for (event, stamp) in recorder.records { try machine.apply(event, at: stamp) }
        let second = MemoryRecorder()
        let runner = Runner(world: world, recorder: second, clock: VirtualClock(), observer: NoObserver())
        let result = try await runner.run(
            &machine,
            opening: [
                .resumed(operatorName: "tester", epoch: 2),
                .skipped(step: "plant.open/read", reason: "not needed today"),
            ])
        #expect(result == .stopped(.needsPerson))
        #expect(
            machine.lastQuestion?.kind
                == .problem(.missingOutputs(["outputs.plant.open/read.lag", "outputs.plant.open/read.lag"])))
        #expect(machine.offeredChoices(for: .missingOutputs([])) == [.skip, .stop])
        #expect(world.state.withLock(\.starts) == 1)
    }

    @Test func aStepThatALaterOneNeedsIsNotLeftOut() async throws {
        let plan = try plan(reader + "\n" + user)
        let world = ScriptedWorld()
        world.state.withLock { state in
            state.outcomes = [.failed(.outputNotRead("lag"))]
            state.answers["problem"] = [.typed("skip", "not needed today")]
        }
        await #expect(
            throws: AnswerProblem.mayNotLeaveOut(
                .outputNeeded("outputs.plant.open/read.lag", by: "plant.open/use"))
        ) { try await runPlan(plan, in: world) }
    }

    private var typed: String {
        step(
            "count",
            """
            {manual: {instructions: [{do: {ja: 数える, en: Count}}], answer: {ask: {ja: 何本, en: How many}, input: lines}}}
            """,
            rest: """
                    typical: 1m
                    changes: {}
                    outputs: {lines: {title: {ja: 回線, en: Lines}, type: integer}}
                    verifications: []
                """)
    }

    @Test func whatAPersonTypesIsCheckedAndKept() async throws {
        let plan = try plan(typed)
        let world = ScriptedWorld()
        world.state.withLock { $0.answers["manual"] = [.typed("24")] }
        let (result, machine, _) = try await runPlan(plan, in: world)
        #expect(result == .completed)
        #expect(machine.outputs == ["plant.open/count": ["lines": "24"]])
        let other = ScriptedWorld()
        other.state.withLock { $0.answers["manual"] = [.typed("many")] }
        await #expect(throws: AnswerProblem.notOfType(.integer)) { try await runPlan(plan, in: other) }
    }
}
