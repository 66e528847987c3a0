import Foundation
import KirikaeDiagnostics
import KirikaeEngine
import KirikaePlan
import KirikaeRunbook
import KirikaeService
import KirikaeSyntax
import KirikaeTestSupport
import Testing

@testable import KirikaeCLI
@testable import KirikaeExplorer

/// What each precondition of the runbooks is good for: without it some run would get past its step that is stopped there now.
///
/// A run of the plan without a precondition differs from one of the whole plan only where that precondition alone stops it. So one
/// search of the whole plan tells for all of its preconditions at once whether taking any one of them out changes anything.
@Suite struct RedundantPreconditionTests {
    /// All runbooks with KIRIKAE_EXPLORER_ALL=1; each commit looks at the short ones.
    private static let runbooks = ExploredPlans.functions.filter { runbook, _ in
        ProcessInfo.processInfo.environment["KIRIKAE_EXPLORER_ALL"] != nil || isShort(runbook)
    }

    private static func isShort(_ runbook: String) -> Bool {
        !runbook.hasPrefix("call.") && !runbook.hasPrefix("recording.")
    }

    /// Why taking a precondition out changes nothing.
    private enum Reason: String {
        case holds = "It always holds there: what comes before it has seen to that."
        case notReached = "No run comes there from these starts."
        case others = "Wherever it does not hold, another condition of the same step does not hold either."
    }

    @Test(arguments: runbooks.map(\.runbook)) func whatStopsNobodyIsOnTheList(runbook: String) throws {
        let notice = try #require(ExploredPlans.functions.first { $0.runbook == runbook }).notice
        let plan = try ShippedLibrary.plan(runbook)
        let usual = try ExploredPlans.start(of: plan, notice: notice)
        let (stops, isReached) = try stops(of: plan, usual)
        var lines = ["| Step | Precondition | Why it is redundant |", "|---|---|---|"]
        var needed = 0
        for step in plan.steps {
            for (index, condition) in step.preconditions.enumerated() where condition.origin == .author {
                let here = stops[step.path] ?? []
                if here.contains([index]) {
                    needed += 1
                    continue
                }
                let reason: Reason =
                    here.contains { $0.contains(index) }
                    ? .others : isReached.contains(step.path) ? .holds : .notReached
                let words = ConditionText(service: plan.service, wording: ScreenWording(language: .en))
                lines.append("| \(step.title.en) | \(words.demand(condition.condition)) | \(reason.rawValue) |")
            }
        }
        let all = lines.count - 2 + needed
        let head = "\(needed) of \(all) preconditions stop some run that nothing else would stop."
        let table = lines.count > 2 ? ["", "The others:", ""] + lines : []
        try expectMarkedPart(
            runbook, of: "Docs/RedundantPreconditions.md", is: ([head] + table).joined(separator: "\n"))
    }

    /// For each step, the sets of its preconditions that stop a run there; and the steps that some run comes to.
    private func stops(
        of plan: Plan, _ usual: ServiceState
    ) throws -> (stops: [String: Set<[Int]>], isReached: Set<String>) {
        var isReached: Set<String> = []
        let variables = Set(plan.steps.flatMap(\.preconditions).flatMap(\.condition.variables))
        var found: [String: Set<[Int]>] = [:]
        for (starts, outside) in [
            (ExploredPlans.starts(around: usual, differingIn: variables, of: plan.service), 0), ([usual], 1),
        ] {
            var explorer = try Explorer(
                plan: plan,
                bounds: ExplorationBounds(breaks: 0, outsideChanges: outside, troubles: 0, leavingOut: 0))
            let exploration = try explorer.explore(from: starts)
            try #require(exploration.isComplete)
            isReached.formUnion(
                plan.steps.indices.filter { explorer.machines.isReached[$0] }.map { plan.steps[$0].path })
            for position in 0..<explorer.table.count {
                guard let asked = explorer.problem(at: position),
                    case .gate(.preconditions, _, _) = asked.problem, let index = plan.index(of: asked.step)
                else { continue }
                let values = explorer.service.state(explorer.table[position].service)
                let conditions = plan.steps[index].preconditions
                found[asked.step, default: []].insert(
                    conditions.indices.filter { conditions[$0].condition.judge(values.reading) != .met })
            }
        }
        return (found, isReached)
    }
}
