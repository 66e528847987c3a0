import KirikaeCanonicalJSON
import KirikaeDiagnostics
import KirikaeService
import KirikaeSyntax

/// What a change of the service model means.
struct ServiceFindings {
    let conditions: ConditionFindings

    func between(_ old: ServiceModel, _ new: ServiceModel) -> [ItemDifference] {
        var items = variables(old, new) + transitions(old, new) + invariants(old, new)
        items += ItemComparison.items(
            Dictionary(uniqueKeysWithValues: Set(old.exclusive).map { ($0, .bool(true)) }),
            Dictionary(uniqueKeysWithValues: Set(new.exclusive).map { ($0, .bool(true)) }), .exclusive,
            added: .strengthened, removed: .gateWeakened
        ) { _, change in [FindingRules.act(change, .exclusive)] }
        items += ItemComparison.items(
            Self.byName(old.contacts) { ($0.id.value, PlanEncoding.encode($0)) },
            Self.byName(new.contacts) { ($0.id.value, PlanEncoding.encode($0)) }, .contact,
            added: .wordingOnly, removed: .actionChanged
        ) { _, change in
            let isAddress = ["telephone", "mail", "url"].contains(change.keys.first ?? "")
            return [isAddress ? FindingRules.act(change, .contact) : FindingRules.wording(change, .contact)]
        }
        items += self.words(old, new)
        if items.isEmpty {
            // Something of which no rule above knows, such as the order of its parts.
            let change = ValueDifference(
                keys: ["service"], old: PlanEncoding.encode(old), new: PlanEncoding.encode(new))
            if change.old != change.new {
                let differences = ValueDifference.between(change.old, change.new)
                items = [
                    ItemDifference(
                        kind: .changed, name: new.name, oldName: nil,
                        findings: differences.map { FindingRules.act($0, .service) })
                ]
            }
        }
        return items
    }

    private static func byName<Element>(
        _ elements: [Element], _ pair: (Element) -> (String, JSONValue)
    ) -> [String: JSONValue] {
        Dictionary(elements.map(pair), uniquingKeysWith: { first, _ in first })
    }

    // MARK: Variables

    private func variables(_ old: ServiceModel, _ new: ServiceModel) -> [ItemDifference] {
        ItemComparison.items(
            Self.byName(old.variables, Self.value), Self.byName(new.variables, Self.value), .variable,
            added: .wordingOnly, removed: .actionChanged
        ) { _, change in
            switch change.keys.first {
            case "values" where Set(change.old?.arrayValue ?? []) == Set(change.new?.arrayValue ?? []):
                [FindingRules.make(change, .wordingOnly, .changed, .value)]
            case "values": [FindingRules.act(change, .value)]
            case "start": [FindingRules.make(change, .modelChanged, .changed, .start)]
            case "external": [FindingRules.act(change, .variable)]
            case "source": [FindingRules.make(change, .wordingOnly, .changed, .source)]
            // The words of a value that is new or gone go with it.
            case "titles" where change.old == nil || change.new == nil: []
            default: [FindingRules.wording(change, .title)]
            }
        }
    }

    private static func value(_ variable: ServiceModel.Variable) -> (String, JSONValue) {
        (
            variable.name.value,
            PlanEncoding.compact([
                "values": PlanEncoding.strings(variable.values.map(\.name)),
                "titles": .object(
                    Dictionary(
                        variable.values.map { ($0.name, PlanEncoding.encode($0.title)) },
                        uniquingKeysWith: { first, _ in first })),
                "start": variable.start.map { .string($0) }, "title": PlanEncoding.encode(variable.title),
                "external": .bool(variable.isExternal), "source": PlanEncoding.strings(variable.source),
            ])
        )
    }

    // MARK: Transitions

    private func transitions(_ old: ServiceModel, _ new: ServiceModel) -> [ItemDifference] {
        TransitionFindings(conditions: conditions).between(old.transitions, new.transitions)
    }

    // MARK: Invariants

    private func invariants(_ old: ServiceModel, _ new: ServiceModel) -> [ItemDifference] {
        let before = Dictionary(old.invariants.map { ($0.id.value, $0) }, uniquingKeysWith: { first, _ in first })
        let after = Dictionary(new.invariants.map { ($0.id.value, $0) }, uniquingKeysWith: { first, _ in first })
        return Set(before.keys).union(after.keys).sorted().compactMap { name in
            let change = ValueDifference(
                keys: [name], old: before[name].map(PlanEncoding.encode), new: after[name].map(PlanEncoding.encode))
            var findings: [Finding] = []
            if change.old != change.new {
                findings = invariant(before[name], after[name], change)
            }
            if let earlier = before[name], let later = after[name] {
                if earlier.because != later.because {
                    findings.append(
                        FindingRules.wording(
                            ValueDifference(
                                keys: [name, "because"], old: PlanEncoding.encode(earlier.because),
                                new: PlanEncoding.encode(later.because)), .invariant))
                }
                if earlier.source != later.source {
                    findings.append(
                        Finding(
                            .wordingOnly, .changed, .source, keys: [name, "source"],
                            old: PlanEncoding.strings(earlier.source), new: PlanEncoding.strings(later.source)))
                }
            }
            guard !findings.isEmpty else { return nil }
            for index in findings.indices {
                findings[index].oldLocation = before[name]?.id.location
                findings[index].newLocation = after[name]?.id.location
            }
            let kind: ItemDifference.Kind = before[name] == nil ? .added : after[name] == nil ? .removed : .changed
            return ItemDifference(kind: kind, name: name, oldName: nil, findings: findings.stableSorted())
        }
    }

    private func invariant(
        _ old: ServiceModel.Invariant?, _ new: ServiceModel.Invariant?, _ change: ValueDifference
    ) -> [Finding] {
        guard let old, let new else {
            return [FindingRules.demand(change, isStricter: old == nil, .invariant)]
        }
        let outage = (old.kind.allowedOutage, new.kind.allowedOutage)
        if old.kind.name == new.kind.name, outage.0 != outage.1 {
            // What may fail for longer is demanded less, whatever else changes.
            let isShorter = outage.1 < outage.0
            var findings = [FindingRules.demand(change, isStricter: isShorter, .invariant)]
            findings += conditions.gate(
                old.kind.demand, new.kind.demand, all: ([old.kind.demand], [new.kind.demand]), change: change,
                part: .invariant)
            return findings
        }
        guard old.kind.name == new.kind.name else {
            return [FindingRules.make(change, .gateWeakened, .changed, .invariant)]
        }
        let (before, after) = (old.kind.demand, new.kind.demand)
        let findings = conditions.gate(before, after, all: ([before], [after]), change: change, part: .invariant)
        return findings.isEmpty ? [FindingRules.make(change, .wordingOnly, .changed, .invariant)] : findings
    }

    // MARK: The rest

    /// Words of the model itself.
    private func words(_ old: ServiceModel, _ new: ServiceModel) -> [ItemDifference] {
        var findings: [Finding] = []
        if old.name != new.name {
            findings.append(
                Finding(
                    .wordingOnly, .changed, .service, keys: ["name"], old: .string(old.name), new: .string(new.name)))
        }
        if old.title != new.title {
            findings.append(
                FindingRules.wording(
                    ValueDifference(
                        keys: ["title"], old: PlanEncoding.encode(old.title), new: PlanEncoding.encode(new.title)),
                    .title))
        }
        let (before, after) = (Self.directions(old), Self.directions(new))
        if before != after {
            findings.append(Finding(.wordingOnly, .changed, .text, keys: ["direction-words"], old: before, new: after))
        }
        guard !findings.isEmpty else { return [] }
        return [ItemDifference(kind: .changed, name: new.name, oldName: nil, findings: findings.stableSorted())]
    }

    private static func directions(_ service: ServiceModel) -> JSONValue {
        .object(byName(service.directionWords) { ($0.word.value, .string($0.direction)) })
    }
}

extension ServiceModel.Invariant.Kind {
    /// How long it may not hold at a time.
    fileprivate var allowedOutage: Milliseconds {
        if case .outageAllowed(_, let longest) = self { longest } else { Milliseconds(0) }
    }

    /// What it is called in a service model.
    fileprivate var name: String {
        switch self {
        case .always, .outageAllowed: "always"
        case .atEnd: "at-end"
        case .before: "before"
        }
    }

    /// What must hold: of one that asks for something before something else, that either the one is not so or the other is.
    fileprivate var demand: Condition {
        switch self {
        case .always(let condition), .atEnd(let condition), .outageAllowed(let condition, _): condition
        case .before(let before, let requires):
            Condition(.any([Condition(.not(before), at: before.location), requires]), at: requires.location)
        }
    }
}
