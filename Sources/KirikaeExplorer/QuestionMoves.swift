import KirikaeEngine
import KirikaePlan
import KirikaeRunbook
import KirikaeService
import KirikaeSyntax

/// What people may answer to a question, and what they have done before they do.
struct QuestionMoves {
    let machine: RunMachine
    let question: Question

    /// Every answer that makes a difference.
    func moves(_ reading: (String) -> Reading) -> [Move] {
        guard let index = machine.plan.index(of: question.step) else { return [] }
        let step = machine.plan.steps[index]
        switch question.kind {
        case .manual:
            guard case .manual(let manual) = step.action else { return [] }
            return manualMoves(manual.answer, of: step)
        case .observe(let variable): return observations(of: variable, reading)
        case .inDoubt:
            return [
                answer(DoubtChoice.done.rawValue), answer(DoubtChoice.notDone.rawValue),
                answer(DoubtChoice.stop.rawValue, cost: .breaking),
            ]
        case .problem(let problem): return machine.offeredChoices(for: problem).map(decision)
        case .approval(let given, _): return approvals(of: step, given)
        case .population(let wave, let target): return counts(of: step, wave: wave, target: target)
        case .items(let wave, _, _): return items(of: step, wave: wave)
        case .changedMeanwhile:
            return [answer(DeviationChoice.goOn.rawValue), answer(DeviationChoice.stop.rawValue, cost: .breaking)]
        }
    }

    private func answered(_ value: String, by name: String = "", items: [String] = []) -> RunEvent {
        let isApproval = if case .approval = question.kind { true } else { false }
        var answer = Answer(
            value: value, remark: "-", by: name, via: isApproval ? .rehearsal : .terminal,
            basis: isApproval ? .assumed : .person, items: items)
        answer.isConfirmed = true
        return .answered(question: question.id, answer)
    }

    private func answer(_ value: String, cost: Cost = .nothing) -> Move {
        Move(label: .answered(step: question.step, value: value), events: [answered(value)], cost: cost)
    }

    private func decision(_ choice: ProblemChoice) -> Move {
        switch choice {
        case .retry, .overrule, .wasDone, .wasNotDone: answer(choice.rawValue)
        case .skip: answer(choice.rawValue, cost: .leavingOut)
        // A run that is refused has ended; one that is stopped is resumed.
        case .stop:
            answer(
                choice.rawValue,
                cost: machine.stopEvent(.person) == .closed(.refused) ? .nothing : .breaking)
        }
    }

    private func observations(of variable: String, _ reading: (String) -> Reading) -> [Move] {
        let unknown = answer(Answer.unknown, cost: .trouble)
        guard case .value(let value) = reading(variable) else { return [unknown] }
        return [answer(value), unknown]
    }

    // MARK: Steps that people carry out

    private func manualMoves(_ form: ManualAction.Answer, of step: PlanStep) -> [Move] {
        func did(_ value: String, _ requirement: Move.Requirement? = nil) -> Move {
            Move(
                label: .did(step: step.path, answer: value), changes: step.changes, requirement: requirement,
                events: [answered(value)])
        }
        // A person who reports what he sees tells the truth, whether the step accepts it or not.
        func reports(_ values: [String: String]) -> [Move] {
            guard let variable = form.reports?.value, !values.isEmpty else {
                return values.keys.sorted().map { did($0) }
            }
            let seen = values.sorted { $0.key < $1.key }.map { answer, value in
                did(answer, .init(variable: variable, values: [value]))
            }
            let other = did(
                Answer.cannotDo, .init(variable: variable, values: Set(values.values), isNegated: true))
            return seen + [other]
        }
        var moves: [Move] = []
        switch form.form {
        case .choice(let choices, let accept):
            let offered = choices.map(\.value)
            if form.reports != nil {
                moves += reports(Dictionary(offered.map { ($0, $0) }, uniquingKeysWith: { first, _ in first }))
            } else {
                moves += accept.map { did($0) }
                let refused = offered.first { !accept.contains($0) }
                if let refused { moves.append(failure(refused, of: step, hadEffect: false)) }
            }
        case .text(let text, let value): moves += value.map { reports([text: $0]) } ?? [did(text)]
        case .number(let number):
            let answer = String(number.accepted.lowerBound)
            moves += number.value.map { reports([answer: $0]) } ?? [did(answer)]
        case .input(let output):
            moves.append(did(step.outputs.first { $0.name.value == output }?.type.sample ?? ValueType.text.sample))
        }
        for hadEffect in step.changes.isEmpty ? [false] : [false, true] {
            moves.append(failure(Answer.cannotDo, of: step, hadEffect: hadEffect))
        }
        return moves + MoveRules(plan: machine.plan).breaks(after: step)
    }

    private func failure(_ value: String, of step: PlanStep, hadEffect: Bool) -> Move {
        Move(
            label: .failed(step: step.path, hadEffect: hadEffect), changes: hadEffect ? step.changes : [:],
            events: [answered(value)], cost: .trouble)
    }

    private func approvals(of step: PlanStep, _ given: [String]) -> [Move] {
        guard case .approve(_, let members) = step.action,
            let name = members.first(where: { !given.contains($0) })
        else { return [] }
        return [
            Move(
                label: .answered(step: step.path, value: ApprovalChoice.approve.rawValue), changes: step.changes,
                events: [answered(ApprovalChoice.approve.rawValue, by: name)]),
            Move(
                label: .answered(step: step.path, value: ApprovalChoice.reject.rawValue),
                events: [answered(ApprovalChoice.reject.rawValue, by: name)], cost: .trouble),
        ]
    }

    private func counts(of step: PlanStep, wave: Int, target: Int) -> [Move] {
        let done = Move(
            label: .did(step: step.path, answer: String(target)), changes: wave == 0 ? step.changes : [:],
            events: [answered(String(target))])
        return [done, failure(Answer.cannotDo, of: step, hadEffect: false)]
            + MoveRules(plan: machine.plan).breaks(after: step)
    }

    private func items(of step: PlanStep, wave: Int) -> [Move] {
        let open = machine.openItems(of: question).map(\.id)
        let done = Move(
            label: .did(step: step.path, answer: ItemReport.done.rawValue), changes: wave == 0 ? step.changes : [:],
            events: [answered(ItemReport.done.rawValue, items: open)])
        let failed = Move(
            label: .failed(step: step.path, hadEffect: false),
            events: [answered(ItemReport.failed.rawValue, items: open)], cost: .trouble)
        return [done, failed] + MoveRules(plan: machine.plan).breaks(after: step)
    }
}
