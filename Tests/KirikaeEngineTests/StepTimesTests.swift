import KirikaeEngine
import KirikaePlan
import KirikaeService
import Testing

/// Whose time it was, as a value of the machine.
@Suite struct StepTimesTests {
    /// A machine that is driven event by event, each so long after the last.
    private struct Driven {
        var machine: RunMachine
        var records: [(RunEvent, Stamp)] = []
        var now: Int64

        init(_ plan: Plan, now: Int64 = 5_000) throws {
            machine = RunMachine(plan: plan)
            self.now = now
            try apply(.started(EngineFixture.header(plan)), after: 0)
        }

        mutating func apply(_ event: RunEvent, after milliseconds: Int64) throws {
            now += milliseconds
            let stamp = Stamp(wallMilliseconds: 1_700_000_000_000 + now, monotonicMilliseconds: now)
            try machine.apply(event, at: stamp)
            if machine.isNews(event) { records.append((event, stamp)) }
        }

        /// Takes what the machine wants recorded, at once, until it wants something of the world.
        mutating func settle() throws {
            while case .record(let event) = machine.next() { try apply(event, after: 0) }
        }
    }

    private static let watch = "plant.open/watch-light"

    @Test func eachSecondHasOneOwner() throws {
        let plan = try EngineFixture.plan(EngineFixture.open() + "\n" + EngineFixture.watch)
        var run = try Driven(plan)
        try run.settle()
        let open = "plant.open/open-valve"
        try run.apply(
            .observed(step: open, [.init(variable: "pump.state", reading: .value("on"), basis: .probed)]), after: 2_000)
        try run.settle()
        try run.apply(.performed(step: open, attempt: 1, .succeeded(warnings: [])), after: 30_000)
        try run.apply(
            .observed(step: open, [.init(variable: "valve.state", reading: .value("open"), basis: .probed)]),
            after: 1_000)
        try run.settle()
        guard case .ask(let question) = run.machine.next() else {
            Issue.record("no question: \(run.machine.next() as Any)")
            return
        }
        try run.apply(.answered(question: question.id, .typed("lit")), after: 240_000)
        try run.settle()
        #expect(run.machine.result == .completed)
        let index = try #require(plan.index(of: open))
        #expect(run.machine.times(ofStep: index) == StepTimes(machineMilliseconds: 33_000))
        let watched = try #require(plan.index(of: Self.watch))
        #expect(run.machine.times(ofStep: watched) == StepTimes(humanMilliseconds: 240_000))
        #expect(run.machine.totalTimes == StepTimes(machineMilliseconds: 33_000, humanMilliseconds: 240_000))

        // The record alone gives the same.
        var replayed = RunMachine(plan: plan)
        for (event, stamp) in run.records { try replayed.apply(event, at: stamp) }
        #expect(replayed.totalTimes == run.machine.totalTimes)
    }

    /// The clock of the next process begins anywhere: the time between two processes is nobody's.
    @Test(arguments: [0, 4_000_000] as [Int64])
    func theTimeBetweenTwoProcessesIsNobodys(clock: Int64) throws {
        var run = try Driven(try EngineFixture.plan(EngineFixture.watch))
        try run.settle()
        try run.apply(.stopped(.person), after: 10_000)
        run.now = clock
        try run.apply(.resumed(operatorName: "tester", epoch: 2), after: 0)
        try run.settle()
        #expect(run.machine.totalTimes.totalMilliseconds == 10_000)
        guard case .ask? = run.machine.next() else {
            Issue.record("no question")
            return
        }
        try run.apply(.noted(step: Self.watch, text: "x", by: "tester"), after: 7_000)
        #expect(run.machine.totalTimes.humanMilliseconds == 17_000)
    }

    @Test func waitingForApprovalIsItsOwnTime() throws {
        let environment = EngineFixture.environment.replacing(
            "observe:", with: "groups: {managers: {title: {ja: 責任者, en: Managers}, members: [sato]}}\nobserve:")
        let step = """
              - id: agree
                title: {ja: 承認, en: Agree}
                source: [M1]
                action: {approve: {ja: 開始, en: Start}, by: managers}
                typical: 1m
                timeout: 5m
            """
        var run = try Driven(try EngineFixture.plan(step, environment: environment))
        try run.settle()
        guard case .ask(let question) = run.machine.next() else {
            Issue.record("no question")
            return
        }
        try run.apply(
            .answered(question: question.id, Answer(value: "approve", remark: "ok", by: "sato", via: .terminal)),
            after: 90_000)
        #expect(run.machine.totalTimes == StepTimes(approvalMilliseconds: 90_000))
    }

    /// A person who takes long over an answer does not use up the time that the condition has.
    @Test func withinStandsStillWhileAPersonIsAsked() throws {
        let step = EngineFixture.open(verification: "{light.state: lit, within: 10m, every: 1m}")
        var run = try Driven(try EngineFixture.plan(step))
        let open = "plant.open/open-valve"
        try run.settle()
        try run.apply(
            .observed(step: open, [.init(variable: "pump.state", reading: .value("on"), basis: .probed)]), after: 0)
        try run.settle()
        try run.apply(.performed(step: open, attempt: 1, .succeeded(warnings: [])), after: 0)
        try run.settle()
        guard case .ask(let question) = run.machine.next() else {
            Issue.record("no question")
            return
        }
        // Twice as long as the condition has.
        try run.apply(.answered(question: question.id, .typed("dark")), after: 20 * 60_000)
        #expect(run.machine.next() == .wait(step: 1, milliseconds: 60_000))
        // The control: time in which nobody is asked counts.
        try run.apply(.waited(step: open), after: 10 * 60_000)
        try run.settle()
        guard case .ask(let second) = run.machine.next() else {
            Issue.record("no second question")
            return
        }
        try run.apply(.answered(question: second.id, .typed("dark")), after: 1_000)
        guard case .record(.asked(let problem)) = run.machine.next(), case .problem = problem.kind else {
            Issue.record("no problem: \(run.machine.next() as Any)")
            return
        }
    }
}
