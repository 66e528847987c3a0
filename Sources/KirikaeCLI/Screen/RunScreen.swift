import KirikaeDiagnostics
import KirikaeEngine
import KirikaeJournal
import KirikaePlan
import KirikaeRunbook
import KirikaeService
import KirikaeSyntax
import KirikaeWorlds
import Synchronization

/// Shows a run as it happens.
///
/// It is told of an event only after the event is on disk, so nothing is shown as done that the record does not hold.
final class RunScreen: RunObserver {
    /// How much is shown.
    struct Detail: Sendable {
        /// Whether what was found for preconditions is listed, not only counted.
        var listsPreconditions: Bool
        /// Whether instructions are shown for steps that nobody at this screen will do.
        var showsInstructions: Bool
        /// Whether time is shown as time since the start.
        var showsElapsedTime: Bool
        /// Whether a step that goes well takes one line.
        var isBrief = false
        /// Whether a table at the end says how long each step took.
        var showsTimes = false
        /// Whether it is said whom to call about a step that cannot go on.
        var showsContacts = true
        /// Whether the last line may be drawn over to show how far something is.
        var redraws = false
    }

    /// What is kept of each step that has been shown; several may be under way side by side.
    private struct Shown {
        var start: Int64
        var unfinishedLine = ""
        var decoder: IncrementalTextDecoder?
    }

    private struct State {
        var shownStep: String?
        var steps: [String: Shown] = [:]
        /// Whether steps in doubt are still to be told of, once the run has looked again.
        var owesDoubts = false
        var population = PopulationProgress()
        /// Whether the last line is one that is drawn over.
        var hasLiveLine = false
    }

    let plan: Plan
    private let output: any TextOutput
    let wording: ScreenWording
    let style: Style
    let card: StepCard
    private let conditions: ConditionText
    let detail: Detail
    private let indices: [String: Int]
    private let state = Mutex(State())

    init(plan: Plan, output: any TextOutput, wording: ScreenWording, style: Style, detail: Detail) {
        self.plan = plan
        self.output = output
        self.wording = wording
        self.style = style
        self.detail = detail
        card = StepCard(plan: plan, wording: wording, style: style)
        conditions = ConditionText(service: plan.service, wording: wording)
        indices = Dictionary(
            plan.steps.indices.map { (plan.steps[$0].path, $0) }, uniquingKeysWith: { first, _ in first })
    }

    func happened(_ event: RunEvent, at stamp: Stamp, in machine: RunMachine) {
        state.withLock { state in
            show(lines(for: event, at: stamp, in: machine, &state), &state)
            showProgress(event, at: stamp, in: machine, &state)
            guard state.owesDoubts, !machine.isLookingAgain else { return }
            state.owesDoubts = false
            guard machine.result == nil else { return }
            show(machine.stepsInDoubt.flatMap { doubt($0, stamp, &state) }, &state)
        }
    }

    /// Writes lines that stay, in the place of one that is drawn over.
    ///
    /// In one piece, so that a prompt that is open comes again once and below all of it.
    private func show(_ lines: [String], _ state: inout State) {
        guard !lines.isEmpty else { return }
        output.write((state.hasLiveLine ? "\r\u{1B}[K" : "") + lines.map { Style.safe($0) + "\n" }.joined())
        state.hasLiveLine = false
    }

    /// Shows what happened beside the run: a copy that did not reach the second place.
    func told(_ event: RunEvent) {
        guard case .checkpointCopied(let place, let size, let failure?) = event else { return }
        let line = mark(style.caution("!"), TerminalText.safe(wording.checkpointCopied(place, size, failure)))
        state.withLock { show([line], &$0) }
    }

    private func showProgress(_ event: RunEvent, at stamp: Stamp, in machine: RunMachine, _ state: inout State) {
        guard detail.redraws else { return }
        let text = PopulationText(plan: plan, wording: wording)
        let speed = machine.header?.speed ?? 1
        guard let line = state.population.live(event, at: stamp.monotonicMilliseconds, speed: speed, machine, text)
        else { return }
        output.redraw("\r\u{1B}[K" + mark("◌", style.faint(TerminalText.safe(line))))
        state.hasLiveLine = true
    }

    private func lines(
        for event: RunEvent, at stamp: Stamp, in machine: RunMachine, _ state: inout State
    ) -> [String] {
        switch event {
        case .started(let header): return opening(header)
        case .resumed(let name, _):
            let position = card.progress(machine.position)
            state.owesDoubts = true
            return [style.bold(wording.pick("再開します（\(name)、ステップ \(position)）", "Resuming (\(name), step \(position))"))]
                + world.notLookedAt(machine.leftForPeopleToSee)
        case .observed, .waited, .storedOutput, .checkpointed, .checkpointCopied: return []
        case .tookOver, .outputLost: return TakeOverText(wording: wording, style: style).lines(event)
        case .notNeeded(let step):
            let text = wording.pick("不要です（すでにその状態です）", "not needed: already in that state")
            return heading(step, stamp, &state) + evidence(of: .unless, step, machine)
                + [mark(style.good("○"), (detail.isBrief ? title(step) + "  " : "") + text)]
        case .intent(let step, let attempt): return begin(step, attempt, stamp, machine, &state)
        case .spawned(_, _, let child):
            return detail.showsInstructions
                ? [mark(" ", style.faint(wording.pick("起動しました（PID \(child.pid)）", "started (pid \(child.pid))")))] : []
        case .output(let step, _, let bytes): return printed(bytes, step, &state)
        case .exchanged(let step, _, let turn):
            return wording.turn(turn).map { line(&state, step) + [mark("⌨", TerminalText.safe($0))] } ?? []
        case .itemsBegun, .itemEnded, .itemsSettled: return items(event, stamp, machine, &state)
        case .performed(let step, _, let outcome): return flush(step, &state) + ended(outcome)
        // What it is about has just been shown, and is about the whole run.
        case .asked(let question) where question.isAboutTheWorld: return []
        case .asked(let question):
            return heading(question, stamp, machine, &state) + problem(question, machine) + contact(question)
                + demand(question, machine)
        case .answered(_, let answer): return detail.isBrief && answer.via == .pages ? [] : answered(answer)
        case .noted(_, let text, let name):
            return [mark("✎", wording.pick("記録：\(text)（\(name)）", "noted: \(text) (\(name))"))]
        case .attached(_, let attachment): return [mark("✎", TerminalText.safe(wording.attached(attachment)))]
        case .notified(let sent): return told(sent)
        case .resolved(_, _, let isDone, let resolution): return resolved(isDone, resolution)
        case .done(let step): return done(step, stamp, machine, &state)
        case .skipped(let step, let reason):
            return heading(step, stamp, &state)
                + [mark(style.caution("–"), wording.pick("省きました。理由：\(reason)", "left out; reason: \(reason)"))]
        case .keptPinnedFiles(let changed, let reason):
            let names = changed.joined(separator: ", ")
            return [
                style.caution(
                    wording.pick(
                        "変更されたファイル（\(names)）は使わず、開始時の内容で続けます。理由：\(reason)",
                        "Going on with the content the run began with, not with \(names); reason: \(reason)"))
            ]
        case .acceptedChanges, .carriedOver, .rechecked, .jumped: return going(on: event, machine)
        case .stopped(let reason): return times(machine) + ["", style.caution("■ \(wording.result(.stopped(reason)))")]
        case .closed(let result):
            let text = "■ \(wording.result(result))"
            return times(machine) + ["", result == .completed ? style.good(text) : style.bad(text)]
        }
    }

    // MARK: Parts

    private func items(
        _ event: RunEvent, _ stamp: Stamp, _ machine: RunMachine, _ state: inout State
    ) -> [String] {
        let lines = state.population.lines(event, machine, PopulationText(plan: plan, wording: wording))
        guard !lines.isEmpty, let step = event.step else { return [] }
        return heading(step, stamp, &state)
            + lines.map { line in
                switch line {
                case .good(let text): mark(style.good("✓"), TerminalText.safe(text))
                case .bad(let text): mark(style.bad("✗"), TerminalText.safe(text))
                case .doubt(let text): mark(style.caution("?"), TerminalText.safe(text))
                case .plain(let text): mark(" ", TerminalText.safe(text))
                }
            }
    }

    var world: WorldText { WorldText(plan: plan, wording: wording, style: style) }

    /// Why the step of a problem cannot be left out, or what nobody can say about it.
    private func leavingOut(_ step: PlanStep, _ machine: RunMachine) -> [String] {
        let verdict = machine.leavingOut(step.path)
        let words = RefusalText(plan: plan)
        if let refusal = verdict.refusal {
            return [
                mark(
                    "–",
                    TerminalText.safe(
                        wording.pick("省けません：", "cannot be left out: ") + words.text(refusal)[wording.language]))
            ]
        }
        guard !verdict.unproven.isEmpty else { return [] }
        return [mark(style.caution("!"), TerminalText.safe(words.unproven(verdict.unproven)[wording.language]))]
    }

    private func heading(_ step: String, _ stamp: Stamp, _ state: inout State) -> [String] {
        guard state.shownStep != step, let index = indices[step] else { return [] }
        state.shownStep = step
        if state.steps[step] != nil {
            // Another step that goes on beside this one was shown meanwhile.
            return detail.isBrief ? [] : card.heading(index, time: wording.pick("（続き）", "(continued)"))
        }
        state.steps[step] = Shown(start: stamp.monotonicMilliseconds)
        if detail.isBrief, plan.steps[index].kind != .enter { return [] }
        let time =
            detail.showsElapsedTime
            ? "T+" + wording.duration(Milliseconds(stamp.monotonicMilliseconds)) : WallTime.text(stamp.wallMilliseconds)
        let planStep = plan.steps[index]
        let remarks = detail.isBrief ? [] : card.remarks(planStep, withNotes: detail.showsInstructions)
        return card.heading(index, time: time) + remarks
    }

    /// The heading of a question's step.
    ///
    /// A step that is answered for item by item goes on after a break without being begun, so what to do is shown with it.
    private func heading(
        _ question: Question, _ stamp: Stamp, _ machine: RunMachine, _ state: inout State
    ) -> [String] {
        let lines = heading(question.step, stamp, &state)
        guard !lines.isEmpty, detail.showsInstructions, case .items = question.kind,
            let index = indices[question.step]
        else { return lines }
        return lines + card.instructions(plan.steps[index], machine.filledAction(of: plan.steps[index]))
    }

    private func begin(
        _ step: String, _ attempt: Int, _ stamp: Stamp, _ machine: RunMachine, _ state: inout State
    ) -> [String] {
        guard let index = indices[step] else { return [] }
        var lines = heading(step, stamp, &state)
        if !detail.isBrief { lines += evidence(of: .preconditions, step, machine) }
        if attempt > 1 { lines.append(mark("↻", wording.pick("\(attempt) 回目です", "attempt \(attempt)"))) }
        let planStep = plan.steps[index]
        if planStep.isDoneByMachine {
            if detail.isBrief { lines.append(mark("▸", title(step))) }
            var encoding = TextEncoding.utf8
            if case .command(let command) = planStep.action {
                encoding = TextEncoding(rawValue: command.encoding.rawValue) ?? .utf8
            }
            state.steps[step]?.decoder = try? IncrementalTextDecoder(encoding)
            if !detail.isBrief { lines += card.instructions(planStep, machine.filledAction(of: planStep)) }
        } else if detail.showsInstructions {
            lines += card.instructions(planStep, machine.filledAction(of: planStep))
        }
        return lines
    }

    private func evidence(of gate: Gate, _ step: String, _ machine: RunMachine) -> [String] {
        guard let index = indices[step] else { return [] }
        let planStep = plan.steps[index]
        let list = planStep.conditions(of: gate)
        guard !list.isEmpty else { return [] }
        if gate == .preconditions, !detail.listsPreconditions {
            return [mark(style.good("✓"), wording.pick("前提条件 \(list.count) 件を確認", "\(list.count) preconditions met"))]
        }
        var findings: [String] = []
        for condition in list {
            let judgement = condition.condition.judge { machine.knowledge[$0]?.reading ?? .unknown }
            for (finding, rests) in conditions.findingsWithEvidence(condition.condition, machine.knowledge) {
                let line = mark(coloured(judgement), finding)
                guard !findings.contains(line) else { continue }
                findings += [line] + (rests.map { [mark(" ", style.faint($0))] } ?? [])
            }
        }
        return findings
    }

    private func printed(_ bytes: [UInt8], _ step: String, _ state: inout State) -> [String] {
        guard var shown = state.steps[step] else { return [] }
        let text = shown.decoder?.decode(bytes) ?? String(decoding: bytes, as: UTF8.self)
        var parts = OutputLines.split(shown.unfinishedLine + text)
        shown.unfinishedLine = parts.popLast() ?? ""
        let lines = parts.map { quoted($0, step) }
        state.steps[step] = shown
        return lines
    }

    /// What stands on the unfinished line: a prompt, once it is answered.
    private func line(_ state: inout State, _ step: String) -> [String] {
        let rest = state.steps[step]?.unfinishedLine ?? ""
        state.steps[step]?.unfinishedLine = ""
        return rest.isEmpty ? [] : [quoted(rest, step)]
    }

    private func flush(_ step: String, _ state: inout State) -> [String] {
        guard var shown = state.steps[step] else { return [] }
        shown.unfinishedLine += shown.decoder?.finish() ?? ""
        let rest = shown.unfinishedLine
        shown.decoder = nil
        shown.unfinishedLine = ""
        state.steps[step] = shown
        return rest.isEmpty ? [] : [quoted(rest, step)]
    }

    /// A line that a program printed; with the number of its step where several print side by side.
    private func quoted(_ text: String, _ step: String) -> String {
        let index = indices[step].flatMap { plan.steps[$0].lane == nil ? nil : $0 }
        let number = index.map { "[\(card.ordinal($0))] " } ?? ""
        return "      " + style.faint("\(number)│ ")
            + TerminalText.safe(text.hasSuffix("\r") ? String(text.dropLast()) : text)
    }

    private func ended(_ outcome: Outcome) -> [String] {
        switch outcome {
        case .succeeded(let warnings, let outputs):
            let read = outputs.sorted { $0.key < $1.key }.map {
                mark("⟶", TerminalText.safe("\($0.key) = \($0.value)"))
            }
            return read
                + warnings.map {
                    mark(style.caution("!"), wording.pick("「\($0)」が表示されませんでした", "‘\($0)’ was not shown"))
                }
        case .failed: return []
        }
    }

    private func problem(_ question: Question, _ machine: RunMachine) -> [String] {
        guard case .problem(let problem) = question.kind, let index = indices[question.step] else { return [] }
        let step = plan.steps[index]
        let gate: Gate, judgement: Judgement, unmet: [Int]
        switch problem {
        case .action(let failure): return explained(failure, of: step, machine) + leavingOut(step, machine)
        case .missingOutputs(let names):
            return [mark(style.bad("✗"), style.bad(wording.missingOutputs(names)))] + leavingOut(step, machine)
        case .gate(let which, let how, let positions): (gate, judgement, unmet) = (which, how, positions)
        }
        let list = step.conditions(of: gate)
        var lines = [
            mark(
                coloured(judgement),
                style.bad("\(wording.gate(gate))：\(wording.judgement(judgement))"))
        ]
        for position in unmet where list.indices.contains(position) {
            lines += ProblemText(card: card, conditions: conditions).lines(list[position], machine.knowledge)
        }
        return lines + leavingOut(step, machine)
    }

    /// Whom to call about a step that cannot go on.
    private func contact(_ question: Question) -> [String] {
        guard detail.showsContacts, case .problem = question.kind else { return [] }
        return ContactText(wording: wording).lines(plan.service, card)
    }

    /// A failed action, and for an answer that is not accepted the reason why it matters.
    private func explained(_ failure: ActionFailure, of step: PlanStep, _ machine: RunMachine) -> [String] {
        var failure = failure
        if case .answerNotAccepted(let value) = failure, case .manual(let manual) = step.action,
            case .choice(let choices, _) = manual.answer.form,
            let choice = choices.first(where: { $0.value == value })
        {
            failure = .answerNotAccepted(choice.title[wording.language])
        }
        let unmet = step.verifications.filter { condition in
            condition.condition.judge { machine.knowledge[$0]?.reading ?? .unknown } == .notMet
        }
        let reasons = unmet.flatMap { ProblemText(card: card, conditions: conditions).lines($0, machine.knowledge) }
        return [mark(style.bad("✗"), style.bad(TerminalText.safe(wording.failure(failure))))] + reasons
    }

    private func doubt(_ index: Int, _ stamp: Stamp, _ state: inout State) -> [String] {
        let step = plan.steps[index]
        return heading(step.path, stamp, &state) + [
            mark(
                style.caution("?"),
                wording.pick(
                    "「\(step.title.ja)」の途中で中断しました。実施済みかどうかを確かめます。",
                    "The run broke off during ‘\(step.title.en)’. Finding out whether it was done."))
        ]
    }

    private func done(_ step: String, _ stamp: Stamp, _ machine: RunMachine, _ state: inout State) -> [String] {
        guard let index = indices[step] else { return [] }
        let planStep = plan.steps[index]
        if detail.isBrief {
            let lines = heading(step, stamp, &state)
            let took = wording.duration(Milliseconds(took(step, stamp, state)))
            return planStep.isAct ? lines + [mark(style.good("✓"), title(step) + style.faint("  \(took)"))] : lines
        }
        guard planStep.isAct || !planStep.verifications.isEmpty || !planStep.preconditions.isEmpty else {
            return planStep.kind == .enter || planStep.kind == .fork ? heading(step, stamp, &state) : []
        }
        var lines = heading(step, stamp, &state)
        if !planStep.isAct { lines += evidence(of: .preconditions, step, machine) }
        lines += evidence(of: .verifications, step, machine)
        if planStep.isAct {
            let took = Milliseconds(took(step, stamp, state))
            lines.append(
                mark(
                    style.good("●"), style.good(wording.pick("完了", "done")) + style.faint("  \(wording.duration(took))")
                ))
        }
        return lines
    }

    private func took(_ step: String, _ stamp: Stamp, _ state: State) -> Int64 {
        max(0, stamp.monotonicMilliseconds - (state.steps[step]?.start ?? stamp.monotonicMilliseconds))
    }

    func title(_ step: String) -> String {
        indices[step].map { TerminalText.safe(plan.steps[$0].title[wording.language]) } ?? step
    }

    private func coloured(_ judgement: Judgement) -> String {
        let mark = wording.mark(judgement)
        return judgement == .met ? style.good(mark) : style.bad(mark)
    }

    func mark(_ mark: String, _ text: String) -> String { "    \(mark) \(text)" }
}
