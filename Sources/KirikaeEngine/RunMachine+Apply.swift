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
        // Asked of the machine as it was: what is no news is not in the record either, and must leave no trace here.
        let isNews = isNews(event)
        account(for: event, until: stamp.monotonicMilliseconds)
        noteForNotices(event, at: stamp)
        monotonicNow = stamp.monotonicMilliseconds
        latestWallMilliseconds = max(latestWallMilliseconds, stamp.wallMilliseconds)
        switch event {
        case .started(let header):
            guard phase == .notStarted, header.fingerprint == plan.fingerprint else { throw impossible(event) }
            self.header = header
            operators.insert(header.operatorName)
            phase = .running
            start(from: 0, to: plan.steps.count, parent: nil)
        case .asked(let question):
            _ = try lane(question.step, for: event)
            guard openQuestion == nil else { throw impossible(event) }
            openQuestion = question
            lastQuestion = question
            questionsAsked += 1
        case .answered(let id, let answer): try applyAnswer(id, answer, event: event)
        case .resumed(let name, _):
            operators.insert(name)
            resume()
        case .tookOver(let takeOver): operators.insert(takeOver.by)
        case .keptPinnedFiles, .outputLost, .checkpointed, .checkpointCopied, .notified: break
        case .acceptedChanges(let changes): try rebase(changes)
        case .carriedOver(let carried): try carryOver(carried)
        case .rechecked(let observations): compareWorld(observations)
        case .jumped(let step, _, _): try applyJump(to: step, event: event)
        // Also to a step that is over: a record of the whole run comes at its end.
        case .attached(let step, let attachment):
            guard phase == .running, plan.index(of: step) != nil else { throw impossible(event) }
            attachments[step, default: []].append(attachment)
            evidence[step, default: []].insert(.file)
        case .stopped(let reason): stop(reason)
        case .closed(let result):
            openQuestion = nil
            phase = .closed(result)
        default:
            guard let step = event.step else { throw impossible(event) }
            try apply(event, isNews: isNews, to: try lane(step, for: event))
        }
    }

    /// Applies an event of the step that a lane is at.
    private mutating func apply(_ event: RunEvent, isNews: Bool, to lane: Int) throws(ImpossibleEvent) {
        let position = lanes[lane].position
        switch event {
        case .observed(_, let observations):
            for observation in observations {
                if isNews { knowledge[observation.variable] = observation }
                lanes[lane].looked.insert(observation.variable)
            }
        case .notNeeded: finishStep(lane, .notNeeded, count: plan.steps[position].span)
        case .intent(_, let attempt):
            guard attempt == attempts[position] + 1 else { throw impossible(event) }
            attempts[position] = attempt
            evidence[plan.steps[position].path] = nil
            approvals[position] = nil
            lanes[lane].settledAs = nil
            wipeTraces(under: plan.steps[position])
            begin(lane, .acting(attempt: attempt, since: monotonicNow))
            endWaves(lane)
        case .itemsBegun, .itemEnded, .itemsSettled: try applyItems(event, to: lane)
        case .performed(let step, let attempt, let outcome):
            guard case .acting(attempt, _) = lanes[lane].phase else { throw impossible(event) }
            if case .succeeded(_, let outputs) = outcome, !outputs.isEmpty { self.outputs[step] = outputs }
            perform(lane, outcome)
        case .resolved(_, let attempt, let isDone, let resolution):
            guard attempt == attempts[position] else { throw impossible(event) }
            // What a verification has just seen is newer than the action; nobody is asked for it again.
            if isDone, resolution == .person { actionHappened(lane) }
            lanes[lane].settledAs = resolution == .person ? (isDone ? .done : .notDone) : nil
            begin(lane, isDone ? .verifying(since: monotonicNow) : .entering(since: monotonicNow))
        case .done:
            leaveTraces(of: plan.steps[position])
            finishStep(lane, .done, count: 1)
        case .skipped:
            finishStep(lane, .skipped, count: span(ofLeavingOut: position))
        case .noted(let step, _, _): evidence[step, default: []].insert(.note)
        case .waited:
            lanes[lane].looked = []
            forgetWhatPeopleSaidOfUnmet(lane)
        default: break
        }
    }

    /// Whether an event says anything that the record does not hold yet.
    ///
    /// A look that saw what the last one saw, while waiting for a condition, is not recorded again. What a reading rests on is no
    /// news by itself: how long an answer took is never the same twice.
    public func isNews(_ event: RunEvent) -> Bool {
        switch event {
        case .waited: false
        case .observed(let step, let observations):
            !isRepeatedLook(step) || observations.contains { !$0.says(what: knowledge[$0.variable]) }
        default: true
        }
    }

    // MARK: Parts

    private func isRepeatedLook(_ step: String) -> Bool {
        guard let lane = lane(at: step) else { return false }
        switch lanes[lane].phase {
        case .entering(let since), .verifying(let since), .inDoubt(_, let since): return monotonicNow > since
        default: return false
        }
    }

    private func impossible(_ event: RunEvent) -> ImpossibleEvent {
        ImpossibleEvent(event: event, at: currentStep?.path ?? "")
    }

    /// The lane that is at the step of an event.
    private func lane(_ path: String, for event: RunEvent) throws(ImpossibleEvent) -> Int {
        guard let lane = lane(at: path) else { throw impossible(event) }
        return lane
    }

    private mutating func begin(_ lane: Int, _ phase: StepPhase) {
        lanes[lane].phase = phase
        lanes[lane].looked = []
    }

    // MARK: Lanes

    private mutating func start(from position: Int, to end: Int, parent: Int?) {
        lanes.append(
            Lane(id: lanesStarted, parent: parent, position: position, end: end, phase: .entering(since: monotonicNow)))
        lanesStarted += 1
    }

    private mutating func finishStep(_ lane: Int, _ state: StepState, count: Int) {
        let position = lanes[lane].position
        let step = plan.steps[position]
        settleTimes(of: lane)
        for index in position..<min(position + count, states.count) { states[index] = state }
        openQuestion = openQuestion?.step == step.path ? nil : openQuestion
        lanes[lane].overruled = []
        lanes[lane].settledAs = nil
        lanes[lane].position += count
        begin(lane, .entering(since: monotonicNow))
        if step.kind == .fork, state == .done {
            part(lane, after: step)
        } else {
            endIfThrough(lane)
        }
    }

    /// Starts a lane for each member of a group; the lane they part from goes on at the join once they are through.
    private mutating func part(_ lane: Int, after fork: PlanStep) {
        let parent = lanes[lane].id
        var first = lanes[lane].position
        for length in fork.lanes where length > 0 {
            start(from: first, to: first + length, parent: parent)
            lanes[lane].openLanes += 1
            first += length
        }
        lanes[lane].position = first
    }

    private mutating func endIfThrough(_ lane: Int) {
        guard lanes[lane].position >= lanes[lane].end else { return }
        let parent = lanes.remove(at: lane).parent
        guard let parent, let index = lanes.firstIndex(where: { $0.id == parent }) else { return }
        lanes[index].openLanes -= 1
        if lanes[index].openLanes == 0 { begin(index, .entering(since: monotonicNow)) }
    }

    // MARK: Stopping and resuming

    private mutating func stop(_ reason: StopReason) {
        for index in lanes.indices where lanes[index].interruptedPhase == nil {
            lanes[index].interruptedPhase = lanes[index].phase
            // Nobody was there to act on the question, so nothing is in doubt: it is put again.
            guard case .acting = lanes[index].phase, reason == .needsPerson, lanes[index].position < lanes[index].end,
                !isItemized(lanes[index]),
                openQuestion?.step == plan.steps[lanes[index].position].path
            else { continue }
            lanes[index].interruptedPhase = .entering(since: monotonicNow)
        }
        openQuestion = nil
        phase = .stopped(reason)
    }

    private mutating func resume() {
        openQuestion = nil
        doubtItemsInFlight()
        let before = knowledge
        // What people said before belongs to a time that is over.
        for (variable, observation) in knowledge where observation.basis == .person || isAsked(variable) {
            knowledge[variable] = nil
        }
        for index in lanes.indices {
            let phase = lanes[index].interruptedPhase ?? lanes[index].phase
            lanes[index].interruptedPhase = nil
            lanes[index].looked = []
            lanes[index].phase =
                switch phase {
                // Nothing but people's words was in flight. Asking whether it ‘had been done’ would let the operator
                // answer for the approvers.
                case .acting where isApproval(lanes[index]), .inDoubt where isApproval(lanes[index]),
                    .doubtOpen where isApproval(lanes[index]):
                    .entering(since: monotonicNow)
                case .acting(let attempt, _) where isItemized(lanes[index]):
                    .acting(attempt: attempt, since: monotonicNow)
                case .acting(let attempt, _), .inDoubt(let attempt, _), .doubtOpen(let attempt):
                    .inDoubt(attempt: attempt, since: monotonicNow)
                case .verifying: .verifying(since: monotonicNow)
                case .entering: .entering(since: monotonicNow)
                case .troubled, .skipping: phase
                }
        }
        phase = .running
        planWorldCheck(before: before)
    }

    private func isApproval(_ lane: Lane) -> Bool {
        lane.position < lane.end && plan.steps[lane.position].isApproval
    }

    // MARK: Acting

    /// What people said of variables that the action may have changed is no longer true.
    private mutating func actionHappened(_ lane: Int) {
        for variable in plan.steps[lanes[lane].position].changes.keys {
            if let seen = knowledge[variable] { seenBefore[variable] = seen.reading }
            knowledge[variable] = nil
        }
    }

    mutating func perform(_ lane: Int, _ outcome: Outcome) {
        actionHappened(lane)
        switch outcome {
        case .succeeded: begin(lane, .verifying(since: monotonicNow))
        case .failed(let failure) where isInDoubt(lane, after: failure):
            begin(lane, .inDoubt(attempt: attempts[lanes[lane].position], since: monotonicNow))
        case .failed(let failure):
            // What failed may have had its effect. Where a verification can tell, a person who sees that may say so.
            lanes[lane].settledAs = plan.steps[lanes[lane].position].mayBeDoneAfterAll ? .notDone : nil
            begin(lane, .troubled(.action(failure)))
        }
    }

    /// Whether what an action did must be found out before anything else is decided.
    ///
    /// A step that may be repeated is not repeated by itself while the engine lives: what broke off once may break off every time.
    private func isInDoubt(_ lane: Int, after failure: ActionFailure) -> Bool {
        failure.leavesDoubt && plan.steps[lanes[lane].position].interrupted != .repeat
    }

    private mutating func forgetWhatPeopleSaidOfUnmet(_ lane: Int) {
        let step = plan.steps[lanes[lane].position]
        let isEntering = if case .entering = lanes[lane].phase { step.isAct } else { false }
        for condition in isEntering ? step.preconditions : step.verifications {
            for variable in condition.condition.variables
            where isAsked(variable) && condition.condition.judge({ knowledge[$0]?.reading ?? .unknown }) != .met {
                knowledge[variable] = nil
            }
        }
    }

    // MARK: Answers

    private mutating func applyAnswer(_ id: String, _ answer: Answer, event: RunEvent) throws(ImpossibleEvent) {
        guard let question = openQuestion, question.id == id, let lane = lane(at: question.step) else {
            throw impossible(event)
        }
        openQuestion = nil
        answers[id] = answer
        let step = plan.steps[lanes[lane].position]
        switch question.kind {
        case .manual(let attempt):
            guard case .acting(attempt, _) = lanes[lane].phase, case .manual(let manual) = step.action else {
                throw impossible(event)
            }
            takeManualAnswer(answer, to: manual.answer, lane)
        case .observe(let variable):
            let reading: Reading = answer.value == Answer.unknown ? .unknown : .value(answer.value)
            knowledge[variable] = Observation(variable: variable, reading: reading, basis: answer.basis)
            lanes[lane].looked.insert(variable)
        case .inDoubt(let attempt):
            switch DoubtChoice(rawValue: answer.value) {
            case .done: settleDoubt(lane, .done)
            case .notDone: settleDoubt(lane, .notDone)
            case .stop, nil:
                lanes[lane].interruptedPhase = .doubtOpen(attempt: attempt)
                phase = .stopping(.person, isRefusal: false)
            }
        case .problem(let problem): decide(lane, problem, answer)
        case .approval: takeApproval(answer, lane)
        case .population(_, let target): takeCount(answer, target: target, step, lane)
        case .items(let wave, _, _): takeItems(answer, wave: wave, step, lane)
        case .changedMeanwhile(let deviations):
            guard DeviationChoice(rawValue: answer.value) == .goOn else {
                phase = .stopping(.person, isRefusal: false)
                return
            }
            accept(deviations)
        }
    }

    /// Goes on with a step in doubt as a person says: with its verifications, or with running it.
    private mutating func settleDoubt(_ lane: Int, _ answer: DoubtChoice) {
        actionHappened(lane)
        lanes[lane].settledAs = answer
        begin(lane, answer == .done ? .verifying(since: monotonicNow) : .entering(since: monotonicNow))
    }

    private mutating func takeManualAnswer(_ answer: Answer, to form: ManualAction.Answer, _ lane: Int) {
        if answer.value == Answer.cannotDo {
            perform(lane, .failed(.declined))
            return
        }
        let isAccepted: Bool
        var reported: String?
        switch form.form {
        case .choice(_, let accept):
            isAccepted = accept.contains(answer.value)
            reported = answer.value
        case .text(let text, let value):
            isAccepted = answer.value == text
            reported = isAccepted ? value : nil
        case .number(let number):
            isAccepted = WholeNumber.read(answer.value).map(number.accepted.contains) ?? false
            reported = isAccepted ? number.value : nil
        case .input(let output):
            isAccepted = true
            outputs[plan.steps[lanes[lane].position].path, default: [:]][output] = answer.value
        }
        perform(lane, isAccepted ? .succeeded(warnings: []) : .failed(.answerNotAccepted(answer.value)))
        if let variable = form.reports?.value, let reported {
            knowledge[variable] = Observation(variable: variable, reading: .value(reported), basis: answer.basis)
        }
    }

    private mutating func takeApproval(_ answer: Answer, _ lane: Int) {
        let step = plan.steps[lanes[lane].position].path
        if let signed = answer.signed { statements[step, default: []].insert(signed.text) }
        if answer.value == ApprovalChoice.approve.rawValue {
            approvals[lanes[lane].position, default: []].append(
                Approval(by: answer.by, at: monotonicNow, expiresWallMilliseconds: answer.signed?.expires))
        } else {
            spentStatements[step] = statements[step]
            perform(lane, .failed(.notApproved(by: answer.by)))
        }
    }

    private mutating func takeCount(_ answer: Answer, target: Int, _ step: PlanStep, _ lane: Int) {
        guard case .population(let population, _) = step.action, let done = Int(answer.value) else {
            perform(lane, .failed(.declined))
            return
        }
        let needed = population.needed(ofTarget: target)
        if done >= needed {
            waveCounts[step.path, default: []].append(done)
        } else {
            perform(lane, .failed(.quotaNotReached(done: done, needed: needed, target: target)))
        }
    }

    private mutating func decide(_ lane: Int, _ problem: Problem, _ answer: Answer) {
        let step = plan.steps[lanes[lane].position]
        // Whoever tries again looks again, also at what he had gone on without having seen.
        if answer.value == ProblemChoice.retry.rawValue { lanes[lane].overruled = [] }
        switch (ProblemChoice(rawValue: answer.value), problem) {
        case (.retry, .gate(.verifications, _, _)):
            forgetWhatPeopleSaidOfUnmet(lane)
            begin(lane, step.isAct ? .verifying(since: monotonicNow) : .entering(since: monotonicNow))
        case (.retry, .gate):
            for (variable, observation) in knowledge where observation.basis == .person { knowledge[variable] = nil }
            begin(lane, .entering(since: monotonicNow))
        case (.retry, _):
            reopenItems(of: step)
            begin(lane, .entering(since: monotonicNow))
        case (.overrule, .gate(let gate, _, _)): lanes[lane].overruled.insert(gate)
        case (.wasDone, _): settleDoubt(lane, .done)
        case (.wasNotDone, _): settleDoubt(lane, .notDone)
        case (.skip, _): lanes[lane].phase = .skipping(reason: answer.remark ?? "")
        default:
            lanes[lane].interruptedPhase = lanes[lane].phase
            phase = .stopping(.person, isRefusal: isRefusal(problem))
        }
    }
}
