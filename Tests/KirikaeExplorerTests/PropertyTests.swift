import KirikaeEngine
import KirikaePlan
import KirikaeService
import Testing

@testable import KirikaeExplorer

/// What the search finds wrong, and the way to it.
struct PropertyTests {
    private func explore(
        _ plan: Plan, breaks: Int = 0, outside: Int = 0, troubles: Int = 0, leavingOut: Int = 0,
        from start: [String: String] = [:]
    ) throws -> Exploration {
        var explorer = try Explorer(
            plan: plan,
            bounds: ExplorationBounds(
                breaks: breaks, outsideChanges: outside, troubles: troubles, leavingOut: leavingOut))
        var state = plan.service.startState
        for (variable, value) in start { state[variable] = value }
        return try explorer.explore(from: [state])
    }

    @Test func aGuardedStepBreaksNothing() throws {
        #expect(try explore(TwoSites.plan()).findings.isEmpty)
        let found = try explore(TwoSites.plan(), breaks: 2, troubles: 2)
        #expect(found.isComplete)
        #expect(found.completions > 0)
        // Whoever is wrong about a step in doubt can take that back.
        #expect(found.findings.isEmpty)
    }

    @Test func theLastRunningSiteIsStoppedWithoutTheGuard() throws {
        let found = try explore(TwoSites.plan(unguarded: true), from: ["dr.site": "stopped"])
        let finding = try #require(found.findings.first { $0.property == .invariant("NEVER-DARK") })
        #expect(!finding.needsOutsideChange)
        #expect(finding.way == [.did(step: "two.switchover/stop-main", answer: nil)])
        #expect(finding.start.map(\.variable) == ["dr.site"])
        #expect(
            try explore(TwoSites.plan(), from: ["dr.site": "stopped"]).findings.allSatisfy {
                $0.property != .invariant("NEVER-DARK")
            })
    }

    /// No check can keep the other site from being lost between the look and the act.
    @Test func aSiteThatIsLostBetweenLookAndActIsSaidToComeFromOutside() throws {
        let found = try explore(TwoSites.plan(), outside: 1)
        let finding = try #require(found.findings.first { $0.property == .invariant("NEVER-DARK") })
        #expect(finding.needsOutsideChange)
        #expect(
            finding.way == [
                .looked(step: "two.switchover/stop-main"), .outside(variable: "dr.site", value: "stopped"),
                .did(step: "two.switchover/stop-main", answer: nil),
            ])
    }

    @Test func aStepThatCannotBeReachedIsNamed() throws {
        let steps = """
              - id: never
                title: {ja: 行えない, en: Never}
                source: [M1]
                preconditions: [{main.site: running, users.site: dr}]
                action: {command: [go], on: pc}
                typical: 1m
                timeout: 5m
                changes: {main.site: stopped}
                verifications: [{main.site: stopped}]
                reverse: {none: {ja: なし, en: none}}
            """
        let found = try explore(TwoSites.plan(steps: steps), breaks: 1)
        #expect(found.findings.contains { $0.property == .neverReached(step: "two.switchover/never") })
        #expect(found.findings.contains { $0.property == .neverCompleted })
    }

    /// The users may follow or not, depending on what the service does first; if not, the run waits for ever.
    @Test func aRunThatCanOnlyWaitIsStuck() throws {
        let extra = """
              - id: dr-stops
                title: {ja: 副が止まる, en: DR stops}
                when: {main.site: stopped, dr.site: running, users.site: main}
                then: {dr.site: stopped}
                takes: 1m
            """
        let found = try explore(TwoSites.plan(extra: extra))
        #expect(found.completions > 0)
        let way: [Move.Label] = [
            .did(step: "two.switchover/stop-main", answer: nil), .service(transition: "dr-stops"),
        ]
        #expect(found.findings.first { $0.property == .stuck }?.way == way)
        #expect(found.findings.first { $0.property == .invariant("NEVER-DARK") }?.way == way)
    }

    @Test func whatMustHoldAtTheEndIsJudgedThere() throws {
        let invariants = """
              - id: BACK
                at-end: {main.site: running}
                because: {ja: 例, en: example}
            """
        // Its own last verification is the same condition, so a run can only stop there; without it the run ends well.
        let guarded = try explore(TwoSites.plan(invariants: invariants))
        #expect(guarded.completions == 0)
        var plan = try TwoSites.plan(invariants: invariants)
        plan.steps[plan.steps.count - 1].verifications.removeAll { $0.origin != .author }
        let found = try explore(plan)
        #expect(found.findings.contains { $0.property == .atEnd("BACK") })
    }

    /// The same end is reached in two orders: the run ends and the other site stops, or the site stops and the run ends.
    ///
    /// Only the second is an end at which the condition does not hold, and the first is found first.
    @Test func anEndThatWasReachedInAnotherOrderIsJudgedToo() throws {
        let invariants = """
              - id: SOMETHING-RUNS
                at-end: {any: [{main.site: running}, {dr.site: running}]}
                because: {ja: 例, en: example}
            """
        let extra = """
              - id: dr-stops
                title: {ja: 副が止まる, en: DR stops}
                when: {main.site: stopped}
                then: {dr.site: stopped}
                takes: 1m
            """
        let steps = """
              - id: stop-main
                title: {ja: 主を止める, en: Stop main}
                source: [M1]
                action: {command: [stop-main], on: pc}
                typical: 1m
                timeout: 5m
                changes: {main.site: stopped}
                verifications: [{main.site: stopped}]
                reverse: {none: {ja: なし, en: none}}
            """
        var plan = try TwoSites.plan(extra: extra, invariants: invariants, steps: steps)
        plan.steps[plan.steps.count - 1].verifications.removeAll { $0.origin != .author }
        let found = try explore(plan)
        #expect(found.findings.contains { $0.property == .atEnd("SOMETHING-RUNS") && !$0.needsOutsideChange })
    }

    @Test func aSearchThatIsGivenUpSaysSo() throws {
        var explorer = try Explorer(plan: TwoSites.plan(), bounds: ExplorationBounds(states: 5))
        let found = try explorer.explore(from: [explorer.plan.service.startState])
        #expect(!found.isComplete)
        #expect(found.findings.isEmpty)
    }

    /// Whoever is wrong about a step in doubt, or about one that failed and had its effect all the same, can take that back.
    @Test(arguments: [(1, 0), (0, 1)]) func nobodyIsLeftWithAFalseAnswer(breaks: Int, troubles: Int) throws {
        // It cannot be begun a second time: both wrong answers would lead to a gate that never opens.
        let plan = try TwoSites.plan(preconditions: "[{main.site: running}]")
        let found = try explore(plan, breaks: breaks, troubles: troubles)
        #expect(found.completions > 0)
        #expect(found.findings.isEmpty, "\(found.findings)")
    }

    /// Whoever goes on without knowing may be wrong; that uses up what a step left out does.
    @Test func whoOverrulesMayBeWrong() throws {
        let plan = try TwoSites.plan()
        let start = ["dr.site": "stopped"]
        let dark = Exploration.Property.invariant("NEVER-DARK")
        #expect(try !explore(plan, troubles: 1, from: start).findings.contains { $0.property == dark })
        let finding = try #require(
            explore(plan, troubles: 1, leavingOut: 1, from: start).findings.first { $0.property == dark })
        #expect(
            finding.way == [
                .sawNothing(step: "two.switchover/stop-main"),
                .answered(step: "two.switchover/stop-main", value: "overrule"),
                .did(step: "two.switchover/stop-main", answer: nil),
            ])
    }

    /// Before anything is made true that may be true already in another way, what it requires is asked for all the same.
    @Test(arguments: [("stopped", true), ("running", false)])
    func whatMustHoldBeforeIsAskedOfEveryStepThatAssignsIt(dr: String, isBroken: Bool) throws {
        let invariants = """
              - id: DR-FIRST
                before: {main.site: [running, stopped]}
                requires: {dr.site: running}
                because: {ja: 例, en: example}
            """
        let plan = try TwoSites.plan(unguarded: true, invariants: invariants)
        let found = try explore(plan, from: ["dr.site": dr])
        #expect(found.findings.contains { $0.property == .invariant("DR-FIRST") } == isBroken)
        let guarded = try explore(TwoSites.plan(invariants: invariants), from: ["dr.site": dr])
        #expect(!guarded.findings.contains { $0.property == .invariant("DR-FIRST") })
    }

    /// Where all that a step is verified by holds before it, nothing shows whether it was done.
    @Test(
        arguments: [
            ("[{dr.site: running}]", true), ("[{main.site: stopped}]", false),
            ("[{dr.site: running}, {users.site: dr, within: 10m}]", false),
        ])
    func aStepThatWouldPassUndoneVerifiesNothing(verifications: String, isFound: Bool) throws {
        let steps = """
              - id: stop-main
                title: {ja: 主を止める, en: Stop main}
                source: [M1]
                action: {command: [stop-main], on: pc}
                typical: 1m
                timeout: 5m
                changes: {main.site: stopped}
                verifications: \(verifications)
                reverse: {none: {ja: なし, en: none}}
            """
        let found = try explore(TwoSites.plan(steps: steps))
        let expected: [Exploration.Property] = isFound ? [.verifiesNothing(step: "two.switchover/stop-main")] : []
        #expect(found.findings.map(\.property) == expected)
    }

    /// The run of `aRunThatCanOnlyWaitIsStuck` rests where the service model says that it may, and nowhere else.
    @Test(arguments: [("main.site: stopped, dr.site: stopped", true), ("main.site: running, dr.site: stopped", false)])
    func aRunMayRestInAHold(when: String, isHold: Bool) throws {
        let extra = """
              - id: dr-stops
                title: {ja: 副が止まる, en: DR stops}
                when: {main.site: stopped, dr.site: running, users.site: main}
                then: {dr.site: stopped}
                takes: 1m
            """
        let holds = """
            holds:
              - {id: BOTH-LOST, when: {\(when)}, because: {ja: 待ちます。, en: Wait.}, source: [M9]}
            """
        let found = try explore(TwoSites.plan(extra: extra, rest: holds))
        #expect(found.holds == (isHold ? ["BOTH-LOST"] : []))
        #expect(found.findings.contains { $0.property == .stuck } == !isHold)
    }

    /// No look can see what changes after it: what must hold at the end is judged by what the last one could see.
    @Test func whatChangesOutsideAfterTheLastLookIsNobodysFault() throws {
        let invariants = """
              - id: DR-RUNS
                at-end: {any: [{main.site: running}, {dr.site: running}]}
                because: {ja: 例, en: example}
            """
        let guarded = try explore(TwoSites.plan(invariants: invariants), outside: 1)
        #expect(guarded.findings.allSatisfy { $0.property != .atEnd("DR-RUNS") })
        // Without the look at the end it is the fault of the plan.
        var plan = try TwoSites.plan(invariants: invariants)
        plan.steps[plan.steps.count - 1].verifications = []
        #expect(try explore(plan, outside: 1).findings.contains { $0.property == .atEnd("DR-RUNS") })
    }

    /// A crash after the effect and before its record: both answers to the doubt are looked at.
    @Test func bothAnswersToADoubtAreExplored() throws {
        let plan = try TwoSites.plan()
        var explorer = try Explorer(
            plan: plan, bounds: ExplorationBounds(breaks: 1, outsideChanges: 0, troubles: 1, leavingOut: 0))
        // Whoever is wrong about it can take that back.
        #expect(try explorer.explore(from: [plan.service.startState]).findings.isEmpty)
        let questions = explorer.machines.machines.compactMap(\.openQuestion?.kind)
        #expect(questions.contains { if case .inDoubt = $0 { true } else { false } })
    }

    @Test func startsAreThoseThatThePreconditionsAllow() throws {
        let plan = try TwoSites.plan()
        // The first gate asks for nothing here.
        #expect(try StartStates(plan: plan).all() == [plan.service.startState])
    }
}
