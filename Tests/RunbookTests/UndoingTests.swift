import KirikaeDiagnostics
import KirikaePlan
import KirikaeService
import KirikaeTestSupport
import Testing

@testable import KirikaeCLI
@testable import KirikaeExplorer

/// Whether the way back leads to normal operation from wherever the way there may be left.
@Suite struct UndoingTests {
    @Test func thePageSaysHowFarTheWayBackLeads() throws {
        var parts: [String] = []
        for (runbook, notice) in ExploredPlans.functions where runbook.hasSuffix("switchover") {
            let first = try ShippedLibrary.plan(runbook)
            let second = try ShippedLibrary.plan(runbook.replacing("switchover", with: "switchback"))
            let explorer = UndoingExplorer(of: first, by: second, bounds: ExploredPlans.nothingGoesWrong)
            let result = try explorer.explore(from: [try ExploredPlans.start(of: first, notice: notice)])
            #expect(result.isComplete)
            #expect(result.groups.contains { $0.outcome == .undone }, "\(runbook) is never undone")
            parts.append(section(result, first, second))
        }
        try expectMarkedPart("undoing", of: "Docs/WhatTheExplorerFound.md", is: parts.joined(separator: "\n"))
    }

    private func section(_ result: Undoing, _ first: Plan, _ second: Plan) -> String {
        let undone = result.groups.first { $0.outcome == .undone }?.states ?? 0
        var lines = [
            "### `\(first.runbook)` and back by `\(second.runbook)`", "",
            "It may be left in \(result.leftBehind) different states of the service. From \(undone) of them the way back ends in "
                + "normal operation.", "",
        ]
        let words = ExplorationWording(plan: first)
        for group in result.groups where group.outcome != .undone {
            lines += ["**From \(group.states): \(text(group.outcome, second))** The shortest way there:", ""]
            for (index, label) in group.way.enumerated() {
                lines.append("\(index + 1). \(words.label(label).text.en)")
            }
            if group.way.isEmpty { lines.append("It is stopped before it has done anything.") }
            lines.append("")
        }
        return lines.joined(separator: "\n")
    }

    private func text(_ outcome: Undoing.Outcome, _ second: Plan) -> String {
        let conditions = ConditionText(service: second.service, wording: ScreenWording(language: .en))
        return switch outcome {
        case .undone: "it is undone."
        case .refused(_, let unmet):
            "`\(second.runbook)` does not begin. It demands "
                + unmet.map { conditions.demand($0.condition) }.joined(separator: "; ") + "."
        case .blocked(let step, let unmet):
            "`\(second.runbook)` stops at ‘\(second.index(of: step).map { second.steps[$0].title.en } ?? step)’. It demands "
                + unmet.map { conditions.demand($0.condition) }.joined(separator: "; ") + "."
        case .leaves(let variables):
            "it ends well, but not as in normal operation: "
                + variables.map { second.service.variable($0)?.title.en ?? $0 }.joined(separator: ", ") + "."
        }
    }
}
