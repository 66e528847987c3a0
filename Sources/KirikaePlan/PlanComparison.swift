import KirikaeCanonicalJSON
import KirikaeDiagnostics

/// How two plans differ, step by step.
///
/// It compares what `PlanEncoding` holds, so it finds a difference exactly where the fingerprints differ. How many steps an
/// `enter` spans is left out: that follows from the steps that were added or removed.
public struct PlanComparison: Sendable, Hashable {
    /// One value that differs.
    public typealias Difference = ValueDifference

    /// What became of a step.
    public enum Change: Sendable, Hashable {
        /// It is new.
        case added
        /// It is no longer there.
        case removed
        /// It stands elsewhere in the order; with what else changed in it.
        case moved([Difference])
        /// It stands where it stood and says something else.
        case changed([Difference])
    }

    /// A step that differs.
    public struct StepChange: Sendable, Hashable {
        /// Its path.
        public var path: String
        /// What it does, in the new plan if it is there.
        public var title: LocalizedText
        /// What became of it.
        public var change: Change
    }

    /// The steps that differ: in the order of the new plan, a removed one where it stood.
    public var steps: [StepChange]
    /// What differs outside the steps: in the environment, the service model, the title.
    public var surroundings: [Difference]

    /// Compares two plans.
    public init(from old: Plan, to new: Plan) {
        steps = Self.steps(old.steps, new.steps)
        guard case .object(var before) = PlanEncoding.encode(old), case .object(var after) = PlanEncoding.encode(new)
        else {
            surroundings = []
            return
        }
        before["steps"] = nil
        after["steps"] = nil
        surroundings = ValueDifference.between(.object(before), .object(after))
    }

    /// Whether the plans are the same.
    public var isSame: Bool { steps.isEmpty && surroundings.isEmpty }

    /// What differs between two versions of a step.
    public static func differences(_ old: PlanStep, _ new: PlanStep) -> [Difference] {
        ValueDifference.between(encode(old), encode(new))
    }

    private static func encode(_ step: PlanStep) -> JSONValue {
        guard case .object(var members) = PlanEncoding.encode(step) else { return .null }
        if step.kind == .enter { members["span"] = nil }
        return .object(members)
    }

    private static func steps(_ old: [PlanStep], _ new: [PlanStep]) -> [StepChange] {
        let before = Dictionary(old.map { ($0.path, $0) }, uniquingKeysWith: { first, _ in first })
        let newPaths = Set(new.map(\.path))
        let staying = CommonOrder.longest(old.map(\.path), new.map(\.path))
        var changes: [StepChange] = []
        // Removed ones are told of before the first step behind them that stays.
        var left = old[...]
        func tellRemoved(upTo path: String?) {
            while let step = left.first, step.path != path {
                left = left.dropFirst()
                if !newPaths.contains(step.path) {
                    changes.append(StepChange(path: step.path, title: step.title, change: .removed))
                }
            }
        }
        for step in new {
            guard let earlier = before[step.path] else {
                changes.append(StepChange(path: step.path, title: step.title, change: .added))
                continue
            }
            let differences = differences(earlier, step)
            if staying.contains(step.path) {
                tellRemoved(upTo: step.path)
                guard !differences.isEmpty else { continue }
                changes.append(StepChange(path: step.path, title: step.title, change: .changed(differences)))
            } else {
                changes.append(StepChange(path: step.path, title: step.title, change: .moved(differences)))
            }
        }
        tellRemoved(upTo: nil)
        return changes
    }
}
