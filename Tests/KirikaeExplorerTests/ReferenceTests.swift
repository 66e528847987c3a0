import Foundation
import KirikaeEngine
import KirikaePlan
import KirikaeService
import KirikaeTestSupport
import Testing

@testable import KirikaeExplorer

/// The fast search against one that is obviously right, on small plans drawn by lot.
struct ReferenceTests {
    /// 1,000 with KIRIKAE_EXPLORER_PLANS=1000; each commit looks at fewer.
    private static let planCount =
        ProcessInfo.processInfo.environment["KIRIKAE_EXPLORER_PLANS"].flatMap { Int($0) } ?? 30
    /// What is kept of a run depends on what may happen to it.
    static let bounds = [
        ExplorationBounds(breaks: 1, outsideChanges: 1, troubles: 1, leavingOut: 1),
        ExplorationBounds(breaks: 2, outsideChanges: 1, troubles: 1, leavingOut: 0),
        ExplorationBounds(breaks: 0, outsideChanges: 1, troubles: 2, leavingOut: 0),
    ]

    @Test(arguments: bounds) func sameReachableSetAsTheNaiveExplorer(bounds: ExplorationBounds) throws {
        var generator = SeededGenerator(for: "ReferenceTests")
        var compared = 0
        var states = 0
        var withFindings = 0
        while compared < Self.planCount {
            let seed = generator.next()
            // The slow search of two steps takes a second; one of four plans has them.
            var lot = GeneratedPlan(seed: seed, stepCounts: 1...(compared.isMultiple(of: 4) ? 2 : 1))
            guard let plan = lot.plan() else { continue }
            do {
                let found = try compare(plan, within: bounds, seed: seed)
                states += found.states
                withFindings += found.wrong > 0 ? 1 : 0
                compared += 1
            } catch ExplorationError.doesNotSettle { continue }
        }
        print("ReferenceTests: \(compared) plans, \(states) states, \(withFindings) plans with something wrong")
        #expect(withFindings > 0, "a lot in which nothing is ever wrong compares nothing")
    }

    private func compare(
        _ plan: Plan, within bounds: ExplorationBounds, seed: UInt64
    ) throws -> (states: Int, wrong: Int) {
        let starts = [plan.service.startState]
        var naive = NaiveExplorer(plan: plan, bounds: bounds)
        try naive.explore(from: starts)

        var whole = try Explorer(plan: plan, bounds: bounds, usesIndependence: false)
        let exploration = try whole.explore(from: starts)
        #expect(exploration.isComplete)
        let least = naive.least
        let found = reached(by: whole)
        #expect(found.subtracting(least).isEmpty, "seed \(seed)")
        #expect(least.subtracting(found).isEmpty, "seed \(seed)")
        #expect(broken(exploration) == naive.broken, "seed \(seed)")

        var reduced = try Explorer(plan: plan, bounds: bounds)
        let shorter = try reduced.explore(from: starts)
        #expect(
            reached(by: reduced).allSatisfy { state in
                naive.merged.contains(state)
            }, "seed \(seed)")
        #expect(
            properties(shorter).symmetricDifference(properties(exploration)).isEmpty,
            "seed \(seed)")
        let services = Set(reached(by: reduced).map(\.service))
        #expect(services == Set(naive.merged.map(\.service)), "seed \(seed)")
        let wrong = properties(exploration).filter { if case .verifiesNothing = $0 { false } else { true } }
        return (naive.reached.count, wrong.count)
    }

    private func reached(by explorer: Explorer) -> Set<NaiveExplorer.State> {
        let outlook = explorer.bounds.outlook(of: explorer.plan)
        return Set(
            (0..<explorer.table.count).filter(explorer.table.isTaken).map { index in
                let state = explorer.table[index]
                return NaiveExplorer.State(
                    situation: explorer.machines.machines[Int(state.machine)].situation(in: outlook),
                    service: explorer.service.state(state.service), spent: state.spent)
            })
    }

    private func broken(_ exploration: Exploration) -> Set<String> {
        Set(
            exploration.findings.compactMap { finding in
                if case .invariant(let id) = finding.property { id } else { nil }
            })
    }

    private func properties(_ exploration: Exploration) -> Set<Exploration.Property> {
        Set(exploration.findings.map(\.property))
    }
}
