import KirikaeCanonicalJSON
import KirikaeDiagnostics
import KirikaeRunbook

/// Which step of the new plan is which of the old one: by its name, then by what it says.
struct StepMatching {
    /// A step with nothing that depends on its name or place.
    private struct Content: Hashable {
        var kind: PlanStep.Kind
        var value: JSONValue
    }

    /// How much of two steps must be alike for one to be the other by another name.
    private static let leastLikeness = 50
    /// How many steps without a partner are compared with each other one by one.
    private static let mostCandidates = 200

    let old: StepTree
    let new: StepTree
    /// The old index of each new step that has one.
    private(set) var oldIndices: [Int: Int] = [:]
    /// The old steps that have a partner.
    private var taken: Set<Int> = []
    /// The new steps that are inside of something else than before.
    private(set) var displaced: Set<Int> = []
    /// For each item with steps inside that is in both: the new indices of its items that stay in their order.
    private(set) var staying: [Int: Set<Int>] = [:]

    init(_ old: [PlanStep], _ new: [PlanStep]) {
        self.old = StepTree(old)
        self.new = StepTree(new)
        guard !old.isEmpty, !new.isEmpty else { return }
        pair(0, 0)
        matchDisplaced()
        for (index, partner) in oldIndices where !(self.new.items[index]?.children.isEmpty ?? true) {
            staying[index] = order(inside: index, of: partner)
        }
    }

    // MARK: Inside of the same thing

    private mutating func pair(_ oldIndex: Int, _ newIndex: Int) {
        oldIndices[newIndex] = oldIndex
        taken.insert(oldIndex)
        let oldChildren = old.items[oldIndex]?.children ?? []
        let newChildren = new.items[newIndex]?.children ?? []
        guard !oldChildren.isEmpty, !newChildren.isEmpty else { return }
        var byName = Dictionary(
            oldChildren.map { (old.items[$0]?.name ?? "", $0) }, uniquingKeysWith: { first, _ in first })
        var openNew: [Int] = []
        for child in newChildren {
            if let partner = byName.removeValue(forKey: new.items[child]?.name ?? "") {
                pair(partner, child)
            } else {
                openNew.append(child)
            }
        }
        guard !openNew.isEmpty, !byName.isEmpty else { return }
        for (partner, child) in alike(byName.values.sorted(), openNew) { pair(partner, child) }
    }

    // MARK: Elsewhere

    /// Steps that are inside of something else now: by the same words, and then by their names.
    private mutating func matchDisplaced() {
        let openOld = old.steps.indices.filter { !taken.contains($0) && old.steps[$0].isNamed }
        let openNew = new.steps.indices.filter { oldIndices[$0] == nil && new.steps[$0].isNamed }
        guard !openOld.isEmpty, !openNew.isEmpty else { return }
        var byContent = Dictionary(
            openOld.map { (Self.content(old.steps[$0]), $0) }, uniquingKeysWith: { first, _ in first })
        for index in openNew where oldIndices[index] == nil {
            guard let partner = byContent.removeValue(forKey: Self.content(new.steps[index])), !taken.contains(partner)
            else { continue }
            displaced.insert(index)
            pair(partner, index)
        }
        var byName = Dictionary(
            openOld.filter { !taken.contains($0) }.map { (old.items[$0]?.name ?? "", $0) },
            uniquingKeysWith: { first, _ in first })
        for index in openNew where oldIndices[index] == nil {
            guard let partner = byName.removeValue(forKey: new.items[index]?.name ?? ""), !taken.contains(partner),
                Self.likeness(old.steps[partner], new.steps[index]) >= Self.leastLikeness
            else { continue }
            displaced.insert(index)
            pair(partner, index)
        }
    }

    // MARK: Likeness

    /// Pairs of items that say the same, then of those that say almost the same.
    private func alike(_ openOld: [Int], _ openNew: [Int]) -> [(Int, Int)] {
        var byContent = Dictionary(
            openOld.map { (Self.content(old.steps[$0]), $0) }, uniquingKeysWith: { first, _ in first })
        var pairs: [(Int, Int)] = []
        var leftNew: [Int] = []
        for child in openNew {
            if let partner = byContent.removeValue(forKey: Self.content(new.steps[child])) {
                pairs.append((partner, child))
            } else {
                leftNew.append(child)
            }
        }
        let matched = Set(pairs.map(\.0))
        let leftOld = openOld.filter { !matched.contains($0) }.prefix(Self.mostCandidates)
        var candidates: [(likeness: Int, old: Int, new: Int)] = []
        for child in leftNew.prefix(Self.mostCandidates) {
            for partner in leftOld {
                let likeness = Self.likeness(old.steps[partner], new.steps[child])
                if likeness >= Self.leastLikeness { candidates.append((likeness, partner, child)) }
            }
        }
        candidates.sort { ($1.likeness, $0.new, $0.old) < ($0.likeness, $1.new, $1.old) }
        var usedOld: Set<Int> = []
        var usedNew: Set<Int> = []
        for candidate in candidates where !usedOld.contains(candidate.old) && !usedNew.contains(candidate.new) {
            usedOld.insert(candidate.old)
            usedNew.insert(candidate.new)
            pairs.append((candidate.old, candidate.new))
        }
        return pairs
    }

    private static func content(_ step: PlanStep) -> Content {
        var members = PlanEncoding.encode(step).objectValue ?? [:]
        for key in ["path", "span", "lanes"] { members[key] = nil }
        if step.kind != .enter { members["definition"] = nil }
        return Content(kind: step.kind, value: .object(members))
    }

    /// How alike two steps are, in percent of what they say: an act weighs most, then what it changes and how that is checked.
    static func likeness(_ old: PlanStep, _ new: PlanStep) -> Int {
        guard old.kind == new.kind else { return 0 }
        var points = 0
        var most = 0
        func add(_ weight: Int, _ oldValue: JSONValue, _ newValue: JSONValue, isSaid: Bool) {
            guard isSaid else { return }
            most += weight
            if oldValue == newValue { points += weight }
        }
        let encode: (PlanStep) -> JSONValue = { PlanEncoding.encode($0.action) }
        add(6, encode(old), encode(new), isSaid: old.isAct || new.isAct)
        let changes: (PlanStep) -> JSONValue = { .object($0.changes.mapValues { .string($0) }) }
        add(3, changes(old), changes(new), isSaid: !old.changes.isEmpty || !new.changes.isEmpty)
        add(2, .string(old.title.ja), .string(new.title.ja), isSaid: true)
        add(2, .string(old.title.en), .string(new.title.en), isSaid: true)
        let checks: (PlanStep) -> JSONValue = { .array($0.verifications.map { PlanEncoding.encode($0) }) }
        add(2, checks(old), checks(new), isSaid: !old.verifications.isEmpty || !new.verifications.isEmpty)
        add(1, PlanEncoding.strings(old.source), PlanEncoding.strings(new.source), isSaid: !old.source.isEmpty)
        if old.kind == .enter { add(6, .string(old.definition), .string(new.definition), isSaid: true) }
        return most == 0 ? 0 : points * 100 / most
    }

    // MARK: Order

    /// The items that need not be moved inside of one thing.
    private func order(inside index: Int, of partner: Int) -> Set<Int> {
        let children = (new.items[index]?.children ?? []).filter { oldIndices[$0] != nil && !displaced.contains($0) }
        let own = Set(old.items[partner]?.children ?? [])
        let sequence = children.compactMap { child in
            oldIndices[child].flatMap { own.contains($0) ? (child, $0) : nil }
        }
        return Set(CommonOrder.longest(of: sequence.map(\.1)).map { sequence[$0].0 })
    }
}

extension PlanStep {
    /// Whether it has a name of its own, rather than being the end of something.
    fileprivate var isNamed: Bool { kind != .leave && kind != .join }
}
