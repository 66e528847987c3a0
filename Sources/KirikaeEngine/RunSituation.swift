import KirikaePlan
import KirikaeService
import KirikaeSyntax

/// Everything on which it depends how a run goes on, and nothing else.
///
/// Two machines of one plan in the same situation take the same events and ask for the same commands ever after, but for the numbers
/// of questions and attempts. An exhaustive search goes on from one of them only.
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
    var states: [RunMachine.StepState]
    /// Whether each step's action was ever begun: how often makes no difference.
    var hasBegun: [Bool]
    var knowledge: [String: Knowledge]
    var question: OpenQuestion?
    /// The lanes, with ages instead of moments and without what they have spent.
    var lanes: [RunMachine.Lane]
    var lanesStarted: Int
    var outputs: [String: [String: String]]
    var waveCounts: [String: [Int]]
    var itemStandings: [String: ItemStanding]
    var approvals: [Int: [Approval]]
    var worldCheck: RunMachine.WorldCheck
    var traces: [String: RunMachine.Trace]
    var seenBefore: [String: Reading]
    /// What was known when the run broke off, while it is still to be compared with.
    var knowledgeBefore: [String: Knowledge]
}

extension RunMachine {
    /// The time by the monotonic clock, in milliseconds, as the last event left it.
    public var monotonicMilliseconds: Int64 { monotonicNow }

    /// The situation it is in.
    ///
    /// Notices, drivers, signatures, evidence and the record so far are not part of it: they never decide which command comes next,
    /// only which answers a person may give and who is told. A run that is about to take over another one, to jump or to change its
    /// plan is none of those that a search goes through.
    public var situation: RunSituation {
        RunSituation(
            phase: phase, states: states, hasBegun: attempts.map { $0 > 0 },
            knowledge: knowledge.mapValues(RunSituation.Knowledge.init),
            question: openQuestion.map { .init(step: $0.step, kind: $0.kind.withoutAttempt) },
            lanes: lanes.map(timeless), lanesStarted: lanesStarted, outputs: outputs, waveCounts: waveCounts,
            itemStandings: itemStandings, approvals: approvalsThatCount, worldCheck: worldCheck,
            traces: traces, seenBefore: seenBefore,
            knowledgeBefore: worldCheck == .settled ? [:] : knowledgeBefore.mapValues(RunSituation.Knowledge.init))
    }

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
        case .troubled, .skipping: phase
        }
    }

    /// The words given for the steps that are under way; those for others are never asked about again.
    private var approvalsThatCount: [Int: [Approval]] {
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
    /// The question without the number of the attempt.
    fileprivate var withoutAttempt: Question.Kind {
        switch self {
        case .manual: .manual(attempt: 1)
        case .inDoubt: .inDoubt(attempt: 1)
        case .observe, .problem, .approval, .population, .items, .changedMeanwhile: self
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
