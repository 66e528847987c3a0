import KirikaePlan
import KirikaeRunbook
import KirikaeService
import KirikaeSyntax

/// What the rest of a plan can still ask of what a run knows.
///
/// A run remembers more than it will ever use again: what it saw for a step that is behind it, how an action failed that was tried
/// again since. An exhaustive search that tells such runs apart looks at the same future many times.
public struct RunOutlook: Sendable {
    /// The plan.
    public let plan: Plan
    /// Whether the run may break off and be resumed: it then looks again at what it saw, and at what finished steps left.
    public let mayBreak: Bool
    /// Whether steps may be left out: the rest of the plan is then predicted from everything that is known.
    public let mayLeaveOut: Bool

    /// For each position, the variables that people are asked for at it or behind it: such an answer is kept until it is used.
    private let askedLater: [Set<String>]
    /// The variables by which it is judged, after a break, whether what a step left has changed by itself.
    private let judgedAfterBreak: Set<String>
    private let stepVariables: [StepVariables]

    /// Which variables matter while a run is at a step.
    struct StepVariables: Sendable {
        /// Those of its conditions.
        var judged: Set<String>
        /// Those that it changes.
        var changed: Set<String>
        /// Those that it changes, and that no verification looks at before it is done.
        var leftUnseen: Set<String>
    }

    /// Looks ahead through a plan.
    public init(plan: Plan, mayBreak: Bool = true, mayLeaveOut: Bool = true) {
        self.plan = plan
        self.mayBreak = mayBreak
        self.mayLeaveOut = mayLeaveOut
        stepVariables = plan.steps.map { step in
            let verified = Set(step.verifications.flatMap(\.condition.variables))
            return StepVariables(
                judged: Set(step.judgedVariables), changed: Set(step.changes.keys),
                leftUnseen: Set(step.changes.keys).subtracting(verified))
        }
        var later: Set<String> = []
        var askedLater = [later]
        for step in plan.steps.reversed() {
            later.formUnion(step.judgedVariables.filter { plan.isAskedFor($0) })
            askedLater.append(later)
        }
        self.askedLater = askedLater.reversed()
        judgedAfterBreak =
            mayBreak ? plan.service.variables(leadingTo: Set(plan.steps.flatMap(\.changes.keys))) : []
    }

    /// Whether what is known of a variable can make a difference.
    func matters(_ variable: String, to lanes: [RunMachine.Lane], from position: Int) -> Bool {
        if mayLeaveOut || judgedAfterBreak.contains(variable) || askedLater[position].contains(variable) { return true }
        return lanes.contains { lane in
            guard lane.openLanes == 0, stepVariables.indices.contains(lane.position) else { return false }
            let here = stepVariables[lane.position]
            if here.leftUnseen.contains(variable) { return true }
            // Whoever takes back what became of the step forgets what it may have changed.
            if lane.settledAs != nil, here.changed.contains(variable) { return true }
            // Where a person has overruled the verifications, the step leaves what was seen when they were looked at.
            if lane.overruled.contains(.verifications), here.changed.contains(variable) { return true }
            // What is not looked at yet will be, before it is judged.
            return here.judged.contains(variable) && lane.looked.contains(variable)
        }
    }

    /// The variables that make a difference to a run that is at a position: to what it sees, or to what it is to bring about.
    ///
    /// - Parameters:
    ///   - position: the lowest position of any of its lanes; the number of steps once all are behind it.
    ///   - watched: the variables that somebody else watches all the time.
    public func variablesThatCount(from position: Int, watched: Set<String>) -> Set<String> {
        var names = watched
        for (index, step) in plan.steps.enumerated() {
            if mayBreak || index >= position { names.formUnion(step.changes.keys) }
            guard index >= position else { continue }
            names.formUnion(step.judgedVariables)
            if case .manual(let manual) = step.action, let reported = manual.answer.reports?.value {
                names.insert(reported)
            }
        }
        return plan.service.variables(leadingTo: names)
    }
}

extension Plan {
    /// Whether only a person can see a variable.
    fileprivate func isAskedFor(_ variable: String) -> Bool {
        if case .ask? = environment.observations[variable]?.how { true } else { false }
    }
}

extension PlanStep {
    /// The variables of all its conditions.
    fileprivate var judgedVariables: [String] {
        (unless?.variables ?? []) + (preconditions + verifications).flatMap(\.condition.variables)
    }
}

extension RunMachine {
    /// The lowest position that any of its lanes is at: nothing before it is ever come back to.
    public var lowestPosition: Int {
        switch phase {
        case .closed: plan.steps.count
        case .notStarted: 0
        case .running, .stopping, .stopped: lanes.map(\.position).min() ?? plan.steps.count
        }
    }
}
