import KirikaeCanonicalJSON

/// What makes the canonical form of one plan that of another, and nothing more.
///
/// Steps are named by their paths, so it can be read beside a plan.
public struct PlanPatch: Sendable, Hashable {
    /// A step that is new or stands elsewhere.
    public struct Placement: Sendable, Hashable {
        /// Its path in the new plan.
        public var path: String
        /// The step before it in the new plan; nil for the first.
        public var after: String?
        /// What it says, for a new one; nil for one that stands elsewhere.
        public var step: JSONValue?
    }

    /// Why a patch does not fit.
    public struct Misfit: Error, Hashable {
        /// The path of the step; nil outside of steps.
        public var step: String?
        /// Where.
        public var keys: [String]
    }

    /// The paths of the steps to take away.
    public var removed: [String] = []
    /// The edits of steps that stay, by path.
    public var changed: [String: [ValueDifference]] = [:]
    /// The steps to put somewhere, in the order of the new plan.
    public var placed: [Placement] = []
    /// The edits outside of steps.
    public var surroundings: [ValueDifference] = []

    /// Makes a patch that changes nothing.
    init() {}

    /// Makes the patch between two plans in their canonical form.
    public init(from old: JSONValue, to new: JSONValue) {
        let (oldSteps, oldRest) = Self.parted(old)
        let (newSteps, newRest) = Self.parted(new)
        let before = Dictionary(oldSteps.map { (Self.path(of: $0), $0) }, uniquingKeysWith: { first, _ in first })
        let newPaths = newSteps.map(Self.path)
        let known = Set(newPaths)
        let staying = CommonOrder.longest(oldSteps.map(Self.path), newPaths)
        removed = oldSteps.map(Self.path).filter { !known.contains($0) }
        for (index, step) in newSteps.enumerated() {
            let path = newPaths[index]
            let previous = index > 0 ? newPaths[index - 1] : nil
            if let earlier = before[path] {
                let edits = ValueDifference.between(earlier, step)
                if !edits.isEmpty { changed[path] = edits }
                if !staying.contains(path) { placed.append(Placement(path: path, after: previous, step: nil)) }
            } else {
                placed.append(Placement(path: path, after: previous, step: step))
            }
        }
        surroundings = ValueDifference.between(oldRest, newRest)
    }

    /// Whether it changes nothing.
    public var isEmpty: Bool { removed.isEmpty && changed.isEmpty && placed.isEmpty && surroundings.isEmpty }

    /// The canonical form of the new plan, made from that of the old one.
    ///
    /// It throws where the plan does not say what the patch was made from.
    public func applied(to plan: JSONValue) throws(Misfit) -> JSONValue {
        let (oldSteps, rest) = Self.parted(plan)
        var steps = Dictionary(oldSteps.map { (Self.path(of: $0), $0) }, uniquingKeysWith: { first, _ in first })
        for path in removed where steps.removeValue(forKey: path) == nil { throw Misfit(step: path, keys: []) }
        for (path, edits) in changed.sorted(by: { $0.key < $1.key }) {
            guard let step = steps[path] else { throw Misfit(step: path, keys: []) }
            steps[path] = try Self.apply(edits, to: step, of: path)
        }
        let moving = Set(placed.map(\.path))
        /// The step behind each step, and the first one behind nil.
        var following: [String?: String] = [:]
        var previous: String?
        for path in oldSteps.map(Self.path) where steps[path] != nil && !moving.contains(path) {
            following[previous] = path
            previous = path
        }
        for placement in placed {
            if let step = placement.step { steps[placement.path] = step }
            guard steps[placement.path] != nil else { throw Misfit(step: placement.path, keys: []) }
            if let after = placement.after, steps[after] == nil { throw Misfit(step: after, keys: []) }
            following[placement.path] = following[placement.after]
            following[placement.after] = placement.path
        }
        var ordered: [JSONValue] = []
        ordered.reserveCapacity(steps.count)
        var next = following[nil]
        while let path = next, ordered.count < steps.count {
            if let step = steps[path] { ordered.append(step) }
            next = following[path]
        }
        guard ordered.count == steps.count, var members = try Self.apply(surroundings, to: rest, of: nil).objectValue
        else { throw Misfit(step: nil, keys: ["steps"]) }
        members["steps"] = .array(ordered)
        return .object(members)
    }

    private static func apply(
        _ edits: [ValueDifference], to value: JSONValue, of step: String?
    ) throws(Misfit) -> JSONValue {
        var value = value
        for edit in edits {
            guard case .some(.some(let edited)) = edit.applied(to: value) else {
                throw Misfit(step: step, keys: edit.keys)
            }
            value = edited
        }
        return value
    }

    private static func parted(_ plan: JSONValue) -> (steps: [JSONValue], rest: JSONValue) {
        guard var members = plan.objectValue else { return ([], plan) }
        let steps = members.removeValue(forKey: "steps")?.arrayValue ?? []
        return (steps, .object(members))
    }

    private static func path(of step: JSONValue) -> String { step["path"]?.stringValue ?? "" }
}
