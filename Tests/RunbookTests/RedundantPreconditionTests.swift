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
    private static let page = "Docs/RedundantPreconditions.md"

    /// What taking a precondition out changes, the strongest last.
    private enum Role: Int, Comparable {
        case notReached, holds, others, needed

        static func < (first: Role, second: Role) -> Bool { first.rawValue < second.rawValue }

        var reason: String {
            switch self {
            case .needed: "It stops runs that nothing else would stop."
            case .holds: "It holds in every run that comes there."
            case .notReached: "No run comes there."
            case .others: "Wherever it does not hold, another condition of the same step does not hold either."
            }
        }
    }

    /// A precondition as it stands in a file, whatever plans it comes to be in.
    private struct Entry {
        var title: String
        var demand: String
        var role: Role
    }

    /// A plan with the starts that are looked at.
    private struct Situation {
        var plan: Plan
        var usual: ServiceState
        /// How often something outside changes, beside the starts that differ.
        var outsideChanges: Int
    }

    @Test func whatStopsNobodyIsOnTheList() throws {
        var entries: [KirikaeDiagnostics.SourceLocation: Entry] = [:]
        for situation in try functions() + scenarios() { try look(at: situation, &entries) }
        let byFile = Dictionary(grouping: entries.keys, by: \.file)
        let files = try ProjectFolder.runbookPaths().filter { path in
            try ProjectFolder.text(of: "Runbooks/" + path).contains("preconditions:")
        }.map { "Runbooks/" + $0 }
        #expect(Set(byFile.keys) == Set(files), "a runbook with preconditions that no search comes to")
        var needed = 0
        for (file, places) in byFile.sorted(by: { $0.key < $1.key }) {
            let all = places.sorted { $0.start < $1.start }.compactMap { entries[$0] }
            needed += all.filter { $0.role == .needed }.count
            try expectMarkedPart(file, of: Self.page, is: section(all))
        }
        print("RedundantPreconditionTests: \(needed) of \(entries.count) preconditions are needed")
        try expectMarkedPart(
            "together", of: Self.page,
            is:
                "Of \(entries.count) preconditions in \(files.count) files, \(needed) are needed; the reason of each other one is below."
        )
    }

    private func section(_ entries: [Entry]) -> String {
        let redundant = entries.filter { $0.role != .needed }
        let head =
            "\(entries.count - redundant.count) of \(entries.count) preconditions stop some run that nothing else would stop."
        guard !redundant.isEmpty else { return head }
        let rows = redundant.map { "| \($0.title) | \($0.demand) | \($0.role.reason) |" }
        return ([head, "", "| Step | Precondition | Why it is redundant |", "|---|---|---|"] + rows).joined(
            separator: "\n")
    }

    // MARK: What is looked at

    private func functions() throws -> [Situation] {
        try ExploredPlans.functions.map { runbook, notice in
            let plan = try ShippedLibrary.plan(runbook)
            return Situation(
                plan: plan, usual: try ExploredPlans.start(of: plan, notice: notice), outsideChanges: 1)
        }
    }

    /// Every scenario of a runbook that is not one function's, with its parameters and its start.
    private func scenarios() throws -> [Situation] {
        let functions = Set(ExploredPlans.functions.map(\.runbook))
        return try ShippedLibrary.library.scenarios.sorted { $0.key < $1.key }.map(\.value)
            .filter { !functions.contains($0.runbook.value) }.map { scenario in
                let (plan, usual) = try ExploredPlans.plan(ofScenario: scenario.name.value)
                return Situation(plan: plan, usual: usual, outsideChanges: plan.steps.count < 40 ? 1 : 0)
            }
    }

    private func look(at situation: Situation, _ entries: inout [KirikaeDiagnostics.SourceLocation: Entry]) throws {
        let plan = situation.plan
        let words = ConditionText(service: plan.service, wording: ScreenWording(language: .en))
        let (stops, isReached) = try stops(of: situation)
        for step in plan.steps {
            for (index, condition) in step.preconditions.enumerated() where condition.origin == .author {
                let here = stops[step.path] ?? []
                var role = Role.notReached
                if isReached.contains(step.path) { role = .holds }
                if here.contains(where: { $0.contains(index) }) { role = .others }
                if here.contains([index]) { role = .needed }
                let place = condition.condition.location
                let known = entries[place]
                guard known.map({ $0.role < role }) ?? true else { continue }
                entries[place] = Entry(
                    title: known?.title ?? step.title.en, demand: known?.demand ?? words.demand(condition.condition),
                    role: role)
            }
        }
    }

    /// For each step, the sets of its preconditions that stop a run there; and the steps that some run comes to.
    private func stops(
        of situation: Situation
    ) throws -> (stops: [String: Set<[Int]>], isReached: Set<String>) {
        let plan = situation.plan
        var isReached: Set<String> = []
        let variables = Set(plan.steps.flatMap(\.preconditions).flatMap(\.condition.variables))
        var found: [String: Set<[Int]>] = [:]
        var around = ExploredPlans.starts(around: situation.usual, differingIn: variables, of: plan.service)
        // What a condition says of several variables shows only where they differ together.
        for condition in plan.steps.flatMap(\.preconditions).map(\.condition) {
            let names = Set(condition.variables)
            guard (2...3).contains(names.count) else { continue }
            around += names.sorted().reduce([situation.usual]) { starts, name in
                starts.flatMap { start in
                    (plan.service.values(of: name) ?? []).map { value in
                        var next = start
                        next[name] = value
                        return next
                    }
                }
            }
        }
        let searches = [(around, 0)] + (situation.outsideChanges > 0 ? [([situation.usual], 1)] : [])
        for (starts, outside) in searches {
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
