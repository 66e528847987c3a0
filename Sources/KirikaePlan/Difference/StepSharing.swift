import KirikaeCanonicalJSON
import KirikaeRunbook

/// Brings together what many plans show of the same change: a step is changed once, in its runbook, however many plans include it
/// and whatever the values of their parameters make of its words.
struct StepSharing {
    /// What changes of steps must have in common to be one.
    private struct Key: Hashable {
        var definition: String
        var stepKind: PlanStep.Kind
        /// Added and removed in one plan is not changed in another.
        var isOneSided: Bool
        var isAdded: Bool
    }

    /// What findings must have in common to be one.
    private struct Place: Hashable {
        var part: Finding.Part
        var keys: [String]
        var old: JSONValue?
        var new: JSONValue?
    }

    private struct Group {
        var step: StepDifference
        var plans: [PlanDifference.Identity] = []
        var places: [Place: Int] = [:]
        var findings: [(finding: Finding, plans: [PlanDifference.Identity])] = []
    }

    private var indices: [Key: Int] = [:]
    private var groups: [Group] = []

    /// Adds what a plan shows of a step.
    mutating func add(_ step: StepDifference, in plan: PlanDifference.Identity) {
        let key = Key(
            definition: step.definition, stepKind: step.stepKind,
            isOneSided: step.oldPath == nil || step.newPath == nil,
            isAdded: step.oldPath == nil)
        let index = indices[key] ?? groups.count
        if index == groups.count {
            indices[key] = index
            groups.append(Group(step: step))
        }
        if Self.isMoreTelling(step, than: groups[index].step) { groups[index].step = step }
        if groups[index].plans.last != plan { groups[index].plans.append(plan) }
        for finding in step.findings { Self.add(finding, in: plan, to: &groups[index]) }
    }

    /// Every change once.
    var steps: [SharedStepDifference] {
        groups.map { group in
            var step = group.step
            step.findings = group.findings.map(\.finding).stableSorted()
            var partialPlans: [Finding: [PlanDifference.Identity]] = [:]
            for entry in group.findings where entry.plans.count < group.plans.count {
                partialPlans[entry.finding] = entry.plans.sorted()
            }
            return SharedStepDifference(step: step, plans: group.plans.sorted(), partialPlans: partialPlans)
        }
    }

    private static func add(_ finding: Finding, in plan: PlanDifference.Identity, to group: inout Group) {
        let place = place(of: finding)
        guard let index = group.places[place] else {
            group.places[place] = group.findings.count
            group.findings.append((finding, [plan]))
            return
        }
        let known = group.findings[index].finding
        // What makes no difference in one plan, because something else says the same there, is still told where it does.
        if finding.risk < known.risk {
            group.findings[index] = (finding, [plan])
        } else if finding.risk == known.risk, group.findings[index].plans.last != plan {
            group.findings[index].plans.append(plan)
        }
    }

    /// A step in the plan of its own runbook says more than one that comes with an include, and a move more than a change.
    private static func isMoreTelling(_ step: StepDifference, than other: StepDifference) -> Bool {
        let order: [StepDifference.Kind] = [.moved, .renamed, .changed, .removed, .added]
        func rank(_ step: StepDifference) -> (Int, Int) {
            (order.firstIndex(of: step.kind) ?? order.count, step.path == step.definition ? 0 : 1)
        }
        return rank(step) < rank(other)
    }

    private static func place(of finding: Finding) -> Place {
        let isCondition = ["preconditions", "verifications"].contains(finding.keys.first ?? "")
        // Names of steps are paths, which are others in every plan, and so is the number of a condition among those that are derived.
        if finding.part == .order || finding.part == .step, finding.keys.first != "action" {
            return Place(part: finding.part, keys: [], old: nil, new: nil)
        }
        let keys = isCondition ? [finding.keys[0]] + finding.keys.dropFirst(2) : finding.keys
        return Place(part: finding.part, keys: keys, old: unplaced(finding.old), new: unplaced(finding.new))
    }

    /// A value with the last part of each path in the place of the path.
    private static func unplaced(_ value: JSONValue?) -> JSONValue? {
        switch value {
        case .object(let members):
            .object(
                members.reduce(into: [:]) { result, member in
                    guard ["step", "reverse"].contains(member.key), let path = member.value.stringValue else {
                        result[member.key] = unplaced(member.value)
                        return
                    }
                    result[member.key] = .string(path.split(separator: "/").last.map(String.init) ?? path)
                })
        case .array(let elements): .array(elements.compactMap(unplaced))
        default: value
        }
    }
}
