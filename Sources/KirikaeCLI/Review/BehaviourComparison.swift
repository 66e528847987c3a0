import KirikaePlan
import KirikaeRunbook
import KirikaeService
import KirikaeSyntax

/// What comes out otherwise with the new plans: every plan that a change touches, gone through before and after from the same
/// situations.
///
/// Nothing is touched: it is the rehearsal, in memory and in virtual time. The situations are, for each plan, the one it is meant for
/// (what its preconditions ask, over the start of the service; for a switchback what the old switchover leaves), and for one plan of
/// each runbook also every one in which a single variable that some precondition looks at has another value, or an unknown one.
/// Plans of which only words differ are not gone through: they cannot come out otherwise.
struct BehaviourComparison: Sendable {
    /// What comes out otherwise, alarming things first.
    var differences: [BehaviourDifference] = []
    /// How many situations were gone through, each before and after.
    var situationCount = 0
    /// How many were left out because there are too many.
    var leftOutCount = 0

    /// The most situations that are gone through.
    static let limit = 2_000

    /// Goes through the plans of a difference.
    ///
    /// - Parameters:
    ///   - difference: what differs.
    ///   - old: the old folder.
    ///   - new: the new folder.
    ///   - limit: the most situations that are gone through.
    init(
        _ difference: LibraryDifference, old: RunbookLibrary, new: RunbookLibrary, limit: Int = Self.limit
    ) async throws {
        let pairs = BehaviourPairs(difference, old: old, new: new)
        let plans = pairs.chosen + (await pairs.furtherPairs(laneCount: 2))
        let starts = try await BehaviourStarts(plans, old: old).all
        var situations: [(pair: BehaviourPair, situation: BehaviourSituation)] = []
        var deviations: [(pair: BehaviourPair, situation: BehaviourSituation)] = []
        var deviated: Set<String> = []
        for (pair, starts) in zip(plans, starts) {
            situations += starts.map { (pair, .init(identity: pair.identity, deviation: nil, state: $0)) }
            guard let first = starts.first, deviated.insert(pair.identity.runbook).inserted else { continue }
            deviations += Self.deviations(pair, from: first).map { (pair, $0) }
        }
        situations += deviations
        leftOutCount = max(0, situations.count - limit)
        situations = Array(situations.prefix(limit))
        situationCount = situations.count
        let changes = try await situations.sideBySide { pair, situation in
            let before = try await PlanOutcome.of(pair.old, from: situation.state)
            let after = try await PlanOutcome.of(pair.new, from: situation.state)
            return BehaviourDifference.changes(before.renaming(pair.newNames), after)
        }
        differences = Self.grouped(
            zip(situations, changes).flatMap { entry, changes in
                let place = BehaviourDifference.Place(
                    identity: entry.situation.identity, deviation: entry.situation.deviation)
                return changes.map { ($0, place) }
            })
    }

    private typealias Found = (change: BehaviourDifference.Change, place: BehaviourDifference.Place)

    private static func grouped(_ found: [Found]) -> [BehaviourDifference] {
        struct Key: Hashable {
            var runbook: String
            var change: BehaviourDifference.Change
        }
        var places: [Key: Set<BehaviourDifference.Place>] = [:]
        var order: [Key] = []
        for (change, place) in found {
            let key = Key(runbook: place.identity.runbook, change: change)
            if places[key] == nil { order.append(key) }
            places[key, default: []].insert(place)
        }
        let all = order.map {
            BehaviourDifference(change: $0.change, runbook: $0.runbook, places: (places[$0] ?? []).sorted())
        }
        return all.filter(\.isAlarming) + all.filter { !$0.isAlarming }
    }

    // MARK: Situations

    /// Every situation that differs from one in a single variable that some precondition looks at.
    private static func deviations(_ pair: BehaviourPair, from start: ServiceState) -> [BehaviourSituation] {
        let before = SituationFinder(plan: pair.old).gatingVariables
        let after = SituationFinder(plan: pair.new).gatingVariables
        return (before + after.filter { !before.contains($0) }).flatMap { name -> [BehaviourSituation] in
            let known = [pair.old, pair.new].flatMap { $0.service.variable(name)?.values.map(\.name) ?? [] }
            var values: [String?] = []
            for value in known where !values.contains(value) { values.append(value) }
            return (values + [nil]).filter { $0 != start[name] }.map { value in
                var state = start
                state[name] = value
                return BehaviourSituation(
                    identity: pair.identity, deviation: .init(variable: name, value: value), state: state)
            }
        }
    }
}
