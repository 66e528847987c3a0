/// The steps of a plan by what they are inside of: what an include or a group holds is one thing that can move or be renamed.
struct StepTree {
    /// One step, or a step with steps inside.
    struct Item {
        /// The indices of its steps in the plan.
        var range: Range<Int>
        /// What is inside, in order; empty for a step.
        var children: [Int]
        /// Its name inside of what it is in.
        var name: Substring
    }

    /// The steps of the plan.
    let steps: [PlanStep]
    /// By index of the step that opens it.
    private(set) var items: [Int: Item] = [:]
    /// What each item is inside of, by the index of the step that opens it.
    private(set) var containers: [Int: Int] = [:]

    init(_ steps: [PlanStep]) {
        self.steps = steps
        items.reserveCapacity(steps.count)
        var index = 0
        while index < steps.count { index = add(index) }
    }

    /// Adds an item; the index behind it.
    private mutating func add(_ index: Int) -> Int {
        let step = steps[index]
        let end = min(max(index + step.span, index + 1), steps.count)
        var children: [Int] = []
        var next = index + 1
        while next < end {
            children.append(next)
            containers[next] = index
            next = add(next)
        }
        items[index] = Item(range: index..<max(end, next), children: children, name: Self.name(of: step))
        return max(end, next)
    }

    /// The last part of a path.
    ///
    /// Members of a group have paths beside that of the group.
    private static func name(of step: PlanStep) -> Substring {
        let path = step.path.utf8
        guard let slash = path.lastIndex(of: UInt8(ascii: "/")) else { return step.path[...] }
        return step.path[path.index(after: slash)...]
    }
}
