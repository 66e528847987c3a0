import KirikaePlan
import KirikaeRunbook
import KirikaeService
import KirikaeSyntax

/// How events change the machine. An event says what happened; this never asks whether it should have.
extension RunMachine {
    /// Applies one event.
    ///
    /// - Throws: `ImpossibleEvent` if the event cannot have happened here.
    public mutating func apply(_ event: RunEvent, at stamp: Stamp) throws(ImpossibleEvent) {
        monotonicNow = stamp.monotonicMilliseconds
        switch event {
        case .started(let header):
            guard phase == .notStarted, header.fingerprint == plan.fingerprint else { throw impossible(event) }
            self.header = header
            begin(.entering(since: monotonicNow))
        case .observed(let step, let observations):
            try expect(step, for: event)
            for observation in observations {
                knowledge[observation.variable] = observation
                looked.insert(observation.variable)
            }
        case .notNeeded(let step):
            try expect(step, for: event)
            finishStep(.notNeeded, count: currentStep?.span ?? 1)
        case .intent(let step, let attempt):
            try expect(step, for: event)
            guard attempt == attempts[position] + 1 else { throw impossible(event) }
            attempts[position] = attempt
            begin(.acting(attempt: attempt))
        case .spawned(let step, _, _), .output(let step, _, _), .noted(let step, _, _): try expect(step, for: event)
        case .performed(let step, let attempt, let outcome):
            try expect(step, for: event)
            guard phase == .acting(attempt: attempt) else { throw impossible(event) }
            perform(outcome)
        case .asked(let question):
            try expect(question.step, for: event)
            guard openQuestion == nil else { throw impossible(event) }
            openQuestion = question
            lastQuestion = question
            questionsAsked += 1
        case .answered(let id, let answer): try applyAnswer(id, answer, event: event)
        case .resolved(let step, let attempt, let isDone, let resolution):
            try expect(step, for: event)
            guard attempt == attempts[position] else { throw impossible(event) }
            // What a verification has just seen is newer than the action; nobody is asked for it again.
            if isDone, resolution == .person { actionHappened() }
            begin(isDone ? .verifying(since: monotonicNow) : .entering(since: monotonicNow))
        case .done(let step):
            try expect(step, for: event)
            finishStep(.done, count: 1)
        case .skipped(let step, _):
            try expect(step, for: event)
            finishStep(.skipped, count: currentStep?.kind == .enter ? currentStep?.span ?? 1 : 1)
        case .resumed: resume()
        case .keptPinnedFiles: break
        case .stopped(let reason): stop(reason)
        case .closed(let result):
            openQuestion = nil
            phase = .closed(result)
        case .waited:
            looked = []
            forgetWhatPeopleSaidOfUnmet()
        }
    }

    /// Whether an event says anything that the record does not hold yet.
    ///
    /// A look that saw what the last one saw, while waiting for a condition, is not recorded again.
    public func isNews(_ event: RunEvent) -> Bool {
        switch event {
        case .waited: false
        case .observed(_, let observations): observations.contains { knowledge[$0.variable] != $0 || !isRepeatedLook }
        default: true
        }
    }

    /// Whether an answer can be taken for the open question.
    ///
    /// The same answer given twice is taken once and without complaint.
    public func check(_ answer: Answer, to question: String) -> AnswerProblem? {
        if let recorded = answers[question] {
            return recorded.value == answer.value ? nil : .conflict(recorded: recorded.value)
        }
        guard let open = openQuestion, open.id == question, let step = currentStep else { return .notOpen }
        let needsRemark: Bool
        switch open.kind {
        case .manual where answer.value == Answer.cannotDo: return nil
        case .manual:
            guard case .manual(let manual) = step.action, case .choice(let choices, _) = manual.answer.form else {
                return nil
            }
            let values = choices.map(\.value)
            return values.contains(answer.value) ? nil : .notOffered(values)
        case .observe(let variable):
            let values = (plan.service.variable(variable)?.values.map(\.name) ?? []) + [Answer.unknown]
            return values.contains(answer.value) ? nil : .notOffered(values)
        case .inDoubt:
            guard let choice = DoubtChoice(rawValue: answer.value) else {
                return .notOffered(DoubtChoice.allCases.map(\.rawValue))
            }
            needsRemark = choice != .stop
        case .problem(let problem):
            let offered = offeredChoices(for: problem)
            guard let choice = ProblemChoice(rawValue: answer.value), offered.contains(choice) else {
                return .notOffered(offered.map(\.rawValue))
            }
            needsRemark = choice == .skip || choice == .overrule
        }
        return needsRemark && (answer.remark ?? "").isEmpty ? .remarkMissing : nil
    }

    /// What a person may choose about a problem of the current step.
    ///
    /// What is not met is never overruled; only what nobody could judge. A critical step is not skipped.
    public func offeredChoices(for problem: Problem) -> [ProblemChoice] {
        guard let step = currentStep else { return [.stop] }
        var choices: [ProblemChoice] = [.retry]
        if case .gate(_, let judgement, _) = problem, judgement != .notMet { choices.append(.overrule) }
        if !step.isCritical { choices.append(.skip) }
        return choices + [.stop]
    }

    // MARK: Parts

    private var isRepeatedLook: Bool {
        switch phase {
        case .verifying(let since), .inDoubt(_, let since): monotonicNow > since
        default: false
        }
    }

    private func impossible(_ event: RunEvent) -> ImpossibleEvent {
        ImpossibleEvent(event: event, at: currentStep?.path ?? "")
    }

    private func expect(_ path: String, for event: RunEvent) throws(ImpossibleEvent) {
        guard currentStep?.path == path else { throw impossible(event) }
    }

    private mutating func begin(_ phase: Phase) {
        self.phase = phase
        looked = []
    }

    private mutating func finishStep(_ state: StepState, count: Int) {
        for index in position..<min(position + count, states.count) { states[index] = state }
        position += count
        overruled = []
        openQuestion = nil
        begin(.entering(since: monotonicNow))
    }

    private mutating func stop(_ reason: StopReason) {
        if case .stopping = phase {
            // What was interrupted is known already.
        } else if case .acting = phase, reason == .needsPerson {
            // Nobody was there to act on the question, so nothing is in doubt: it is put again.
            interruptedPhase = .entering(since: monotonicNow)
        } else {
            interruptedPhase = phase
        }
        openQuestion = nil
        phase = .stopped(reason)
    }

    /// What people said of variables that the action may have changed is no longer true.
    private mutating func actionHappened() {
        for variable in currentStep?.changes.keys.sorted() ?? [] { knowledge[variable] = nil }
    }

    private mutating func perform(_ outcome: Outcome) {
        actionHappened()
        switch outcome {
        case .succeeded: begin(.verifying(since: monotonicNow))
        case .failed(let failure): begin(.troubled(.action(failure)))
        }
    }

    private mutating func forgetWhatPeopleSaidOfUnmet() {
        for condition in currentStep?.verifications ?? [] {
            for variable in condition.condition.variables
            where isAsked(variable) && condition.condition.judge({ knowledge[$0]?.reading ?? .unknown }) != .met {
                knowledge[variable] = nil
            }
        }
    }

    private mutating func resume() {
        if case .stopped = phase { phase = interruptedPhase ?? .entering(since: monotonicNow) }
        interruptedPhase = nil
        openQuestion = nil
        looked = []
        // What people said before belongs to a time that is over.
        for (variable, observation) in knowledge where observation.basis == .person || isAsked(variable) {
            knowledge[variable] = nil
        }
        switch phase {
        case .acting(let attempt): phase = .inDoubt(attempt: attempt, since: monotonicNow)
        case .inDoubt(let attempt, _), .doubtOpen(let attempt): phase = .inDoubt(attempt: attempt, since: monotonicNow)
        case .verifying: phase = .verifying(since: monotonicNow)
        case .entering, .stopping: phase = .entering(since: monotonicNow)
        default: break
        }
    }

    private mutating func applyAnswer(_ id: String, _ answer: Answer, event: RunEvent) throws(ImpossibleEvent) {
        guard let question = openQuestion, question.id == id, let step = currentStep else { throw impossible(event) }
        openQuestion = nil
        answers[id] = answer
        switch question.kind {
        case .manual(let attempt):
            guard phase == .acting(attempt: attempt), case .manual(let manual) = step.action else {
                throw impossible(event)
            }
            takeManualAnswer(answer, to: manual.answer)
        case .observe(let variable):
            let reading: Reading = answer.value == Answer.unknown ? .unknown : .value(answer.value)
            knowledge[variable] = Observation(variable: variable, reading: reading, basis: answer.basis)
            looked.insert(variable)
        case .inDoubt(let attempt):
            switch DoubtChoice(rawValue: answer.value) {
            case .done: settle(.verifying(since: monotonicNow))
            case .notDone: settle(.entering(since: monotonicNow))
            case .stop, nil:
                interruptedPhase = .doubtOpen(attempt: attempt)
                phase = .stopping(.person, isRefusal: false)
            }
        case .problem(let problem): decide(problem, answer)
        }
    }

    private mutating func settle(_ phase: Phase) {
        actionHappened()
        begin(phase)
    }

    private mutating func takeManualAnswer(_ answer: Answer, to form: ManualAction.Answer) {
        let isAccepted: Bool
        var reported: String?
        switch form.form {
        case .choice(_, let accept):
            isAccepted = accept.contains(answer.value)
            reported = answer.value
        case .text(let text, let value):
            isAccepted = answer.value == text
            reported = isAccepted ? value : nil
        }
        if answer.value == Answer.cannotDo {
            perform(.failed(.declined))
            return
        }
        perform(isAccepted ? .succeeded(warnings: []) : .failed(.answerNotAccepted(answer.value)))
        if let variable = form.reports?.value, let reported {
            knowledge[variable] = Observation(variable: variable, reading: .value(reported), basis: answer.basis)
        }
    }

    private mutating func decide(_ problem: Problem, _ answer: Answer) {
        switch (ProblemChoice(rawValue: answer.value), problem) {
        case (.retry, .gate(.verifications, _, _)):
            forgetWhatPeopleSaidOfUnmet()
            begin(
                currentStep?.isAct == true ? .verifying(since: monotonicNow) : .entering(since: monotonicNow))
        case (.retry, .gate):
            for (variable, observation) in knowledge where observation.basis == .person { knowledge[variable] = nil }
            begin(.entering(since: monotonicNow))
        case (.retry, .action): begin(.entering(since: monotonicNow))
        case (.overrule, .gate(let gate, _, _)): overruled.insert(gate)
        case (.skip, _): phase = .skipping(reason: answer.remark ?? "")
        default:
            interruptedPhase = phase
            phase = .stopping(.person, isRefusal: isRefusal(problem))
        }
    }
}
