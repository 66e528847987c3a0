import KirikaePlan
import KirikaeRunbook
import KirikaeService
import KirikaeSyntax

/// Where the plans of a comparison are gone through from: for each the situations that the old and the new one are meant for.
struct BehaviourStarts: Sendable {
    /// The situations of each plan: one if the old and the new one are meant for the same.
    private(set) var all: [[ServiceState]] = []
    private let old: RunbookLibrary

    /// A plan that was made already, by its runbook and the values of its parameters.
    private struct Key: Hashable {
        var runbook: String
        var arguments: [String: String]
    }

    private var known: [Key: Plan] = [:]

    /// Finds the situations.
    ///
    /// - Parameters:
    ///   - pairs: the plans.
    ///   - old: the old folder.
    init(_ pairs: [BehaviourPair], old: RunbookLibrary) async throws {
        self.old = old
        known = Dictionary(
            pairs.map { (Key(runbook: $0.old.runbook, arguments: $0.old.arguments), $0.old) },
            uniquingKeysWith: { first, _ in first })
        all = try await pairs.sideBySide(starts)
    }

    @Sendable private func starts(_ pair: BehaviourPair) async throws -> [ServiceState] {
        var base = pair.old.service.startState
        // What only the new service knows begins as that says.
        for (name, value) in pair.new.service.startState.values where pair.old.service.variable(name) == nil {
            base[name] = value
        }
        if let earlier = opposite(of: pair.old) {
            let outcome = try await PlanOutcome.of(earlier, from: SituationFinder(plan: earlier).start(from: base))
            if outcome.ending == .completed { base = outcome.state }
        }
        let before = SituationFinder(plan: pair.old).start(from: base)
        let after = SituationFinder(plan: pair.new).start(from: base)
        return before == after ? [before] : [before, after]
    }

    /// The plan whose end is where a switchback begins: the one whose steps it takes back.
    private func opposite(of plan: Plan) -> Plan? {
        guard plan.direction == .switchback else { return nil }
        let word = Runbook.Direction.switchback.rawValue
        let name = plan.runbook.replacing(word, with: Runbook.Direction.switchover.rawValue)
        guard name != plan.runbook, let template = old.runbooks[name] else { return nil }
        let names = Set(template.parameters.map(\.name.value))
        let arguments = plan.arguments.filter { names.contains($0.key) }
        return known[Key(runbook: name, arguments: arguments)]
            ?? PlanSeries(library: old).plan(
                runbook: name, arguments: arguments, environment: plan.environment.name.value)
    }
}

extension Array where Element: Sendable {
    /// What comes of each element, several at once, in their order.
    func sideBySide<Made: Sendable>(
        _ make: @escaping @Sendable (Element) async throws -> Made
    ) async throws -> [Made] {
        try await withThrowingTaskGroup(of: (Int, Made).self) { group in
            for (index, element) in enumerated() {
                group.addTask { (index, try await make(element)) }
            }
            var made: [(Int, Made)] = []
            made.reserveCapacity(count)
            for try await part in group { made.append(part) }
            return made.sorted { $0.0 < $1.0 }.map(\.1)
        }
    }
}
