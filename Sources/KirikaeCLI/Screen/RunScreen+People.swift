import KirikaeDiagnostics
import KirikaeEngine
import KirikaePlan
import KirikaeRunbook

/// What people said and were told, and how long it took.
extension RunScreen {
    func told(_ sent: SentNotice) -> [String] {
        let isTold: Bool
        switch sent.outcome {
        case .delivered, .notSent: isTold = true
        case .failed, .heldBack: isTold = false
        }
        let lines = DisplayWidth.wrapped(TerminalText.safe(wording.notice(sent)), to: StepCard.cells - 6)
        return lines.enumerated().map { number, line in
            let text = isTold ? line : style.caution(line)
            return mark(number > 0 ? " " : isTold ? "✉" : style.caution("!"), text)
        }
    }

    func times(_ machine: RunMachine) -> [String] {
        guard detail.showsTimes else { return [] }
        let lines = TimesText(wording: wording, style: style).lines(machine)
        return lines.isEmpty ? [] : [""] + lines
    }

    /// That signatures are needed, where no prompt says so.
    func demand(_ question: Question, _ machine: RunMachine) -> [String] {
        guard !detail.showsInstructions, case .approval(let given, isSigned: true) = question.kind,
            case .approve(let approve, let members)? = machine.currentStep?.action
        else { return [] }
        return [
            mark("?", TerminalText.safe(wording.approval(approve, members: members, given: given, isSigned: true)))
        ]
    }

    func answered(_ answer: Answer) -> [String] {
        let who = answer.by.isEmpty ? "" : "\(answer.by)、"
        let remark = answer.remark.map { " — \($0)" } ?? ""
        let said = answer.items.isEmpty ? answer.value : ItemWords(wording: wording).report(answer)
        let basis = answer.via == .rehearsal ? wording.basis(answer.basis) : "\(who)\(wording.via(answer.via))"
        return [mark("⟵", TerminalText.safe("\(said)〔\(basis)〕\(remark)"))]
    }

    func resolved(_ isDone: Bool, _ resolution: Resolution) -> [String] {
        guard resolution == .verification, isDone else {
            return [mark("→", wording.pick("もう一度行います", "it will be run again"))]
        }
        return [
            mark(
                style.good("✓"),
                wording.pick("実施済みと確認できました。もう一度は実行しません。", "Verified as done. It is not run again."))
        ]
    }
}
