import KirikaeDiagnostics
import KirikaeEngine
import KirikaeJournal
import KirikaePlan
import KirikaeRunbook

/// Answering for named items.
extension TerminalOperator {
    /// The answer that was typed; nil if something was shown instead, or if it cannot be taken, which it says.
    func itemAnswer(_ input: String, to question: Question, in machine: RunMachine) -> Answer? {
        let words = ItemWords(wording: wording)
        let open = machine.openItems(of: question)
        guard let index = machine.plan.index(of: question.step),
            case .population(_, let inventory) = machine.plan.steps[index].action
        else { return nil }
        if input.halfWidth.lowercased() == "list" {
            for line in words.list(question, in: machine) { output.line("    " + TerminalText.safe(line)) }
            return nil
        }
        do throws(AnswerProblem) {
            let text = try ItemText(Self.plain(input), open: open, among: inventory.items)
            var candidate = answer(text.report.rawValue, text.remark)
            candidate.items = text.ids
            if text.isAll, text.report == .done, !confirms(text.ids.count) { return nil }
            if machine.check(candidate, to: question.id) == .remarkMissing {
                candidate.remark = remark(wording.pick("理由", "Reason"))
            }
            if let problem = machine.check(candidate, to: question.id) { throw problem }
            return candidate
        } catch {
            refuse(error)
            if case .noSuchItems(let unknown) = error,
                let suggestion = words.suggestion(for: unknown, in: question, machine)
            {
                output.line("    " + TerminalText.safe(suggestion))
            }
            return nil
        }
    }

    /// What was typed in plain characters, but for a reason, which stays as it is.
    private static func plain(_ input: String) -> String {
        let plain = input.halfWidth
        guard let colon = plain.firstIndex(of: ":") else { return plain }
        let length = plain.distance(from: plain.startIndex, to: colon)
        return plain[..<colon] + ":" + input.dropFirst(length + 1)
    }

    /// Whether the person says how many there are: one word would be typed too quickly.
    private func confirms(_ count: Int) -> Bool {
        let typed = remark(
            wording.pick("未回答の \(count) 件すべてが完了なら、件数を入力", "If all \(count) that are open have done it, type how many"))
        if typed?.halfWidth == String(count) { return true }
        output.line(
            "    " + wording.pick("件数が違うので、何も記録していません。", "That is not how many there are. Nothing was recorded."))
        return false
    }
}
