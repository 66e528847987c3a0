import KirikaeCanonicalJSON
import KirikaeDiagnostics
import KirikaeRunbook
import KirikaeSyntax

/// What a change of an environment means.
enum EnvironmentFindings {
    /// An environment as far as a plan or its reader can see it.
    struct Content {
        /// What plans hold of it.
        var encoded: [String: JSONValue]
        /// What is said beside that: groups, inventories, bound actions, checks, parameters, words.
        var further: [String: JSONValue]

        /// The content of an environment with sample values where nobody has given any.
        init(_ template: EnvironmentTemplate) {
            let context = DecodingContext()
            let environment = template.decode(arguments: template.sampleArguments, in: context)
            encoded = environment.map { PlanEncoding.encode($0).objectValue ?? [:] } ?? [:]
            further = [:]
            // What is not decoded is compared as it is written.
            let asWritten = environment == nil ? nil : Set(["title", "actions", "checks", "parameters"])
            for entry in template.root.entries ?? [] where asWritten?.contains(entry.key) ?? true {
                further[entry.key] = NodeValue.value(of: entry.value)
            }
            // No plan can be made for one with errors, whatever else of it could be read.
            let errors = context.diagnostics.all.filter { $0.severity == .error }
            if !errors.isEmpty { further["errors"] = PlanEncoding.strings(errors.map(\.message.code)) }
            guard let environment else { return }
            further["groups"] = .object(
                environment.groups.mapValues { .object(["members": PlanEncoding.strings($0.members)]) })
            further["inventories"] = .object(
                environment.inventories.mapValues {
                    .object([
                        "count": .integer(Int64($0.count)), "items": .array($0.items.map(PlanEncoding.encode)),
                        "title": PlanEncoding.encode($0.title),
                    ])
                })
        }

        /// Whether plans made for it could differ.
        func isSame(as other: Content) -> Bool { encoded == other.encoded && further == other.further }
    }

    /// What became of each part of an environment.
    static func between(_ old: Content, _ new: Content) -> [ItemDifference] {
        var items: [ItemDifference] = []
        for key in Set(old.encoded.keys).union(new.encoded.keys).sorted() {
            items += section(key, old.encoded[key], new.encoded[key])
        }
        for key in Set(old.further.keys).union(new.further.keys).sorted() {
            items += further(key, old.further[key], new.further[key])
        }
        return items
    }

    // MARK: What plans hold

    private static func section(_ key: String, _ old: JSONValue?, _ new: JSONValue?) -> [ItemDifference] {
        guard old != new else { return [] }
        let before = old?.objectValue ?? [:]
        let after = new?.objectValue ?? [:]
        switch key {
        case "places":
            return named(before, after, .place, added: .wordingOnly, removed: .actionChanged) { change in
                change.keys == ["title"]
                    ? FindingRules.wording(change, .title)
                    : change.keys.last == "leastDaysLeft"
                        ? FindingRules.floor(change, .gateWeakened, .place) : FindingRules.act(change, .place)
            }
        case "hosts":
            return named(before, after, .host, added: .wordingOnly, removed: .actionChanged, host)
        case "secrets":
            return named(before, after, .secret, added: .wordingOnly, removed: .actionChanged) {
                FindingRules.act($0, .secret)
            }
        case "notify":
            return named(before, after, .notice, added: .wordingOnly, removed: .actionChanged) {
                FindingRules.act($0, .notice)
            }
        case "observe":
            return named(before, after, .observation, added: .wordingOnly, removed: .gateWeakened, observation)
        default: return [single(key, ValueDifference(keys: [key], old: old, new: new))]
        }
    }

    private static func named(
        _ old: [String: JSONValue], _ new: [String: JSONValue], _ part: Finding.Part, added: RiskClass,
        removed: RiskClass, _ rule: (ValueDifference) -> Finding?
    ) -> [ItemDifference] {
        ItemComparison.items(old, new, part, added: added, removed: removed) { _, change in
            [rule(change)].compactMap(\.self)
        }
    }

    private static func host(_ change: ValueDifference) -> Finding? {
        switch change.keys.last {
        case "title": FindingRules.wording(change, .title)
        case "elevation":
            // Nothing said is that it is checked.
            FindingRules.demand(change, isStricter: change.new == nil, .elevation)
        case "connectTimeout": FindingRules.limit(change, .timeout)
        default: FindingRules.act(change, .host)
        }
    }

    /// What is observed decides what every check sees, so whatever observes it otherwise may let other things pass.
    private static func observation(_ change: ValueDifference) -> Finding? {
        switch change.keys.last {
        case "timeout", "longestLife": return FindingRules.limit(change, .observation)
        case "leastDaysLeft": return FindingRules.floor(change, .gateWeakened, .observation)
        default:
            let isAskedNow = change.new == .string("ask")
            return FindingRules.make(change, .gateWeakened, isAskedNow ? .weakened : .changed, .observation)
        }
    }

    private static func single(_ key: String, _ change: ValueDifference) -> ItemDifference {
        var findings: [Finding]
        switch key {
        case "approvals":
            // Nothing said is typed.
            findings = [
                change.new == .string("signed")
                    ? FindingRules.make(change, .strengthened, .strengthened, .approvals)
                    : FindingRules.make(change, .approvalDropped, .weakened, .approvals)
            ]
        case "allowedSigners":
            findings = [FindingRules.make(change, .approvalDropped, .changed, .signers)]
        case "planReview": findings = review(change)
        default: findings = [FindingRules.act(change, .environment)]
        }
        findings = findings.stableSorted()
        let kind: ItemDifference.Kind = change.old == nil ? .added : change.new == nil ? .removed : .changed
        return ItemDifference(kind: kind, name: key, oldName: nil, findings: findings)
    }

    private static func review(_ change: ValueDifference) -> [Finding] {
        guard change.old != nil else { return [FindingRules.make(change, .strengthened, .strengthened, .planReview)] }
        guard change.new != nil else { return [FindingRules.make(change, .approvalDropped, .weakened, .planReview)] }
        return ValueWalk.changes(change.old, change.new, keys: change.keys).compactMap { change in
            switch change.keys.last {
            case "count": FindingRules.floor(change, .approvalDropped, .planReview)
            case "members": FindingRules.allowance(change, .approvalDropped, .planReview)
            case "expires": FindingRules.limit(change, .planReview)
            default: FindingRules.make(change, .approvalDropped, .changed, .planReview)
            }
        }
    }

    // MARK: What plans do not hold

    private static func further(_ key: String, _ old: JSONValue?, _ new: JSONValue?) -> [ItemDifference] {
        guard old != new else { return [] }
        let before = old?.objectValue ?? [:]
        let after = new?.objectValue ?? [:]
        switch key {
        case "groups":
            return named(before, after, .group, added: .wordingOnly, removed: .approvalDropped) {
                FindingRules.allowance($0, .approvalDropped, .group)
            }
        case "inventories":
            return named(before, after, .inventory, added: .wordingOnly, removed: .actionChanged) { change in
                change.keys == ["title"]
                    ? FindingRules.wording(change, .title) : FindingRules.act(change, .inventory)
            }
        case "checks":
            return named(before, after, .check, added: .strengthened, removed: .gateWeakened) {
                FindingRules.act($0, .check)
            }
        case "actions":
            return named(before, after, .action, added: .wordingOnly, removed: .actionChanged) {
                FindingRules.act($0, .action)
            }
        case "parameters":
            return named(before, after, .parameters, added: .wordingOnly, removed: .actionChanged) { change in
                ["title", "where"].contains(change.keys.first ?? "")
                    ? FindingRules.wording(change, .parameters) : FindingRules.act(change, .parameters)
            }
        default:
            let change = ValueDifference(keys: [key], old: old, new: new)
            let finding = key == "title" ? FindingRules.wording(change, .title) : FindingRules.act(change, .environment)
            return [ItemDifference(kind: .changed, name: key, oldName: nil, findings: [finding])]
        }
    }
}
