import KirikaeDiagnostics
import KirikaeEngine
import KirikaeJournal
import KirikaePlan
import KirikaeRunbook
import KirikaeService
import KirikaeSyntax

/// A plan as a person reviews it.
struct PlanText: Sendable {
    let plan: Plan
    let wording: ScreenWording
    let style: Style

    /// The whole text.
    var text: String {
        let card = StepCard(plan: plan, wording: wording, style: style)
        var lines = [
            style.bold(TerminalText.safe(plan.title[wording.language]))
                + wording.parenthesised(wording.direction(plan.direction)),
            wording.pick("手順書 ", "runbook ") + plan.runbook + wording.pick("、環境 ", ", environment ")
                + plan.environment.name.value + wording.pick("、目安の合計 ", ", typical ") + wording.duration(plan.typical),
            wording.pick("計画の指紋 ", "fingerprint ") + plan.fingerprint,
        ]
        for index in plan.steps.indices { lines += step(index, card) }
        return lines.joined(separator: "\n") + "\n"
    }

    private func step(_ index: Int, _ card: StepCard) -> [String] {
        let step = plan.steps[index]
        var lines = card.heading(index, time: "")
        lines += card.remarks(step, withNotes: true)
        if let unless = step.unless {
            lines += card.block(wording.pick("不要", "Unless"), conditions.demand(unless))
        }
        lines += demands(step.preconditions, wording.pick("前提", "Before"), card)
        lines += card.instructions(step, step.action)
        if case .manual(let manual) = step.action { lines += answer(manual.answer, card) }
        if case .command(let command) = step.action {
            lines += conversation(command, card)
            for (variable, secret) in command.secrets.sorted(by: { $0.key < $1.key }) {
                lines += card.block(
                    wording.pick("秘密", "Secret"),
                    wording.pick(
                        "\(variable) のファイルに「\(secret.value)」", "‘\(secret.value)’ in the file that \(variable) names"))
            }
        }
        for output in step.outputs {
            lines += card.block(
                wording.pick("出力", "Reads"),
                "\(output.name.value) (\(output.type.rawValue)): \(output.title[wording.language])")
        }
        if !step.changes.isEmpty {
            let changes = step.changes.sorted { $0.key < $1.key }.map { name, value in
                let variable = plan.service.variable(name)
                return
                    "\(variable?.title[wording.language] ?? name) → \(variable?.title(of: value)[wording.language] ?? value)"
            }
            lines += card.block(wording.pick("結果", "Makes"), changes.joined(separator: wording.pick("、", ", ")))
        }
        lines += demands(step.verifications, wording.pick("確認", "After"), card)
        if let timeout = step.timeout {
            lines += card.block(wording.pick("上限", "Limit"), wording.duration(timeout))
        }
        if let reverse = step.reverse { lines += card.block(wording.pick("逆", "Reverse"), self.reverse(reverse)) }
        if !step.source.isEmpty, step.kind != .leave {
            lines += card.block(wording.pick("根拠", "Source"), step.source.joined(separator: ", "))
        }
        return lines
    }

    private var conditions: ConditionText { ConditionText(service: plan.service, wording: wording) }

    private func demands(_ list: [PlanCondition], _ label: String, _ card: StepCard) -> [String] {
        list.flatMap { condition in
            var text = conditions.demand(condition.condition)
            if let within = condition.condition.within {
                text += wording.pick("（\(wording.duration(within))以内）", " (within \(wording.duration(within)))")
            }
            if condition.condition.needsEvidenceOfRun {
                text += wording.pick("（この実行中の観測に限る）", " (seen in this run)")
            }
            if case .invariant(let id) = condition.origin { text = "\(id)：\(text)" }
            return card.block(label, text)
        }
    }

    private func answer(_ answer: ManualAction.Answer, _ card: StepCard) -> [String] {
        var text = answer.ask[wording.language]
        switch answer.form {
        case .number(let number): text += " → \(wording.range(number.accepted))\(wording.unit(number))"
        case .input(let output): text += " → \(output)"
        case .text(let expected, _): text += " → \(expected)"
        case .choice(let choices, let accept):
            let words = choices.map { choice in
                (accept.contains(choice.value) ? "✓" : "✗") + choice.title[wording.language]
            }
            text += " → " + words.joined(separator: wording.pick("／", " / "))
        }
        let demands =
            (answer.isReadBack ? [wording.pick("読み返して確認", "read back")] : [])
            + (answer.evidence.map { [wording.evidence($0)] } ?? [])
        if !demands.isEmpty { text += wording.parenthesised(demands.joined(separator: wording.pick("、", ", "))) }
        return card.block(wording.pick("回答", "Answer"), text)
    }

    private func conversation(_ command: CommandAction, _ card: StepCard) -> [String] {
        let limits = wording.limits(of: command)
        return (limits.isEmpty ? [] : card.block(wording.pick("停止", "Stops"), limits))
            + command.conversation.flatMap {
                exchange in
                let send = exchange.send.map { wording.pick("→ 入力 ", "→ types ") + wording.reply($0) } ?? ""
                let optional = exchange.isOptional ? wording.pick("（出た場合）", " (if shown)") : ""
                return card.block(wording.pick("対話", "Says"), "「\(exchange.expect)」\(optional) \(send)")
            }
    }

    private func reverse(_ reverse: Step.Reverse) -> String {
        switch reverse {
        case .step(let runbook, let step): "\(runbook)/\(step)"
        case .none(let reason): reason[wording.language]
        }
    }
}
