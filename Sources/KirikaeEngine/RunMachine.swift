import KirikaePlan
import KirikaeRunbook
import KirikaeService
import KirikaeSyntax

/// What the machine wants done next.
public enum RunCommand: Sendable, Hashable {
    /// Record this event.
    case record(RunEvent)
    /// Look at these variables for the sake of a step.
    case probe(step: Int, variables: [String])
    /// Carry out the command of a step. Its intent is recorded.
    case perform(step: Int, attempt: Int)
    /// Get an answer. The question is recorded.
    case ask(Question)
    /// Let time pass.
    case wait(milliseconds: Int64)
    /// Nothing: the run has ended or stopped.
    case finish(RunResult)
}

/// An event that cannot have happened in this state: the record belongs to another plan or is damaged.
public struct ImpossibleEvent: Error, Sendable, Hashable {
    /// The event.
    public var event: RunEvent
    /// The path of the step the machine is at.
    public var at: String
}

/// What happens next in a run.
///
/// It takes events and says what to do; it has no I/O, no clock and no randomness.
///
/// Ordering, gating, stop rules, doubt, skipping and overruling live here and nowhere else. A live run, a rehearsal and an
/// exhaustive search drive this same type. Its state is a function of the events applied, so a run is resumed by applying the
/// events of its journal.
public struct RunMachine: Sendable {
    /// What became of a step.
    public enum StepState: Sendable, Hashable {
        case pending, notNeeded, skipped, done
    }

    /// Where the machine is within the step at its position.
    enum Phase: Sendable, Hashable {
        /// Before `started`.
        case notStarted
        /// Judging `unless` and the preconditions, and for a gate its verifications. `since` is when it began to look, by the
        /// monotonic clock.
        case entering(since: Int64)
        /// The action is under way: its intent is recorded, its end is not.
        case acting(attempt: Int)
        /// The action ended well; judging the verifications. `since` is when it began to look, by the monotonic clock.
        case verifying(since: Int64)
        /// The engine died while the action was under way; judging by the verifications whether it was done.
        case inDoubt(attempt: Int, since: Int64)
        /// The verifications did not settle the doubt; a person must.
        case doubtOpen(attempt: Int)
        /// The step cannot go on without a decision.
        case troubled(Problem)
        /// A person decided to leave the step out.
        case skipping(reason: String)
        /// A person decided to stop; `isRefusal` where a precondition was not met and nothing had been touched.
        case stopping(StopReason, isRefusal: Bool)
        /// Stopped for now.
        case stopped(StopReason)
        /// Ended for good.
        case closed(RunResult)
    }

    /// The plan.
    public let plan: Plan
    /// The index of the step it is at; the number of steps when all are behind it.
    public internal(set) var position = 0
    /// What became of each step.
    public internal(set) var states: [StepState]
    /// What was seen of each variable in this run, newest only.
    public internal(set) var knowledge: [String: Observation] = [:]
    /// How often each step's action was begun.
    public internal(set) var attempts: [Int]
    /// The question that is open.
    public internal(set) var openQuestion: Question?
    /// The header of the run.
    public internal(set) var header: RunHeader?
    /// The answers recorded so far, by question.
    public internal(set) var answers: [String: Answer] = [:]

    var phase = Phase.notStarted
    /// What was going on when the run stopped for now.
    var interruptedPhase: Phase?
    /// The variables looked at since the current judgement began.
    var looked: Set<String> = []
    /// Gates of the current step that a person overruled.
    var overruled: Set<Gate> = []
    var questionsAsked = 0
    var monotonicNow: Int64 = 0

    /// Makes a machine at the very start of a plan.
    public init(plan: Plan) {
        self.plan = plan
        states = Array(repeating: .pending, count: plan.steps.count)
        attempts = Array(repeating: 0, count: plan.steps.count)
    }

    /// The step it is at; nil when all are behind it.
    public var currentStep: PlanStep? {
        plan.steps.indices.contains(position) ? plan.steps[position] : nil
    }

    /// Whether any action was ever begun.
    public var hasTouchedAnything: Bool { attempts.contains { $0 > 0 } }

    /// Whether the current step was in flight when the engine died and nobody knows yet whether it was done.
    public var isInDoubt: Bool {
        switch phase {
        case .inDoubt, .doubtOpen: true
        default: false
        }
    }

    /// The last question asked: what a stopped run waits for.
    public internal(set) var lastQuestion: Question?

    /// The event that stops the run here: a refusal if a precondition was not met and nothing had been touched.
    public func stopEvent(_ reason: StopReason) -> RunEvent {
        if case .problem(let problem)? = openQuestion?.kind, isRefusal(problem) { return .closed(.refused) }
        return .stopped(reason)
    }

    func isRefusal(_ problem: Problem) -> Bool {
        if case .gate(.preconditions, _, _) = problem { !hasTouchedAnything } else { false }
    }

    /// How the run ended or why it stopped; nil while it goes on.
    public var result: RunResult? {
        switch phase {
        case .stopped(let reason): .stopped(reason)
        case .closed(let result): result
        default: nil
        }
    }

    /// Whether it may stop here without leaving an action in flight.
    public var canStop: Bool {
        switch phase {
        case .acting: openQuestion != nil
        case .notStarted, .stopped, .closed, .stopping: false
        default: true
        }
    }

    // MARK: What next

    /// What to do next.
    ///
    /// Calling it changes nothing.
    public func next() -> RunCommand {
        if let question = openQuestion { return .ask(question) }
        switch phase {
        case .notStarted: return .finish(.stopped(.person))
        case .closed(let result): return .finish(result)
        case .stopped(let reason): return .finish(.stopped(reason))
        case .stopping(let reason, let isRefusal): return .record(isRefusal ? .closed(.refused) : .stopped(reason))
        default: break
        }
        guard let step = currentStep else { return .record(.closed(.completed)) }
        switch phase {
        case .entering(let since): return entering(step, since: since)
        case .acting(let attempt):
            if case .manual = step.action { return ask(.manual(attempt: attempt), of: step) }
            return .perform(step: position, attempt: attempt)
        case .verifying(let since): return verifying(step, since: since)
        case .inDoubt(let attempt, let since): return settlingDoubt(step, attempt: attempt, since: since)
        case .doubtOpen(let attempt): return ask(.inDoubt(attempt: attempt), of: step)
        case .troubled(let problem): return ask(.problem(problem), of: step)
        case .skipping(let reason): return .record(.skipped(step: step.path, reason: reason))
        case .notStarted, .stopping, .stopped, .closed: return .finish(.stopped(.person))
        }
    }

    private func entering(_ step: PlanStep, since: Int64) -> RunCommand {
        if let unless = step.unless, !overruled.contains(.unless) {
            if let look = look(at: unless.variables, of: step) { return look }
            switch judge(unless) {
            case .met: return .record(.notNeeded(step: step.path))
            case .notMet: break
            case let open: return ask(.problem(.gate(.unless, open, unmet: [0])), of: step)
            }
        }
        if !overruled.contains(.preconditions) {
            if let look = look(at: variables(of: step.preconditions), of: step) { return look }
            if let problem = problem(with: step.preconditions, gate: .preconditions) {
                return ask(.problem(problem), of: step)
            }
        }
        if step.isAct { return .record(.intent(step: step.path, attempt: attempts[position] + 1)) }
        return verifying(step, since: since)
    }

    private func verifying(_ step: PlanStep, since: Int64) -> RunCommand {
        if overruled.contains(.verifications) { return .record(.done(step: step.path)) }
        if let look = look(at: variables(of: step.verifications), of: step) { return look }
        if let wait = wait(for: step, since: since) { return wait }
        if let problem = problem(with: step.verifications, gate: .verifications) {
            return ask(.problem(problem), of: step)
        }
        return .record(.done(step: step.path))
    }

    private func settlingDoubt(_ step: PlanStep, attempt: Int, since: Int64) -> RunCommand {
        switch step.interrupted {
        case .ask: return ask(.inDoubt(attempt: attempt), of: step)
        case .repeat:
            return .record(.resolved(step: step.path, attempt: attempt, isDone: false, by: .verification))
        case .verify: break
        }
        // A step that changes nothing leaves no trace by which its verifications could tell whether it was done.
        guard !step.changes.isEmpty, !step.verifications.isEmpty else {
            return ask(.inDoubt(attempt: attempt), of: step)
        }
        if let look = look(at: variables(of: step.verifications), of: step) { return look }
        if let wait = wait(for: step, since: since) { return wait }
        if problem(with: step.verifications, gate: .verifications) == nil {
            return .record(.resolved(step: step.path, attempt: attempt, isDone: true, by: .verification))
        }
        return ask(.inDoubt(attempt: attempt), of: step)
    }

    private func ask(_ kind: Question.Kind, of step: PlanStep) -> RunCommand {
        .record(.asked(Question(id: "q\(questionsAsked + 1)", step: step.path, kind: kind)))
    }

    // MARK: Looking and judging

    func isAsked(_ variable: String) -> Bool {
        if case .ask? = plan.environment.observations[variable]?.how { true } else { false }
    }

    /// The next look that is missing before a judgement over `variables` can be made.
    ///
    /// What a person said in this run is not asked twice while no step has touched it; what a program can see is looked
    /// at afresh for every judgement.
    private func look(at variables: [String], of step: PlanStep) -> RunCommand? {
        let missing = variables.filter { !looked.contains($0) }
        let probed = missing.filter { !isAsked($0) }
        if !probed.isEmpty { return .probe(step: position, variables: probed) }
        guard let variable = missing.first(where: { knowledge[$0] == nil }) else { return nil }
        return ask(.observe(variable: variable), of: step)
    }

    private func variables(of conditions: [PlanCondition]) -> [String] {
        var names: [String] = []
        for name in conditions.flatMap(\.condition.variables) where !names.contains(name) { names.append(name) }
        return names
    }

    private func judge(_ condition: Condition) -> Judgement {
        condition.judge { knowledge[$0]?.reading ?? .unknown }
    }

    private func problem(with conditions: [PlanCondition], gate: Gate) -> Problem? {
        let judgements = conditions.map { judge($0.condition) }
        let overall = Judgement.all(of: judgements)
        guard overall != .met else { return nil }
        return .gate(gate, overall, unmet: judgements.indices.filter { judgements[$0] != .met })
    }

    /// The wait before the next look, while a condition that is not met yet has time left.
    private func wait(for step: PlanStep, since: Int64) -> RunCommand? {
        let pending = step.verifications.map(\.condition).filter { condition in
            judge(condition) != .met && monotonicNow - since < (condition.within?.count ?? 0)
        }
        let hopeless = step.verifications.map(\.condition).contains { condition in
            judge(condition) != .met && monotonicNow - since >= (condition.within?.count ?? 0)
        }
        guard !hopeless, !pending.isEmpty else { return nil }
        let every = pending.map { ($0.every ?? Condition.defaultEvery).count }.min() ?? Condition.defaultEvery.count
        return .wait(milliseconds: max(1, every))
    }
}

extension PlanStep {
    /// The conditions that one of the step's judgements is over, in the order in which a problem numbers them.
    public func conditions(of gate: Gate) -> [PlanCondition] {
        switch gate {
        case .unless: unless.map { [PlanCondition(condition: $0, origin: .author)] } ?? []
        case .preconditions: preconditions
        case .verifications: verifications
        }
    }
}
