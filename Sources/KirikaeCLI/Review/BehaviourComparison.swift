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
    init(_ difference: LibraryDifference, old: RunbookLibrary, limit: Int = Self.limit) async throws {
        var situations: [(plans: PlanDifference, situation: BehaviourSituation)] = []
        var deviated: Set<String> = []
        var seen: Set<String> = []
        for plans in difference.plans {
            // The environment says how things are looked at, not how they behave.
            guard seen.insert(plans.identity.runbook + " " + plans.identity.argumentText).inserted else { continue }
            let starts = try await Self.starts(plans, old: old)
            situations += starts.map { (plans, .init(identity: plans.identity, deviation: nil, state: $0)) }
            guard let first = starts.first, deviated.insert(plans.identity.runbook).inserted else { continue }
            situations += Self.deviations(plans, from: first).map { (plans, $0) }
        }
        leftOutCount = max(0, situations.count - limit)
        situations = Array(situations.prefix(limit))
        situationCount = situations.count
        differences = Self.grouped(try await Self.changes(in: situations))
    }

    private typealias Found = (change: BehaviourDifference.Change, place: BehaviourDifference.Place)

    /// Goes through all situations, side by side, and tells what differs in their order.
    private static func changes(
        in situations: [(plans: PlanDifference, situation: BehaviourSituation)]
    ) async throws -> [Found] {
        let laneCount = 4
        return try await withThrowingTaskGroup(of: [(Int, [BehaviourDifference.Change])].self) { group in
            for lane in 0..<laneCount {
                group.addTask {
                    var found: [(Int, [BehaviourDifference.Change])] = []
                    for index in stride(from: lane, to: situations.count, by: laneCount) {
                        let (plans, situation) = situations[index]
                        let before = try await PlanOutcome.of(plans.old, from: situation.state)
                        let after = try await PlanOutcome.of(plans.new, from: situation.state)
                        found.append((index, BehaviourDifference.changes(before, after, newNames: plans.newNames)))
                    }
                    return found
                }
            }
            var all: [(Int, [BehaviourDifference.Change])] = []
            for try await part in group { all += part }
            return all.sorted { $0.0 < $1.0 }.flatMap { index, changes in
                let situation = situations[index].situation
                return changes.map {
                    ($0, BehaviourDifference.Place(identity: situation.identity, deviation: situation.deviation))
                }
            }
        }
    }

    private static func grouped(_ found: [Found]) -> [BehaviourDifference] {
        struct Key: Hashable {
            var runbook: String
            var change: BehaviourDifference.Change
        }
        var places: [Key: [BehaviourDifference.Place]] = [:]
        var order: [Key] = []
        for (change, place) in found {
            let key = Key(runbook: place.identity.runbook, change: change)
            if places[key] == nil { order.append(key) }
            if places[key]?.contains(place) != true { places[key, default: []].append(place) }
        }
        let all = order.map {
            BehaviourDifference(change: $0.change, runbook: $0.runbook, places: (places[$0] ?? []).sorted())
        }
        return all.filter(\.isAlarming) + all.filter { !$0.isAlarming }
    }

    // MARK: Situations

    /// The situations that the old and the new plan are meant for: one if they are the same.
    private static func starts(_ plans: PlanDifference, old: RunbookLibrary) async throws -> [ServiceState] {
        var base = plans.old.service.startState
        // What only the new service knows begins as that says.
        for (name, value) in plans.new.service.startState.values where plans.old.service.variable(name) == nil {
            base[name] = value
        }
        if let earlier = opposite(of: plans.old, in: old) {
            let outcome = try await PlanOutcome.of(earlier, from: SituationFinder(plan: earlier).start(from: base))
            if outcome.ending == .completed { base = outcome.state }
        }
        let before = SituationFinder(plan: plans.old).start(from: base)
        let after = SituationFinder(plan: plans.new).start(from: base)
        return before == after ? [before] : [before, after]
    }

    /// The plan whose end is where a switchback begins: the one whose steps it takes back.
    private static func opposite(of plan: Plan, in library: RunbookLibrary) -> Plan? {
        guard plan.direction == .switchback else { return nil }
        let word = Runbook.Direction.switchback.rawValue
        let name = plan.runbook.replacing(word, with: Runbook.Direction.switchover.rawValue)
        guard name != plan.runbook, let template = library.runbooks[name] else { return nil }
        let names = Set(template.parameters.map(\.name.value))
        let environment = plan.environment.name.value
        return PlanBuilder(library: library).plan(
            runbook: name, arguments: plan.arguments.filter { names.contains($0.key) }, environment: environment,
            environmentArguments: library.environments[environment]?.sampleArguments ?? [:])
    }

    /// Every situation that differs from one in a single variable that some precondition looks at.
    private static func deviations(_ plans: PlanDifference, from start: ServiceState) -> [BehaviourSituation] {
        let before = SituationFinder(plan: plans.old).gatingVariables
        let after = SituationFinder(plan: plans.new).gatingVariables
        return (before + after.filter { !before.contains($0) }).flatMap { name -> [BehaviourSituation] in
            let known = [plans.old, plans.new].flatMap { $0.service.variable(name)?.values.map(\.name) ?? [] }
            var values: [String?] = []
            for value in known where !values.contains(value) { values.append(value) }
            return (values + [nil]).filter { $0 != start[name] }.map { value in
                var state = start
                state[name] = value
                return BehaviourSituation(
                    identity: plans.identity, deviation: .init(variable: name, value: value), state: state)
            }
        }
    }
}

extension PlanDifference {
    /// What steps of the old plan are called in the new one, of those that are called something else.
    fileprivate var newNames: [String: String] {
        Dictionary(
            steps.compactMap { step in
                step.oldPath.flatMap { old in step.newPath.flatMap { old == $0 ? nil : (old, $0) } }
            }, uniquingKeysWith: { first, _ in first })
    }
}
