import KirikaeCanonicalJSON
import KirikaePlan
import KirikaeRunbook
import KirikaeService

/// A plan before and after a change.
struct BehaviourPair: Sendable {
    /// Which plan it is.
    var identity: PlanDifference.Identity
    /// The plan before.
    var old: Plan
    /// The plan after.
    var new: Plan
    /// What steps are called now, by what they were called, of those that are called something else.
    var newNames: [String: String] = [:]
}

/// The plans of a difference that can come out otherwise.
struct BehaviourPairs: Sendable {
    /// The compared plans.
    private(set) var chosen: [BehaviourPair] = []
    /// Further combinations of the parameters of their runbooks, which were not compared.
    private(set) var further: [UncomparedPlan] = []
    private let old: RunbookLibrary
    private let new: RunbookLibrary
    private let isServiceOtherwise: Bool
    private var newNames: [String: [String: String]] = [:]

    init(_ difference: LibraryDifference, old: RunbookLibrary, new: RunbookLibrary) {
        self.old = old
        self.new = new
        isServiceOtherwise = Self.isOtherwise(old.service, new.service)
        var touched: Set<String> = []
        var seen: Set<String> = []
        // The environment says how things are looked at, not how they behave, so that one of them is enough.
        for plans in difference.plans where Self.isOtherwise(plans, isServiceOtherwise) {
            touched.insert(plans.identity.runbook)
            guard seen.insert(plans.identity.runbook + " " + plans.identity.argumentText).inserted else { continue }
            chosen.append(
                BehaviourPair(identity: plans.identity, old: plans.old, new: plans.new, newNames: plans.newNames))
            newNames[plans.identity.runbook, default: [:]].merge(plans.newNames) { first, _ in first }
        }
        further = difference.uncompared.filter { touched.contains($0.identity.runbook) }
    }

    /// Makes the pairs that were not compared, without those of which a plan cannot be made or nothing differs but words.
    ///
    /// - Parameter laneCount: how many are made at once.
    func furtherPairs(laneCount: Int) async -> [BehaviourPair] {
        let series = (old: PlanSeries(library: old), new: PlanSeries(library: new))
        return await withTaskGroup(of: [(Int, BehaviourPair)].self) { group in
            for lane in 0..<laneCount {
                group.addTask {
                    return stride(from: lane, to: further.count, by: laneCount).compactMap { index in
                        pair(further[index], series.old, series.new).map { (index, $0) }
                    }
                }
            }
            var pairs: [(Int, BehaviourPair)] = []
            for await part in group { pairs += part }
            return pairs.sorted { $0.0 < $1.0 }.map(\.1)
        }
    }

    private func pair(
        _ uncompared: UncomparedPlan, _ before: PlanSeries, _ after: PlanSeries
    ) -> BehaviourPair? {
        let identity = uncompared.identity
        guard
            let before = before.plan(
                runbook: uncompared.oldRunbook, arguments: uncompared.oldArguments, environment: identity.environment),
            let after = after.plan(
                runbook: identity.runbook, arguments: identity.arguments, environment: identity.environment)
        else { return nil }
        let pair = BehaviourPair(
            identity: identity, old: before, new: after, newNames: newNames[identity.runbook] ?? [:])
        if isServiceOtherwise { return pair }
        return Self.isOtherwise(PlanDifference(from: before, to: after), false) ? pair : nil
    }

    // MARK: What can come out otherwise

    private static func isOtherwise(_ plans: PlanDifference, _ isServiceOtherwise: Bool) -> Bool {
        isServiceOtherwise
            || plans.steps.contains { step in
                step.kind == .added || step.kind == .removed || !step.findings.allSatisfy(isWordsOnly)
            }
    }

    private static let words: Set<Finding.Part> = [
        .title, .source, .cautions, .notes, .instructions, .conversation, .reverse, .outputs, .text,
    ]

    /// Whether a finding is only of what people read.
    private static func isWordsOnly(_ finding: Finding) -> Bool {
        [.wordingOnly, .translationDiverged, .cautionDropped].contains(finding.risk) && words.contains(finding.part)
    }

    private static func isOtherwise(_ old: ServiceModel?, _ new: ServiceModel?) -> Bool {
        old.map { wordless(PlanEncoding.encode($0)) } != new.map { wordless(PlanEncoding.encode($0)) }
    }

    /// A canonical form without what people read.
    private static func wordless(_ value: JSONValue) -> JSONValue {
        switch value {
        case .object(let members):
            .object(
                members.filter { key, member in
                    !["title", "titles", "because", "source", "contacts"].contains(key)
                }.mapValues(wordless))
        case .array(let elements): .array(elements.map(wordless))
        default: value
        }
    }
}
