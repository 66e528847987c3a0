import KirikaeCanonicalJSON
import KirikaeDiagnostics
import KirikaeRunbook
import KirikaeSyntax

extension PlanDifference {
    /// Compares two plans by themselves, such as the one that a run has pinned with the one of today.
    public init(from old: Plan, to new: Plan) {
        let conditions = ConditionFindings(old: old.service, new: new.service)
        let (steps, newNames) = Self.steps(old, new, conditions: conditions)
        self.init(
            identity: Identity(
                runbook: new.runbook, arguments: new.arguments, environment: new.environment.name.value),
            oldRunbook: old.runbook == new.runbook ? nil : old.runbook, old: old, new: new,
            steps: steps, isTouchedBy: [],
            isTouchedByService: PlanEncoding.encode(old.service) != PlanEncoding.encode(new.service),
            isTouchedByEnvironment: PlanEncoding.encode(old.environment) != PlanEncoding.encode(new.environment),
            newNames: newNames)
    }

    /// The steps that differ between two plans, in the order of the new one, a removed step where it stood; and what steps are
    /// called now, by what they were called.
    static func steps(
        _ old: Plan, _ new: Plan, conditions: ConditionFindings
    ) -> (steps: [StepDifference], newNames: [String: String]) {
        let comparison = StepComparison(old: old.steps, new: new.steps, conditions: conditions)
        return (comparison.differences(), comparison.newNames)
    }
}

/// Compares the steps of two plans.
private struct StepComparison {
    let old: [PlanStep]
    let new: [PlanStep]
    let findings: StepFindings
    let matching: StepMatching
    /// The names that steps have now, by those they had; only of those that are called something else.
    let newNames: [String: String]

    init(old: [PlanStep], new: [PlanStep], conditions: ConditionFindings) {
        self.old = old
        self.new = new
        findings = StepFindings(conditions: conditions)
        matching = StepMatching(old, new)
        var names: [String: String] = [:]
        for (index, partner) in matching.oldIndices {
            if old[partner].path != new[index].path { names[old[partner].path] = new[index].path }
            if old[partner].definition != new[index].definition, old[partner].kind == .step {
                names[old[partner].definition] = new[index].definition
            }
        }
        newNames = names
    }

    func differences() -> [StepDifference] {
        var differences: [StepDifference] = []
        let partners = Set(matching.oldIndices.values)
        // Steps that are gone are told of where they stood: behind the last step before them that is still there.
        var gone: [Int: [Int]] = [:]
        var last = -1
        for index in old.indices {
            if partners.contains(index) { last = index } else { gone[last, default: []].append(index) }
        }
        let moved = movedItems()
        differences += (gone[-1] ?? []).map { alone($0, isAdded: false) }
        for index in new.indices {
            if let partner = matching.oldIndices[index] {
                if let difference = changed(partner, index, moved: moved[index]) { differences.append(difference) }
                differences += (gone[partner] ?? []).map { alone($0, isAdded: false) }
            } else {
                differences.append(alone(index, isAdded: true))
            }
        }
        return differences
    }

    // MARK: One step

    private func alone(_ index: Int, isAdded: Bool) -> StepDifference {
        let step = isAdded ? new[index] : old[index]
        let tree = isAdded ? matching.new : matching.old
        return StepDifference(
            kind: isAdded ? .added : .removed, oldPath: isAdded ? nil : step.path, newPath: isAdded ? step.path : nil,
            definition: step.definition, stepKind: step.kind, title: step.title,
            innerCount: (tree.items[index]?.range.count ?? 1) - 1,
            findings: findings.alone(step, isAdded: isAdded).stableSorted(),
            oldLocation: isAdded ? nil : step.location, newLocation: isAdded ? step.location : nil)
    }

    private func changed(_ oldIndex: Int, _ newIndex: Int, moved: Finding?) -> StepDifference? {
        let (before, after) = (old[oldIndex], new[newIndex])
        guard moved != nil || !before.hasSameForm(as: after) else { return nil }
        let encodedOld = PlanEncoding.encode(before)
        let encodedNew = PlanEncoding.encode(after)
        let renamed = newNames.isEmpty ? encodedOld : Self.renaming(encodedOld, newNames)
        var found = findings.between(before, after, renamed: renamed, encoded: encodedNew)
        let (oldName, newName) = (matching.old.items[oldIndex]?.name, matching.new.items[newIndex]?.name)
        let isRenamed = before.path != after.path && (oldName != newName || newIndex == 0)
        if isRenamed {
            found.append(
                Finding(
                    .wordingOnly, .changed, .step, keys: ["path"], old: .string(before.path), new: .string(after.path)))
        }
        if let moved { found.append(moved) }
        guard !found.isEmpty else { return nil }
        for index in found.indices {
            found[index].oldLocation = found[index].oldLocation ?? before.location
            found[index].newLocation = found[index].newLocation ?? after.location
        }
        let isWhole = moved != nil || isRenamed
        return StepDifference(
            kind: moved != nil ? .moved : isRenamed ? .renamed : .changed, oldPath: before.path, newPath: after.path,
            definition: after.definition, stepKind: after.kind, title: after.title, isMoved: moved != nil,
            innerCount: isWhole ? (matching.new.items[newIndex]?.range.count ?? 1) - 1 : 0,
            findings: found.stableSorted(), oldLocation: before.location, newLocation: after.location)
    }

    /// A canonical form with other names of steps in what refers to steps.
    private static func renaming(_ value: JSONValue, _ names: [String: String]) -> JSONValue {
        switch value {
        case .object(var members):
            for (key, member) in members {
                if case .string(let text) = member {
                    // Where steps are named: by themselves, by references to their outputs, by what undoes them.
                    if ["path", "definition", "step", "reverse"].contains(key) {
                        members[key] = .string(names[text] ?? text)
                    }
                } else {
                    members[key] = renaming(member, names)
                }
            }
            return .object(members)
        case .array(let elements): return .array(elements.map { renaming($0, names) })
        default: return value
        }
    }

    // MARK: Order

    /// What it means for each item that moved, by new index.
    private func movedItems() -> [Int: Finding] {
        var moved: [Int: Finding] = [:]
        for index in matching.displaced {
            guard let partner = matching.oldIndices[index] else { continue }
            // What it was inside of, and is now.
            moved[index] = Finding(
                .orderChanged, .changed, .order, keys: ["order", "inside"],
                old: matching.old.containers[partner].map { .string(old[$0].path) },
                new: matching.new.containers[index].map { .string(new[$0].path) })
        }
        for (container, staying) in matching.staying {
            let children = (matching.new.items[container]?.children ?? []).filter {
                matching.oldIndices[$0] != nil && !matching.displaced.contains($0)
            }
            guard staying.count < children.count else { continue }
            let isFork = new[container].kind == .fork
            for (place, child) in children.enumerated() where !staying.contains(child) {
                moved[child] = order(of: child, at: place, among: children, isFork: isFork)
            }
        }
        return moved
    }

    private func order(of child: Int, at place: Int, among children: [Int], isFork: Bool) -> Finding {
        let own = effects(child)
        let oldIndex = matching.oldIndices[child] ?? 0
        /// The first item that came before it and comes after it now, or the other way round, and may need it or be needed.
        let crossed = children.enumerated().first { other, index in
            guard index != child, let oldOther = matching.oldIndices[index] else { return false }
            // Lanes go on side by side whichever is written first.
            guard (other < place) != (oldOther < oldIndex), !isFork else { return false }
            return own.matters(before: effects(index))
        }
        func before(_ index: Int, _ siblings: [Int], _ steps: [PlanStep]) -> JSONValue? {
            siblings.last { $0 < index }.map { .string(steps[$0].path) }
        }
        let oldSiblings = children.compactMap { matching.oldIndices[$0] }.sorted()
        return Finding(
            crossed == nil ? .wordingOnly : .orderChanged, .changed, .order,
            keys: ["order"] + (crossed.map { [new[$0.element].path] } ?? []),
            old: before(oldIndex, oldSiblings, old), new: before(child, children, new))
    }

    private func effects(_ index: Int) -> StepEffects {
        StepEffects(new[matching.new.items[index]?.range ?? index..<(index + 1)])
    }
}

extension [Finding] {
    /// Worst first; of the same class in their order.
    func stableSorted() -> [Finding] {
        enumerated().sorted { ($0.element.risk, $0.offset) < ($1.element.risk, $1.offset) }.map(\.element)
    }
}
