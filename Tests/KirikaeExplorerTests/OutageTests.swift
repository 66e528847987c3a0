import KirikaePlan
import KirikaeService
import KirikaeSyntax
import Testing

@testable import KirikaeExplorer

/// Outages that an invariant allows for a while, in the model of two sites: the users follow three minutes after main has stopped.
@Suite struct OutageTests {
    private func explore(_ plan: Plan, from start: [String: String] = [:]) throws -> Exploration {
        var explorer = try Explorer(
            plan: plan, bounds: ExplorationBounds(breaks: 0, outsideChanges: 0, troubles: 0, leavingOut: 0))
        var state = plan.service.startState
        for (variable, value) in start { state[variable] = value }
        return try explorer.explore(from: [state])
    }

    private func served(allowing outage: String) -> String {
        """
          - id: SERVED
            always: {any: [{users.site: main, main.site: running}, {users.site: dr, dr.site: running}]}
            allowed-outage: \(outage)
            because: {ja: 例, en: example}
        """
    }

    @Test(
        arguments: [
            (outage: "3m", minutes: 3, isTooLong: false), (outage: "179s", minutes: 3, isTooLong: true),
            (outage: "1h", minutes: 3, isTooLong: false),
        ] as [(outage: String, minutes: Int64, isTooLong: Bool)])
    func anOutageIsMeasured(outage: String, minutes: Int64, isTooLong: Bool) throws {
        let found = try explore(TwoSites.plan(invariants: served(allowing: outage)))
        #expect(found.isComplete)
        #expect(found.outages.map(\.invariant) == ["SERVED"])
        #expect(found.outages.first?.longest == Milliseconds(minutes * 60_000))
        #expect(found.findings.map(\.property) == (isTooLong ? [.outageTooLong("SERVED")] : []))
        if isTooLong {
            #expect(
                found.findings.first?.way == [
                    .did(step: "two.switchover/stop-main", answer: nil), .waited(step: "two.switchover/stop-main"),
                    .service(transition: "users-follow"),
                ])
        }
    }

    /// No step is guarded by it: what a step may begin, it may begin.
    @Test func itGuardsTheEndAlone() throws {
        let plan = try TwoSites.plan(invariants: served(allowing: "1h"))
        let guards = plan.steps.flatMap { step in
            step.preconditions.filter { $0.origin == .invariant("SERVED") }.map { _ in step.path }
        }
        let ends = plan.steps.flatMap { step in
            step.verifications.filter { $0.origin == .invariant("SERVED") }.map { _ in step.path }
        }
        #expect(guards.isEmpty)
        #expect(ends == [plan.steps.last?.path])
    }

    /// What a step that comes later ends is measured with the time that the steps between take.
    @Test func theTimeOfTheStepsBetweenCounts() throws {
        func step(_ id: String, _ changes: String) -> String {
            """
              - id: \(id)
                title: {ja: 行う, en: Do}
                source: [M1]
                action: {command: [go], on: pc}
                typical: 7m
                timeout: 10m
                changes: \(changes)
                verifications: []
                \(changes == "{}" ? "" : "reverse: {none: {ja: なし, en: none}}")
            """
        }
        let steps = [
            step("stop", "{main.site: stopped}"), step("look", "{}"), step("start", "{main.site: running}"),
        ].joined(separator: "\n")
        let plan = try TwoSites.plan(
            invariants: """
                  - id: MAIN-RUNS
                    always: {main.site: running}
                    allowed-outage: 10m
                    because: {ja: 例, en: example}
                """, steps: steps)
        let found = try explore(plan)
        #expect(found.outages.map(\.longest) == [Milliseconds(14 * 60_000)])
        #expect(found.findings.contains { $0.property == .outageTooLong("MAIN-RUNS") })
    }

    private let drStops = """
          - id: dr-stops
            title: {ja: 副が止まる, en: DR stops}
            when: {main.site: stopped, dr.site: running, users.site: main}
            then: {dr.site: stopped}
            takes: 1m
        """

    /// The other site stops before the users have followed: from there nothing leads on.
    @Test func oneThatNothingEndsIsFound() throws {
        let found = try explore(TwoSites.plan(extra: drStops, invariants: served(allowing: "1h")))
        #expect(found.outages.map(\.longest) == [nil])
        #expect(found.findings.contains { $0.property == .outageTooLong("SERVED") })
        let stays = try #require(found.findings.first { $0.property == .outageStays("SERVED") })
        #expect(
            stays.way == [
                .did(step: "two.switchover/stop-main", answer: nil), .service(transition: "dr-stops"),
            ])
    }

    /// What is out when the run cannot go on may be mended by the service, or the service goes round for ever without that.
    @Test func aServiceThatGoesRoundForEverMendsNothing() throws {
        let extra = """
              - {id: falls, title: {ja: 落ちる, en: Falls}, when: {dr.site: running}, then: {dr.site: stopped}, takes: 1m}
              - {id: rises, title: {ja: 上がる, en: Rises}, when: {dr.site: stopped}, then: {dr.site: running}, takes: 2m}
            """
        let invariants = """
              - id: MAIN-RUNS
                always: {main.site: running}
                allowed-outage: 10m
                because: {ja: 例, en: example}
            """
        let found = try explore(TwoSites.plan(extra: extra, invariants: invariants))
        #expect(found.outages.map(\.longest) == [nil])
    }

    @Test func aHoldDoesNotExcuseIt() throws {
        let holds = """
            holds:
              - {id: BOTH-LOST, when: {main.site: stopped, dr.site: stopped}, because: {ja: 待ちます。, en: Wait.}, source: [M9]}
            """
        let found = try explore(
            TwoSites.plan(extra: drStops, invariants: served(allowing: "1h"), rest: holds))
        #expect(found.holds == ["BOTH-LOST"])
        #expect(!found.findings.contains { $0.property == .stuck })
        #expect(found.findings.contains { $0.property == .outageStays("SERVED") })
    }

    @Test func aRunThatEndsWellDuringOneIsFound() throws {
        var plan = try TwoSites.plan(invariants: served(allowing: "1h"))
        for index in plan.steps.indices { plan.steps[index].verifications = [] }
        let found = try explore(plan)
        #expect(found.findings.contains { $0.property == .atEnd("SERVED") })
        // What the service does after the end ends it, within the window.
        #expect(found.outages.map(\.longest) == [Milliseconds(3 * 60_000)])
    }
}
