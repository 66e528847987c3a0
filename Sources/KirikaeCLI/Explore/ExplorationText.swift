import KirikaeDiagnostics
import KirikaeExplorer
import KirikaePlan
import KirikaeService
import KirikaeSyntax

/// What a search found, as a person reads it.
struct ExplorationText {
    let plan: Plan
    let wording: ScreenWording
    /// How wide the lines may be, in cells; nil where nothing shows where they end.
    var width = TerminalWidth.ofStandardOutput

    private var words: ExplorationWording { ExplorationWording(plan: plan) }

    /// The whole text.
    ///
    /// - Parameters:
    ///   - exploration: what was found.
    ///   - replays: for each finding how its replay went; empty if nothing was replayed.
    func text(of exploration: Exploration, replays: [FindingReplay] = []) -> String {
        var lines = folded(TerminalText.safe(plan.title[wording.language]) + wording.parenthesised(plan.runbook))
        for (index, finding) in exploration.findings.enumerated() {
            lines += [""] + folded(title(of: finding), after: "✗ \(index + 1). ") + way(finding)
            if replays.indices.contains(index) { lines += replay(replays[index]) }
        }
        if !exploration.holds.isEmpty {
            lines.append("")
            for hold in exploration.holds { lines += folded(safe(words.hold(hold)), after: "‖ ") }
        }
        if !exploration.outages.isEmpty {
            lines.append("")
            for outage in exploration.outages {
                lines += folded(safe(words.outage(outage)), after: outage.isTooLong ? "✗ " : "◷ ")
            }
        }
        lines.append("")
        for line in [verdict(exploration), counts(exploration), Self.bounds(exploration.bounds, wording)] {
            lines += folded(line)
        }
        return lines.joined(separator: "\n") + "\n"
    }

    /// What is wrong, on one line.
    func title(of finding: Exploration.Finding) -> String { safe(words.property(finding)) + cause(finding) }

    private func replay(_ replay: FindingReplay) -> [String] {
        guard let text = replay.text else { return [] }
        return folded(safe(text), after: "    " + (replay.disagreement == nil ? "↻ " : "✗ "))
    }

    private func cause(_ finding: Exploration.Finding) -> String {
        finding.needsOutsideChange
            ? wording.parenthesised(wording.pick("外の変化があるとき", "only if something outside changes")) : ""
    }

    /// The way, a line for each thing that happens.
    func way(_ finding: Exploration.Finding) -> [String] {
        var lines: [String] = []
        if let place = words.place(finding) { lines.append("    " + place) }
        return lines + way(finding.way, from: finding.start)
    }

    /// What happens from a start on, a line for each thing.
    func way(_ labels: [Move.Label], from start: [(variable: String, value: String?)]) -> [String] {
        var lines: [String] = []
        if !start.isEmpty {
            let values = start.map { safe(words.assignment($0.variable, $0.value)) }
            let head = wording.pick("開始時：", "at the start: ")
            lines += folded(values.joined(separator: wording.pick("、", ", ")), after: "    " + head)
        }
        for (index, label) in labels.enumerated() {
            let (text, step) = words.label(label)
            let place = step.flatMap(words.place).map { "  [\($0)]" } ?? ""
            lines += folded(safe(text) + place, after: "    \(index + 1). ")
        }
        return lines
    }

    /// A text in as many lines as it takes, the further ones below where it begins.
    func folded(_ text: String, after head: String = "") -> [String] {
        guard let width else { return [head + text] }
        let indent = min(DisplayWidth.cells(of: head), width / 2)
        return DisplayWidth.wrapped(text, to: width - indent).enumerated().map { index, line in
            (index == 0 ? head : String(repeating: " ", count: indent)) + line
        }
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

    /// Within which bounds everything was looked at.
    static func bounds(_ bounds: ExplorationBounds, _ wording: ScreenWording) -> String {
        let only = bounds.outsideVariables.map { " (" + $0.sorted().joined(separator: ", ") + ")" } ?? ""
        return wording.pick(
            "範囲：停止と再開 \(bounds.breaks) 回、外の変化 \(bounds.outsideChanges) 回\(only)、失敗 \(bounds.troubles) 回、手順の省略 \(bounds.leavingOut) 回まで",
            "bounds, at most: crashes \(bounds.breaks), changes outside \(bounds.outsideChanges)\(only), "
                + "failures \(bounds.troubles), steps left out \(bounds.leavingOut)")
    }

    private func safe(_ text: LocalizedText) -> String { TerminalText.safe(text[wording.language]) }
}
