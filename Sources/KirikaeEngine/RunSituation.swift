import KirikaePlan
import KirikaeService
import KirikaeSyntax

/// Everything on which it depends how a run goes on, and nothing else.
///
/// Two machines of one plan in the same situation take the same events and ask for the same commands ever after, but for the numbers
/// of questions and attempts, and for what is said to people. An exhaustive search goes on from one of them only.
public struct RunSituation: Hashable, Sendable {
    /// What is known of a variable, without what a look saw beside the reading.
    struct Knowledge: Hashable, Sendable {
        var reading: Reading
        var basis: Basis

        init(_ observation: Observation) {
            reading = observation.reading
            basis = observation.basis
        }
    }

    /// A question without its number.
    struct OpenQuestion: Hashable, Sendable {
        var step: String
        var kind: Question.Kind
    }

    var phase: RunMachine.Phase
    /// What became of the steps; where none may be left out, it is enough how far the lanes are.
    var states: [RunMachine.StepState]
    /// Whether each step's action was ever begun: how often makes no difference, and none for steps behind the run.
    var hasBegun: [Bool] = []
    /// Whether any was, on which it depends whether the run is refused or stopped.
    var hasTouchedAnything = false
    var knowledge: [String: Knowledge] = [:]
    var question: OpenQuestion?
    /// The lanes, with ages instead of moments and without what they have spent.
    var lanes: [RunMachine.Lane] = []
    var lanesStarted = 0
    var outputs: [String: [String: String]] = [:]
    var waveCounts: [String: [Int]] = [:]
    var itemStandings: [String: ItemStanding] = [:]
    var approvals: [Int: [Approval]] = [:]
    var worldCheck = RunMachine.WorldCheck.settled
    var traces: [String: RunMachine.Trace] = [:]
    var seenBefore: [String: Reading] = [:]
    /// What was known when the run broke off, while it is still to be compared with.
    var knowledgeBefore: [String: Knowledge] = [:]

    /// A run that has ended: nothing follows any more.
    fileprivate init(end: RunResult) {
        phase = .closed(end)
        states = []
    }

    fileprivate init(phase: RunMachine.Phase, states: [RunMachine.StepState]) {
        self.phase = phase
        self.states = states
    }
}

extension RunMachine {
    /// The time by the monotonic clock, in milliseconds, as the last event left it.
    public var monotonicMilliseconds: Int64 { monotonicNow }

    /// The situation it is in, as far as the rest of its plan can tell.
    ///
    /// Notices, drivers, signatures, evidence and the record so far are not part of it: they never decide which command comes next,
    /// only which answers a person may give and who is told. A run that is about to take over another one, to jump or to change its
    /// plan is none of those that a search goes through.
    ///
    /// - Parameter outlook: what may still happen, of the plan that the machine goes through.
    public func situation(in outlook: RunOutlook) -> RunSituation {
        if case .closed(let result) = phase { return RunSituation(end: result) }
        let position = lowestPosition
        var situation = RunSituation(phase: phase, states: outlook.mayLeaveOut ? states : [])
        situation.hasTouchedAnything = hasTouchedAnything
        for (variable, observation) in knowledge
        where outlook.matters(variable, observation.basis, to: lanes, from: position) {
            situation.knowledge[variable] = .init(observation)
        }
        situation.question = openQuestion.map { .init(step: $0.step, kind: $0.kind.withoutDetails) }
        situation.lanes = lanes.map(timeless)
        situation.lanesStarted = lanesStarted
        situation.outputs = outlook.used(of: outputs, from: position)
        for (path, counts) in waveCounts where isOpen(path) { situation.waveCounts[path] = counts }
        for (path, standing) in itemStandings where isOpen(path) { situation.itemStandings[path] = standing }
        situation.approvals = approvalsThatCount
        situation.worldCheck = worldCheck
        guard outlook.mayLeaveOut else { return situation }
        situation.hasBegun = attempts.indices.map { attempts[$0] > 0 && states[$0] == .pending }
        situation.traces = traces
        situation.seenBefore = seenBefore
        if worldCheck != .settled { situation.knowledgeBefore = knowledgeBefore.mapValues(RunSituation.Knowledge.init) }
        return situation
    }

    private func isOpen(_ path: String) -> Bool { plan.index(of: path).map { states[$0] == .pending } ?? true }

    private func timeless(_ lane: Lane) -> Lane {
        var copy = lane
        copy.spent = StepTimes()
        copy.phase = timeless(lane.phase, at: lane.position)
        copy.interruptedPhase = lane.interruptedPhase.map { timeless($0, at: nil) }
        return copy
    }

    /// A phase with its age in place of the moment it began, and without the number of the attempt.
    ///
    /// An interrupted phase begins anew when the run is resumed, so that its age makes no difference.
    private func timeless(_ phase: StepPhase, at position: Int?) -> StepPhase {
        let limit = position.flatMap { plan.steps.indices.contains($0) ? plan.steps[$0].longestWaitMilliseconds : nil }
        func age(_ since: Int64) -> Int64 { min(monotonicNow - since, limit ?? 0) }
        return switch phase {
        case .entering(let since): .entering(since: age(since))
        case .acting(_, let since): .acting(attempt: 1, since: age(since))
        case .verifying(let since): .verifying(since: age(since))
        case .inDoubt(_, let since): .inDoubt(attempt: 1, since: age(since))
        case .doubtOpen: .doubtOpen(attempt: 1)
        case .troubled(let problem): .troubled(problem.withoutDetails)
        case .skipping: .skipping(reason: "")
        }
    }

    /// The words given for the steps that are under way; those for others are never asked about again.
    private var approvalsThatCount: [Int: [Approval]] {
        if approvals.isEmpty { return [:] }
        let positions = Set(lanes.map(\.position))
        return approvals.filter { positions.contains($0.key) }.mapValues { $0.map(aged) }
    }

    /// A word with its age in place of the moment it was given.
    private func aged(_ approval: Approval) -> Approval {
        var copy = approval
        copy.at = monotonicNow - approval.at
        return copy
    }
}

extension Question.Kind {
    /// The question without the number of the attempt, and without what is only told.
    fileprivate var withoutDetails: Question.Kind {
        switch self {
        case .manual: .manual(attempt: 1)
        case .inDoubt: .inDoubt(attempt: 1)
        case .problem(let problem): .problem(problem.withoutDetails)
        case .observe, .approval, .population, .items, .changedMeanwhile: self
        }
    }
}

extension Problem {
    /// The problem as far as it decides what a person may choose: whether it can be overruled, tried again, or is a refusal.
    fileprivate var withoutDetails: Problem {
        switch self {
        case .gate(let gate, let judgement, _): .gate(gate, judgement == .notMet ? .notMet : .unknown, unmet: [])
        case .action: .action(.declined)
        case .missingOutputs: .missingOutputs([])
        }
    }
}

extension PlanStep {
    /// The longest time that anything of the step waits: an age beyond it makes no difference.
    public var longestWaitMilliseconds: Int64 {
        let conditions = (preconditions + verifications).compactMap { $0.condition.within?.count }.max() ?? 0
        if case .wait(let length, _) = action { return max(conditions, length.count) }
        return conditions
    }
}
