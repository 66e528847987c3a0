import KirikaeDiagnostics
import KirikaeEngine
import KirikaeJournal
import KirikaePlan
import KirikaeRunbook
import KirikaeService
import KirikaeSyntax

/// What an operator is shown of one step: title, place, what could be lost, what to do.
struct StepCard: Sendable {
    let plan: Plan
    let wording: ScreenWording
    let style: Style

    /// The width that texts are broken to: that of the terminal, where there is one and it is narrower than is good to read.
    static let cells = min(widest, TerminalWidth.ofStandardOutput ?? widest)
    private static let widest = 100
    private var language: Language { wording.language }

    /// The number of a step among those of the runbooks, which is what people count.
    func ordinal(_ index: Int) -> Int {
        plan.steps.prefix(index + 1).count { $0.kind == .step }
    }

    /// Which step a run at this position is at, of how many.
    func progress(_ position: Int) -> String {
        let total = ordinal(plan.steps.count - 1)
        let behind = plan.steps.prefix(position).count { $0.kind == .step }
        return "\(min(behind + 1, total))/\(total)"
    }

    /// The line that opens a step.
    func heading(_ index: Int, time: String) -> [String] {
        let step = plan.steps[index]
        let title = TerminalText.safe(step.title[language])
        switch step.kind {
        case .enter:
            let rule = String(repeating: "━", count: 3)
            return ["", style.bold("\(rule) \(title)") + aside([step.definition, time])]
        case .fork:
            let row = wording.pick("並行：\(title)", "side by side: \(title)")
            return ["", "  " + style.bold("⫴ \(row)") + aside([time])]
        case .join:
            return [style.bold("  ⫴ " + wording.pick("合流：\(title)", "all done: \(title)"))]
        case .leave:
            guard !step.verifications.isEmpty else { return [] }
            return [style.bold("  ▪ " + wording.pick("終わりの確認：\(title)", "Final check: \(title)"))]
        case .step:
            let typical = step.typical.map { wording.pick("目安 ", "about ") + wording.duration($0) } ?? ""
            return [
                "",
                "  " + style.bold("▸ [\(ordinal(index))/\(ordinal(plan.steps.count - 1))] \(title)")
                    + aside([typical, time]),
            ]
        }
    }

    /// What stands faintly behind a title.
    private func aside(_ parts: [String]) -> String {
        style.faint(parts.filter { !$0.isEmpty }.map { "  \($0)" }.joined())
    }

    /// The cautions and notes of a step.
    func remarks(_ step: PlanStep, withNotes: Bool) -> [String] {
        let cautions = step.cautions.flatMap {
            block(style.caution(wording.pick("注意", "Caution")), $0.text[language] + sources($0.source))
        }
        let notes =
            withNotes
            ? step.notes.flatMap { block(wording.pick("備考", "Note"), $0.text[language] + sources($0.source)) } : []
        return cautions + notes
    }

    /// Where and what to do.
    func instructions(_ step: PlanStep, _ action: PlanStep.Action) -> [String] {
        var lines: [String] = []
        if let name = step.place, let place = plan.environment.places[name] {
            lines += block(wording.pick("場所", "Where"), place.title[language] + (place.url.map { "  \($0)" } ?? ""))
        }
        switch action {
        case .none: break
        case .http(let http):
            let place = plan.environment.places[http.place.value]
            lines += block(
                wording.pick("送信", "Send"),
                "\(http.method.rawValue) \(place?.url ?? "")\(http.path.shown)"
                    + wording.parenthesised(place?.title[language] ?? http.place.value))
        case .wait(let length, let because):
            let reason = because.map { wording.parenthesised($0[language]) } ?? ""
            lines += block(wording.pick("待機", "Wait"), wording.duration(length) + reason)
        case .population(let population, let inventory):
            lines += steps(population.instructions)
            if let work = population.work { lines += command(work.command) }
            lines += block(wording.pick("対象", "Whom"), wording.population(population, inventory))
        case .approve(let approve, let members):
            lines += block(
                wording.pick("承認", "Approve"),
                wording.approval(
                    approve, members: members, given: [], isSigned: plan.environment.approvals == .signed))
        case .command(let command):
            lines += self.command(command)
        case .manual(let manual):
            lines += steps(manual.instructions)
        }
        return lines
    }

    private func command(_ command: CommandAction) -> [String] {
        let host = plan.environment.hosts[command.host.value]?.title[language] ?? command.host.value
        let elevated = command.isElevated ? wording.pick("、管理者として", ", as administrator") : ""
        return block(
            wording.pick("実行", "Run"),
            command.arguments.map(\.shown).joined(separator: " ") + wording.parenthesised(host + elevated))
    }

    /// Things to do, numbered.
    private func steps(_ instructions: [ManualAction.Instruction]) -> [String] {
        instructions.enumerated().flatMap { number, instruction in
            let press =
                instruction.press.isEmpty ? "" : "  → " + instruction.press.map(\.shown).joined(separator: " → ")
            return block(
                "\(wording.pick("手順", "Do")) \(number + 1)",
                instruction.text[language] + press + sources(instruction.source))
        }
    }

    /// The facts of the manual, at the end of a sentence.
    func sources(_ ids: [String]) -> String {
        ids.isEmpty ? "" : " (\(ids.joined(separator: ", ")))"
    }

    /// A label and a text, broken to the width, aligned under each other.
    func block(_ label: String, _ text: String, indent: Int = 6) -> [String] {
        let width = 8
        let margin = String(repeating: " ", count: indent)
        let padding = String(repeating: " ", count: max(1, width - DisplayWidth.cells(of: Style.plain(label))))
        return DisplayWidth.wrapped(TerminalText.safe(text), to: Self.cells - indent - width).enumerated().map {
            $0.offset == 0
                ? margin + label + padding + $0.element : margin + String(repeating: " ", count: width) + $0.element
        }
    }
}
