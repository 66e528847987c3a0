import KirikaeCanonicalJSON
import KirikaeDiagnostics
import KirikaePlan

/// How two plans differ, in the operator's words; values as the plan holds them.
struct PlanComparisonText: Sendable {
    let wording: ScreenWording
    let style: Style

    func lines(_ comparison: PlanComparison) -> [String] {
        guard !comparison.isSame else {
            return [
                wording.pick(
                    "計画は同じです。変わったのは、行うことに関わらない部分（コメントや体裁）だけです。",
                    "The plan is the same: only what changes nothing of what is done, such as comments, has changed.")
            ]
        }
        return [style.bold(wording.pick("計画の違い", "How the plan differs"))]
            + comparison.steps.flatMap(step)
            + (comparison.surroundings.isEmpty
                ? []
                : ["  " + wording.pick("ステップ以外", "Outside the steps")]
                    + comparison.surroundings.flatMap(difference))
    }

    private func step(_ change: PlanComparison.StepChange) -> [String] {
        let mark: String, word: String
        var differences: [PlanComparison.Difference] = []
        switch change.change {
        case .added: (mark, word) = (style.good("+"), wording.pick("追加", "added"))
        case .removed: (mark, word) = (style.bad("−"), wording.pick("削除", "removed"))
        case .moved(let found): (mark, word, differences) = ("↕", wording.pick("移動", "moved"), found)
        case .changed(let found): (mark, word, differences) = (style.caution("~"), wording.pick("変更", "changed"), found)
        }
        let title = TerminalText.safe("\(change.title[wording.language]) (\(change.path))")
        return ["  \(mark) \(word)  \(title)"] + differences.flatMap(difference)
    }

    private func difference(_ difference: PlanComparison.Difference) -> [String] {
        let place = difference.keys.joined(separator: ".")
        return ["      \(TerminalText.safe(place))"] + value(difference.old, style.bad("−"))
            + value(difference.new, style.good("+"))
    }

    private func value(_ value: JSONValue?, _ mark: String) -> [String] {
        guard let value else { return [] }
        return ["        \(mark) \(TerminalText.safe(value.stringValue ?? value.canonicalText))"]
    }
}
