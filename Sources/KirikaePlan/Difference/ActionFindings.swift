import KirikaeCanonicalJSON

/// What a change of what a step does means.
///
/// What no rule knows is an action changed, so that a kind of action to come is never taken for harmless.
struct ActionFindings {
    /// The findings between two actions in their canonical form.
    static func between(_ old: JSONValue?, _ new: JSONValue?) -> [Finding] {
        guard let kind = kind(of: old), kind == Self.kind(of: new) else {
            return [replaced(ValueDifference(keys: ["action"], old: old, new: new))]
        }
        var findings = ValueWalk.changes(old, new, keys: ["action"]).compactMap { finding($0, kind) }
        if kind == "instructions", form(of: old?["answer"]) != form(of: new?["answer"]) {
            // Another form of answer accepts other things altogether.
            let change = ValueDifference(keys: ["action", "answer"], old: old?["answer"], new: new?["answer"])
            findings.removeAll { $0.part == .answer }
            findings.append(FindingRules.make(change, .gateWeakened, .changed, .answer))
        }
        return findings
    }

    /// The key that tells what kind an action is; nil for none.
    private static func kind(of action: JSONValue?) -> String? {
        ["population", "approve", "instructions", "command", "http", "wait"].first { action?[$0] != nil }
    }

    private static func form(of answer: JSONValue?) -> String? {
        ["choices", "text", "number", "input"].first { answer?[$0] != nil }
    }

    /// An approval that becomes something else is dropped.
    private static func replaced(_ change: ValueDifference) -> Finding {
        if change.old?["approve"] != nil {
            return FindingRules.make(change, .approvalDropped, .weakened, .approval)
        }
        if change.new?["approve"] != nil, change.old == JSONValue.null {
            return FindingRules.make(change, .strengthened, .strengthened, .approval)
        }
        return FindingRules.act(change, .action)
    }

    private static func finding(_ change: ValueDifference, _ kind: String) -> Finding? {
        let keys = Array(change.keys.dropFirst())
        let text = (change.old ?? change.new)?.isLocalizedText ?? false
        switch kind {
        case "command": return command(change, keys, isText: text)
        case "http": return request(change, keys)
        case "wait":
            return keys == ["because"] ? FindingRules.wording(change, .action) : FindingRules.act(change, .action)
        case "instructions":
            return keys.first == "answer"
                ? answer(change, Array(keys.dropFirst())) : instruction(change, keys, isText: text)
        case "population": return population(change, keys, isText: text)
        case "approve": return approval(change, keys)
        default: return FindingRules.act(change, .action)
        }
    }

    // MARK: Programs and addresses

    private static func command(_ change: ValueDifference, _ keys: [String], isText: Bool) -> Finding {
        switch keys.first {
        case "on": return FindingRules.act(change, .host)
        case "elevated": return FindingRules.act(change, .elevation)
        case "silence": return FindingRules.limit(change, .conversation)
        case "unexpected":
            // Each text that stops the program is a check of its own.
            let old = Set(change.old?.arrayValue ?? [])
            let new = Set(change.new?.arrayValue ?? [])
            if old == new { return FindingRules.make(change, .wordingOnly, .changed, .conversation) }
            return FindingRules.demand(change, isStricter: old.isSubset(of: new), .conversation)
        case "conversation":
            switch keys.last {
            case "silence": return FindingRules.limit(change, .conversation)
            case "optional":
                return FindingRules.demand(change, isStricter: change.new == .bool(false), .conversation)
            case "warn-if-absent" where isText: return FindingRules.warning(change, .conversation)
            default: return FindingRules.act(change, .conversation)
            }
        case "line-end": return FindingRules.act(change, .conversation)
        case "secrets": return FindingRules.act(change, .secret)
        default: return FindingRules.act(change, .command)
        }
    }

    private static func request(_ change: ValueDifference, _ keys: [String]) -> Finding? {
        guard keys == ["expect"] else { return FindingRules.act(change, keys == ["on"] ? .place : .request) }
        var widened = change
        // No status named means any of 200 to 299.
        func statuses(_ value: JSONValue?) -> JSONValue? {
            guard value?.arrayValue?.isEmpty ?? true else { return value }
            return .array((200...299).map { .integer($0) })
        }
        widened.old = statuses(change.old)
        widened.new = statuses(change.new)
        var finding = FindingRules.allowance(widened, .gateWeakened, .request)
        finding?.old = change.old
        finding?.new = change.new
        return finding
    }

    // MARK: People

    private static func instruction(_ change: ValueDifference, _ keys: [String], isText: Bool) -> Finding {
        switch keys.last {
        case "do" where isText: FindingRules.wording(change, .instructions)
        case "source": FindingRules.make(change, .wordingOnly, .changed, .source)
        default: FindingRules.act(change, .instructions)
        }
    }

    private static func answer(_ change: ValueDifference, _ keys: [String]) -> Finding? {
        switch keys.first {
        case "ask": return FindingRules.wording(change, .answer)
        case "accept": return FindingRules.allowance(change, .gateWeakened, .answer)
        case "readBack": return FindingRules.demand(change, isStricter: change.new == .bool(true), .answer)
        case "evidence":
            let isStricter = change.old == nil || change.new == .string("file")
            return FindingRules.demand(change, isStricter: isStricter, .evidence)
        case "choices" where keys.last == "title": return FindingRules.wording(change, .answer)
        case "choices": return FindingRules.act(change, .answer)
        case "number": return number(change, Array(keys.dropFirst()))
        default: return FindingRules.act(change, .answer)
        }
    }

    private static func number(_ change: ValueDifference, _ keys: [String]) -> Finding {
        switch keys.first {
        case "unit": return FindingRules.wording(change, .answer)
        case "minimum":
            return FindingRules.floor(change, .limitLoosened, .answer)
        case "maximum": return FindingRules.limit(change, .answer)
        case "accept":
            guard let old = change.old?.arrayValue?.compactMap(\.integerValue),
                let new = change.new?.arrayValue?.compactMap(\.integerValue), old.count == 2, new.count == 2
            else { return FindingRules.make(change, .gateWeakened, .changed, .answer) }
            if new[0] >= old[0], new[1] <= old[1] {
                return FindingRules.make(change, .strengthened, .strengthened, .answer)
            }
            let isWider = new[0] <= old[0] && new[1] >= old[1]
            return FindingRules.make(change, .gateWeakened, isWider ? .weakened : .changed, .answer)
        default: return FindingRules.act(change, .answer)
        }
    }

    private static func approval(_ change: ValueDifference, _ keys: [String]) -> Finding? {
        switch keys.first {
        case "approve": FindingRules.wording(change, .approval)
        case "count": FindingRules.floor(change, .approvalDropped, .approval)
        case "members": FindingRules.allowance(change, .approvalDropped, .approval)
        case "expires": FindingRules.limit(change, .approval)
        default: FindingRules.make(change, .approvalDropped, .changed, .approval)
        }
    }

    // MARK: Populations

    private static func population(_ change: ValueDifference, _ keys: [String], isText: Bool) -> Finding? {
        switch keys.first {
        case "quota": return FindingRules.floor(change, .limitLoosened, .population)
        case "waves": return waves(change)
        case "ask": return FindingRules.wording(change, .population)
        case "instructions": return instruction(change, keys, isText: isText)
        case "population", "count", "items": return FindingRules.act(change, .inventory)
        case "each": return work(change, Array(keys.dropFirst()), isText: isText)
        default: return FindingRules.act(change, .population)
        }
    }

    private static func work(_ change: ValueDifference, _ keys: [String], isText: Bool) -> Finding {
        switch keys.first {
        case "command": return command(change, Array(keys.dropFirst()), isText: isText)
        case "timeout": return FindingRules.limit(change, .timeout)
        case "at-once": return FindingRules.limit(change, .population)
        case "stop-after":
            guard change.old?.integerValue != nil || change.new?.integerValue != nil,
                change.old?.objectValue == nil, change.new?.objectValue == nil
            else { return shares(change, [change.old].compactMap(\.self), [change.new].compactMap(\.self)) }
            return FindingRules.limit(change, .population)
        case "interrupted":
            return FindingRules.make(
                change, change.new == .string("repeat") ? .actionChanged : .strengthened,
                change.new == .string("repeat") ? .weakened : .strengthened, .interrupted)
        case "verify":
            // What looks whether it was done is a check; another program checks something else.
            if change.old == nil { return FindingRules.make(change, .strengthened, .strengthened, .verifications) }
            return FindingRules.make(
                change, .gateWeakened, change.new == nil ? .weakened : .changed, .verifications)
        default: return FindingRules.act(change, .population)
        }
    }

    /// Waves are looser if any of them, or the way from one to the next, takes more at once.
    private static func waves(_ change: ValueDifference) -> Finding {
        let old = change.old?.arrayValue ?? []
        let new = change.new?.arrayValue ?? []
        let before = old.compactMap(\.integerValue)
        let after = new.compactMap(\.integerValue)
        guard before.count == old.count, after.count == new.count else { return shares(change, old, new) }
        func largest(_ waves: [Int64]) -> Int64 {
            zip(waves + [100], [0] + waves).map { $0 - $1 }.max() ?? 100
        }
        let isLooser = (after.first ?? 100) > (before.first ?? 100) || largest(after) > largest(before)
        return isLooser
            ? FindingRules.make(change, .limitLoosened, .weakened, .population)
            : FindingRules.make(change, .strengthened, .strengthened, .population)
    }

    /// Numbers of items and percentages cannot be compared without counting, so the worse is said; numbers alone can.
    private static func shares(_ change: ValueDifference, _ old: [JSONValue], _ new: [JSONValue]) -> Finding {
        let before = old.compactMap { $0["count"]?.integerValue }
        let after = new.compactMap { $0["count"]?.integerValue }
        let areComparable = before.count == old.count && after.count == new.count && before.count == after.count
        let isStricter = areComparable && !before.isEmpty && zip(before, after).allSatisfy { $0 >= $1 }
        return isStricter
            ? FindingRules.make(change, .strengthened, .strengthened, .population)
            : FindingRules.make(change, .limitLoosened, .weakened, .population)
    }
}
