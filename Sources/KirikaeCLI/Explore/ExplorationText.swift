import KirikaeDiagnostics
import KirikaeExplorer
import KirikaePlan
import KirikaeService
import KirikaeSyntax

/// What a search found, as a person reads it.
struct ExplorationText {
    let plan: Plan
    let wording: ScreenWording

    private var words: ExplorationWording { ExplorationWording(plan: plan) }

    /// The whole text.
    func text(of exploration: Exploration) -> String {
        var lines = [TerminalText.safe(plan.title[wording.language]) + wording.parenthesised(plan.runbook)]
        for (index, finding) in exploration.findings.enumerated() {
            lines += ["", "✗ \(index + 1). " + safe(words.property(finding)) + cause(finding)] + way(finding)
        }
        if !exploration.holds.isEmpty { lines += [""] + exploration.holds.map { "‖ " + safe(words.hold($0)) } }
        lines += ["", verdict(exploration), counts(exploration), bounds(exploration)]
        return lines.joined(separator: "\n") + "\n"
    }

    private func cause(_ finding: Exploration.Finding) -> String {
        finding.needsOutsideChange
            ? wording.parenthesised(wording.pick("外の変化があるとき", "only if something outside changes")) : ""
    }

    private func way(_ finding: Exploration.Finding) -> [String] {
        var lines: [String] = []
        if let place = words.place(finding) { lines.append("    " + place) }
        if !finding.start.isEmpty {
            let values = finding.start.map { safe(words.assignment($0.variable, $0.value)) }
            lines.append(
                "    " + wording.pick("開始時：", "at the start: ") + values.joined(separator: wording.pick("、", ", ")))
        }
        for (index, label) in finding.way.enumerated() {
            let (text, step) = words.label(label)
            lines.append("    \(index + 1). " + safe(text) + (step.flatMap(words.place).map { "  [\($0)]" } ?? ""))
        }
        return lines
    }

    private func verdict(_ exploration: Exploration) -> String {
        switch (exploration.findings.isEmpty, exploration.isComplete) {
        case (true, true):
            wording.pick(
                "✓ この範囲で起こりうるすべてを調べ、問題は見つかりませんでした。", "✓ Everything within the bounds was looked at. Nothing is wrong.")
        case (false, true):
            wording.pick(
                "✗ この範囲で起こりうるすべてを調べ、問題が \(exploration.findings.count) 件見つかりました。",
                "✗ Everything within the bounds was looked at. Wrong: \(exploration.findings.count).")
        case (_, false):
            wording.pick(
                "! 調べきる前に打ち切りました（見つかった問題 \(exploration.findings.count) 件）。これは証明になりません。",
                "! The search was given up before everything was looked at (wrong so far: \(exploration.findings.count)). "
                    + "This proves nothing.")
        }
    }

    private func counts(_ exploration: Exploration) -> String {
        wording.pick(
            "状態 \(exploration.states)、遷移 \(exploration.transitions)（開始 \(exploration.starts)、実行の局面 \(exploration.situations)、サービスの状態 \(exploration.serviceStates)、正常終了 \(exploration.completions)）",
            "\(exploration.states) states, \(exploration.transitions) transitions "
                + "(starts \(exploration.starts), situations of the run \(exploration.situations), "
                + "states of the service \(exploration.serviceStates), completed ends \(exploration.completions))")
    }

    private func bounds(_ exploration: Exploration) -> String {
        let bounds = exploration.bounds
        return wording.pick(
            "範囲：停止と再開 \(bounds.breaks) 回、外の変化 \(bounds.outsideChanges) 回、失敗 \(bounds.troubles) 回、手順の省略 \(bounds.leavingOut) 回まで",
            "bounds, at most: crashes \(bounds.breaks), changes outside \(bounds.outsideChanges), "
                + "failures \(bounds.troubles), steps left out \(bounds.leavingOut)")
    }

    private func safe(_ text: LocalizedText) -> String { TerminalText.safe(text[wording.language]) }
}
