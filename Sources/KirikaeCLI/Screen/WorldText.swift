import KirikaeDiagnostics
import KirikaeEngine
import KirikaePlan
import KirikaeService
import KirikaeSyntax

/// What changed in the world while a run stood still, in the operator's words.
struct WorldText: Sendable {
    let plan: Plan
    let wording: ScreenWording
    let style: Style

    private var conditions: ConditionText { ConditionText(service: plan.service, wording: wording) }

    /// Everything that was found when the run looked again.
    func lines(_ findings: WorldFindings) -> [String] {
        var lines: [String] = []
        if !findings.deviations.isEmpty {
            lines.append(
                style.bad(
                    wording.pick(
                        "✗ 中断の間に、完了したステップの結果が変わりました：",
                        "✗ The world changed meanwhile; finished steps had left it otherwise:")
                ))
            lines += findings.deviations.flatMap(deviation)
        }
        if !findings.movedOn.isEmpty {
            lines.append(
                wording.pick(
                    "→ サービスがみずから進んだもの（異常ではありません）：", "→ Moved on by itself, as the service does (nothing is wrong):"))
            lines += findings.movedOn.map { line($0.variable, before: .value($0.left), now: $0.now) }
        }
        if !findings.others.isEmpty {
            lines.append(
                style.caution(
                    wording.pick(
                        "! 前に見たときと違うもの（どのステップの結果でもありません）：",
                        "! Different from when it was last seen (no step of this run did it):")))
            lines += findings.others.map { line($0.variable, before: $0.before, now: $0.now) }
        }
        if lines.isEmpty {
            lines.append(
                style.good("✓ ")
                    + wording.pick(
                        "中断前に分かっていた \(findings.unchanged.count) 件を見直しました。変わりありません",
                        "\(findings.unchanged.count) values known before the break were looked at again; nothing has changed"
                    ))
        }
        return lines.map { "  " + $0 }
    }

    /// What only a person can see is asked for when it is needed.
    func notLookedAt(_ variables: [String]) -> [String] {
        guard !variables.isEmpty else { return [] }
        return [
            "  "
                + style.faint(
                    wording.pick(
                        "・人にしか見えないため見直していません。必要になったときに質問します：",
                        "· not re-checked, only a person can see it; will be asked when needed: ")
                        + TerminalText.safe(variables.map(title).joined(separator: wording.pick("、", ", "))))
        ]
    }

    private func deviation(_ deviation: Deviation) -> [String] {
        let step = plan.index(of: deviation.step).map { plan.steps[$0].title[wording.language] } ?? deviation.step
        return [
            line(deviation.variable, before: .value(deviation.left), now: deviation.now),
            "      " + wording.pick("残したステップ：", "left by: ") + TerminalText.safe("\(step) (\(deviation.step))"),
        ]
    }

    private func line(_ variable: String, before: Reading, now: Reading) -> String {
        "    "
            + TerminalText.safe(
                wording.pick(
                    "\(title(variable))：\(conditions.reading(before, of: variable)) → 今は \(conditions.reading(now, of: variable))",
                    "\(title(variable)): \(conditions.reading(before, of: variable)) → now \(conditions.reading(now, of: variable))"
                ))
    }

    private func title(_ variable: String) -> String {
        plan.service.variable(variable)?.title[wording.language] ?? variable
    }
}

extension ScreenWording {
    func choice(_ choice: DeviationChoice) -> String {
        switch choice {
        case .goOn: pick("このまま進む（何を見て問題ないと判断したかが必要）", "go on (say what you looked at and why it is all right)")
        case .stop: pick("安全に止める（あとで再開できます）", "stop safely (can be resumed)")
        }
    }

    /// What became of a step.
    func state(_ state: RunMachine.StepState) -> String {
        switch state {
        case .pending: pick("未実施", "to do")
        case .notNeeded: pick("不要", "not needed")
        case .skipped: pick("省略", "left out")
        case .done: pick("完了", "done")
        }
    }
}
