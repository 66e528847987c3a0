import Foundation
import KirikaeDiagnostics
import KirikaeEngine
import KirikaePlan
import KirikaeService
import KirikaeSyntax
import KirikaeTestSupport
import Testing

@testable import KirikaeCLI
@testable import KirikaeExplorer

/// The holes of the procedures as the manual states them, and that the runbooks close each.
@Suite struct ManualFindingsTests {
    private static let page = "Docs/WhatTheExplorerFound.md"
    /// The usual start of each plan of several functions.
    private static let scenarios = [
        "every-function-over", "switchback-after-recovery", "automatic-switchover", "dr-site-lost",
    ]

    /// A hole, and where the runbook stops instead.
    private struct Hole {
        var finding: Exploration.Finding
        var literal: Plan
        /// Nil where it goes on, and ends well only when it holds.
        var stop: (step: String, problem: Problem, unmet: [PlanCondition])?
    }

    @Test func thePageSaysWhatIsFound() throws {
        var parts: [String] = []
        for (runbook, notice) in ExploredPlans.functions {
            let plan = try ShippedLibrary.plan(runbook)
            let holes = try holes(of: plan, from: try ExploredPlans.start(of: plan, notice: notice))
            parts.append(section(plan, holes))
        }
        for name in Self.scenarios {
            let (plan, usual) = try ExploredPlans.plan(ofScenario: name)
            parts.append(section(plan, try holes(of: plan, from: usual)))
        }
        try expectMarkedPart("literal", of: Self.page, is: parts.joined(separator: "\n"))
    }

    /// What the literal procedure breaks from a start that differs in one thing, the runbook does not break from any of them.
    private func holes(of plan: Plan, from usual: ServiceState) throws -> [Hole] {
        let manual = LiteralManual(library: ShippedLibrary.library)
        let variables = Set(manual.added(to: plan).flatMap(\.condition.variables))
        let starts = ExploredPlans.starts(around: usual, differingIn: variables, of: plan.service)
        let literal = manual.strip(plan)
        let found = try explore(literal, from: starts)
        let ours = try explore(plan, from: starts)
        #expect(found.isComplete && ours.isComplete)
        // A procedure that is never gone through to its end would show no hole either.
        #expect(found.completions > 0 && ours.completions > 0, "\(plan.runbook) is never completed")
        #expect(
            broken(ours).isEmpty, "\(plan.runbook): \(broken(ours).map { "\($0.property) \($0.start) \($0.way)" })")
        return try broken(found).map { finding in
            Hole(
                finding: relative(finding, to: usual, plan.service), literal: literal,
                stop: try stop(of: plan, from: finding, usual))
        }
    }

    /// Where the runbook asks what to do when it begins as the hole does; nil where it ends well and breaks nothing.
    private func stop(
        of plan: Plan, from finding: Exploration.Finding, _ usual: ServiceState
    ) throws -> (step: String, problem: Problem, unmet: [PlanCondition])? {
        var start = usual
        for (variable, value) in finding.startState.values { start[variable] = value }
        var explorer = try Explorer(plan: plan, bounds: ExploredPlans.nothingGoesWrong)
        let found = try explorer.explore(from: [start])
        let problems = (0..<explorer.table.count).compactMap(explorer.problem)
        // Before others one that is about what would be broken.
        let names = Self.variables(of: finding.property, in: plan.service)
        let fitting = problems.first { problem in
            problem.unmet.contains { !names.isDisjoint(with: $0.condition.variables) }
        }
        if let problem = fitting ?? problems.first { return problem }
        #expect(
            found.completions > 0, "\(plan.runbook) neither stops nor ends: \(finding.property) \(finding.start)")
        return nil
    }

    private static func variables(of property: Exploration.Property, in service: ServiceModel) -> Set<String> {
        guard case .invariant(let id) = property,
            let invariant = service.invariants.first(where: { $0.id.value == id })
        else { return [] }
        return switch invariant.kind {
        case .always(let condition), .atEnd(let condition), .outageAllowed(let condition, _): Set(condition.variables)
        case .before(_, let requires): Set(requires.variables)
        }
    }

    private func explore(_ plan: Plan, from starts: [ServiceState]) throws -> Exploration {
        var explorer = try Explorer(plan: plan, bounds: ExploredPlans.nothingGoesWrong)
        return try explorer.explore(from: starts)
    }

    /// What is broken on the way or at the end; a run that stops safely is no hole.
    private func broken(_ exploration: Exploration) -> [Exploration.Finding] {
        exploration.findings.filter { finding in
            switch finding.property {
            case .invariant, .atEnd, .outageStays, .outageTooLong: true
            case .stuck, .neverReached, .neverCompleted, .verifiesNothing: false
            }
        }
    }

    /// A finding whose start is told by how it differs from the usual one.
    private func relative(
        _ finding: Exploration.Finding, to usual: ServiceState, _ service: ServiceModel
    ) -> Exploration.Finding {
        var start = service.startState
        for (variable, value) in finding.start { start[variable] = value }
        var copy = finding
        copy.start = start.differences(from: usual).filter { name in
            // What the search leaves out makes no difference to it.
            finding.start.contains { $0.variable == name } || usual[name] != service.startState[name]
        }.map { ($0, start[$0]) }
        return copy
    }

    private func section(_ plan: Plan, _ holes: [Hole]) -> String {
        var lines = ["### \(plan.title.en) (`\(plan.runbook)`)", ""]
        if holes.isEmpty { lines += ["No hole was found.", ""] }
        for hole in holes {
            let words = ExplorationWording(plan: hole.literal)
            lines += ["**It \(words.property(hole.finding).en)**", ""]
            let start = hole.finding.start.map { words.assignment($0.variable, $0.value).en }
            lines += [
                start.isEmpty ? "From the usual start:" : "If at the start \(start.joined(separator: ", ")):", "",
            ]
            for (index, label) in hole.finding.way.enumerated() {
                lines.append("\(index + 1). \(words.label(label).text.en)")
            }
            let instead = hole.stop.map { "The runbook stops instead: " + self.words($0, plan) }
            lines += ["", instead ?? "The runbook goes on instead, and ends only when it holds.", ""]
        }
        return lines.joined(separator: "\n")
    }
}

extension ManualFindingsTests {
    private func words(_ stop: (step: String, problem: Problem, unmet: [PlanCondition]), _ plan: Plan) -> String {
        let wording = ScreenWording(language: .en)
        let step = plan.index(of: stop.step).map { plan.steps[$0].title.en } ?? stop.step
        switch stop.problem {
        case .gate:
            let conditions = ConditionText(service: plan.service, wording: wording)
            let texts = stop.unmet.map { condition in
                let sources = condition.condition.source.joined(separator: ", ")
                return "it demands \(conditions.demand(condition.condition))" + (sources.isEmpty ? "" : " (\(sources))")
            }
            return "at ‘\(step)’ " + texts.joined(separator: "; ") + "."
        case .action(let failure): return "at ‘\(step)’: \(wording.failure(failure))."
        case .missingOutputs(let names): return "at ‘\(step)’: \(wording.missingOutputs(names))."
        }
    }
}

/// Compares the part of a page between two marks with what it should be, and writes it anew where it differs.
func expectMarkedPart(
    _ name: String, of page: String, is text: String, sourceLocation: Testing.SourceLocation = #_sourceLocation
) throws {
    let (begin, end) = ("<!-- begin: \(name) -->\n", "<!-- end: \(name) -->")
    let whole = try ProjectFolder.text(of: page)
    let from = try #require(whole.range(of: begin), "no mark ‘\(name)’", sourceLocation: sourceLocation).upperBound
    let to = try #require(
        whole.range(of: end, range: from..<whole.endIndex), "no end of ‘\(name)’", sourceLocation: sourceLocation
    ).lowerBound
    let wanted = "\n" + text.trimmingCharacters(in: .newlines) + "\n\n"
    guard whole[from..<to] != wanted else { return }
    let mended = whole[..<from] + wanted + whole[to...]
    try Data(String(mended).utf8).write(to: ProjectFolder.root.appendingPathComponent(page))
    Issue.record(
        "\(page) differs; written anew.\n\(firstDifference(String(whole[from..<to]), wanted))",
        sourceLocation: sourceLocation)
}
