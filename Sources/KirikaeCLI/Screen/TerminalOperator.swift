import Glibc
import KirikaeDiagnostics
import KirikaeEngine
import KirikaeJournal
import KirikaePlan
import KirikaeRunbook
import KirikaeService
import KirikaeSyntax
import KirikaeWorlds

/// A person at the terminal.
///
/// Questions are put on lines of our own; what came from outside is never shown where a prompt could be taken for ours.
struct TerminalOperator: Operator {
    let name: String
    let plan: Plan
    let wording: ScreenWording
    let style: Style
    let output: any TextOutput
    /// Reads one line; nil at the end of input, when the run is to stop, or as soon as the closure says that something else
    /// needs attention.
    let readLine: @Sendable (_ isInterrupted: () -> Bool) -> String?
    /// Keeps a copy of a file as evidence; nil where nothing can be kept.
    var keepFile: (@Sendable (_ path: String, _ by: String) throws -> Attachment)?
    /// Where signed approvals arrive, if the run takes any.
    var signatures: SignedApprovalOperator?

    /// How often an answer that cannot be taken is asked for again before the run stops.
    private static let attempts = 20

    func answer(_ question: Question, in machine: RunMachine) async throws -> Answer? {
        guard let index = machine.plan.index(of: question.step) else { return nil }
        let step = machine.plan.steps[index]
        let prompt = QuestionPrompt(question: question, step: step, machine: machine, wording: wording)
        for line in prompt.lines { output.line("    " + TerminalText.safe(line)) }
        for _ in 0..<Self.attempts {
            output.prompt(style.bold("  \(wording.pick("回答", "Answer")) > "))
            guard let input = try typedLine(isSigned: prompt.isSignedApproval) else {
                output.line("")
                // Whoever answers signed questions has looked at it before; now there is something to look at.
                guard let signed = try await signatures?.answer(question, in: machine) else { continue }
                return signed
            }
            switch input.halfWidth {
            case "": continue
            case "?":
                for line in prompt.help { output.line("    " + line) }
                continue
            case "!show":
                show(step, machine, prompt)
                continue
            case "!stop": throw NoAnswer.stop
            case "!cannot":
                switch question.kind {
                case .manual, .population, .items: return answer(Answer.cannotDo, nil)
                default: break
                }
            case "!note":
                guard let text = remark(wording.pick("書き留めること", "What to write down")) else { continue }
                throw OperatorNote(text: text, by: name)
            case "!jump":
                guard let request = jump(machine) else { continue }
                throw request
            default: break
            }
            if let path = attachPath(input) {
                guard let path, let attachment = attach(path) else { continue }
                throw OperatorAttachment(attachment)
            }
            if case .items = question.kind {
                guard let answer = itemAnswer(input, to: question, in: machine) else { continue }
                return answer
            }
            guard let value = prompt.value(for: input) else {
                explain(prompt)
                continue
            }
            var candidate = answer(value, nil)
            if prompt.isTypedFreely, value != input { candidate.typed = input }
            if case .approval(_, isSigned: false) = question.kind {
                candidate.by = remark(wording.pick("承認者の名前", "Name of the approver")) ?? name
            }
            if machine.check(candidate, to: question.id) == .notConfirmed {
                guard let confirmed = try readBack(candidate, prompt, in: machine) else { continue }
                candidate = confirmed
            }
            switch machine.check(candidate, to: question.id) {
            case .remarkMissing: candidate.remark = remark(prompt.remarkPrompt)
            case .evidenceMissing(.note): candidate.remark = remark(wording.pick("何を見ましたか", "What did you see"))
            case .evidenceMissing(.file):
                guard let path = remark(wording.pick("証拠のファイル（パス）", "File with the evidence (path)")),
                    let attachment = attach(path)
                else { continue }
                throw OperatorAttachment(attachment)
            default: break
            }
            guard let problem = machine.check(candidate, to: question.id) else { return candidate }
            refuse(problem)
        }
        throw NoAnswer.stop
    }

    func refuse(_ problem: AnswerProblem) {
        output.line(
            "    " + wording.pick("この回答は受け付けられません：", "This answer cannot be taken: ")
                + TerminalText.safe(wording.answerProblem(problem)))
    }

    /// Where to jump to and why; nil if that is not possible, and says why.
    private func jump(_ machine: RunMachine) -> JumpRequest? {
        guard let path = remark(wording.pick("進む先のステップ（パス）", "Step to go on with (path)")) else { return nil }
        let words = RefusalText(plan: machine.plan)
        if let refusal = machine.jumpRefusal(to: path.halfWidth) {
            output.line("    " + style.bad(TerminalText.safe(words.text(refusal)[wording.language])))
            return nil
        }
        let unproven = machine.unproven(byJumpingTo: path.halfWidth)
        if !unproven.isEmpty {
            output.line("    " + style.caution(TerminalText.safe(words.unproven(unproven)[wording.language])))
        }
        guard let reason = remark(wording.pick("理由", "Reason")) else { return nil }
        return JumpRequest(step: path.halfWidth, reason: reason, by: name)
    }

    /// What was typed; nil if a signed approval has arrived meanwhile.
    ///
    /// - Throws: `NoAnswer.stop` if nothing can be typed any more.
    private func typedLine(isSigned: Bool) throws -> String? {
        let waiting = isSigned ? signatures : nil
        defer { output.promptAnswered() }
        if let text = readLine({ waiting?.hasArrivals == true }) { return text.trimmed }
        if waiting?.hasArrivals == true { return nil }
        throw NoAnswer.stop
    }

    func readInput() -> String? { readLine { false } }

    func answer(_ value: String, _ remark: String?) -> Answer {
        Answer(value: value, remark: remark, by: name, via: .terminal)
    }

    func remark(_ prompt: String) -> String? {
        output.prompt("  \(Style.safe(prompt)) > ")
        defer { output.promptAnswered() }
        guard let text = readInput()?.trimmed, !text.isEmpty else { return nil }
        return text
    }

    private func explain(_ prompt: QuestionPrompt) {
        let text =
            prompt.isSignedApproval
            ? wording.pick("署名を待っています（? で説明）", "Waiting for a signature (? for help)")
            : prompt.isTypedFreely
                ? wording.pick("この形では受け取れません（? で説明）", "It cannot be read as such a value (? for help)")
                : wording.pick("番号か値を入力してください（? で説明）", "Type a number or a value (? for help)")
        output.line("    " + text)
    }

    private func show(_ step: PlanStep, _ machine: RunMachine, _ prompt: QuestionPrompt) {
        let card = StepCard(plan: plan, wording: wording, style: style)
        for line in card.remarks(step, withNotes: true) + card.instructions(step, machine.filledAction(of: step)) {
            output.line(line)
        }
        for line in prompt.lines { output.line("    " + TerminalText.safe(line)) }
    }
}

extension String {
    /// With full-width letters, digits and marks as plain ones: what a Japanese input method types when nobody switched it off.
    var halfWidth: String {
        String(
            String.UnicodeScalarView(
                unicodeScalars.map { scalar in
                    (0xFF01...0xFF5E).contains(scalar.value)
                        ? Unicode.Scalar(scalar.value - 0xFEE0) ?? scalar : scalar
                }))
    }

    /// Without white space at both ends.
    var trimmed: String {
        var rest = self[...]
        while rest.first?.isWhitespace == true { rest = rest.dropFirst() }
        while rest.last?.isWhitespace == true { rest = rest.dropLast() }
        return String(rest)
    }
}
