import KirikaeDiagnostics
import KirikaeEngine
import KirikaePlan
import KirikaeRunbook
import KirikaeService
import KirikaeSyntax

/// Whether a scenario, rehearsed or drilled, ended as it should.
struct ScenarioVerdict {
    let scenario: Scenario
    let machine: RunMachine
    /// How the run ended, or stopped; nil if it goes on.
    let result: RunResult?
    /// The state at the end: predicted in a rehearsal, that of the simulator in a drill.
    let state: ServiceState
    let wording: ScreenWording
    /// The invariants that were seen broken on the way; nil where nobody watched every moment.
    var violations: [WatchedSimulation.Violation]?

    /// What differs from what the scenario expects, a line each; none if nothing does.
    var differences: [String] {
        var differences: [String] = []
        if ending != scenario.expectation.result {
            differences.append(
                wording.pick(
                    "終わり方：\(wording.ending(scenario.expectation.result)) のはずが \(wording.ending(ending))",
                    "it should have ended \(wording.ending(scenario.expectation.result)), and ended \(wording.ending(ending))"
                ))
        }
        if let step = scenario.expectation.step?.value, !isAt(step) {
            let place = machine.currentStep?.path ?? "-"
            differences.append(
                wording.pick(
                    "止まる場所：\(step) のはずが \(place)", "it should have stopped at \(step), and stopped at \(place)"))
        }
        if let condition = scenario.expectation.state, condition.judge(state.reading) != .met {
            let conditions = ConditionText(service: machine.plan.service, wording: wording)
            differences.append(
                wording.pick("終わりの状態が違います：", "the state at the end differs: ") + conditions.demand(condition))
            for name in condition.variables {
                differences.append("  \(name) = \(state[name] ?? Answer.unknown)")
            }
        }
        return differences + invariantDifferences
    }

    private var invariantDifferences: [String] {
        guard let violations else { return [] }
        let expected = scenario.expectation.breaks
        let unexpected = violations.filter { !expected.contains($0.invariant) }.map {
            wording.pick(
                "不変条件 \($0.invariant) が破れます（\($0.step)）", "it breaks the invariant \($0.invariant) at \($0.step)")
        }
        let missing = expected.filter { name in !violations.contains { $0.invariant == name } }.map {
            wording.pick("不変条件 \($0) が破れるはずでした", "it should have broken the invariant \($0)")
        }
        return unexpected + missing
    }

    /// Says what differs, and whether nothing does.
    func report(to output: any TextOutput) -> Bool {
        let differences = differences
        let title = scenario.title[wording.language]
        if differences.isEmpty {
            output.line("✓ " + wording.pick("シナリオ「\(title)」どおりです", "as the scenario ‘\(title)’ expects"))
        } else {
            output.line("✗ " + wording.pick("シナリオ「\(title)」と違います", "not as the scenario ‘\(title)’ expects"))
            for difference in differences { output.line("  " + TerminalText.safe(difference)) }
        }
        return differences.isEmpty
    }

    private var ending: Scenario.Ending {
        switch result {
        case .completed: .completed
        case .refused: .refused
        case .stopped, .superseded, nil: .stopped
        }
    }

    private func isAt(_ name: String) -> Bool {
        machine.currentStep.map { $0.path == name || $0.definition == name } ?? false
    }
}
