import KirikaeEngine
import KirikaePlan
import KirikaeRunbook
import KirikaeService
import KirikaeTestSupport
import Synchronization
import Testing

/// Populations whose items have names: answered for, resumed and carried over one by one.
@Suite struct ItemTests {
    static let path = "plant.open/log-in"

    static func environment(_ count: Int) -> String {
        """
        kirikae: 1
        environment: test
        title: {ja: 試験, en: Test}
        inventories:
          pcs: {title: {ja: PC, en: PCs}, items: [\((1...count).map { "pc-\($0)" }.joined(separator: ", "))]}
        observe:
          valve.state: {http: {url: http://127.0.0.1/valve}}
          pump.state: {http: {url: http://127.0.0.1/pump}}
          light.state: {http: {url: http://127.0.0.1/light}}
        """
    }

    /// A plan of one step over so many items, in waves of 20 % and 100 % of which 80 % are enough.
    static func plan(_ count: Int, waves: String = "[20%, 100%]", quota: String = "80%") throws -> Plan {
        let step = """
              - id: log-in
                title: {ja: 入る, en: Log in}
                source: [M1]
                preconditions: [{pump.state: on}]
                action: {population: pcs, instructions: [{do: {ja: 入る, en: Log in}}], ask: {ja: どれ, en: Which}, waves: \(waves), quota: \(quota)}
                typical: 5m
                timeout: 5m
                changes: {}
                verifications: []
            """
        return try EngineFixture.plan(step, environment: environment(count))
    }

    static func says(_ report: ItemReport, _ ids: [String], _ remark: String? = nil) -> Answer {
        Answer(value: report.rawValue, remark: remark, by: "tester", via: .terminal, items: ids)
    }

    static func done(_ range: ClosedRange<Int>) -> Answer { says(.done, range.map { "pc-\($0)" }) }

    private func run(
        _ plan: Plan, _ answers: [Answer], problems: [Answer] = []
    ) async throws -> (result: RunResult, machine: RunMachine, kinds: [Question.Kind]) {
        let world = ScriptedWorld()
        world.state.withLock { state in
            state.answers["items"] = answers
            state.answers["problem"] = problems
        }
        let (result, machine, _) = try await runPlan(plan, in: world)
        return (result, machine, world.state.withLock(\.questions).map(\.kind))
    }

    @Test func wavesGoInTheOrderOfTheInventoryAndEndWhenNothingIsOpen() async throws {
        let (result, machine, kinds) = try await run(
            Self.plan(10), [Self.done(1...1), Self.done(2...2), Self.done(3...7), Self.done(8...10)])
        #expect(result == .completed)
        #expect(
            kinds == [
                .items(wave: 0, target: 2, done: 0), .items(wave: 0, target: 2, done: 1),
                .items(wave: 1, target: 10, done: 2), .items(wave: 1, target: 10, done: 7),
            ])
        #expect(machine.stragglers.isEmpty)
        #expect(machine.waveCounts == [Self.path: [2, 10]])
    }

    @Test func thoseWhoAreLateAndThoseThatFailedAreNamedAtTheEnd() async throws {
        let late = Self.says(.late, ["pc-9"])
        let (result, machine, _) = try await run(
            Self.plan(10), [Self.done(1...2), Self.done(3...8), Self.says(.failed, ["pc-10"], "no power"), late])
        #expect(result == .completed)
        let stragglers = try #require(machine.stragglers[Self.path])
        #expect(stragglers.count == 2)
        #expect(stragglers.open.map(\.id) == ["pc-9"])
        #expect(stragglers.failed.map(\.id) == ["pc-10"])
        #expect(stragglers.reasons == ["pc-10": "no power"])
    }

    /// What failed is tried again with the step, and what was done is not asked for again.
    @Test func tooFewHoldTheRunUp() async throws {
        let failed = Self.says(.failed, ["pc-8", "pc-9", "pc-10"], "no power")
        let (result, machine, kinds) = try await run(
            Self.plan(10),
            [Self.done(1...2), Self.done(3...7), failed, Self.done(8...8), Self.says(.late, ["pc-9", "pc-10"])],
            problems: [.typed("retry")])
        #expect(result == .completed)
        #expect(kinds[3] == .problem(.action(.quotaNotReached(done: 7, needed: 8, target: 10))))
        #expect(kinds[4] == .items(wave: 1, target: 10, done: 7))
        #expect(machine.stragglers[Self.path]?.failed.map(\.id) == ["pc-9", "pc-10"])
        #expect(machine.attempts[1] == 2)
    }

    /// Leaving the step out is the one way on without the quota, and it says who is left.
    @Test func aStepLeftOutNamesThoseItLeft() async throws {
        let (result, machine, _) = try await run(
            Self.plan(5, waves: "[100%]"), [Self.done(1...2), Self.says(.late, ["pc-3", "pc-4", "pc-5"])],
            problems: [.typed("skip", "tomorrow")])
        #expect(result == .completed)
        #expect(machine.states[1] == .skipped)
        #expect(machine.stragglers[Self.path]?.open.map(\.id) == ["pc-3", "pc-4", "pc-5"])
    }

    /// A wave of which everything has been answered for is not asked about.
    @Test func wavesOfTheSameItemsAreOneQuestion() async throws {
        let (result, machine, kinds) = try await run(Self.plan(3, waves: "[90%, 100%]"), [Self.done(1...3)])
        #expect(result == .completed)
        #expect(kinds.count == 1)
        #expect(machine.waveCounts == [Self.path: [3, 3]])
    }

    @Test func itCannotBeDoneAsWritten() async throws {
        let (result, _, kinds) = try await run(Self.plan(3), [.typed(Answer.cannotDo)], problems: [.typed("stop")])
        #expect(result == .stopped(.person))
        #expect(kinds.last == .problem(.action(.declined)))
    }

    // MARK: Answers that cannot be taken

    /// A machine at its first question about ten items; pc-1 has done it.
    private func asked() throws -> (RunMachine, Question) {
        var machine = RunMachine(plan: try Self.plan(10))
        let stamp = Stamp(wallMilliseconds: 0, monotonicMilliseconds: 0)
        let question = Question(id: "q2", step: Self.path, kind: .items(wave: 0, target: 2, done: 1))
        for event in [
            RunEvent.started(EngineFixture.header(machine.plan)), .done(step: "plant.open"),
            .intent(step: Self.path, attempt: 1),
            .asked(Question(id: "q1", step: Self.path, kind: .items(wave: 0, target: 2, done: 0))),
            .answered(question: "q1", Self.done(1...1)), .asked(question),
        ] { try machine.apply(event, at: stamp) }
        return (machine, question)
    }

    @Test(
        arguments: [
            (says(.done, ["pc-2"]), nil), (says(.done, ["pc-1", "pc-2"]), nil), (says(.notDone, ["pc-1"]), nil),
            (says(.failed, ["pc-1"], "no power"), nil), (says(.late, ["pc-2"]), nil), (.typed(Answer.cannotDo), nil),
            (says(.done, ["pc-1"]), AnswerProblem.nothingNew), (says(.done, []), .nothingNew),
            (says(.notDone, ["pc-2"]), .nothingNew), (says(.failed, []), .nothingNew),
            (says(.failed, ["pc-2"]), .remarkMissing), (says(.done, ["pc-2", "pc-0"]), .noSuchItems(["pc-0"])),
            (says(.done, ["pc-2", "pc-3"]), .itemsNotAsked(["pc-3"])), (says(.late, []), .notOffered(["late"])),
            (says(.late, ["pc-1"]), .notOffered(["late"])),
            (.typed("5"), .notOffered(["done", "failed", "not-done", "late"])),
            (.typed(""), .notOffered(["done", "failed", "not-done", "late"])),
        ] as [(Answer, AnswerProblem?)])
    func onlyWhatSaysSomethingOfTheWaveIsTaken(answer: Answer, problem: AnswerProblem?) throws {
        let (machine, question) = try asked()
        #expect(machine.check(answer, to: question.id) == problem)
    }

    @Test func theSameAnswerTwiceIsTakenOnce() throws {
        let (machine, _) = try asked()
        #expect(machine.check(Self.done(1...1), to: "q1") == nil)
        #expect(machine.check(Self.done(2...2), to: "q1") == .conflict(recorded: "done pc-1"))
    }

    // MARK: Resuming

    /// Replays what was recorded and goes on.
    private func resume(_ plan: Plan, _ recorder: MemoryRecorder, _ answers: [Answer]) async throws -> (
        result: RunResult, machine: RunMachine, kinds: [Question.Kind]
    ) {
        let world = ScriptedWorld()
        world.state.withLock { $0.answers["items"] = answers }
        var machine = RunMachine(plan: plan)
        for (event, stamp) in recorder.records { try machine.apply(event, at: stamp) }
        let runner = Runner(world: world, recorder: MemoryRecorder(), clock: VirtualClock(), observer: NoObserver())
        let result = try await runner.run(&machine, opening: [.resumed(operatorName: "tester", epoch: 2)])
        return (result, machine, world.state.withLock(\.questions).map(\.kind))
    }

    /// Nobody is asked whether the step ‘had been done’: every answer is in the record.
    @Test(arguments: [true, false]) func aResumeAsksForTheOpenOnesOnly(isStopped: Bool) async throws {
        let plan = try Self.plan(10)
        let world = ScriptedWorld()
        let failed = Self.says(.failed, ["pc-4"], "no power")
        world.state.withLock { $0.answers["items"] = [Self.done(1...2), Self.done(3...3), failed] }
        // started, done, observed, intent, three questions with their answers; then the engine dies or nobody is there.
        let recorder = MemoryRecorder(crashAt: isStopped ? nil : 10)
        let first = try? await runPlan(plan, in: world, recorder: recorder)
        #expect(first?.result == (isStopped ? .stopped(.needsPerson) : nil))
        let (result, machine, kinds) = try await resume(plan, recorder, [Self.done(5...10)])
        #expect(result == .completed)
        #expect(kinds == [.items(wave: 1, target: 10, done: 3)])
        #expect(machine.attempts[1] == 1)
        #expect(machine.stragglers[Self.path]?.failed.map(\.id) == ["pc-4"])
    }

    @Test func aRunThatBeginsAnewKnowsWhoWasLeft() async throws {
        let (_, machine, _) = try await run(
            Self.plan(10), [Self.done(1...2), Self.done(3...9), Self.says(.failed, ["pc-10"], "no power")])
        let carried = machine.carriedOver(before: "plant.open/$end", reason: "r", by: "tester")
        let step = try #require(carried.steps.first { $0.path == Self.path })
        #expect(step.items?.done.count == 9)
        #expect(step.items?.failed == ["pc-10": "no power"])
    }

    // MARK: Any order of answers, a crash at every point

    /// What the answers say, told without the machine.
    private struct Told {
        var done: Set<String> = []
        var failed: [String: String] = [:]

        mutating func take(_ answer: Answer) {
            for id in answer.items where answer.value != ItemReport.late.rawValue {
                done.remove(id)
                failed[id] = nil
                if answer.value == ItemReport.done.rawValue { done.insert(id) }
                if answer.value == ItemReport.failed.rawValue { failed[id] = answer.remark }
            }
        }
    }

    /// An answer to a question about items that the machine takes, by lot.
    private func anyAnswer(
        _ question: Question, _ machine: RunMachine, using generator: inout SeededGenerator
    ) -> Answer {
        let open = machine.openItems(of: question).map(\.id)
        guard case .items(_, let target, _) = question.kind else { return .typed("retry") }
        let asked = (1...target).map { "pc-\($0)" }
        for _ in 0..<100 {
            let report = ItemReport.allCases.randomElement(using: &generator) ?? .done
            let count = Int.random(in: 1...asked.count, using: &generator)
            let ids = report == .late ? open : Array(asked.shuffled(using: &generator).prefix(count))
            let answer = Self.says(report, ids, report == .failed ? "r\(count)" : nil)
            if machine.check(answer, to: question.id) == nil { return answer }
        }
        return Self.says(.done, open)
    }

    /// Drives a machine by lot, with resumes wherever the lot says so; checks at every event that a replay of the record so far, and a
    /// resume of it, knows exactly what was answered.
    @Test func aReplayKnowsExactlyWhatWasAnswered() throws {
        var generator = SeededGenerator(for: "items")
        for _ in 0..<60 {
            let plan = try Self.plan(Int.random(in: 1...12, using: &generator))
            var machine = RunMachine(plan: plan)
            var record: [RunEvent] = []
            var told = Told()
            let stamp = Stamp(wallMilliseconds: 0, monotonicMilliseconds: 0)
            func take(_ event: RunEvent) throws {
                record.append(event)
                try machine.apply(event, at: stamp)
                if case .answered(_, let answer) = event { told.take(answer) }
                var replayed = RunMachine(plan: plan)
                for event in record { try replayed.apply(event, at: stamp) }
                let standing = replayed.itemStandings[Self.path] ?? ItemStanding()
                #expect(standing.done == told.done && standing.failed == told.failed, "seed \(generator.seed)")
                #expect(replayed.next() == machine.next(), "seed \(generator.seed)")
                guard machine.result == nil else { return }
                try replayed.apply(.resumed(operatorName: "tester", epoch: 2), at: stamp)
                #expect(replayed.itemStandings == machine.itemStandings, "seed \(generator.seed)")
                #expect(replayed.stepsInDoubt.isEmpty, "seed \(generator.seed)")
            }
            try take(.started(EngineFixture.header(plan)))
            while machine.result == nil, record.count < 400 {
                if Int.random(in: 0..<6, using: &generator) == 0 {
                    try take(.resumed(operatorName: "tester", epoch: 2))
                    continue
                }
                switch machine.next() {
                case .record(let event): try take(event)
                case .ask(let question):
                    try take(.answered(question: question.id, anyAnswer(question, machine, using: &generator)))
                case .probe(let index, let variables):
                    let seen = variables.map { Observation(variable: $0, reading: .value("on"), basis: .probed) }
                    try take(.observed(step: plan.steps[index].path, seen))
                case .recheck(let variables):
                    try take(
                        .rechecked(variables.map { Observation(variable: $0, reading: .value("on"), basis: .probed) }))
                case .perform, .performItems, .lookAtItems, .wait, .finish, nil:
                    Issue.record("nothing of the kind is in the plan; seed \(generator.seed)")
                    return
                }
            }
            // By lot some runs take long; none of them may be wrong.
            #expect(machine.result == nil || machine.result == .completed, "seed \(generator.seed)")
        }
    }
}
