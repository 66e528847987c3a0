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
    /// Carry out the action of a step. Its intent is recorded.
    case perform(step: Int, attempt: Int)
    /// Do for these items of a population what a program does for each. That they are begun is recorded.
    case performItems(step: Int, attempt: Int, items: [String])
    /// Look whether it had been done for these items, which were in flight when the engine died.
    case lookAtItems(step: Int, attempt: Int, items: [String])
    /// Get an answer. The question is recorded.
    case ask(Question)
    /// Let time pass for the sake of a step.
    case wait(step: Int, milliseconds: Int64)
    /// Look again, before anything else, at what is known of these variables.
    case recheck([String])
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
/// Ordering, gating, stop rules, doubt, skipping, overruling, approvals and what goes on side by side live here and nowhere else.
/// A live run, a rehearsal and an exhaustive search drive this same type. Its state is a function of the events applied, so a run
/// is resumed by applying the events of its journal.
public struct RunMachine: Sendable {
    /// What became of a step.
    public enum StepState: String, Sendable, Hashable {
        case pending
        case notNeeded = "not-needed"
        case skipped, done
    }

    /// The plan.
    ///
    /// Another one takes its place when changed files are accepted.
    public internal(set) var plan: Plan {
        _read { yield sharedPlan.plan }
        set { sharedPlan = SharedPlan(newValue) }
    }
    /// The plan once for all copies of the machine: a search makes millions of them.
    private(set) var sharedPlan: SharedPlan
    /// What became of each step.
    public internal(set) var states: [StepState]
    /// What was seen of each variable in this run, newest only.
    public internal(set) var knowledge: [String: Observation] = [:]
    /// How often each step's action was begun.
    public internal(set) var attempts: [Int]
    /// The question that is open.
    ///
    /// There is one at a time, for there is one person to answer.
    public internal(set) var openQuestion: Question?
    /// The last question asked: what a stopped run waits for.
    public internal(set) var lastQuestion: Question?
    /// The header of the run.
    public internal(set) var header: RunHeader?
    /// The answers recorded so far, by question.
    public internal(set) var answers: [String: Answer] = [:]
    /// The values read so far, by the path of the step and the name of the output.
    public internal(set) var outputs: [String: [String: String]] = [:]
    /// How many of a population had done it at the end of each wave so far, by the path of the step.
    public internal(set) var waveCounts: [String: [Int]] = [:]

    /// The files that were added as evidence, by the path of the step.
    public internal(set) var attachments: [String: [Attachment]] = [:]

    /// How far the named items of each population have come, by the path of the step.
    public internal(set) var itemStandings: [String: ItemStanding] = [:]

    /// What was found when the run last looked again after a break; nil if it has not.
    public internal(set) var worldFindings: WorldFindings?
    /// What was taken over from the run that this one begins anew.
    public internal(set) var carriedOver: CarriedOver?
    /// The step that a person wants to go on with, until it is done or refused.
    public var requestedJump: JumpRequest?
    /// The latest wall time of any event, in milliseconds since 1970.
    ///
    /// A clock that was put back does not bring back what had expired.
    public internal(set) var latestWallMilliseconds: Int64 = 0

    var phase = Phase.notStarted
    /// How long each step took, without what the lane that is at it has spent.
    var finishedTimes: [StepTimes]
    /// What has been put beside the answer of each step since its action began.
    var evidence: [String: Set<EvidenceDemand>] = [:]
    var noticeBook = NoticeBook()
    var worldCheck = WorldCheck.settled
    /// What finished steps left, by variable.
    var traces: [String: Trace] = [:]
    /// What was known of a variable before an action that may have changed it.
    var seenBefore: [String: Reading] = [:]
    /// What was known when the run broke off.
    var knowledgeBefore: [String: Observation] = [:]
    var offeredPlan: Plan?
    var lanes: [Lane] = []
    var lanesStarted = 0
    /// Who has driven this run; none of them may approve it.
    var operators: Set<String> = []
    /// The words given for each step that needs approval.
    var approvals: [Int: [Approval]] = [:]
    /// What was signed for each step, by its path.
    var statements: [String: Set<SignedText>] = [:]
    /// Those of them that no longer count because somebody refused after them.
    var spentStatements: [String: Set<SignedText>] = [:]
    var questionsAsked = 0
    var monotonicNow: Int64 = 0

    /// Makes a machine at the very start of a plan.
    public init(plan: Plan) {
        sharedPlan = SharedPlan(plan)
        states = Array(repeating: .pending, count: plan.steps.count)
        attempts = Array(repeating: 0, count: plan.steps.count)
        finishedTimes = Array(repeating: StepTimes(), count: plan.steps.count)
    }

    // MARK: Where it is

    /// The indices of the steps it is at: one but for steps that go on side by side, none when all are behind it.
    public var activeSteps: [Int] {
        lanes.filter { $0.openLanes == 0 && $0.position < $0.end }.map(\.position)
    }

    /// The index of the step it is at, the one with the open question first; the number of steps when all are behind it.
    public var position: Int {
        if phase == .notStarted { return 0 }
        if let question = openQuestion, let lane = lane(at: question.step) { return lanes[lane].position }
        return activeSteps.first ?? plan.steps.count
    }

    /// The step it is at; nil when all are behind it.
    public var currentStep: PlanStep? {
        plan.steps.indices.contains(position) ? plan.steps[position] : nil
    }

    /// Whether any action was ever begun.
    public var hasTouchedAnything: Bool { attempts.contains { $0 > 0 } }

    /// The steps that were in flight when the engine died and of which nobody knows yet whether they were done.
    public var stepsInDoubt: [Int] {
        lanes.filter { lane in
            switch lane.phase {
            case .inDoubt, .doubtOpen: lane.openLanes == 0
            default: false
            }
        }.map(\.position)
    }

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
        case .closed(let result): result
        case .stopped(let reason): .stopped(reason)
        default: nil
        }
    }

    /// Whether the run may stop right here: no action is in flight.
    public var canStop: Bool {
        guard phase == .running else { return false }
        return lanes.allSatisfy { lane in
            guard case .acting = lane.phase, lane.openLanes == 0, lane.position < lane.end else { return true }
            // A question that is open can be put again.
            return openQuestion?.step == plan.steps[lane.position].path || isWaiting(lane)
                || (plan.steps[lane.position].isItemWork && isBetweenItems(lane))
        }
    }

    /// Whether nothing but time is in flight.
    private func isWaiting(_ lane: Lane) -> Bool {
        switch plan.steps[lane.position].action {
        case .wait, .approve: true
        default: false
        }
    }

    /// The index of the lane that is at a step.
    func lane(at path: String) -> Int? {
        lanes.firstIndex { lane in
            lane.openLanes == 0 && lane.position < lane.end && plan.steps[lane.position].path == path
        }
    }

    // MARK: What next

    /// What to do next; nil if nothing can be done before one of the `busy` steps has something to report.
    ///
    /// Calling it changes nothing.
    ///
    /// - Parameters:
    ///   - busy: the indices of steps for whose sake something is under way: a look, an action, a question, a wait.
    ///   - items: the items for whose sake something is under way, by the index of their step.
    public func next(busy: Set<Int> = [], items: [Int: Set<String>] = [:]) -> RunCommand? {
        switch phase {
        case .notStarted: return .finish(.stopped(.person))
        case .closed(let result): return .finish(result)
        case .stopped(let reason): return .finish(.stopped(reason))
        case .stopping(let reason, let isRefusal):
            guard busy.isEmpty, items.isEmpty else { return nil }
            return .record(isRefusal ? .closed(.refused) : .stopped(reason))
        case .running: break
        }
        // Without what the run before it had finished, it would do everything once more.
        if awaitsCarryOver { return .finish(.stopped(.needsPerson)) }
        guard !lanes.isEmpty else { return .record(.closed(.completed)) }
        let engaged = items.isEmpty ? busy : busy.union(items.keys)
        if let command = commandBeforeAll(engaged) ?? commandOfJump(engaged) { return command }
        for lane in lanes where lane.openLanes == 0 && lane.position < lane.end && !busy.contains(lane.position) {
            if let question = openQuestion {
                if plan.steps[lane.position].path == question.step { return .ask(question) }
                guard let command = command(for: lane, items[lane.position] ?? []), !needsPerson(command, lane) else {
                    continue
                }
                return command
            }
            if let command = command(for: lane, items[lane.position] ?? []) { return command }
        }
        return nil
    }

    /// Whether a command leads to a question at once; it waits while another one is open.
    private func needsPerson(_ command: RunCommand, _ lane: Lane) -> Bool {
        switch command {
        case .record(.asked): return true
        case .record(.intent):
            switch plan.steps[lane.position].action {
            case .manual, .approve: return true
            case .population(let population, _): return population.work == nil
            default: return false
            }
        default: return false
        }
    }

    /// Whether a lane can do nothing before the person who is busy with another question is free.
    func waitsForPerson(_ lane: Lane) -> Bool {
        command(for: lane, []).map { needsPerson($0, lane) } ?? false
    }

    /// The next command of a lane; nil while items of its step are under way and nothing can be done beside them.
    private func command(for lane: Lane, _ busyItems: Set<String>) -> RunCommand? {
        let step = plan.steps[lane.position]
        switch lane.phase {
        case .entering(let since): return entering(step, lane, since: since)
        case .acting(let attempt, _) where step.isItemWork:
            return working(step, lane, attempt: attempt, busy: busyItems)
        case .acting(let attempt, let since): return acting(step, lane, attempt: attempt, since: since)
        case .verifying(let since): return verifying(step, lane, since: since)
        case .inDoubt(let attempt, let since): return settlingDoubt(step, lane, attempt: attempt, since: since)
        case .doubtOpen(let attempt): return ask(.inDoubt(attempt: attempt), of: step)
        case .troubled(let problem): return ask(.problem(problem), of: step)
        case .skipping(let reason): return .record(.skipped(step: step.path, reason: reason))
        }
    }

    private func entering(_ step: PlanStep, _ lane: Lane, since: Int64) -> RunCommand {
        if let unless = step.unless, !lane.overruled.contains(.unless) {
            if let look = look(at: unless.variables, of: step, lane) { return look }
            switch judge(unless) {
            case .met: return .record(.notNeeded(step: step.path))
            case .notMet: break
            case let open: return ask(.problem(.gate(.unless, open, unmet: [0])), of: step)
            }
        }
        if !lane.overruled.contains(.preconditions) {
            if let look = look(at: variables(of: step.preconditions), of: step, lane) { return look }
            if let wait = wait(for: step.preconditions, lane, since: since) { return wait }
            if let problem = problem(with: step.preconditions, gate: .preconditions) {
                return ask(.problem(problem), of: step)
            }
        }
        guard step.isAct else { return verifying(step, lane, since: since) }
        let missing = missingOutputs(of: step)
        if !missing.isEmpty { return ask(.problem(.missingOutputs(missing)), of: step) }
        return .record(.intent(step: step.path, attempt: attempts[lane.position] + 1))
    }

    private func acting(_ step: PlanStep, _ lane: Lane, attempt: Int, since: Int64) -> RunCommand {
        let succeeded = RunCommand.record(.performed(step: step.path, attempt: attempt, .succeeded(warnings: [])))
        switch step.action {
        case .manual: return ask(.manual(attempt: attempt), of: step)
        case .wait(let length, _):
            let left = length.count - (monotonicNow - since)
            return left > 0 ? .wait(step: lane.position, milliseconds: left) : succeeded
        case .population(let population, let inventory):
            let wave = waveCounts[step.path]?.count ?? 0
            guard wave < population.waves.count else { return succeeded }
            let target = population.target(ofWave: wave, of: inventory.count)
            guard inventory.isNamed else { return ask(.population(wave: wave, target: target), of: step) }
            let done = doneCount(of: step, among: target, inventory)
            return ask(.items(wave: wave, target: target, done: done), of: step)
        case .approve(let approve, _):
            let given = validApprovals(of: lane.position, approve)
            let isSigned = plan.environment.approvals == .signed
            return given.count >= approve.count
                ? succeeded : ask(.approval(given: given.map(\.by), isSigned: isSigned), of: step)
        case .command, .http, .none: return .perform(step: lane.position, attempt: attempt)
        }
    }

    private func verifying(_ step: PlanStep, _ lane: Lane, since: Int64) -> RunCommand {
        if lane.overruled.contains(.verifications) { return .record(.done(step: step.path)) }
        if let look = look(at: variables(of: step.verifications), of: step, lane) { return look }
        if let wait = wait(for: step.verifications, lane, since: since) { return wait }
        if let problem = problem(with: step.verifications, gate: .verifications) {
            return ask(.problem(problem), of: step)
        }
        return .record(.done(step: step.path))
    }

    private func settlingDoubt(_ step: PlanStep, _ lane: Lane, attempt: Int, since: Int64) -> RunCommand {
        switch step.interrupted {
        case .ask: return ask(.inDoubt(attempt: attempt), of: step)
        case .repeat:
            return .record(.resolved(step: step.path, attempt: attempt, isDone: false, by: .verification))
        case .verify: break
        }
        guard step.leavesTrace else {
            return ask(.inDoubt(attempt: attempt), of: step)
        }
        if let look = look(at: variables(of: step.verifications), of: step, lane) { return look }
        if let wait = wait(for: step.verifications, lane, since: since) { return wait }
        if problem(with: step.verifications, gate: .verifications) == nil {
            return .record(.resolved(step: step.path, attempt: attempt, isDone: true, by: .verification))
        }
        return ask(.inDoubt(attempt: attempt), of: step)
    }

    func ask(_ kind: Question.Kind, of step: PlanStep) -> RunCommand {
        .record(.asked(Question(id: "q\(questionsAsked + 1)", step: step.path, kind: kind)))
    }

    /// The words given for a step that still count.
    func validApprovals(of index: Int, _ approve: ApproveAction) -> [Approval] {
        (approvals[index] ?? []).filter {
            monotonicNow - $0.at < approve.expires.count && latestWallMilliseconds < $0.expiresWallMilliseconds ?? .max
        }
    }
}
