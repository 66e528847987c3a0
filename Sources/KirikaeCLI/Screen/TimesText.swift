import KirikaeDiagnostics
import KirikaeEngine
import KirikaePlan
import KirikaeSyntax

/// How long each step took, beside what is typical, as a table.
struct TimesText: Sendable {
    let wording: ScreenWording
    let style: Style

    private static let titleCells = 40
    private static let columnCells = 12

    /// The table; empty where no step has taken any time.
    func lines(_ machine: RunMachine) -> [String] {
        let plan = machine.plan
        let rows = plan.steps.indices.filter { index in
            (plan.steps[index].kind == .step || machine.times(ofStep: index).totalMilliseconds >= 1_000)
                && machine.times(ofStep: index).totalMilliseconds > 0
        }
        guard !rows.isEmpty else { return [] }
        let hasApprovals = rows.contains { machine.times(ofStep: $0).approvalMilliseconds > 0 }
        var columns = [
            wording.pick("目安", "typical"), wording.pick("機械", "machine"), wording.pick("人", "people"),
        ]
        if hasApprovals { columns.append(wording.pick("承認待ち", "approval")) }
        let head = row(wording.pick("かかった時間", "time taken"), columns)
        let card = StepCard(plan: plan, wording: wording, style: style)
        let body = rows.map { index -> String in
            let step = plan.steps[index]
            let number = step.kind == .step ? "\(card.ordinal(index)) " : ""
            return row(
                number + TerminalText.safe(step.title[wording.language]),
                [step.typical.map { wording.duration($0) } ?? "–"] + cells(machine.times(ofStep: index), hasApprovals))
        }
        let total = row(
            wording.pick("合計", "total"), [wording.duration(plan.typical)] + cells(machine.totalTimes, hasApprovals))
        return [style.bold("  " + head)] + body.map { "  " + $0 } + [style.bold("  " + total)]
    }

    private func cells(_ times: StepTimes, _ hasApprovals: Bool) -> [String] {
        let values =
            [times.machineMilliseconds, times.humanMilliseconds] + (hasApprovals ? [times.approvalMilliseconds] : [])
        return values.map { $0 < 1_000 ? "–" : wording.duration(Milliseconds($0)) }
    }

    private func row(_ title: String, _ cells: [String]) -> String {
        fitted(title, Self.titleCells)
            + cells.map { cell in
                String(repeating: " ", count: max(1, Self.columnCells - DisplayWidth.cells(of: cell))) + cell
            }.joined()
    }

    private func fitted(_ text: String, _ cells: Int) -> String {
        var kept = ""
        var width = 0
        let whole = DisplayWidth.cells(of: text)
        for character in text {
            let next = DisplayWidth.cells(of: String(character))
            guard width + next <= (whole > cells ? cells - 1 : cells) else { break }
            kept.append(character)
            width += next
        }
        if whole > cells {
            kept += "…"
            width += DisplayWidth.cells(of: "…")
        }
        return kept + String(repeating: " ", count: max(0, cells - width))
    }
}
