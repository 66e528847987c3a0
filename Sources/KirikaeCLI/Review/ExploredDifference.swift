import KirikaeExplorer
import KirikaePlan
import KirikaeRunbook

/// What a change makes possible that is wrong, and what it rules out: every plan that can come out otherwise, searched before and
/// after.
struct ExploredDifference: Sendable {
    /// Something wrong that only one of the two plans allows.
    struct Change: Sendable {
        /// Whether the new plan allows it.
        var isNew: Bool
        /// The plans that show it.
        var identities: [PlanDifference.Identity]
        /// The plan in whose words the finding is told.
        var plan: Plan
        /// What is wrong, with the way to it.
        var finding: Exploration.Finding
    }

    /// What differs, new things first.
    private(set) var changes: [Change] = []
    /// How many plans were searched, each before and after.
    private(set) var planCount = 0
    /// How many of them could not be searched to the end; of those nothing is proved.
    private(set) var givenUpCount = 0
    /// How many states were looked at.
    private(set) var stateCount = 0
    /// Within which bounds.
    let bounds: ExplorationBounds

    /// How much may go wrong: what a reviewer can wait for.
    static let bounds = ExplorationBounds(
        breaks: 1, outsideChanges: 1, troubles: 1, leavingOut: 0, states: 1_000_000)

    /// Searches the plans of a difference, before and after.
    init(
        _ difference: LibraryDifference, old: RunbookLibrary, new: RunbookLibrary,
        bounds: ExplorationBounds = Self.bounds
    ) async {
        self.bounds = bounds
        var found: [Key: Change] = [:]
        var order: [Key] = []
        for pair in BehaviourPairs(difference, old: old, new: new).chosen {
            // Both at once: they do not need each other.
            async let before = Self.search(pair.old, bounds)
            async let after = Self.search(pair.new, bounds)
            let searches = (old: await before, new: await after)
            planCount += 1
            for exploration in [searches.old, searches.new] { stateCount += exploration?.states ?? 0 }
            guard let old = searches.old, let new = searches.new else {
                givenUpCount += 1
                continue
            }
            if !old.isComplete || !new.isComplete { givenUpCount += 1 }
            let known = Set(old.findings.map { Key($0, pair, isNew: false).subject })
            let left = Set(new.findings.map { Key($0, pair, isNew: true).subject })
            for (exploration, isNew) in [(new, true), (old, false)] {
                // What a search did not come to is not gone.
                guard isNew || new.isComplete else { continue }
                for finding in exploration.findings {
                    let key = Key(finding, pair, isNew: isNew)
                    guard !(isNew ? known : left).contains(key.subject) else { continue }
                    if found[key] == nil {
                        order.append(key)
                        found[key] = Change(
                            isNew: isNew, identities: [], plan: isNew ? pair.new : pair.old, finding: finding)
                    }
                    found[key]?.identities.append(pair.identity)
                }
            }
        }
        let all = order.compactMap { found[$0] }
        changes = all.filter(\.isNew) + all.filter { !$0.isNew }
    }

    private static func search(_ plan: Plan, _ bounds: ExplorationBounds) async -> Exploration? {
        // A plan that cannot be searched is counted as one of which nothing is proved.
        do throws(ExplorationError) { return try PlanSearch(plan, bounds: bounds).exploration } catch { return nil }
    }

    /// What makes two findings the same one.
    private struct Key: Hashable {
        /// What is wrong, with steps as they are called now.
        struct Subject: Hashable {
            var property: Exploration.Property
            var needsOutsideChange: Bool
        }

        var runbook: String
        var isNew: Bool
        var subject: Subject

        init(_ finding: Exploration.Finding, _ pair: BehaviourPair, isNew: Bool) {
            runbook = pair.identity.runbook
            self.isNew = isNew
            var property = finding.property
            if !isNew, case .neverReached(let step) = property {
                property = .neverReached(step: pair.newNames[step] ?? step)
            }
            subject = Subject(property: property, needsOutsideChange: finding.needsOutsideChange)
        }
    }
}
