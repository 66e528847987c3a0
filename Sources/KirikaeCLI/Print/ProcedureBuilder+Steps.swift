import KirikaeDiagnostics
import KirikaeEngine
import KirikaePlan
import KirikaeRunbook
import KirikaeService
import KirikaeSyntax

/// The body of the document: sections and steps.
extension ProcedureBuilder {
    var parts: [PrintedProcedure.Part] { placedParts.map(\.part) }

    /// The parts, each with the path of the step that it belongs to.
    var placedParts: [(path: String, part: PrintedProcedure.Part)] {
        let clock = PlannedClock(plan)
        var parts: [(path: String, part: PrintedProcedure.Part)] = []
        for (index, step) in plan.steps.enumerated() {
            if let lane = step.lane, isFirst(index, of: lane) {
                parts.append((step.path, .section(section(of: lane, step.depth))))
            }
            if step.kind == .leave, step.verifications.isEmpty { continue }
            parts.append((step.path, part(index, step, clock)))
        }
        return parts
    }

    private func part(_ index: Int, _ step: PlanStep, _ clock: PlannedClock) -> PrintedProcedure.Part {
        switch step.kind {
        case .step: return .card(card(index, step, clock))
        case .enter: return .section(entering(index, step))
        case .leave:
            return .section(
                section(step, wording.pick("終わりの確認：", "Final check: "), checks(step.verifications, .after)))
        case .fork:
            let rows = wording.pick(
                "\(step.lanes.count) つの列に分かれて同時に進めます。", "\(step.lanes.count) rows go on side by side.")
            return .section(section(step, wording.pick("並行：", "Side by side: "), [.note(rows)] + opening(index, step)))
        case .join:
            let all = wording.pick("すべての列が終わってから先へ進みます。", "Go on when every row is done.")
            return .section(
                section(step, wording.pick("合流：", "All done: "), [.check("", [.text(all)], because: nil)]))
        }
    }

    // MARK: Sections

    private func isFirst(_ index: Int, of lane: PlanStep.Lane) -> Bool {
        index == 0 || plan.steps[index - 1].lane != lane
    }

    private func section(of lane: PlanStep.Lane, _ depth: Int) -> PrintedProcedure.Section {
        .init(
            level: depth + 1, title: wording.pick("列 \(lane.number + 1)", "Row \(lane.number + 1)"), aside: "",
            items: [])
    }

    private func section(_ step: PlanStep, _ head: String, _ items: [Item]) -> PrintedProcedure.Section {
        .init(level: step.depth + 1, title: text(head + step.title[language]), aside: "", items: items)
    }

    private func entering(_ index: Int, _ step: PlanStep) -> PrintedProcedure.Section {
        var items = opening(index, step)
        if !step.preconditions.isEmpty { items.append(stop) }
        items += sources(step)
        return .init(
            level: step.depth + 1, title: text(step.title[language]), aside: text(step.definition), items: items)
    }

    /// What stands before the preconditions are looked at and with them.
    private func opening(_ index: Int, _ step: PlanStep) -> [Item] {
        remarks(step) + notNeeded(index, step) + checks(step.preconditions, .before)
    }

    private var stop: Item {
        .failure(
            wording.pick("1 つでも満たされないときは始めません。", "If one of them does not hold, do not begin.") + call)
    }

    /// Whom to call, as a sentence; empty where the service names nobody.
    private var call: String {
        guard let contact = plan.service.contacts.first else { return "" }
        let who = ContactText(wording: wording).short(contact)
        return text(wording.pick("連絡先：\(who)。", " Call: \(who)."))
    }

    // MARK: Steps

    private func card(_ index: Int, _ step: PlanStep, _ clock: PlannedClock) -> PrintedProcedure.Card {
        var items = opening(index, step)
        items += place(step) + doing(step) + reading(step)
        if case .manual(let manual) = step.action { items += answer(manual.answer) }
        items += changes(step) + checks(step.verifications, .after)
        items.append(.failure(failure(step)))
        items += sources(step)
        var time = "T+\(PlannedClock.text(clock.begins[index])) → T+\(PlannedClock.text(clock.ends[index]))"
        if let typical = step.typical {
            time = wording.pick("目安 ", "about ") + wording.duration(typical) + "  " + time
        }
        return .init(number: number(index), title: text(step.title[language]), time: time, items: items)
    }

    private func number(_ index: Int) -> Int { plan.steps[...index].count { $0.kind == .step } }

    private func remarks(_ step: PlanStep) -> [Item] {
        step.cautions.map { .caution(text($0.text[language])) } + step.notes.map { .note(text($0.text[language])) }
    }

    /// When a step and the rest of its span are passed over.
    private func notNeeded(_ index: Int, _ step: PlanStep) -> [Item] {
        guard let unless = step.unless else { return [] }
        let numbers = plan.steps.indices[index..<min(index + step.span, plan.steps.count)]
            .filter { plan.steps[$0].kind == .step }.map(number)
        let span =
            if let first = numbers.first, let last = numbers.last, first != last {
                wording.pick("ステップ \(first)～\(last) は不要", "steps \(first) to \(last) are not needed")
            } else {
                wording.pick("このステップは不要", "this step is not needed")
            }
        return [
            .check(
                wording.pick("次のとおりなら\(span)", "If this is so, \(span)"),
                [.text(text(conditions.demand(unless)))], because: nil)
        ]
    }

    private enum Moment { case before, after }

    private func checks(_ list: [PlanCondition], _ moment: Moment) -> [Item] {
        let label =
            switch moment {
            case .before: wording.pick("前提", "Before")
            case .after: wording.pick("確認", "Check")
            }
        return list.map { condition in
            var demand = conditions.demand(condition.condition)
            if let within = condition.condition.within {
                demand += wording.pick("（\(wording.duration(within))以内）", " (within \(wording.duration(within)))")
            }
            if condition.condition.needsEvidenceOfRun {
                demand += wording.pick("（今回の作業中に見た値に限る）", " (seen during this work)")
            }
            if case .invariant(let id) = condition.origin { demand = "\(id)：" + demand }
            let because = condition.condition.because.map { text($0[language]) }
            return .check(label, [.text(text(demand))], because: because)
        }
    }

    private func changes(_ step: PlanStep) -> [Item] {
        guard !step.changes.isEmpty else { return [] }
        let words = step.changes.sorted { $0.key < $1.key }.map { name, value in
            let variable = plan.service.variable(name)
            return "\(variable?.title[language] ?? name) → \(variable?.title(of: value)[language] ?? value)"
        }
        return [.fact(wording.pick("結果", "Result"), [.text(text(words.joined(separator: wording.pick("、", ", "))))])]
    }

    private func failure(_ step: PlanStep) -> String {
        var sentences: [String] = []
        if let timeout = step.timeout {
            sentences.append(
                wording.pick(
                    "\(wording.duration(timeout))たっても終わらない、または書かれたとおりにならないときは、先へ進みません。",
                    "If it is not done after \(wording.duration(timeout)), or does not go as written, do not go on."))
        } else {
            sentences.append(wording.pick("書かれたとおりにならないときは、先へ進みません。", "If it does not go as written, do not go on."))
        }
        if !call.isEmpty { sentences.append(call) }
        if step.isCritical { sentences.append(wording.pick("省くことはできません。", "It may not be left out.")) }
        if let reverse = step.reverse { sentences.append(undoing(reverse)) }
        return text(
            sentences.map { $0.hasPrefix(" ") ? String($0.dropFirst()) : $0 }.joined(separator: wording.pick("", " ")))
    }

    private func undoing(_ reverse: Step.Reverse) -> String {
        switch reverse {
        case .step(let runbook, let step):
            let definition = "\(runbook)/\(step)"
            let index = plan.steps.firstIndex { $0.definition == definition && $0.kind == .step }
            let title = index.map { plan.steps[$0].title[language] }
            return wording.pick(
                "元に戻す手順：\(title.map { "「\($0)」（\(definition)）" } ?? definition)。",
                "To undo it: \(title.map { "‘\($0)’ (\(definition))" } ?? definition).")
        case .none(let reason): return wording.pick("元に戻す手順はありません：", "Nothing undoes it: ") + reason[language]
        }
    }

    private func sources(_ step: PlanStep) -> [Item] {
        step.source.isEmpty
            ? [] : [.source(text(wording.pick("根拠 ", "Source ") + step.source.joined(separator: ", ")))]
    }
}
