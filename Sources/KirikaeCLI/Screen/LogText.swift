import KirikaeDiagnostics
import KirikaeEngine
import KirikaeJournal
import KirikaePlan
import KirikaeRunbook
import KirikaeService
import KirikaeSyntax
import KirikaeWorlds

/// The record of a run in words, a line an event.
struct LogText: Sendable {
    let plan: Plan
    /// The plans the run had before, for the titles of steps that are no longer there.
    var earlierPlans: [Plan] = []
    let wording: ScreenWording

    /// The lines of one record.
    func lines(_ entry: StoredRun.Entry) -> [String] {
        let number = String(repeating: " ", count: max(0, 4 - "\(entry.number)".count)) + "\(entry.number)"
        let head = "\(number)  \(WallTime.dateAndTime(entry.stamp.wallMilliseconds))  "
        let indentation = String(repeating: " ", count: DisplayWidth.cells(of: head))
        return text(entry.event).enumerated().map { index, line in
            (index == 0 ? head : indentation) + TerminalText.safe(line)
        }
    }

    private func title(_ path: String) -> String {
        for plan in [plan] + earlierPlans {
            if let index = plan.index(of: path) { return "\(plan.steps[index].title[wording.language]) (\(path))" }
        }
        return path
    }

    private func text(_ event: RunEvent) -> [String] {
        switch event {
        case .started(let header):
            [
                wording.pick("開始", "started")
                    + "  \(header.runbook)  \(header.operatorName)  \(header.fingerprint.prefix(16))"
            ]
                + (header.restartOf.map {
                    [wording.pick("  やり直し", "  begun anew") + "  \($0.run)  \(title($0.from))  \($0.size)  \($0.head)"]
                } ?? [])
        case .observed(_, let observations): observations.flatMap(observation).map { "  " + $0 }
        case .notNeeded(let step): [wording.pick("不要", "not needed") + "  \(title(step))"]
        case .intent(let step, let attempt):
            [wording.pick("着手", "intent") + "  \(title(step))" + (attempt > 1 ? "  #\(attempt)" : "")]
        case .spawned(_, _, let child):
            [wording.pick("  起動", "  spawned") + "  PID \(child.pid)"]
        case .output(let step, _, let bytes): printed(bytes, step)
        case .exchanged(_, _, let turn): wording.turn(turn).map { ["  \($0)"] } ?? []
        case .storedOutput(let step, _, let stored):
            [
                wording.pick("  出力", "  output") + "  \(stored.byteCount) "
                    + wording.pick("バイト", "bytes") + "  outputs/\(stored.file)  \(title(step))"
            ]
        case .tookOver, .outputLost:
            TakeOverText(wording: wording, style: Style(isColoured: false)).lines(event)
        case .performed(_, _, .succeeded(_, let outputs)):
            [wording.pick("  実行終了", "  performed")]
                + outputs.sorted { $0.key < $1.key }.map { "    \($0.key) = \($0.value)" }
        case .performed(_, _, .failed(let failure)):
            [wording.pick("  失敗", "  failed") + "  \(wording.failure(failure))"]
        case .itemsBegun, .itemEnded, .itemsSettled: PopulationText(plan: plan, wording: wording).log(event)
        case .asked(let question): [wording.pick("  質問", "  asked") + "  \(question.id)  \(kind(question))"]
        case .answered(let id, let answer):
            [
                wording.pick("  回答", "  answered")
                    + "  \(id)  \(said(answer))  \(answer.by)〔\(wording.via(answer.via))〕"
                    + (answer.remark.map { "  \($0)" } ?? "")
            ]
        case .noted(_, let text, let name): [wording.pick("  書き留め", "  noted") + "  \(text)  \(name)"]
        case .attached(_, let attachment):
            ["  " + wording.attached(attachment) + "  \(RunDirectory.evidenceFolder)/\(attachment.file)"]
        case .notified(let sent):
            ["✉ " + wording.notice(sent) + (sent.notice.step.map { "  \(title($0))" } ?? "")]
        case .resolved(_, _, let isDone, let by):
            [
                wording.pick("  中断の解決", "  doubt settled") + "  "
                    + (isDone ? wording.pick("実施済み", "done") : wording.pick("未実施", "not done"))
                    + "〔\(by == .verification ? wording.pick("確認による", "by verification") : wording.pick("人による", "by a person"))〕"
            ]
        case .done(let step): [wording.pick("完了", "done") + "  \(title(step))"]
        case .skipped(let step, let reason): [wording.pick("省略", "left out") + "  \(title(step))  \(reason)"]
        case .resumed(let name, let epoch): [wording.pick("再開", "resumed") + "  \(name)  epoch \(epoch)"]
        case .keptPinnedFiles(let changed, let reason):
            [wording.pick("開始時の内容で続行", "kept pinned files") + "  \(changed.joined(separator: ", "))  \(reason)"]
        case .acceptedChanges, .carriedOver, .rechecked, .jumped: going(on: event)
        case .checkpointed(let note):
            [wording.pick("署名", "signed") + "  " + wording.checkpoint(sizeOf: note)]
        case .checkpointCopied(let place, let size, let failure):
            [wording.checkpointCopied(place, size, failure)]
        case .stopped(let reason): [wording.pick("停止", "stopped") + "  \(wording.stopReason(reason))"]
        case .closed(let result): [wording.pick("終了", "closed") + "  \(wording.result(result))"]
        case .waited: []
        }
    }

    /// What happens when a run goes on after a break.
    private func going(on event: RunEvent) -> [String] {
        switch event {
        case .acceptedChanges(let changes):
            [
                wording.pick("変更を受け入れ", "accepted changes")
                    + "  \(changes.changed.joined(separator: ", "))  \(changes.by)  \(changes.reason)  \(changes.folder)  \(changes.fingerprint.prefix(16))"
            ]
        case .carriedOver(let carried):
            [wording.pick("引き継ぎ", "carried over") + "  \(carried.run)  \(carried.by)  \(carried.reason)"]
                + carried.steps.map { "  \(wording.state($0.state))  \(title($0.path))" }
        case .rechecked(let observations):
            [wording.pick("見直し", "looked again")] + observations.flatMap(observation).map { "  " + $0 }
        case .jumped(let step, let reason, let name):
            [wording.pick("先へ進む", "jumped") + "  \(title(step))  \(name)  \(reason)"]
        default: []
        }
    }

    /// What was seen, and what it rests on.
    private func observation(_ observation: Observation) -> [String] {
        let conditions = ConditionText(service: plan.service, wording: wording)
        let title = plan.service.variable(observation.variable)?.title[wording.language] ?? observation.variable
        let reading = conditions.reading(observation.reading, of: observation.variable)
        let evidence = EvidenceText(wording: wording).line(observation.evidence)
        return ["\(title) = \(reading)〔\(wording.basis(observation.basis))〕"] + (evidence.map { ["  " + $0] } ?? [])
    }

    /// What was answered; of items every one, for this is the record.
    private func said(_ answer: Answer) -> String {
        ([answer.value] + answer.items).joined(separator: " ")
    }

    private func kind(_ question: Question) -> String {
        switch question.kind {
        case .manual: wording.pick("手作業の結果", "result of a manual step") + "  \(title(question.step))"
        case .observe(let variable): plan.service.variable(variable)?.title[wording.language] ?? variable
        case .inDoubt: wording.pick("実施済みだったか", "had it been done") + "  \(title(question.step))"
        case .problem(.gate(let gate, let judgement, _)):
            "\(wording.gate(gate))：\(wording.judgement(judgement))  \(title(question.step))"
        case .approval: wording.pick("承認", "approval") + "  \(title(question.step))"
        case .population(let wave, let target):
            wording.pick("第 \(wave + 1) 波の人数（\(target) 人中）", "how many of wave \(wave + 1), of \(target)")
                + "  \(title(question.step))"
        case .items(let wave, let target, let done):
            wording.pick(
                "第 \(wave + 1) 波の項目（\(target) 件中 \(done) 件完了）", "items of wave \(wave + 1), \(done) of \(target) done")
                + "  \(title(question.step))"
        case .changedMeanwhile(let deviations):
            wording.pick("結果が変わっているが進むか", "go on although this changed") + "  "
                + deviations.map { plan.service.variable($0.variable)?.title[wording.language] ?? $0.variable }
                .joined(separator: ", ")
        case .problem(.missingOutputs(let names)):
            "\(wording.missingOutputs(names))  \(title(question.step))"
        case .problem(.action(let failure)): "\(wording.failure(failure))  \(title(question.step))"
        }
    }

    private func printed(_ bytes: [UInt8], _ step: String) -> [String] {
        var encoding = TextEncoding.utf8
        if let index = plan.index(of: step), case .command(let command) = plan.steps[index].action {
            encoding = TextEncoding(rawValue: command.encoding.rawValue) ?? .utf8
        }
        guard let decoder = try? IncrementalTextDecoder(encoding) else { return [] }
        let text = decoder.decode(bytes) + decoder.finish()
        // Of steps that go on side by side each line says whose it is.
        let isInLane = plan.index(of: step).map { plan.steps[$0].lane != nil } ?? false
        let owner = isInLane ? "[\(step.split(separator: "/").last ?? "")] " : ""
        return OutputLines.split(text).filter { !$0.isEmpty }.map { "  \(owner)│ \($0)" }
    }
}
