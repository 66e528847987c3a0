import KirikaeEngine
import KirikaePlan
import KirikaeRunbook
import KirikaeService
import KirikaeTestSupport
import Synchronization
import Testing

/// Populations that a program works through: order, waves, limits, doubt, and what is never done twice.
@Suite struct ItemWorkTests {
    static let path = "plant.open/set-site"

    /// A plan of one step with a program for each of so many items.
    static func plan(
        _ count: Int, atOnce: Int = 10, waves: String = "[1, 10%, 100%]", more: String = "", each: String = ""
    ) throws -> Plan {
        let step = """
              - id: set-site
                title: {ja: 切り替える, en: Set the site}
                source: [M1]
                action:
                  population: pcs
                  each: {command: [set-site, '${item.id}'], on: pc\(each)}
                  at-once: \(atOnce)
                  waves: \(waves)
            \(more.isEmpty ? "" : "      \(more)")
                typical: 5m
                timeout: 5m
                changes: {}
                verifications: []
            """
        let environment =
            ItemTests.environment(count).replacing(
                "observe:", with: "hosts: {pc: {title: {ja: PC, en: PC}, directory: /nowhere}}\nobserve:")
        return try EngineFixture.plan(step, environment: environment)
    }

    /// A run to its end or to where nobody answers.
    private func run(
        _ plan: Plan, _ world: PopulationWorld, _ recorder: DurableRecorder = DurableRecorder(),
        isStopRequested: @escaping @Sendable () -> Bool = { false }
    ) async throws -> (result: RunResult, machine: RunMachine) {
        var machine = RunMachine(plan: plan)
        let runner = Runner(
            world: world, recorder: recorder, clock: VirtualClock(), observer: NoObserver(),
            isStopRequested: isStopRequested)
        let result = try await runner.run(&machine, opening: [.started(EngineFixture.header(plan))])
        return (result, machine)
    }

    private func resume(
        _ plan: Plan, _ world: PopulationWorld, after records: [(RunEvent, Stamp)],
        _ recorder: DurableRecorder = DurableRecorder()
    ) async throws -> (result: RunResult, machine: RunMachine) {
        var machine = RunMachine(plan: plan)
        for (event, stamp) in records { try machine.apply(event, at: stamp) }
        let runner = Runner(world: world, recorder: recorder, clock: VirtualClock(), observer: NoObserver())
        let result = try await runner.run(&machine, opening: [.resumed(operatorName: "tester", epoch: 2)])
        return (result, machine)
    }

    @Test func everyItemIsDoneOnceTheFirstOfThemAlone() async throws {
        let plan = try Self.plan(200, atOnce: 50)
        let recorder = DurableRecorder()
        let world = PopulationWorld { recorder.isBegun($0) }
        let (result, machine) = try await run(plan, world, recorder)
        #expect(result == .completed)
        let state = world.state.withLock { $0 }
        #expect(state.effects == Dictionary(uniqueKeysWithValues: (1...200).map { ("pc-\($0)", 1) }))
        #expect(state.begun.first == "pc-1")
        #expect(state.mostRunning <= 50)
        #expect(state.mostRunning > 1)
        #expect(machine.waveCounts == [Self.path: [1, 20, 200]])
        #expect(machine.stragglers.isEmpty)
        // Nothing of a wave begins before the one before it is over.
        let outline = outline(recorder.events)
        let canary = try #require(outline.firstIndex(of: "item-done:pc-1"))
        let second = try #require(outline.firstIndex { $0.hasPrefix("begun:pc-2") })
        #expect(canary < second)
    }

    /// Those that begin together share a sync, and so do those that ended meanwhile.
    @Test func groupsShareASync() async throws {
        let plan = try Self.plan(300, atOnce: 50, waves: "[100%]")
        let recorder = DurableRecorder()
        let (result, _) = try await run(plan, PopulationWorld { recorder.isBegun($0) }, recorder)
        #expect(result == .completed)
        #expect(recorder.synchronizations < 150, "\(recorder.synchronizations) for 300 items")
    }

    @Test func aCanaryThatFailsStopsTheRest() async throws {
        let plan = try Self.plan(100)
        let world = PopulationWorld()
        world.state.withLock { $0.failing = ["pc-1"] }
        let (result, machine) = try await run(plan, world)
        #expect(result == .stopped(.needsPerson))
        #expect(world.state.withLock(\.begun) == ["pc-1"])
        #expect(
            world.state.withLock(\.questions).map(\.kind)
                == [.problem(.action(.quotaNotReached(done: 0, needed: 1, target: 1)))])
        #expect(machine.stragglers[Self.path]?.failures == ["pc-1": .exitCode(3)])
    }

    /// Those in flight end; of those that failed the step is a problem, and a retry tries those and the open ones only.
    @Test(arguments: ["stop-after: 3", "stop-after: 5%"]) func tooManyFailuresStopIt(limit: String) async throws {
        let plan = try Self.plan(60, atOnce: 5, waves: "[100%]", more: limit)
        let world = PopulationWorld()
        let bad: Set<String> = ["pc-2", "pc-7", "pc-11", "pc-30"]
        world.state.withLock { state in
            state.failing = bad
            state.problems = [.typed("retry")]
        }
        let first = try await run(plan, world)
        #expect(first.result == .stopped(.needsPerson))
        let state = world.state.withLock { $0 }
        guard case .problem(.action(.tooManyFailed(let failed, 3)))? = state.questions.first?.kind else {
            Issue.record("\(state.questions)")
            return
        }
        #expect(failed == 3)
        // Nothing was begun after the third failure but what was under way with it.
        let begunFirst = state.begun.prefix { $0 != "pc-2" || true }.prefix(20)
        #expect(begunFirst.contains("pc-11"))
        let counts = Dictionary(grouping: state.begun, by: \.self).mapValues(\.count)
        #expect(counts.filter { $0.value > 1 }.keys.allSatisfy(bad.contains))
        #expect(counts["pc-2"] == 2)
        #expect(counts["pc-60"] == nil)
        #expect(first.machine.attempts[1] == 2)
    }

    @Test func aRetryTriesTheFailedOnesOnly() async throws {
        let plan = try Self.plan(20, waves: "[100%]", more: "quota: 100%")
        let world = PopulationWorld()
        world.state.withLock { state in
            state.failing = ["pc-4", "pc-9"]
            state.problems = [.typed("retry")]
        }
        let recorder = DurableRecorder()
        let (result, machine) = try await run(plan, world, recorder)
        #expect(result == .stopped(.needsPerson))
        #expect(machine.attempts[1] == 2)
        #expect(world.state.withLock { Array($0.begun.suffix(2)).sorted() } == ["pc-4", "pc-9"])
        #expect(world.state.withLock { $0.begun.count } == 22)
        // Mended, they are done by the next retry.
        world.state.withLock { state in
            state.failing = []
            state.problems = [.typed("retry")]
        }
        let second = try await resume(plan, world, after: recorder.records)
        #expect(second.result == .completed)
        #expect(world.state.withLock { $0.effects.count } == 20)
        #expect(world.state.withLock { $0.effects.values.allSatisfy { $0 == 1 } })
    }

    /// A wish to stop is met between items: those under way end, none is begun, and nothing is in doubt.
    @Test func itStopsBetweenItems() async throws {
        let plan = try Self.plan(100, atOnce: 4, waves: "[100%]")
        let world = PopulationWorld()
        let recorder = DurableRecorder()
        let (result, machine) = try await run(plan, world, recorder) {
            world.state.withLock { $0.begun.count >= 20 }
        }
        #expect(result == .stopped(.signal))
        let begun = world.state.withLock(\.begun).count
        #expect((20...28).contains(begun), "\(begun)")
        #expect(machine.itemStandings[Self.path]?.inFlight == [])
        #expect(machine.itemStandings[Self.path]?.done.count == begun)
        let second = try await resume(plan, world, after: recorder.records)
        #expect(second.result == .completed)
        #expect(world.state.withLock(\.questions).isEmpty)
        #expect(world.state.withLock { $0.effects.values.allSatisfy { $0 == 1 } })
    }

    // MARK: Crashes

    /// How an item in doubt is resolved.
    enum Way: String, CaseIterable {
        case ask, verify, `repeat`, verifyThenRepeat

        var keys: String {
            let look = ", verify: {command: [shows-site, '${item.id}'], on: pc}"
            return switch self {
            case .ask: ""
            case .verify: look
            case .repeat: ", interrupted: repeat"
            case .verifyThenRepeat: look + ", interrupted: repeat"
            }
        }
    }

    /// The engine dies at every call of its recorder, and goes on: no finished item is begun again, and none is left out.
    @Test(arguments: Way.allCases) func aCrashAnywhereRepeatsNothing(way: Way) async throws {
        let plan = try Self.plan(12, atOnce: 4, waves: "[1, 100%]", each: way.keys)
        let whole = DurableRecorder()
        _ = try await run(plan, PopulationWorld(), whole)
        var doubts = 0
        for crashAt in 1..<whole.calls {
            let world = PopulationWorld()
            let recorder = DurableRecorder(crashAt: crashAt)
            await #expect(throws: (any Error).self) { try await run(plan, world, recorder) }
            let finished = recorder.events.compactMap { event -> String? in
                if case .itemEnded(_, _, let item, _) = event { item } else { nil }
            }
            let before = world.state.withLock { $0.effects }
            let second = DurableRecorder()
            guard !recorder.records.isEmpty else { continue }
            let (result, machine) = try await resume(plan, world, after: recorder.records, second)
            #expect(result == .completed, "\(way) at \(crashAt)")
            let state = world.state.withLock { $0 }
            for item in finished { #expect(state.effects[item] == 1, "\(way) at \(crashAt): \(item)") }
            #expect(machine.itemStandings[Self.path]?.done.count == 12)
            let inDoubt = before.keys.filter { !finished.contains($0) }
            doubts += inDoubt.count
            for item in inDoubt {
                // What was done and not recorded is done again only where that was declared and nothing could tell.
                let most = way == .repeat ? 2 : 1
                #expect(state.effects[item, default: 0] <= most, "\(way) at \(crashAt): \(item)")
            }
            #expect(state.effects.count == 12, "\(way) at \(crashAt)")
            let questions = state.questions.count
            if way == .repeat || way == .verifyThenRepeat { #expect(questions == 0) }
        }
        // The fault fired where it matters.
        #expect(doubts > 0)
    }

    /// A look that cannot tell proves nothing: a person is asked, and nothing else is begun meanwhile.
    @Test func whatALookCannotTellAPersonIsAsked() async throws {
        let plan = try Self.plan(8, atOnce: 3, waves: "[100%]", each: Way.verify.keys)
        let stamp = Stamp(wallMilliseconds: 0, monotonicMilliseconds: 0)
        let events: [RunEvent] = [
            .started(EngineFixture.header(plan)), .done(step: "plant.open"), .intent(step: Self.path, attempt: 1),
            .itemsBegun(step: Self.path, attempt: 1, items: ["pc-1", "pc-2", "pc-3"]),
            .itemEnded(step: Self.path, attempt: 1, item: "pc-2", ItemResult(.succeeded(warnings: []))),
        ]
        let world = PopulationWorld()
        world.state.withLock { state in
            state.sight = false
            state.answers = [
                ItemTests.says(.done, ["pc-1"]), ItemTests.says(.failed, ["pc-3"], "no power"),
            ]
        }
        let second = DurableRecorder()
        let (result, machine) = try await resume(plan, world, after: events.map { ($0, stamp) }, second)
        #expect(result == .stopped(.needsPerson))
        let state = world.state.withLock { $0 }
        #expect(state.looks == 2)
        #expect(!state.begun.contains("pc-1") && !state.begun.contains("pc-2") && !state.begun.contains("pc-3"))
        #expect(machine.itemStandings[Self.path]?.failed["pc-3"] == "no power")
        #expect(machine.itemStandings[Self.path]?.done.count == 7)
        let outline = outline(second.events)
        let asked = try #require(outline.firstIndex { $0.hasPrefix("answered") })
        let begun = try #require(outline.firstIndex { $0.hasPrefix("begun") })
        #expect(asked < begun)
    }

    /// Only items in doubt are answered for by a person; nothing else a program does is.
    @Test(
        arguments: [
            (ItemTests.says(.done, ["pc-1"]), nil), (ItemTests.says(.notDone, ["pc-1", "pc-3"]), nil),
            (ItemTests.says(.failed, ["pc-3"], "r"), nil), (.typed(Answer.cannotDo), nil),
            (ItemTests.says(.failed, ["pc-3"]), .remarkMissing), (ItemTests.says(.done, []), .nothingNew),
            (ItemTests.says(.done, ["pc-2"]), .itemsNotInDoubt(["pc-2"])),
            (ItemTests.says(.done, ["pc-5"]), .itemsNotInDoubt(["pc-5"])),
            (ItemTests.says(.done, ["pc-99"]), .noSuchItems(["pc-99"])),
            (ItemTests.says(.late, ["pc-1", "pc-3"]), .notOffered(["done", "failed", "not-done"])),
        ] as [(Answer, AnswerProblem?)])
    func onlyWhatIsInDoubtIsAnsweredFor(answer: Answer, problem: AnswerProblem?) throws {
        var machine = RunMachine(plan: try Self.plan(8, atOnce: 3, waves: "[100%]"))
        let stamp = Stamp(wallMilliseconds: 0, monotonicMilliseconds: 0)
        for event in [
            RunEvent.started(EngineFixture.header(machine.plan)), .done(step: "plant.open"),
            .intent(step: Self.path, attempt: 1),
            .itemsBegun(step: Self.path, attempt: 1, items: ["pc-1", "pc-2", "pc-3"]),
            .itemEnded(step: Self.path, attempt: 1, item: "pc-2", ItemResult(.succeeded(warnings: []))),
            .resumed(operatorName: "tester", epoch: 2),
        ] { try machine.apply(event, at: stamp) }
        guard case .record(.asked(let question))? = machine.next() else {
            Issue.record("\(String(describing: machine.next()))")
            return
        }
        try machine.apply(.asked(question), at: stamp)
        #expect(machine.openItems(of: question).map(\.id) == ["pc-1", "pc-3"])
        #expect(machine.check(answer, to: question.id) == problem)
        #expect(machine.restartRefusal(from: Self.path) == .inDoubt([Self.path]))
    }

    /// A record that cannot have happened belongs to another plan, or is damaged.
    @Test(
        arguments: [
            .itemsBegun(step: path, attempt: 1, items: ["pc-2"]),
            .itemsBegun(step: path, attempt: 1, items: ["pc-3", "pc-3"]),
            .itemEnded(step: path, attempt: 1, item: "pc-3", ItemResult(.succeeded(warnings: []))),
            .itemEnded(step: path, attempt: 2, item: "pc-1", ItemResult(.succeeded(warnings: []))),
            .itemsSettled(step: path, attempt: 1, items: ["pc-1"], .done),
        ] as [RunEvent])
    func whatCannotHaveHappenedIsRefused(event: RunEvent) throws {
        var machine = RunMachine(plan: try Self.plan(8, waves: "[100%]"))
        let stamp = Stamp(wallMilliseconds: 0, monotonicMilliseconds: 0)
        for event in [
            RunEvent.started(EngineFixture.header(machine.plan)), .done(step: "plant.open"),
            .intent(step: Self.path, attempt: 1),
            .itemsBegun(step: Self.path, attempt: 1, items: ["pc-1", "pc-2"]),
            .itemEnded(step: Self.path, attempt: 1, item: "pc-2", ItemResult(.succeeded(warnings: []))),
        ] { try machine.apply(event, at: stamp) }
        #expect(throws: ImpossibleEvent.self) { try machine.apply(event, at: stamp) }
    }
}

/// Items whose program was lost sight of while the engine lives.
@Suite struct LostItemTests {
    private let stamp = Stamp(wallMilliseconds: 0, monotonicMilliseconds: 0)
    private static let path = ItemWorkTests.path

    private func machine(_ plan: Plan, _ events: [RunEvent]) throws -> RunMachine {
        var machine = RunMachine(plan: plan)
        let opening: [RunEvent] = [
            .started(EngineFixture.header(plan)), .done(step: "plant.open"), .intent(step: Self.path, attempt: 1),
        ]
        for event in opening + events { try machine.apply(event, at: stamp) }
        return machine
    }

    private let lost = ItemResult(.failed(.connectionLost(host: "pc", .closed)))

    /// The others go on; those that were lost are asked about once, when the wave has nothing else.
    @Test func theOthersGoOnAndTheLostAreAskedAboutTogether() throws {
        let plan = try ItemWorkTests.plan(4, atOnce: 2, waves: "[100%]")
        var machine = try machine(
            plan,
            [
                .itemsBegun(step: Self.path, attempt: 1, items: ["pc-1", "pc-2"]),
                .itemEnded(step: Self.path, attempt: 1, item: "pc-1", lost),
            ])
        #expect(
            machine.next(items: [1: ["pc-2"]]) == .record(.itemsBegun(step: Self.path, attempt: 1, items: ["pc-3"])))
        for event in [
            RunEvent.itemsBegun(step: Self.path, attempt: 1, items: ["pc-3"]),
            .itemEnded(step: Self.path, attempt: 1, item: "pc-2", ItemResult(.succeeded(warnings: []))),
            .itemEnded(step: Self.path, attempt: 1, item: "pc-3", lost),
            .itemsBegun(step: Self.path, attempt: 1, items: ["pc-4"]),
            .itemEnded(step: Self.path, attempt: 1, item: "pc-4", ItemResult(.succeeded(warnings: []))),
        ] { try machine.apply(event, at: stamp) }
        #expect(machine.itemStandings[Self.path]?.inDoubt == ["pc-1", "pc-3"])
        guard case .record(.asked(let question))? = machine.next(), case .items = question.kind else {
            Issue.record("\(String(describing: machine.next()))")
            return
        }
        #expect(machine.openItems(of: question).map(\.id) == ["pc-1", "pc-3"])
    }

    /// They count for the threshold, and are in doubt before the step is a problem.
    @Test func theyCountForTheThreshold() throws {
        let plan = try ItemWorkTests.plan(9, atOnce: 2, waves: "[100%]", more: "stop-after: 2")
        let machine = try machine(
            plan,
            [
                .itemsBegun(step: Self.path, attempt: 1, items: ["pc-1", "pc-2"]),
                .itemEnded(step: Self.path, attempt: 1, item: "pc-1", lost),
                .itemEnded(step: Self.path, attempt: 1, item: "pc-2", lost),
            ])
        #expect(machine.itemStandings[Self.path]?.inDoubt == ["pc-1", "pc-2"])
    }

    /// What may be repeated counts as failed: a retry repeats it, and nobody is asked.
    @Test func whatMayBeRepeatedHasFailed() throws {
        let plan = try ItemWorkTests.plan(2, waves: "[100%]", each: ", interrupted: repeat")
        let machine = try machine(
            plan,
            [
                .itemsBegun(step: Self.path, attempt: 1, items: ["pc-1", "pc-2"]),
                .itemEnded(step: Self.path, attempt: 1, item: "pc-1", lost),
                .itemEnded(step: Self.path, attempt: 1, item: "pc-2", ItemResult(.succeeded(warnings: []))),
            ])
        #expect(machine.itemStandings[Self.path]?.failed == ["pc-1": ""])
        #expect(machine.isTroubled(Self.path))
    }
}
