import KirikaeAudit
import KirikaeDiagnostics
import KirikaeEngine
import KirikaePlan
import KirikaeRunbook
import KirikaeSyntax
import KirikaeEngine
import KirikaePlan
import KirikaeRunbook
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
        let difference = history.length - planned
        let compared =
            difference == 0
            ? wording.pick("予定どおり", "as planned")
            : difference > 0
                ? wording.pick("\(duration(difference))長い", "\(duration(difference)) longer")
                : wording.pick("\(duration(-difference))短い", "\(duration(-difference)) shorter")
        var facts = [
            Fact(
                label: wording.pick("所要時間", "Time taken"),
                value: wording.pick(
                    "\(duration(history.length))（予定 \(duration(planned))、\(compared)）",
                    "\(duration(history.length)) (planned \(duration(planned)), \(compared))")),
            Fact(
                label: wording.pick("時間の内訳", "Of that"),
                value: [
                    wording.pick("機械 ", "machine ") + duration(times.machineMilliseconds),
                    wording.pick("人 ", "people ") + duration(times.humanMilliseconds),
                    wording.pick("承認待ち ", "approval ") + duration(times.approvalMilliseconds),
                ].joined(separator: wording.pick("、", ", "))),
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
                    value: wording.pick(
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
