import KirikaePlan
import KirikaeService
import KirikaeTestSupport
import Testing

@testable import KirikaeExplorer

/// Every way that is found leads there; one that was tampered with does not.
struct WayReplayTests {
    private static let bounds = ExplorationBounds(breaks: 1, outsideChanges: 1, troubles: 1, leavingOut: 1)

    @Test func everyWayLeadsWhereTheSearchSays() throws {
        var generator = SeededGenerator(for: "WayReplayTests")
        var (planCount, stepCount) = (0, 0)
        while planCount < 30 {
            let seed = generator.next()
            var lot = GeneratedPlan(seed: seed)
            guard let plan = planCount.isMultiple(of: 2) ? lot.plan() : lot.brokenPlan() else { continue }
            do {
                var explorer = try Explorer(plan: plan, bounds: Self.bounds)
                let found = try explorer.explore(from: [plan.service.startState])
                for finding in found.findings {
                    stepCount += replay(finding, of: plan, "seed \(seed), \(finding.property): \(finding.way)")
                }
                planCount += 1
            } catch ExplorationError.doesNotSettle { continue }
        }
        #expect(stepCount > planCount, "a lot without ways replays nothing")
    }

    private func replay(_ finding: Exploration.Finding, of plan: Plan, _ place: String) -> Int {
        do {
            return try WayReplay.replay(finding, of: plan) ?? 0
        } catch {
            Issue.record("\(place): \(error)")
            return 0
        }
    }

    @Test func aWayThatWasTamperedWithIsSeenThrough() throws {
        let plan = try TwoSites.plan(unguarded: true)
        var start = plan.service.startState
        start["dr.site"] = "stopped"
        var explorer = try Explorer(
            plan: plan, bounds: ExplorationBounds(breaks: 0, outsideChanges: 0, troubles: 0, leavingOut: 0))
        let found = try explorer.explore(from: [start])
        let finding = try #require(found.findings.first { $0.property == .invariant("NEVER-DARK") })
        #expect(try WayReplay.replay(finding, of: plan) == finding.trace.count)

        var harmless = finding
        harmless.startState["dr.site"] = "running"
        for index in harmless.trace.indices { harmless.trace[index].state["dr.site"] = "running" }
        #expect(throws: ReplayDisagreement.self) { try WayReplay.replay(harmless, of: plan) }

        var shortened = finding
        shortened.trace.removeFirst()
        #expect(throws: ReplayDisagreement.self) { try WayReplay.replay(shortened, of: plan) }

        var another = finding
        another.property = .atEnd("NEVER-DARK")
        #expect(throws: ReplayDisagreement.self) { try WayReplay.replay(another, of: plan) }
    }
}
