import KirikaeDiagnostics
import KirikaeRunbook

extension DescribedPage {
    /// What a person reads off the page as the answer to a question; nil where the page does not tell.
    ///
    /// - Parameters:
    ///   - answer: the question and what may be answered.
    ///   - chosen: the last radio or checkbox that was chosen for the step.
    ///   - hasFollowed: whether labels of the step led here; only then what is not on the page says anything.
    func reading(of answer: ManualAction.Answer, chosen: String?, hasFollowed: Bool) -> String? {
        switch answer.form {
        case .text: chosen ?? value(for: answer)
        case .input: value(for: answer)
        case .number: value(for: answer).flatMap(Self.number)
        case .choice(let choices, _): choice(among: choices, hasFollowed: hasFollowed)
        }
    }

    /// The value whose name the question holds, or the only one there is.
    private func value(for answer: ManualAction.Answer) -> String? {
        let named = values.filter { answer.ask.ja.contains($0.label) || answer.ask.en.contains($0.label) }
        if named.count == 1 { return named[0].value }
        return values.count == 1 ? values[0].value : nil
    }

    /// The number in a text that has one, as `1,200 人`.
    private static func number(in text: String) -> String? {
        let figures = text.filter { $0 != "," }.split { !$0.isASCII || !$0.isNumber }
        return figures.count == 1 ? String(figures[0]) : nil
    }

    private func choice(among choices: [ManualAction.Choice], hasFollowed: Bool) -> String? {
        let literals = Set(choices.flatMap(\.shows))
        let shown = literals.filter { shows(PageBrowser.bare($0)) }
        if let fitting = Self.choice(showing: shown, among: choices) { return fitting }
        // Of several that stand there to be chosen, the one that is.
        let checked = literals.filter { literal in
            controls.contains { $0.kind == "radio" && $0.isChecked && $0.label == PageBrowser.bare(literal) }
        }
        if let fitting = Self.choice(showing: checked, among: choices) { return fitting }
        let titled = choices.filter { says($0.title.ja) || says($0.title.en) }
        if titled.count == 1 { return titled[0].value }
        guard hasFollowed, !literals.isEmpty else { return nil }
        return choices.first { $0.shows.isEmpty }?.value
    }

    /// Whether a line of the page says just this, alone or behind a colon.
    private func says(_ words: String) -> Bool {
        (texts + values.map(\.value)).contains { line in
            line == words || line.hasSuffix("：" + words) || line.hasSuffix(": " + words)
        }
    }

    private static func choice(showing literals: Set<String>, among choices: [ManualAction.Choice]) -> String? {
        choices.first { !$0.shows.isEmpty && Set($0.shows) == literals }?.value
    }
}
