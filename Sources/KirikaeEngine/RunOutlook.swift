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

    private let numbers: [String: Int]
    /// For each position, the variables that people are asked for at it or behind it: such an answer is kept until it is used.
    private let askedLater: [NumberSet]
    /// For each variable that is changed, those by which it is judged, after a break, whether the service did that itself.
    private let judging: [String: NumberSet]
    /// For each position, those by which that will be judged of what a step at it or behind it leaves.
    private let judgingLater: [NumberSet]
    private let stepVariables: [StepVariables]
    /// The variables that a program can see and no step changes: once one was seen, there is something to look at after a break.
    let seenAgain: Set<String>

    /// Which variables matter while a run is at a step.
    private struct StepVariables: Sendable {
        /// Those of its conditions.
        var judged = NumberSet()
        /// Those that it changes.
        var changed = NumberSet()
        /// Those that it changes, and that no verification looks at before it is done.
        var leftUnseen = NumberSet()
    }

    /// Looks ahead through a plan.
    public init(plan: Plan, mayBreak: Bool = true, mayLeaveOut: Bool = true) {
        self.plan = plan
        self.mayBreak = mayBreak
        self.mayLeaveOut = mayLeaveOut
        let names = plan.service.variables.map(\.name.value)
        let numbers = Dictionary(uniqueKeysWithValues: names.enumerated().map { ($0.element, $0.offset) })
        func set(_ names: some Sequence<String>) -> NumberSet { NumberSet(names.compactMap { numbers[$0] }) }
        self.numbers = numbers

        let visibility = Visibility(plan: plan)
        let changed = Set(plan.steps.flatMap(\.changes.keys))
        seenAgain = visibility.probed.subtracting(changed)
        var judging: [String: NumberSet] = [:]
        for variable in mayBreak ? changed : [] {
            // Of the variable itself it is given what the step left.
            judging[variable] = set(plan.service.variables(leadingTo: [variable]).subtracting([variable]))
        }
        self.judging = judging

        var asked = NumberSet()
        var judgingLater = NumberSet()
        var steps: [StepVariables] = []
        var askedFrom = [asked]
        var judgingFrom = [judgingLater]
        for step in plan.steps.reversed() {
            let verified = Set(step.verifications.flatMap(\.condition.variables))
            asked.formUnion(set(step.judgedVariables.filter(visibility.asked.contains)))
            // What its verifications look at is seen anew before the step leaves anything.
            let seenAnew = set(verified.intersection(visibility.probed))
            for variable in step.changes.keys {
                judgingLater.formUnion((judging[variable] ?? NumberSet()).subtracting(seenAnew))
            }
            steps.append(
                StepVariables(
                    judged: set(step.judgedVariables), changed: set(step.changes.keys),
                    leftUnseen: set(step.changes.keys.filter { !verified.contains($0) })))
            askedFrom.append(asked)
            judgingFrom.append(judgingLater)
        }
        stepVariables = steps.reversed()
        askedLater = askedFrom.reversed()
        self.judgingLater = judgingFrom.reversed()
    }

    /// What decides, for one machine, whether it makes a difference what it knows of a variable.
    struct Relevance {
        fileprivate let outlook: RunOutlook
        fileprivate let lanes: [RunMachine.Lane]
        fileprivate var always: NumberSet

        /// Whether what is known of a variable can make a difference.
        func holds(of variable: String) -> Bool {
            guard !outlook.mayLeaveOut, let number = outlook.numbers[variable] else { return true }
            if always.contains(number) { return true }
            return lanes.contains { lane in
                guard lane.openLanes == 0, outlook.stepVariables.indices.contains(lane.position) else { return false }
                let here = outlook.stepVariables[lane.position]
                if here.leftUnseen.contains(number) { return true }
                // Whoever takes back what became of the step forgets what it may have changed.
                if lane.settledAs != nil, here.changed.contains(number) { return true }
                // Where a person has overruled the verifications, the step leaves what was seen when they were looked at.
                if lane.overruled.contains(.verifications), here.changed.contains(number) { return true }
                // What is not looked at yet will be, before it is judged.
                return here.judged.contains(number) && lane.looked.contains(variable)
            }
        }
    }

    /// What makes a difference to a machine.
    func relevance(to machine: RunMachine) -> Relevance {
        let position = machine.lowestPosition
        var always = askedLater[position]
        always.formUnion(judgingLater[position])
        for variable in machine.traces.keys {
            if let judging = judging[variable] { always.formUnion(judging) }
        }
        return Relevance(outlook: self, lanes: machine.lanes, always: always)
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

/// A set of small numbers.
struct NumberSet: Sendable {
    private var words: [UInt64] = []

    init(_ numbers: some Sequence<Int> = []) {
        for number in numbers {
            while words.count <= number / 64 { words.append(0) }
            words[number / 64] |= 1 << UInt64(number % 64)
        }
    }

    func contains(_ number: Int) -> Bool {
        number / 64 < words.count && words[number / 64] & (1 << UInt64(number % 64)) != 0
    }

    mutating func formUnion(_ other: NumberSet) {
        while words.count < other.words.count { words.append(0) }
        for index in other.words.indices { words[index] |= other.words[index] }
    }

    func subtracting(_ other: NumberSet) -> NumberSet {
        var rest = self
        for index in words.indices where index < other.words.count { rest.words[index] &= ~other.words[index] }
        return rest
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
