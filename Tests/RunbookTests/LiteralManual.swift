import KirikaePlan
import KirikaeRunbook
import KirikaeService
import KirikaeSyntax

/// A plan as the manual literally states it: without what the runbooks add to it.
///
/// What stays is what the manual tells the operator to do or to see before: a step stays if it carries out a step of the manual, and a
/// condition if the manual makes it one, as a step, a condition, a prerequisite or a prohibition. A condition that the runbooks draw
/// from what else the manual says (an effect, a state, a word on a screen), from one of its faults or from an invariant is taken out.
struct LiteralManual {
    /// The kinds of facts that tell the operator to do or to see something.
    private static let demands: Set<Manual.FactKind> = [.step, .condition, .prerequisite, .prohibition]

    private let kinds: [String: Manual.FactKind]
    private let stepFacts: [String: [String]]
    /// The runbooks that put those of the functions together.
    private let plans: Set<String>

    init(library: RunbookLibrary) {
        kinds = Dictionary(
            library.manuals.values.flatMap(\.facts).map { ($0.id.value, $0.kind) },
            uniquingKeysWith: { first, _ in first })
        var facts: [String: [String]] = [:]
        for citation in library.citations where citation.holder.kind == .step && citation.part == .whole {
            facts[citation.holder.name, default: []].append(citation.fact.value)
        }
        stepFacts = facts
        plans = Set(library.runbooks.keys.filter { $0.hasPrefix("plan.") })
    }

    /// The plan without what the runbooks add.
    func strip(_ plan: Plan) -> Plan {
        var literal = plan
        var takenOut = 0
        for index in plan.steps.indices {
            if index < takenOut || !isOfTheManual(at: index, in: plan) {
                takenOut = max(takenOut, index + (plan.steps[index].kind == .enter ? plan.steps[index].span : 1))
                empty(&literal.steps[index])
                continue
            }
            literal.steps[index].preconditions.removeAll { !isOfTheManual($0) }
            literal.steps[index].verifications.removeAll { !isOfTheManual($0) }
        }
        return literal
    }

    /// The conditions that are taken out of a plan.
    func added(to plan: Plan) -> [PlanCondition] {
        plan.steps.flatMap { $0.preconditions + $0.verifications }.filter { !isOfTheManual($0) }
    }

    private func isOfTheManual(_ condition: PlanCondition) -> Bool {
        condition.origin == .author
            && condition.condition.source.contains { kinds[$0].map(Self.demands.contains) == true }
    }

    /// Whether a step carries out a step of the manual, or the one that includes what is entered.
    ///
    /// A plan puts the procedures of the functions together: of what it enters, some step must.
    private func isOfTheManual(at index: Int, in plan: Plan) -> Bool {
        let step = plan.steps[index]
        // What it reads, a step of the manual may need.
        if carriesOut(step, in: plan) || !step.outputs.isEmpty { return true }
        let isPartOfPlan = plans.contains(plan.runbook) && step.path.split(separator: "/").count == 2
        guard step.kind == .enter, isPartOfPlan else { return false }
        return (index + 1..<index + step.span).contains { inner in
            plan.steps[inner].kind == .step && carriesOut(plan.steps[inner], in: plan)
        }
    }

    private func carriesOut(_ step: PlanStep, in plan: Plan) -> Bool {
        guard step.kind == .step || step.kind == .enter, step.path != plan.runbook else { return true }
        let parts = step.path.split(separator: "/")
        let outer = parts.dropLast().joined(separator: "/")
        let runbook = plan.index(of: outer).map { plan.steps[$0].definition } ?? outer
        let facts = stepFacts["\(runbook)/\(parts.last ?? "")"] ?? []
        return facts.contains { kinds[$0] == .step }
    }

    /// Makes a step one that nothing happens at.
    private func empty(_ step: inout PlanStep) {
        step.kind = .join
        step.unless = nil
        step.preconditions = []
        step.action = .none
        step.verifications = []
        step.changes = [:]
    }
}
