import KirikaeCanonicalJSON
import KirikaeService
import KirikaeSyntax

/// What a change of what the service does by itself means.
///
/// No step and no check of a run differs, but what is predicted does. What comes of that is found by going through the plans.
struct TransitionFindings {
    let conditions: ConditionFindings

    func between(
        _ old: [ServiceModel.Transition], _ new: [ServiceModel.Transition]
    ) -> [ItemDifference] {
        let before = Dictionary(old.map { ($0.id.value, $0) }, uniquingKeysWith: { first, _ in first })
        let after = Dictionary(new.map { ($0.id.value, $0) }, uniquingKeysWith: { first, _ in first })
        let items = Set(before.keys).union(after.keys).sorted().compactMap { name in
            item(name, before[name], after[name])
        }
        return items + order(old.map(\.id.value), new.map(\.id.value))
    }

    private func item(
        _ name: String, _ old: ServiceModel.Transition?, _ new: ServiceModel.Transition?
    ) -> ItemDifference? {
        var findings: [Finding]
        var kind = ItemDifference.Kind.changed
        if let old, let new {
            findings = when(old.when, new.when)
            findings += ValueWalk.changes(Self.value(old), Self.value(new)).map { change in
                switch change.keys.first {
                case "title": FindingRules.wording(change, .title)
                case "source": FindingRules.make(change, .wordingOnly, .changed, .source)
                case "takes": FindingRules.make(change, .modelChanged, .changed, .takes)
                default: FindingRules.make(change, .modelChanged, .changed, .transition)
                }
            }
        } else {
            kind = old == nil ? .added : .removed
            findings = [
                Finding(.modelChanged, .changed, .transition, old: old.map(Self.whole), new: new.map(Self.whole))
            ]
        }
        guard !findings.isEmpty else { return nil }
        for index in findings.indices {
            findings[index].oldLocation = old?.id.location
            findings[index].newLocation = new?.id.location
        }
        return ItemDifference(kind: kind, name: name, oldName: nil, findings: findings.stableSorted())
    }

    /// Weakened where it goes on by itself in a situation in which it did not, strengthened where only the other way round.
    private func when(_ old: Condition, _ new: Condition) -> [Finding] {
        let change = ValueDifference(
            keys: ["when"], old: PlanEncoding.encode(old), new: PlanEncoding.encode(new))
        guard change.old != change.new else { return [] }
        let happensMore = conditions.implication.lets([new], passMoreThan: old)
        let happensLess = conditions.implication.lets([old], passMoreThan: new)
        switch (happensMore, happensLess) {
        case (.never, .never): return [FindingRules.make(change, .wordingOnly, .changed, .transition)]
        case (.never, _): return [FindingRules.make(change, .modelChanged, .strengthened, .transition)]
        default:
            var finding = FindingRules.make(
                change, .modelChanged, happensLess == .never ? .weakened : .changed, .transition)
            finding.note(happensMore)
            return [finding]
        }
    }

    /// Of two that are due at once the first written goes first.
    private func order(_ old: [String], _ new: [String]) -> [ItemDifference] {
        let (common, now) = (old.filter(Set(new).contains), new.filter(Set(old).contains))
        guard common != now else { return [] }
        func place(_ name: String, _ names: [String]) -> JSONValue? {
            names.firstIndex(of: name).flatMap { $0 > 0 ? .string(names[$0 - 1]) : nil }
        }
        let staying = CommonOrder.longest(common, now)
        return now.filter { !staying.contains($0) }.map { name in
            let finding = Finding(
                .modelChanged, .changed, .transition, keys: ["order"], old: place(name, common), new: place(name, now))
            return ItemDifference(kind: .changed, name: name, oldName: nil, findings: [finding])
        }
    }

    private static func whole(_ transition: ServiceModel.Transition) -> JSONValue {
        var members = value(transition).objectValue ?? [:]
        members["when"] = PlanEncoding.encode(transition.when)
        return .object(members)
    }

    /// What is compared value by value: everything but the condition.
    private static func value(_ transition: ServiceModel.Transition) -> JSONValue {
        .object([
            "title": PlanEncoding.encode(transition.title),
            "then": .object(
                Dictionary(
                    transition.then.map { ($0.variable.value, $0.value.map { .string($0) } ?? .null) },
                    uniquingKeysWith: { first, _ in first })),
            "takes": .integer(transition.takes.count), "source": PlanEncoding.strings(transition.source),
        ])
    }
}
