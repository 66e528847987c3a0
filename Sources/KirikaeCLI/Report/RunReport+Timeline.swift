import KirikaeDiagnostics
import KirikaeEngine
import KirikaePlan
import KirikaeService
import KirikaeSyntax
import KirikaePlan
import KirikaeSyntax

/// When each step was planned, and when it was under way.
extension RunReport {
    /// The steps that are shown: those that people count, and whatever else took a second.
    private var shownSteps: [Int] {
        plan.steps.indices.filter { index in
            plan.steps[index].kind == .step || machine.times(ofStep: index).totalMilliseconds >= 1_000
        }
    }

    var timelineSection: ReportDocument.Section {
        var blocks: [ReportDocument.Block] = [.timeline(timeline)]
        if header.speed > 1 {
            blocks.append(
                .text(
                    wording.pick(
                        "時間はすべて訓練の中の時間です（実時間の \(header.speed) 倍速）。",
                        "All times are those of the exercise, which passed \(header.speed) times as fast as real time.")
                ))
        }
        if !history.breaks.isEmpty {
            blocks.append(
                .text(
                    wording.pick(
                        "軸は実行中の時間だけを数えます。二重の縦線は中断です。",
                        "The axis counts only time in which the run was under way. A double line is a break.")))
        }
        blocks.append(stepTable)
        return .init(title: wording.pick("予定と実績", "Planned and actual"), blocks: blocks)
    }

    private var timeline: TimelineChart {
        let clock = PlannedClock(plan, without: stepsLeftOut)
        let rows = shownSteps.map { index -> TimelineChart.Row in
            let step = plan.steps[index]
            let isPlanned = !stepsLeftOut.contains(index) && clock.ends[index] > clock.begins[index]
            return TimelineChart.Row(
                number: step.kind == .step ? "\(ordinal(index))" : "", title: step.title[language],
                planned: isPlanned ? clock.begins[index].count...clock.ends[index].count : nil,
                stretches: history.spans[step.path]?.stretches ?? [], remark: remark(index))
        }
        return TimelineChart(
            rows: rows, length: max(history.length, clock.end.count, 1_000),
            breaks: history.breaks.map {
                .init(from: $0.at, until: $0.at, label: wording.pick("中断 ", "break ") + duration($0.wallMilliseconds))
            },
            outages: outageMarks,
            names: .init(
                planned: wording.pick("予定", "planned"), actual: wording.pick("実績", "actual"),
                machine: wording.pick("機械", "machine"), person: wording.pick("人", "people"),
                approvers: wording.pick("承認待ち", "approval"),
                outage: wording.pick("利用者から見た停止", "outage seen by callers")))
    }

    private func remark(_ index: Int) -> String {
        switch machine.states[index] {
        case .notNeeded: wording.pick("不要", "not needed")
        case .skipped: wording.pick("省略", "left out")
        case .pending where history.spans[plan.steps[index].path] == nil: wording.pick("未実施", "not reached")
        case .pending, .done: duration(machine.times(ofStep: index).totalMilliseconds)
        }
    }

    private var stepTable: ReportDocument.Block {
        let head = [
            "#", wording.pick("ステップ", "Step"), wording.pick("開始", "Began"), wording.pick("予定", "Planned"),
            wording.pick("実績", "Actual"), wording.pick("機械", "Machine"), wording.pick("人", "People"),
            wording.pick("承認待ち", "Approval"), wording.pick("結果", "Result"),
        ]
        let rows = shownSteps.map { index -> [String] in
            let step = plan.steps[index]
            let times = machine.times(ofStep: index)
            func cell(_ milliseconds: Int64) -> String { milliseconds == 0 ? "–" : duration(milliseconds) }
            return [
                step.kind == .step ? "\(ordinal(index))" : "", step.title[language],
                history.spans[step.path].map { clock($0.began) } ?? "–",
                step.typical.map { wording.duration($0) } ?? "–",
                cell(times.totalMilliseconds), cell(times.machineMilliseconds), cell(times.humanMilliseconds),
                cell(times.approvalMilliseconds), outcome(index),
            ]
        }
        return table(head, rows, rightAligned: [0, 2, 3, 4, 5, 6, 7])
    }

    /// What became of a step, in words.
    func outcome(_ index: Int) -> String {
        switch machine.states[index] {
        case .done: wording.pick("完了", "done")
        case .notNeeded: wording.pick("不要", "not needed")
        case .skipped: wording.pick("省略", "left out")
        case .pending:
            if machine.stepsInDoubt.contains(index) {
                wording.pick("実施済みか不明", "in doubt")
            } else if history.spans[plan.steps[index].path] != nil {
                wording.pick("途中", "under way")
            } else {
                wording.pick("未実施", "not reached")
            }
        }
    }

    // MARK: The time of the simulator

    /// A time of the simulator as a time of the run.
    private func runTime(ofSimulated milliseconds: Int64, in record: DrillRecord) -> Int64 {
        let wall = record.wall(atSimulated: milliseconds)
        if wall <= history.startWallMilliseconds { return 0 }
        return history.time(atWall: wall) ?? history.length
    }

    private var outageMarks: [TimelineChart.Mark] {
        guard let record = drillRecord else { return [] }
        return record.outages.map { outage in
            let end = outage.to ?? record.simulatedMilliseconds
            return .init(
                from: runTime(ofSimulated: outage.from, in: record), until: runTime(ofSimulated: end, in: record),
                label: duration(max(0, end - outage.from)))
        }
    }

    /// What callers and agents saw; nil for a run that no simulator watched.
    var callersSection: ReportDocument.Section? {
        guard let record = drillRecord else { return nil }
        var blocks: [ReportDocument.Block] = []
        if !record.agentSamples.isEmpty { blocks.append(.curve(agents(record))) }
        if let calls = record.calls {
            blocks.append(
                .bars(
                    BarChart(
                        rows: [
                            .init(label: wording.pick("着信", "offered"), count: calls.offered),
                            .init(label: wording.pick("応答", "answered"), count: calls.answered),
                            .init(label: wording.pick("待って切断", "abandoned"), count: calls.abandoned),
                            .init(label: wording.pick("つながらず", "lost"), count: calls.lost),
                            .init(label: wording.pick("通話中に切断", "cut"), count: calls.cut),
                        ], caption: wording.pick("呼の結果", "Calls by outcome"))))
        }
        let head = [wording.pick("開始", "From"), wording.pick("長さ", "Length"), wording.pick("理由", "Reason")]
        blocks.append(.heading(wording.pick("利用者から見た停止", "Outages seen by callers")))
        blocks.append(
            table(
                head,
                record.outages.map { outage in
                    let end = outage.to ?? record.simulatedMilliseconds
                    return [
                        clock(runTime(ofSimulated: outage.from, in: record)),
                        duration(max(0, end - outage.from))
                            + (outage.to == nil ? wording.pick("（継続中）", " (goes on)") : ""), reason(outage.reason),
                    ]
                }, rightAligned: [0, 1]))
        if !record.injected.isEmpty {
            blocks.append(.heading(wording.pick("訓練で起こした事象", "What was made to happen")))
            blocks.append(
                table(
                    [wording.pick("時刻", "At"), wording.pick("対象", "What"), wording.pick("値", "Value")],
                    record.injected.map {
                        [clock(runTime(ofSimulated: $0.at, in: record)), variable($0.subject), $0.value]
                    }, rightAligned: [0]))
        }
        return .init(title: wording.pick("エージェントと利用者", "Agents and callers"), blocks: blocks)
    }

    /// Why callers reached nobody; a word that is not known here stands as it is.
    private func reason(_ word: String) -> String {
        switch word {
        case "number-unknown": wording.pick("番号の着信先が不明", "nobody knows where the number leads")
        case "no-destination": wording.pick("番号の着信先がない", "the number leads nowhere")
        case "no-arrival": wording.pick("着信先の拠点に着信できない", "no call can arrive where the number leads")
        case "no-agents": wording.pick("着信先の拠点にエージェントがいない", "no agent is logged in where the number leads")
        default: word
        }
    }

    private func agents(_ record: DrillRecord) -> CurveChart {
        let names = Set(record.agentSamples.flatMap(\.sites.keys)).sorted()
        // The values of the model have titles; the record has only their names.
        let titled = plan.service.variables.first { Set($0.values.map(\.name)).isSuperset(of: names) }
        let begin = record.simulated(atWall: history.startWallMilliseconds)
        let last = record.agentSamples.last?.at ?? 0
        let from = min(begin, last)
        return CurveChart(
            series: names.map { name in
                .init(
                    name: titled?.title(of: name)[language] ?? name,
                    points: record.agentSamples.map { ($0.at, $0.sites[name] ?? 0) })
            },
            from: from, until: last, highest: max(record.agentCount, 1),
            outages: record.outages.map {
                .init(from: $0.from, until: $0.to ?? record.simulatedMilliseconds, label: "")
            },
            caption: wording.pick(
                "エージェントのログイン先（\(record.agentCount) 人）", "Where the \(record.agentCount) agents were logged in"))
    }
}
