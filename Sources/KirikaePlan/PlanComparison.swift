import KirikaeCanonicalJSON
import KirikaeDiagnostics

/// How two plans differ, step by step.
///
/// It compares what `PlanEncoding` holds, so it finds a difference exactly where the fingerprints differ. How many steps an
/// `enter` spans is left out: that follows from the steps that were added or removed.
public struct PlanComparison: Sendable, Hashable {
    /// One value that differs.
    public struct Difference: Sendable, Hashable {
        /// Where it stands: the keys from the outside in.
        public var keys: [String]
        /// What it was; nil where there was none.
        public var old: JSONValue?
        /// What it is now; nil where there is none.
        public var new: JSONValue?
    }

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
        surroundings = Self.differences(.object(before), .object(after), keys: [])
    }

    /// Whether the plans are the same.
    public var isSame: Bool { steps.isEmpty && surroundings.isEmpty }

    /// What differs between two versions of a step.
    public static func differences(_ old: PlanStep, _ new: PlanStep) -> [Difference] {
        differences(encode(old), encode(new), keys: [])
    }

    private static func encode(_ step: PlanStep) -> JSONValue {
        guard case .object(var members) = PlanEncoding.encode(step) else { return .null }
        if step.kind == .enter { members["span"] = nil }
        return .object(members)
    }

    private static func steps(_ old: [PlanStep], _ new: [PlanStep]) -> [StepChange] {
        let before = Dictionary(old.map { ($0.path, $0) }, uniquingKeysWith: { first, _ in first })
        let newPaths = Set(new.map(\.path))
        let staying = commonOrder(
            old.map(\.path).filter(newPaths.contains), new.map(\.path).filter { before[$0] != nil })
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

    /// The largest set of paths that stand in the same order in both; both hold the same paths.
    ///
    /// This is the longest increasing subsequence of the old positions, read in the new order.
    private static func commonOrder(_ old: [String], _ new: [String]) -> Set<String> {
        let positions = Dictionary(old.enumerated().map { ($1, $0) }, uniquingKeysWith: { first, _ in first })
        let sequence = new.compactMap { positions[$0] }
        /// For each length the index at which a subsequence of it ends with the smallest position.
        var ends: [Int] = []
        var previous: [Int?] = Array(repeating: nil, count: sequence.count)
        for (index, position) in sequence.enumerated() {
            let length = ends.partitioningIndex { sequence[$0] >= position }
            previous[index] = length > 0 ? ends[length - 1] : nil
            if length == ends.count { ends.append(index) } else { ends[length] = index }
        }
        var paths: Set<String> = []
        var next = ends.last
        while let index = next {
            paths.insert(old[sequence[index]])
            next = previous[index]
        }
        return paths
    }

    private static func differences(_ old: JSONValue?, _ new: JSONValue?, keys: [String]) -> [Difference] {
        guard old != new else { return [] }
        switch (old, new) {
        case (.object(let before), .object(let after)):
            return Set(before.keys).union(after.keys).sorted()
                .flatMap { differences(before[$0], after[$0], keys: keys + [$0]) }
        case (.array(let before), .array(let after)) where before.count == after.count:
            return before.indices.flatMap { differences(before[$0], after[$0], keys: keys + ["\($0 + 1)"]) }
        default: return [Difference(keys: keys, old: old, new: new)]
        }
    }
}

extension [Int] {
    /// The first index whose element `isBehind`; the elements must be sorted by it.
    fileprivate func partitioningIndex(_ isBehind: (Int) -> Bool) -> Int {
        var low = 0
        var high = count
        while low < high {
            let middle = (low + high) / 2
            if isBehind(self[middle]) { high = middle } else { low = middle + 1 }
        }
        return low
    }
}
