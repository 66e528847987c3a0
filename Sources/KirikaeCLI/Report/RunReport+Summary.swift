import KirikaeAudit
import KirikaeDiagnostics
import KirikaeEngine
import KirikaePlan
import KirikaeRunbook
import KirikaeService
import KirikaeSyntax
import KirikaeEngine
import KirikaePlan
import KirikaeRunbook
import KirikaeService
import KirikaeSyntax

/// What management reads.
extension RunReport {
    typealias Fact = ReportDocument.Fact

    /// The steps that were not carried out, by their position.
    var stepsLeftOut: Set<Int> {
        Set(plan.steps.indices.filter { machine.states[$0] == .notNeeded || machine.states[$0] == .skipped })
    }

    /// How long what was carried out was planned to take.
    var plannedLength: Milliseconds { PlannedClock(plan, without: stepsLeftOut).end }

    var summary: [Fact] {
        whatAndWho + time + callers + [steps, deviations] + expectation + [attestation]
    }

    private var whatAndWho: [Fact] {
        let kind =
            isDrill
            ? wording.pick("訓練", "drill")
                + (header.speed > 1 ? wording.pick("（\(header.speed) 倍速）", " (\(header.speed) times speed)") : "")
            : wording.pick("本番の実施", "live run")
        var facts = [
            Fact(
                label: wording.pick("内容", "What"),
                value:
                    "\(plan.title[language])\(wording.parenthesised("\(plan.runbook), \(wording.direction(plan.direction))"))"
            ),
            Fact(
                label: wording.pick("種別と環境", "Kind and place"),
                value: kind + wording.pick("、", ", ") + plan.environment.title[language]
                    + wording.parenthesised(plan.environment.name.value)),
            Fact(label: wording.pick("実行の名前", "Run"), value: header.run),
            Fact(
                label: wording.pick("結果", "Result"), value: standing,
                isWarning: machine.result != .completed || !machine.stragglers.isEmpty),
        ]
        if let reason = reasonOfEnd {
            facts.append(Fact(label: wording.pick("理由", "Because"), value: reason, isWarning: true))
        }
        for (path, late) in machine.stragglers.sorted(by: { $0.key < $1.key }) {
            facts.append(
                Fact(
                    label: wording.pick("残り", "Not done yet"),
                    value: ItemWords(wording: wording).stragglers(late, step(path)).map(\.trimmed).joined(
                        separator: " "),
                    isWarning: true))
        }
        facts += [
            Fact(
                label: wording.pick("日時", "When"),
                value: date(history.startWallMilliseconds) + " – " + date(history.lastWallMilliseconds)),
            Fact(
                label: wording.pick("実施者", "By"), value: history.operators.joined(separator: wording.pick("、", ", "))),
        ]
        let ways = Answer.Via.allCases.compactMap { via -> String? in
            let count = history.replies.count { $0.answer.via == via }
            return count == 0 ? nil : "\(wording.via(via)) \(count)"
        }
        if !ways.isEmpty {
            facts.append(
                Fact(
                    label: wording.pick("回答の方法", "How questions were answered"),
                    value: ways.joined(separator: wording.pick("、", ", "))))
        }
        let approvers = approvals.filter { $0.answer.value == ApprovalChoice.approve.rawValue }.map(\.answer.by)
        if !approvers.isEmpty {
            facts.append(
                Fact(
                    label: wording.pick("承認者", "Approved by"),
                    value: approvers.uniqued.joined(separator: wording.pick("、", ", "))))
        }
        return facts
    }

    private var time: [Fact] {
        let times = machine.totalTimes
        let planned = plannedLength.count
        var parts = [
            wording.pick("機械 ", "machine ") + duration(times.machineMilliseconds),
            wording.pick("人 ", "people ") + duration(times.humanMilliseconds),
        ]
        if times.approvalMilliseconds > 0 {
            parts.append(wording.pick("承認待ち ", "approval ") + duration(times.approvalMilliseconds))
        }
        var facts = [
            Fact(
                label: wording.pick("所要時間", "Time taken"),
                value: duration(history.length) + wording.parenthesised(compared(history.length, with: planned))),
            Fact(
                label: wording.pick("時間の内訳", "Of that"),
                value: parts.joined(separator: wording.pick("、", ", "))),
        ]
        let breaks = history.breaks
        if !breaks.isEmpty {
            let total = duration(breaks.reduce(0) { $0 + $1.wallMilliseconds })
            facts.append(
                Fact(
                    label: wording.pick("中断", "Breaks"),
                    value: wording.pick(
                        "\(breaks.count) 回、合計 \(total)（所要時間に含みません）",
                        "\(breaks.count), \(total) together, not counted above")))
        }
        return facts
    }

    private func compared(_ length: Int64, with planned: Int64) -> String {
        // Of a run that went only part of the way there is nothing to compare.
        guard machine.result == .completed else {
            return wording.pick("全体の予定は \(duration(planned))", "the whole is planned to take \(duration(planned))")
        }
        let difference = length - planned
        let text =
            if difference == 0 {
                wording.pick("予定どおり", "as planned")
            } else if difference > 0 {
                wording.pick("\(duration(difference))長い", "\(duration(difference)) longer")
            } else {
                wording.pick("\(duration(-difference))短い", "\(duration(-difference)) shorter")
            }
        return wording.pick("予定 \(duration(planned))、", "planned \(duration(planned)), ") + text
    }

    /// Where a run stopped or was refused, and what stood in the way; nil for one that completed or was not stopped by anything.
    private var reasonOfEnd: String? {
        guard machine.result != .completed, let question = history.stored.waitingMachine.lastQuestion,
            case .problem(let problem) = question.kind, let index = plan.index(of: question.step)
        else { return nil }
        let place = step(question.step)
        switch problem {
        case .action(let failure): return place + "\n" + wording.failure(failure)
        case .missingOutputs(let names): return place + "\n" + wording.missingOutputs(names)
        case .gate(let gate, let judgement, let unmet):
            let demanded =
                switch gate {
                case .preconditions: plan.steps[index].preconditions.map(\.condition)
                case .verifications: plan.steps[index].verifications.map(\.condition)
                case .unless: [plan.steps[index].unless].compactMap { $0 }
                }
            let lines = unmet.filter(demanded.indices.contains).map { position in
                conditions.demand(demanded[position])
                    + (demanded[position].because.map { wording.parenthesised($0[language]) } ?? "")
            }
            let head = place + "\n" + wording.gate(gate) + wording.pick("：", ": ") + wording.judgement(judgement)
            return ([head] + lines).joined(separator: "\n")
        }
    }

    /// How long callers were not served, and which calls were lost.
    private var callers: [Fact] {
        guard let record = drillRecord else {
            let text =
                isDrill
                ? wording.pick("記録がありません", "not recorded")
                : wording.pick("本番では測っていません", "not measured in a live run")
            return [Fact(label: wording.pick("利用者から見た停止", "Outage seen by callers"), value: text)]
        }
        var facts: [Fact] = []
        let total = record.outages.reduce(0) { $0 + max(0, ($1.to ?? record.simulatedMilliseconds) - $1.from) }
        let goesOn = record.outages.contains { $0.to == nil }
        facts.append(
            Fact(
                label: wording.pick("利用者から見た停止", "Outage seen by callers"),
                value: record.outages.isEmpty
                    ? wording.pick("なし", "none")
                    : wording.pick(
                        "\(record.outages.count) 回、合計 \(duration(total))",
                        "\(record.outages.count), \(duration(total)) together")
                        + (goesOn ? wording.pick("（終わっていません）", " (has not ended)") : ""),
                isWarning: !record.outages.isEmpty))
        if let calls = record.calls {
            facts.append(
                Fact(
                    label: wording.pick("切れた通話", "Calls cut"),
                    value: calls.offered == 0
                        ? wording.pick("電話をかける人はいませんでした", "nobody called")
                        : wording.pick(
                            "\(calls.cut) 件（着信 \(calls.offered) 件中）", "\(calls.cut) of \(calls.offered) offered"),
                    isWarning: calls.cut > 0))
        }
        return facts
    }

    private var steps: Fact {
        func count(_ state: RunMachine.StepState) -> Int {
            plan.steps.indices.count { plan.steps[$0].kind == .step && machine.states[$0] == state }
        }
        let parts = [
            wording.pick("完了 \(count(.done))", "done \(count(.done))"),
            wording.pick("不要 \(count(.notNeeded))", "not needed \(count(.notNeeded))"),
            wording.pick("省略 \(count(.skipped))", "left out \(count(.skipped))"),
            wording.pick("未実施 \(count(.pending))", "not reached \(count(.pending))"),
        ]
        return Fact(label: wording.pick("ステップ", "Steps"), value: parts.joined(separator: wording.pick("、", ", ")))
    }

    private var deviations: Fact {
        let count = history.incidents.count(where: \.isDeviation)
        return Fact(
            label: wording.pick("計画からの逸脱", "Deviations"), value: wording.pick("\(count) 件", "\(count)"),
            isWarning: count > 0)
    }

    private var expectation: [Fact] {
        guard let record = drillRecord else { return [] }
        var facts: [Fact] = []
        if let scenario = record.scenario {
            facts.append(Fact(label: wording.pick("シナリオ", "Scenario"), value: scenario))
        }
        guard let expectation = record.expectation else { return facts }
        let differences = expectation.differences.joined(separator: "\n")
        facts.append(
            Fact(
                label: wording.pick("シナリオの期待", "As the scenario expects"),
                value: expectation.isMet
                    ? wording.pick("どおり", "yes")
                    : wording.pick("違います", "no") + (differences.isEmpty ? "" : "\n" + differences),
                isWarning: !expectation.isMet))
        return facts
    }

    private var attestation: Fact {
        let signers = audit.signers.joined(separator: wording.pick("、", ", "))
        let value: String
        if audit.isVerified {
            value =
                wording.pick("検証済み：記録は完全で、書き換えられていません", "verified: the record is whole and unaltered")
                + (signers.isEmpty ? "" : wording.pick("（署名 \(signers)）", " (signed by \(signers))"))
        } else if audit.isSoundSoFar {
            value = wording.pick("ここまでの記録に問題はありません（実行はまだ終わっていません）", "sound so far; the run has not ended")
        } else {
            value = wording.pick("検証できません", "NOT verified")
        }
        return Fact(
            label: wording.pick("記録の検証", "Attestation"), value: value,
            isWarning: !audit.isVerified && !audit.isSoundSoFar)
    }
}

extension [String] {
    /// Each text once, where it stands first.
    var uniqued: [String] {
        var seen: Set<String> = []
        return filter { seen.insert($0).inserted }
    }
}
