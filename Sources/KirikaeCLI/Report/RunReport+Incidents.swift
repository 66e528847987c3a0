import KirikaeDiagnostics
import KirikaeEngine
import KirikaePlan
import KirikaeRunbook
import KirikaeService
import KirikaeSyntax
import KirikaePlan
import KirikaeRunbook
import KirikaeService

/// What did not go by itself, who said what, and how programs ended.
extension RunReport {
    var incidentsSection: ReportDocument.Section {
        let words = IncidentText(report: self)
        let head = [
            wording.pick("時刻", "At"), wording.pick("何が", "What"), wording.pick("ステップ", "Step"),
            wording.pick("内容・理由", "Detail and reason"), wording.pick("誰が", "By"),
        ]
        func rows(_ incidents: [RunIncident]) -> [[String]] {
            incidents.map { incident in
                [
                    clock(incident.at), words.name(incident.kind), incident.step.map(step) ?? "",
                    words.detail(incident.kind), words.who(incident.kind),
                ]
            }
        }
        // Invariants have a section of their own.
        let deviations = history.incidents.filter { incident in
            if case .invariantBroken = incident.kind { false } else { incident.isDeviation }
        }
        return .init(
            title: wording.pick("計画からの逸脱", "Deviations from the plan"),
            blocks: [
                table(head, rows(deviations), rightAligned: [0]),
                .heading(wording.pick("その他の出来事", "What else happened")),
                table(head, rows(history.incidents.filter { !$0.isDeviation }), rightAligned: [0]),
            ])
    }

    /// The answers to whoever was asked to approve.
    var approvals: [RunHistory.Reply] {
        history.replies.filter { if case .approval = $0.question.kind { true } else { false } }
    }

    var peopleSection: ReportDocument.Section {
        let others = history.replies.filter(isOfNote)
        let approvalRows = approvals.map { reply in
            [
                clock(reply.at), step(reply.question.step),
                reply.answer.value == ApprovalChoice.approve.rawValue
                    ? wording.pick("承認", "approved") : wording.pick("不承認", "refused"),
                reply.answer.by, reply.answer.remark ?? "",
                reply.isSigned ? wording.pick("署名あり", "signed") : wording.pick("署名なし", "not signed"),
            ]
        }
        let reviews = header.reviews.count
        var blocks: [ReportDocument.Block] = [
            table(
                [
                    wording.pick("時刻", "At"), wording.pick("質問", "Question"), wording.pick("回答", "Answer"),
                    wording.pick("補足", "Remark"), wording.pick("誰が", "By"), wording.pick("方法", "How"),
                ],
                others.map { reply in
                    [
                        clock(reply.at), ask(reply.question), said(reply), reply.answer.remark ?? "", reply.answer.by,
                        wording.via(reply.answer.via),
                    ]
                }, rightAligned: [0]),
            .heading(wording.pick("承認", "Approvals")),
            table(
                [
                    wording.pick("時刻", "At"), wording.pick("ステップ", "Step"), wording.pick("決定", "Decision"),
                    wording.pick("誰が", "By"), wording.pick("理由", "Reason"), wording.pick("署名", "Signature"),
                ], approvalRows, rightAligned: [0]),
        ]
        if reviews > 0 || header.reviewsRequired > 0 {
            blocks.append(
                .text(
                    wording.pick(
                        "計画のレビュー：署名 \(reviews) 件（必要 \(header.reviewsRequired) 件）",
                        "Reviews of the plan: \(reviews) signed, \(header.reviewsRequired) demanded")))
        }
        return .init(title: wording.pick("質問と回答", "Questions and answers"), blocks: blocks)
    }

    /// Whether an answer says more than that a step went as written.
    private func isOfNote(_ reply: RunHistory.Reply) -> Bool {
        switch reply.question.kind {
        case .approval: return false
        case .inDoubt, .problem, .changedMeanwhile, .population, .items, .observe: return true
        case .manual:
            if reply.answer.remark != nil || reply.answer.value == Answer.cannotDo { return true }
            guard let manual = manual(reply.question.step) else { return true }
            switch manual.answer.form {
            case .choice(_, let accept): return !accept.contains(reply.answer.value)
            case .input, .number: return true
            case .text: return false
            }
        }
    }

    private func manual(_ path: String) -> ManualAction? {
        guard let index = plan.index(of: path), case .manual(let manual) = plan.steps[index].action else { return nil }
        return manual
    }

    private func ask(_ question: Question) -> String {
        switch question.kind {
        case .manual: "\(step(question.step))\n\(manual(question.step)?.answer.ask[language] ?? "")"
        case .observe(let variable): self.variable(variable)
        case .inDoubt:
            step(question.step) + "\n" + wording.pick("実施済みだったか", "had it been done")
        case .problem(.gate(let gate, let judgement, _)):
            step(question.step) + "\n" + wording.gate(gate) + wording.parenthesised(wording.judgement(judgement))
        case .problem(.action(let failure)): step(question.step) + "\n" + wording.failure(failure)
        case .problem(.missingOutputs(let names)): step(question.step) + "\n" + wording.missingOutputs(names)
        case .changedMeanwhile(let deviations):
            wording.pick("結果が変わっているが進むか", "go on although this changed") + "\n"
                + deviations.map { variable($0.variable) }.joined(separator: wording.pick("、", ", "))
        case .approval, .population, .items: step(question.step)
        }
    }

    private func said(_ reply: RunHistory.Reply) -> String {
        let words = IncidentText(report: self)
        let answer = reply.answer
        switch reply.question.kind {
        case .observe(let variable): return conditions.reading(reading(answer.value), of: variable)
        case .items: return ItemWords(wording: wording).report(answer)
        case .population(_, let target):
            return wording.pick("\(target) 人中 \(answer.value) 人", "\(answer.value) of \(target)")
        case .problem: return ProblemChoice(rawValue: answer.value).map(words.chosen) ?? answer.value
        case .inDoubt: return DoubtChoice(rawValue: answer.value).map(words.chosen) ?? answer.value
        case .changedMeanwhile: return DeviationChoice(rawValue: answer.value).map(wording.choice) ?? answer.value
        case .manual:
            if answer.value == Answer.cannotDo { return wording.failure(.declined) }
            guard case .choice(let choices, _)? = manual(reply.question.step)?.answer.form else { return answer.value }
            return choices.first { $0.value == answer.value }?.title[language] ?? answer.value
        case .approval: return answer.value
        }
    }

    private func reading(_ value: String) -> Reading { value == Answer.unknown ? .unknown : .value(value) }

    var programsSection: ReportDocument.Section {
        let rows = history.programEnds.map { end -> [String] in
            var what: String
            switch end.outcome {
            case .succeeded(let warnings, _):
                what = wording.pick("正常に終了", "succeeded")
                if !warnings.isEmpty {
                    what += wording.parenthesised(
                        wording.pick("表示されなかったもの：", "not shown: ")
                            + warnings.joined(separator: wording.pick("、", ", ")))
                }
            case .failed(let failure): what = wording.failure(failure)
            }
            if let tally = history.itemTallies[end.step] {
                what += wording.pick(
                    "。完了 \(tally.done)、失敗 \(tally.failed)", "; done \(tally.done), failed \(tally.failed)")
            }
            return [clock(end.at), step(end.step), "\(end.attempt)", duration(end.milliseconds), what]
        }
        return .init(
            title: wording.pick("プログラムの結果", "How programs ended"),
            blocks: [
                table(
                    [
                        wording.pick("時刻", "At"), wording.pick("ステップ", "Step"), wording.pick("回", "Try"),
                        wording.pick("時間", "Took"), wording.pick("結果", "Result"),
                    ], rows, rightAligned: [0, 2, 3])
            ])
    }

    var invariantsSection: ReportDocument.Section {
        let words = IncidentText(report: self)
        let broken = history.incidents.filter { if case .invariantBroken = $0.kind { true } else { false } }
        return .init(
            title: wording.pick("破れた不変条件", "Invariants broken"),
            blocks: [
                .text(
                    wording.pick(
                        "サービスの不変条件 \(plan.service.invariants.count) 個を、実行中に読み取った値で判定した結果です。読み取りの間に起きたことは分かりません。",
                        "Invariants of the service: \(plan.service.invariants.count), judged by the readings of the run. What happened between two readings is not known."
                    )),
                table(
                    [wording.pick("時刻", "At"), wording.pick("ステップ", "Step"), wording.pick("不変条件", "Invariant")],
                    broken.map { [clock($0.at), $0.step.map(step) ?? "", words.detail($0.kind)] }, rightAligned: [0]),
            ])
    }
}
