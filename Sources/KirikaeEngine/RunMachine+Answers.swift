import KirikaePlan
import KirikaeRunbook
import KirikaeService
import KirikaeSyntax

/// Which answers can be taken.
extension RunMachine {
    /// Whether an answer can be taken for the open question.
    ///
    /// The same answer given twice is taken once and without complaint.
    public func check(_ answer: Answer, to question: String) -> AnswerProblem? {
        if let recorded = answers[question] {
            return recorded.value == answer.value && recorded.items == answer.items
                ? nil : .conflict(recorded: ([recorded.value] + recorded.items.prefix(5)).joined(separator: " "))
        }
        guard let open = openQuestion, open.id == question, let lane = lane(at: open.step) else { return .notOpen }
        let step = plan.steps[lanes[lane].position]
        let needsRemark: Bool
        switch open.kind {
        case .manual, .population:
            if answer.value == Answer.cannotDo { return nil }
            return check(answer, of: open, step) ?? checkEvidence(of: answer, step)
        case .items(_, let target, _):
            return answer.value == Answer.cannotDo ? nil : check(items: answer, of: open, target: target, step)
        case .approval(let given, _): return check(approval: answer, given: given, step)
        case .observe(let variable):
            let values = (plan.service.variable(variable)?.values.map(\.name) ?? []) + [Answer.unknown]
            return values.contains(answer.value) ? nil : .notOffered(values)
        case .inDoubt:
            guard let choice = DoubtChoice(rawValue: answer.value) else {
                return .notOffered(DoubtChoice.allCases.map(\.rawValue))
            }
            // A simulated person has not looked at anything but the pages it was sent to.
            if choice != .stop, answer.via == .pages { return .mustBeTyped }
            if choice == .done, let problem = checkEvidence(of: answer, step, isAboutDoubt: true) { return problem }
            needsRemark = choice != .stop
        case .changedMeanwhile:
            guard let choice = DeviationChoice(rawValue: answer.value) else {
                return .notOffered(DeviationChoice.allCases.map(\.rawValue))
            }
            // Nobody can have written down beforehand what changes while nobody looks.
            if choice == .goOn, answer.via != .terminal { return .mustBeTyped }
            needsRemark = choice == .goOn
        case .problem(let problem):
            let offered = offeredChoices(for: problem)
            if answer.value == ProblemChoice.skip.rawValue, let refusal = leavingOut(step.path).refusal {
                return .mayNotLeaveOut(refusal)
            }
            guard let choice = ProblemChoice(rawValue: answer.value), offered.contains(choice) else {
                return .notOffered(offered.map(\.rawValue))
            }
            if choice == .wasDone || choice == .wasNotDone {
                // As for the doubt itself: a simulated person has not looked at anything but the pages it was sent to.
                if answer.via == .pages { return .mustBeTyped }
                if choice == .wasDone, let problem = checkEvidence(of: answer, step, isAboutDoubt: true) {
                    return problem
                }
            }
            needsRemark = choice != .retry && choice != .stop
        }
        return needsRemark && (answer.remark ?? "").isEmpty ? .remarkMissing : nil
    }

    /// What a person may choose about a problem of the current step.
    ///
    /// What is not met is never overruled; only what nobody could judge. A step is not left out where that would break an invariant
    /// or take from a later one what it needs, nor where it is critical, nor where it is an approval. What a person said of a step in
    /// doubt can be taken back as long as it has led to nothing but this problem.
    public func offeredChoices(for problem: Problem) -> [ProblemChoice] {
        guard let step = currentStep else { return [.stop] }
        var choices: [ProblemChoice] = []
        // What an earlier step did not read does not come by itself.
        if case .missingOutputs = problem {} else { choices.append(.retry) }
        if case .gate(_, let judgement, _) = problem, judgement != .notMet { choices.append(.overrule) }
        switch lane(at: step.path).flatMap({ lanes[$0].settledAs }) {
        case .done: choices.append(.wasNotDone)
        case .notDone: choices.append(.wasDone)
        case .stop, nil: break
        }
        if leavingOut(step.path).refusal == nil { choices.append(.skip) }
        return choices + [.stop]
    }

    /// A choice, a typed text, a value of the type asked for, or a number.
    private func check(_ answer: Answer, of question: Question, _ step: PlanStep) -> AnswerProblem? {
        if case .population(_, let target) = question.kind {
            guard let number = WholeNumber.read(answer.value), (0...target).contains(number) else {
                return .notInRange(0, target)
            }
            return nil
        }
        guard case .manual(let manual) = step.action else { return .notOpen }
        switch manual.answer.form {
        case .choice(let choices, _):
            let values = choices.map(\.value)
            return values.contains(answer.value) ? nil : .notOffered(values)
        case .input(let name):
            let type = step.outputs.first { $0.name.value == name }?.type ?? .text
            return type.accepts(answer.value) && !answer.value.isEmpty ? nil : .notOfType(type)
        case .number(let number):
            guard let value = WholeNumber.read(answer.value), number.possible.contains(value) else {
                return .notInRange(number.possible.lowerBound, number.possible.upperBound)
            }
            return nil
        case .text: return nil
        }
    }

    /// Whether what a step demands beside its answer has been given since its action began.
    public func isGiven(_ demand: EvidenceDemand, of step: String) -> Bool {
        evidence[step]?.contains(demand) == true
    }

    /// What a person has to add to an answer of a manual step.
    ///
    /// Nobody is asked to confirm or to prove what was written beforehand, pressed by a program, or predicted; but a file that a
    /// step demands is demanded of a sheet too.
    private func checkEvidence(of answer: Answer, _ step: PlanStep, isAboutDoubt: Bool = false) -> AnswerProblem? {
        guard case .manual(let manual) = step.action, answer.via == .terminal || answer.via == .sheet else {
            return nil
        }
        let question = manual.answer
        if question.isReadBack, answer.via == .terminal, !answer.isConfirmed, !isAboutDoubt { return .notConfirmed }
        switch question.evidence {
        case .note where !isGiven(.note, of: step.path) && (answer.remark ?? "").isEmpty: return .evidenceMissing(.note)
        case .file where !isGiven(.file, of: step.path): return .evidenceMissing(.file)
        default: return nil
        }
    }

    /// Only a member of the group who has not driven the run may approve, once, and says why.
    private func check(approval answer: Answer, given: [String], _ step: PlanStep) -> AnswerProblem? {
        guard case .approve(let approve, let members) = step.action else { return .notOpen }
        guard ApprovalChoice(rawValue: answer.value) != nil else {
            return .notOffered(ApprovalChoice.allCases.map(\.rawValue))
        }
        guard members.contains(answer.by) else { return .mayNotApprove(.notMember) }
        guard !operators.contains(answer.by) else { return .mayNotApprove(.drivesTheRun) }
        guard !given.contains(answer.by) else { return .mayNotApprove(.hasApproved) }
        if mustBeSigned(answer),
            let refusal = refusal(of: answer.signed, for: answer, to: step.path, lasting: approve.expires.count)
        {
            return .mayNotApprove(refusal)
        }
        return (answer.remark ?? "").isEmpty ? .remarkMissing : nil
    }

    /// Whether an approval counts only with a signature.
    ///
    /// A rehearsal has drawn no lot to which a signature could be bound, and nobody's word: it assumes that people will agree.
    private func mustBeSigned(_ answer: Answer) -> Bool {
        plan.environment.approvals == .signed && (answer.basis == .person || header?.nonce.isEmpty == false)
    }
}
