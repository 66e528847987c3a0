import KirikaeEngine
import KirikaePlan
import KirikaeRunbook
import KirikaeService
import Synchronization
import Testing

/// Who is to be told of what, and when: a function of the events and the time.
@Suite struct NoticeTests {
    private static func environment(_ notices: String) -> String {
        EngineFixture.environment + "\nnotify:\n" + notices
    }

    private static func entry(_ name: String, _ when: String, more: String = "") -> String {
        "  \(name): {when: [\(when)], webhook: {url: 'http://127.0.0.1:9/'}\(more)}\n"
    }

    private static let watch = "plant.open/watch-light"

    private func plan(_ notices: String, steps: String = EngineFixture.watch) throws -> Plan {
        try EngineFixture.plan(steps, environment: Self.environment(notices))
    }

    private func stamp(_ milliseconds: Int64, wall: Int64 = 1_700_000_000_000) -> Stamp {
        Stamp(wallMilliseconds: wall + milliseconds, monotonicMilliseconds: milliseconds)
    }

    /// A machine at the first thing that is not simply recorded.
    private func driven(_ plan: Plan, at milliseconds: Int64 = 0) throws -> RunMachine {
        var machine = RunMachine(plan: plan)
        try machine.apply(.started(EngineFixture.header(plan)), at: stamp(milliseconds))
        try settle(&machine, at: milliseconds)
        return machine
    }

    private func settle(_ machine: inout RunMachine, at milliseconds: Int64) throws {
        while case .record(let event) = machine.next() { try machine.apply(event, at: stamp(milliseconds)) }
    }

    private func due(_ machine: RunMachine, at milliseconds: Int64, ending: RunEvent? = nil) -> [String] {
        machine.dueNotices(at: stamp(milliseconds), ending: ending).map {
            "\($0.notice.entry):\($0.notice.occasion.rawValue)\($0.isHeldBack ? ":held" : "")"
        }
    }

    // MARK: When

    @Test func aQuestionIsToldOnceItIsOpenForLongEnough() throws {
        var machine = try driven(try plan(Self.entry("duty", "needs-person", more: ", after: 2m")))
        #expect(due(machine, at: 119_999) == [])
        #expect(machine.nextNotice(after: stamp(0)) == 120_000)
        #expect(due(machine, at: 120_000) == ["duty:needs-person"])
        let notice = try #require(machine.dueNotices(at: stamp(120_000)).first?.notice)
        #expect(notice.step == Self.watch)
        // Told, or not taken: once is enough.
        try machine.apply(.notified(SentNotice(notice, .failed(.status(500)))), at: stamp(121_000))
        #expect(due(machine, at: 10_000_000) == [])
        #expect(machine.nextNotice(after: stamp(121_000)) == nil)
    }

    @Test func whatIsAnsweredInTimeIsNotTold() throws {
        var machine = try driven(try plan(Self.entry("duty", "needs-person", more: ", after: 2m")))
        let question = try #require(machine.openQuestion)
        try machine.apply(.answered(question: question.id, .typed("lit")), at: stamp(100_000))
        try settle(&machine, at: 100_000)
        #expect(due(machine, at: 1_000_000) == [])
    }

    @Test func theSameQuestionAfterABreakIsNotToldAgainAndTheNextOneIs() throws {
        var machine = try driven(try plan(Self.entry("duty", "needs-person")))
        let first = try #require(machine.dueNotices(at: stamp(0)).first?.notice)
        try machine.apply(.notified(SentNotice(first, .delivered)), at: stamp(0))
        try machine.apply(.stopped(.needsPerson), at: stamp(1))
        try machine.apply(.resumed(operatorName: "tester", epoch: 2), at: stamp(2))
        try settle(&machine, at: 3)
        #expect(machine.openQuestion != nil)
        #expect(due(machine, at: 1_000_000) == [])
        // Answered with what is not accepted, tried again: that is another question.
        try machine.apply(.answered(question: try #require(machine.openQuestion).id, .typed("dark")), at: stamp(4))
        try settle(&machine, at: 4)
        #expect(due(machine, at: 5) == ["duty:needs-person"])
        try machine.apply(.answered(question: try #require(machine.openQuestion).id, .typed("retry")), at: stamp(6))
        try settle(&machine, at: 6)
        #expect(due(machine, at: 7) == ["duty:needs-person"])
    }

    @Test func aFailureIsToldAsOneWhereThatIsAskedFor() throws {
        let entries = Self.entry("both", "needs-person, failed") + Self.entry("person", "needs-person")
        var machine = try driven(try plan(entries))
        try machine.apply(.answered(question: try #require(machine.openQuestion).id, .typed("dark")), at: stamp(1))
        try settle(&machine, at: 1)
        #expect(due(machine, at: 1) == ["both:failed", "person:needs-person"])
    }

    @Test func aStepIsOverdueBehindItsTypicalTimeAndTheTimeGiven() throws {
        // It is typical of the step to take a minute.
        let machine = try driven(try plan(Self.entry("duty", "overdue", more: ", after: 30s")), at: 1_000)
        #expect(due(machine, at: 91_000) == [])
        let next = try #require(machine.nextNotice(after: stamp(1_000)))
        #expect(next == 91_001)
        #expect(due(machine, at: next) == ["duty:overdue"])
    }

    @Test func theEndIsToldBeforeItIsRecorded() throws {
        let entries =
            Self.entry("end", "completed, stopped") + Self.entry("person", "needs-person, overdue", more: ", after: 1h")
        var machine = try driven(try plan(entries))
        #expect(due(machine, at: 0, ending: .closed(.completed)) == ["end:completed"])
        #expect(due(machine, at: 0, ending: .closed(.refused)) == ["end:stopped"])
        #expect(due(machine, at: 0, ending: .stopped(.signal)) == ["end:stopped"])
        // Nobody waits for an hour once the run has stopped for want of a person.
        #expect(due(machine, at: 0, ending: .stopped(.needsPerson)) == ["end:stopped", "person:needs-person"])
        #expect(due(machine, at: 0, ending: .closed(.superseded(by: "r2"))) == [])
        // Another stop is told of again, for the same question not.
        for (ending, again) in [(RunEvent.stopped(.signal), true), (.stopped(.needsPerson), false)] {
            let notice = try #require(machine.dueNotices(at: stamp(0), ending: ending).first?.notice)
            try machine.apply(.notified(SentNotice(notice, .delivered)), at: stamp(0))
            try machine.apply(ending, at: stamp(0))
            try machine.apply(.resumed(operatorName: "tester", epoch: 2), at: stamp(0))
            try settle(&machine, at: 0)
            #expect(due(machine, at: 0, ending: ending).contains("end:stopped") == again)
        }
    }

    @Test func onlySoManyAreSentInAnHour() throws {
        var machine = try driven(try plan(Self.entry("duty", "needs-person", more: ", most-per-hour: 2")))
        var outcomes: [String] = []
        for index in 0..<4 {
            let now = Int64(index) * 60_000
            let question = try #require(machine.openQuestion)
            let found = try #require(machine.dueNotices(at: stamp(now)).first)
            outcomes += due(machine, at: now)
            try machine.apply(
                .notified(SentNotice(found.notice, found.isHeldBack ? .heldBack : .delivered)), at: stamp(now))
            let answer = if case .problem = question.kind { "retry" } else { "dark" }
            try machine.apply(.answered(question: question.id, .typed(answer)), at: stamp(now))
            try settle(&machine, at: now)
        }
        #expect(
            outcomes == ["duty:needs-person", "duty:needs-person", "duty:needs-person:held", "duty:needs-person:held"])
        // The hour is one of the wall clock, which the next process knows too; put back, it brings nothing back.
        #expect(due(machine, at: 3_500_000) == ["duty:needs-person:held"])
        #expect(due(machine, at: 3_700_000) == ["duty:needs-person"])
    }

    // MARK: A run that tells

    /// A world in which somebody is asked for a while and told of it, by a clock that the test moves.
    private final class TellingWorld: World {
        let base = ScriptedWorld()
        let clock: SteppedClock
        let told = Mutex<[DueNotice]>([])
        let outcome: NoticeOutcome
        /// How long each answer takes, in milliseconds.
        let answerMilliseconds: Int64

        init(_ clock: SteppedClock, outcome: NoticeOutcome = .delivered, answerMilliseconds: Int64) {
            self.clock = clock
            self.outcome = outcome
            self.answerMilliseconds = answerMilliseconds
        }

        var count: Int { told.withLock { $0.count } }

        func observe(_ variables: [String], for step: PlanStep) async -> [Observation] {
            await base.observe(variables, for: step)
        }

        func perform(
            _ action: PlanStep.Action, of step: PlanStep, attempt: Int,
            report: (ActionProgress) async throws -> Void
        ) async throws -> Outcome {
            try await base.perform(action, of: step, attempt: attempt, report: report)
        }

        func answer(_ question: Question, in machine: RunMachine) async throws -> Answer {
            await clock.sleep(milliseconds: answerMilliseconds)
            return try await base.answer(question, in: machine)
        }

        func send(_ notice: DueNotice, in machine: RunMachine) async -> NoticeOutcome {
            told.withLock { $0.append(notice) }
            return outcome
        }
    }

    /// A clock whose alarms ring when somebody else's waiting has taken it there.
    private final class SteppedClock: Clock {
        private struct State {
            var time: Int64 = 0
            var alarms: [(Int64, CheckedContinuation<Void, Never>)] = []
        }

        private let state = Mutex(State())

        func now() -> Stamp {
            let time = state.withLock(\.time)
            return Stamp(wallMilliseconds: 1_700_000_000_000 + time, monotonicMilliseconds: time)
        }

        func sleep(milliseconds: Int64) async {
            var left = milliseconds
            while left > 0 {
                let step = min(left, 1_000)
                left -= step
                let ringing = state.withLock { state in
                    state.time += step
                    let due = state.alarms.filter { $0.0 <= state.time }.map(\.1)
                    state.alarms.removeAll { $0.0 <= state.time }
                    return due
                }
                ringing.forEach { $0.resume() }
                for _ in 0..<20 { await Task.yield() }
            }
        }

        func sleepBeside(milliseconds: Int64) async -> Bool {
            await withCheckedContinuation { continuation in
                let isOver = state.withLock { state in
                    guard !Task.isCancelled else { return true }
                    state.alarms.append((state.time + milliseconds, continuation))
                    return false
                }
                if isOver { continuation.resume() }
            }
            return !Task.isCancelled
        }

        /// Whoever still waits for an alarm waits in vain.
        func end() {
            let left = state.withLock { state in
                defer { state.alarms = [] }
                return state.alarms.map(\.1)
            }
            left.forEach { $0.resume() }
        }
    }

    private func run(
        _ plan: Plan, in world: TellingWorld, _ clock: SteppedClock
    ) async throws -> (RunResult, [RunEvent]) {
        let (result, _, events) = try await runPlan(plan, in: world, clock: clock)
        clock.end()
        return (result, events)
    }

    /// How telling went is in the record, before the record ends.
    @Test(arguments: [NoticeOutcome.delivered, .failed(.status(500)), .failed(.timedOut(afterMilliseconds: 9))])
    func theRecordSaysWhoWasToldAndTheRunGoesOn(outcome: NoticeOutcome) async throws {
        let clock = SteppedClock()
        let world = TellingWorld(clock, outcome: outcome, answerMilliseconds: 600_000)
        world.base.state.withLock { $0.answers["manual"] = [.typed("lit")] }
        let entries = Self.entry("duty", "needs-person", more: ", after: 5m") + Self.entry("end", "completed")
        let (result, events) = try await run(try plan(entries), in: world, clock)
        #expect(result == .completed)
        let sent = events.compactMap { event -> SentNotice? in
            if case .notified(let sent) = event { sent } else { nil }
        }
        #expect(sent.map(\.notice.entry) == ["duty", "end"])
        #expect(sent.map(\.outcome) == [outcome, outcome])
        #expect(world.count == 2)
        #expect(events.last == .closed(.completed))
        // While the question was open, not behind it.
        let outline = outline(events)
        let told = try #require(outline.firstIndex(of: "notified:duty:needs-person"))
        let answered = try #require(outline.firstIndex { $0.hasPrefix("answered") })
        #expect(told < answered, "\(outline)")
    }

    @Test func aRunThatStopsForWantOfAPersonTellsIt() async throws {
        let clock = SteppedClock()
        let world = TellingWorld(clock, answerMilliseconds: 0)
        let entries = Self.entry("duty", "needs-person", more: ", after: 5m")
        let (result, events) = try await run(try plan(entries), in: world, clock)
        #expect(result == .stopped(.needsPerson))
        #expect(outline(events).suffix(2) == ["notified:duty:needs-person", "stopped:needs-person"])
    }

    /// The control: without an entry nobody is told.
    @Test func withoutAnEntryNobodyIsTold() async throws {
        let clock = SteppedClock()
        let world = TellingWorld(clock, answerMilliseconds: 600_000)
        world.base.state.withLock { $0.answers["manual"] = [.typed("lit")] }
        let (result, events) = try await run(try EngineFixture.plan(EngineFixture.watch), in: world, clock)
        #expect(result == .completed)
        #expect(!outline(events).contains { $0.hasPrefix("notified") })
        #expect(world.count == 0)
    }
}
