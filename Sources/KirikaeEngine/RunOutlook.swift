import KirikaePlan
import KirikaeRunbook
import KirikaeService
import KirikaeSyntax

/// What the rest of a plan can still ask of what a run knows.
///
/// A run remembers more than it will ever use again: what it saw for a step that is behind it, how an action failed that was tried
/// again since, what finished steps left. An exhaustive search that tells such runs apart looks at the same future many times.
public struct RunOutlook: Sendable {
    /// The plan.
    public let plan: Plan
    /// Whether steps may be left out.
    ///
    /// Whether one may be is predicted from everything that the run knows, so that nothing of it can be forgotten then.
    public let mayLeaveOut: Bool

    /// For each position, the variables that are judged at it or behind it.
    private let judgedLater: [Set<String>]
    /// The variables that only people can see.
    private let asked: Set<String>
    /// For each step, the variables of its conditions.
    private let judged: [Set<String>]
    /// For each position, the outputs that steps at it or behind it use, by the path of the step that reads them.
    private let usedLater: [[String: Set<String>]]

    /// Looks ahead through a plan.
    public init(plan: Plan, mayLeaveOut: Bool = true) {
        self.plan = plan
        self.mayLeaveOut = mayLeaveOut
        judged = plan.steps.map { Set($0.judgedVariables) }
        asked = Set(
            plan.environment.observations.filter { if case .ask = $0.value.how { true } else { false } }.keys)
        var later: Set<String> = []
        var used: [String: Set<String>] = [:]
        var judgedLater = [later]
        var usedLater = [used]
        for step in plan.steps.reversed() {
            later.formUnion(step.judgedVariables)
            for reference in step.action.templates.flatMap(\.references) {
                used[reference.step, default: []].insert(reference.name)
            }
            judgedLater.append(later)
            usedLater.append(used)
        }
        self.judgedLater = judgedLater.reversed()
        self.usedLater = usedLater.reversed()
    }

    /// Whether what is known of a variable can make a difference.
    ///
    /// What a program sees is looked at afresh for every judgement, and is known only for the judgement that it was looked at for.
    /// What a person said stays until a step touches it; and where a look sees the same again, it is not even recorded, so that it
    /// stays a person's word.
    func matters(_ variable: String, _ basis: Basis, to lanes: [RunMachine.Lane], from position: Int) -> Bool {
        if mayLeaveOut { return true }
        if basis != .probed || asked.contains(variable) { return judgedLater[position].contains(variable) }
        return lanes.contains { lane in
            lane.openLanes == 0 && judged.indices.contains(lane.position) && judged[lane.position].contains(variable)
                && lane.looked.contains(variable)
        }
    }

    /// The outputs, of those read so far, that a step at a position or behind it uses.
    func used(of outputs: [String: [String: String]], from position: Int) -> [String: [String: String]] {
        if mayLeaveOut || outputs.isEmpty { return outputs }
        return outputs.reduce(into: [:]) { kept, output in
            let values = output.value.filter { usedLater[position][output.key]?.contains($0.key) == true }
            if !values.isEmpty { kept[output.key] = values }
        }
    }

    /// The variables that make a difference to a run that is at a position: to what it sees, or to what is watched.
    ///
    /// - Parameters:
    ///   - position: the lowest position of any of its lanes; the number of steps once all are behind it.
    ///   - watched: the variables that somebody else watches all the time.
    public func variablesThatCount(from position: Int, watched: Set<String>) -> Set<String> {
        var names = watched
        for (index, step) in plan.steps.enumerated() {
            // After a break the run looks again at what finished steps left.
            if mayLeaveOut { names.formUnion(step.changes.keys) }
            guard mayLeaveOut || index >= position else { continue }
            names.formUnion(step.judgedVariables)
            if case .manual(let manual) = step.action, let reported = manual.answer.reports?.value {
                names.insert(reported)
            }
        }
        return plan.service.variables(leadingTo: names)
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

    /// Whether the run is only on its way back to where it broke off: it has stopped, or looks again at what had been left.
    ///
    /// A person decides on that way at most whether to go on now or later. Unless steps may be left out, nothing of what is found then
    /// makes a difference to what comes after it.
    public var isComingBack: Bool {
        switch phase {
        case .stopping(_, let isRefusal): !isRefusal
        case .stopped: true
        case .running: isLookingAgain
        case .notStarted, .closed: false
        }
    }
}
