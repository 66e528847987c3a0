import KirikaeDiagnostics
import KirikaeEngine
import KirikaePlan
import KirikaeRunbook
import KirikaeService
import KirikaeSyntax
import KirikaeWorlds

/// The inquiry form of a service, filled in with what the record of a run says: plain text for a mail.
struct InquiryText: Sendable {
    let run: String
    let record: InquiryRecord
    let form: ServiceModel.InquiryForm
    /// The service the form belongs to.
    let service: ServiceModel
    let wording: ScreenWording

    /// The most troubles that are described, the last ones.
    private static let mostProblems = 5
    /// The most lines of what a program printed.
    private static let mostOutputLines = 20

    private var language: Language { wording.language }

    /// How many fields a person still has to fill in.
    var blankCount: Int { form.parts.flatMap(\.fields).count { answer($0).isEmpty } }

    /// The whole text.
    var text: String {
        let recipient = service.contact(form.recipient.value)
        var lines = [
            wording.pick("宛先：", "To: ") + (recipient?.mail ?? ""), wording.pick("件名：", "Subject: ") + subject, "",
        ]
        for part in form.parts {
            lines.append(part.title[language])
            for field in part.fields { lines += self.lines(field) }
            lines.append("")
        }
        // No line of a program or of a file may look like one of ours, or hide something.
        return lines.map { TerminalText.safe($0) + "\n" }.joined()
    }

    private var subject: String {
        let what = record.plan?.title[language] ?? record.header?.runbook ?? run
        return wording.pick("「\(what)」についてのお問い合わせ（\(run)）", "Inquiry about: \(what) (\(run))")
    }

    private func lines(_ field: ServiceModel.InquiryForm.Field) -> [String] {
        let answer = answer(field)
        let label = " " + field.label[language]
        switch answer.count {
        case 0:
            let hint = field.hint.map { wording.pick("（記入：\($0.ja)）", " (fill in: \($0.en))") } ?? ""
            return [label + wording.pick("：", ": ") + wording.pick("＿＿＿＿＿＿＿＿", "________________") + hint]
        case 1: return [label + wording.pick("：", ": ") + answer[0]]
        default: return [label + wording.pick("：", ":")] + answer.map { "    " + $0 }
        }
    }

    /// What the record and the parameters say to a field; empty where a person must fill it in.
    private func answer(_ field: ServiceModel.InquiryForm.Field) -> [String] {
        if let parameter = field.parameter { return value(of: parameter.value).map { [$0] } ?? [] }
        switch field.origin {
        case nil: return []
        case .operator:
            return record.operators.isEmpty ? [] : [record.operators.joined(separator: wording.pick("、", ", "))]
        case .time:
            guard let time = record.problems.first?.wallMilliseconds else { return [] }
            let start = record.start.map {
                wording.parenthesised(wording.pick("作業の開始 ", "work began ") + WallTime.dateAndTime($0))
            }
            return [WallTime.dateAndTime(time) + (start ?? "")]
        case .outline: return outline
        case .circumstances: return circumstances
        case .measures: return measures
        }
    }

    /// A parameter that somebody gave, or the default of its file.
    private func value(of parameter: String) -> String? {
        guard let header = record.header else { return nil }
        let given = header.environmentArguments[parameter] ?? header.arguments[parameter]
        let declared =
            (record.library?.environments[header.environment]?.parameters ?? [])
            + (record.library?.runbooks[header.runbook]?.parameters ?? [])
        let value = given ?? declared.first { $0.name.value == parameter }?.defaultValue
        // By convention of the runbooks a dash says that nothing is known.
        return value.flatMap { $0.isEmpty || $0 == "-" ? nil : $0 }
    }

    // MARK: What happened

    private var outline: [String] {
        guard let header = record.header else { return [] }
        let what = record.plan?.title[language] ?? header.runbook
        var lines = [
            wording.pick("「\(what)」の作業", "The work ‘\(what)’")
                + wording.parenthesised(
                    wording.pick(
                        "手順書 \(header.runbook)、環境 \(header.environment)、実行 \(header.run)",
                        "runbook \(header.runbook), environment \(header.environment), run \(header.run)"))
        ]
        if case .asked(let question)? = record.problems.last?.event {
            lines.append(
                wording.pick("先へ進めなくなったステップ：", "The step that could not go on: ") + title(question.step))
        }
        lines.append(wording.pick("現在：", "Now: ") + standing)
        return lines
    }

    private var standing: String {
        for entry in record.entries.reversed() {
            switch entry.event {
            case .closed(let result): return wording.result(result)
            case .stopped(let reason): return wording.result(.stopped(reason))
            default: return wording.pick("作業中、または中断しています", "going on, or broken off")
            }
        }
        return wording.pick("記録を読めません", "the record cannot be read")
    }

    private var circumstances: [String] {
        var lines: [String] = []
        let problems = record.problems
        if problems.count > Self.mostProblems {
            lines.append(
                wording.pick(
                    "（問題 \(problems.count) 件のうち、最後の \(Self.mostProblems) 件）",
                    "(the last \(Self.mostProblems) of \(problems.count) problems)"))
        }
        var shown: Set<String> = []
        for entry in problems.suffix(Self.mostProblems) {
            guard case .asked(let question) = entry.event, case .problem(let problem) = question.kind else { continue }
            lines.append(WallTime.text(entry.wallMilliseconds) + "  " + title(question.step))
            lines += words(problem, question.step, entry.knowledge).map { "  " + $0 }
            if shown.insert(question.step).inserted { lines += printed(question.step).map { "  | " + $0 } }
        }
        if record.failure != nil {
            lines.append(wording.pick("（記録は途中までしか読めません。）", "(The record can be read in part only.)"))
        }
        return lines
    }

    private func words(_ problem: Problem, _ path: String, _ knowledge: [String: Observation]) -> [String] {
        switch problem {
        case .missingOutputs(let names): return [wording.missingOutputs(names)]
        case .action(let failure): return [wording.failure(named(failure, path))]
        case .gate(let gate, let judgement, let unmet):
            var lines = ["\(wording.gate(gate))\(wording.pick("：", ": "))\(wording.judgement(judgement))"]
            guard let plan = record.plan, let index = plan.index(of: path) else { return lines }
            let conditions = ConditionText(service: plan.service, wording: wording)
            let list = plan.steps[index].conditions(of: gate)
            for position in unmet where list.indices.contains(position) {
                let condition = list[position].condition
                lines.append(wording.pick("必要：", "needed: ") + conditions.demand(condition))
                lines += conditions.findings(condition, knowledge).map { wording.pick("実際：", "found: ") + $0 }
            }
            return lines
        }
    }

    /// A failure with the words of an answer instead of its value.
    private func named(_ failure: ActionFailure, _ path: String) -> ActionFailure {
        guard case .answerNotAccepted(let value) = failure, let plan = record.plan, let index = plan.index(of: path),
            case .manual(let manual) = plan.steps[index].action, case .choice(let choices, _) = manual.answer.form,
            let choice = choices.first(where: { $0.value == value })
        else { return failure }
        return .answerNotAccepted(choice.title[language])
    }

    /// The last lines that the program of a step printed.
    private func printed(_ path: String) -> [String] {
        guard let bytes = record.outputs[path], !bytes.isEmpty else { return [] }
        var encoding = TextEncoding.utf8
        if let plan = record.plan, let index = plan.index(of: path),
            case .command(let command) = plan.steps[index].action
        {
            encoding = TextEncoding(rawValue: command.encoding.rawValue) ?? .utf8
        }
        guard let decoder = try? IncrementalTextDecoder(encoding) else { return [] }
        let lines = OutputLines.split(decoder.decode(bytes) + decoder.finish()).filter { !$0.isEmpty }
        // The first line of a text whose beginning was left out may begin in the middle of a character.
        let whole = bytes.count < InquiryRecord.mostOutputBytes ? lines : Array(lines.dropFirst())
        return Array(whole.suffix(Self.mostOutputLines))
    }

    // MARK: What was done about it

    private var measures: [String] {
        record.entries.compactMap { entry in
            measure(entry.event).map { WallTime.text(entry.wallMilliseconds) + "  " + $0 }
        }
    }

    private func measure(_ event: RunEvent) -> String? {
        switch event {
        case .done(let path): isStep(path) ? wording.pick("完了  ", "done  ") + title(path) : nil
        case .notNeeded(let path): isStep(path) ? wording.pick("不要  ", "not needed  ") + title(path) : nil
        case .skipped(let path, let reason):
            wording.pick("省略  ", "left out  ") + title(path) + wording.parenthesised(reason)
        case .performed(let path, _, .failed(let failure)):
            wording.pick("失敗  ", "failed  ") + title(path)
                + wording.parenthesised(wording.failure(named(failure, path)))
        case .answered(_, let answer):
            ProblemChoice(rawValue: answer.value).map { choice in
                wording.pick("判断  ", "decided  ") + wording.choice(choice)
                    + (answer.remark.map { wording.parenthesised($0) } ?? "")
            }
        case .resolved(let path, _, let isDone, _):
            (isDone
                ? wording.pick("中断したが実施済みと確認  ", "broken off, found to be done  ")
                : wording.pick("中断し、未実施と確認  ", "broken off, found not to be done  ")) + title(path)
        case .jumped(let path, let reason, _):
            wording.pick("先へ進む  ", "jumped  ") + title(path) + wording.parenthesised(reason)
        case .noted(_, let text, _): wording.pick("記録  ", "noted  ") + text
        default: nil
        }
    }

    /// Whether it is a step of a runbook and not only where one begins or ends.
    private func isStep(_ path: String) -> Bool {
        guard let plan = record.plan else { return true }
        return plan.index(of: path).map { plan.steps[$0].kind == .step } ?? true
    }

    private func title(_ path: String) -> String {
        guard let plan = record.plan, let index = plan.index(of: path) else { return path }
        return plan.steps[index].title[language] + wording.parenthesised(path)
    }
}
