import KirikaeCanonicalJSON
import KirikaeDiagnostics
import KirikaeRunbook
import KirikaeService

/// Compares the plans of two folders pair by pair.
///
/// No pair depends on another, so they may be compared side by side.
struct PlanPairComparison: Sendable {
    /// A plan that is made from both folders.
    struct Pair: Sendable {
        /// Which plan it is.
        var identity: PlanDifference.Identity
        /// What the runbook was called.
        var oldRunbook: String
        /// The values of the parameters that the old runbook understands.
        var oldArguments: [String: String]
        /// The changed runbooks that the plan is made of.
        var touching: Set<String>
    }

    /// What came of a pair.
    enum Result: Sendable {
        /// Neither can be made, or both are the same.
        case nothing
        case unplanned(UnplannedRunbook)
        case differs(PlanDifference)
    }

    /// What was decoded of each folder.
    struct Parts: Sendable {
        let old = PlanParts()
        let new = PlanParts()
    }

    let old: RunbookLibrary
    let new: RunbookLibrary
    let conditions: ConditionFindings
    /// The environments of which something differs.
    let changedEnvironments: Set<String>
    /// Those of which something differs that plans hold.
    let changedPlanEnvironments: Set<String>
    let isServiceChanged: Bool
    /// Whether the steps of a plan follow from both service models alike.
    private let areGuardsSame: Bool

    init(
        old: RunbookLibrary, new: RunbookLibrary, conditions: ConditionFindings, isServiceChanged: Bool,
        changedEnvironments: Set<String>, changedPlanEnvironments: Set<String>
    ) {
        self.old = old
        self.new = new
        self.conditions = conditions
        self.isServiceChanged = isServiceChanged
        self.changedEnvironments = changedEnvironments
        self.changedPlanEnvironments = changedPlanEnvironments
        areGuardsSame = !isServiceChanged || Self.guards(of: old.service) == Self.guards(of: new.service)
    }

    /// Compares the plans of a pair.
    func compare(_ pair: Pair, parts: Parts) -> Result {
        let environment = pair.identity.environment
        let isSurrounded = isServiceChanged || changedEnvironments.contains(environment)
        let (before, oldFindings) = plan(old, pair.oldRunbook, pair.oldArguments, environment, parts.old)
        if let before, pair.touching.isEmpty, !changedEnvironments.contains(environment), areGuardsSame,
            pair.oldRunbook == pair.identity.runbook, pair.oldArguments == pair.identity.arguments,
            let service = new.service
        {
            // Nothing that its steps are made of differs, so they are the same.
            var after = before
            after.service = service
            return isServiceChanged ? .differs(difference(pair, before, after, [], [:])) : .nothing
        }
        let (after, newFindings) = plan(new, pair.identity.runbook, pair.identity.arguments, environment, parts.new)
        guard let before, let after else {
            guard (before == nil) != (after == nil) else { return .nothing }
            let isBroken = after == nil
            return .unplanned(
                UnplannedRunbook(
                    identity: pair.identity, isBroken: isBroken, diagnostics: isBroken ? newFindings : oldFindings,
                    finding: Finding(.actionChanged, isBroken ? .weakened : .changed, .plan)))
        }
        let (steps, newNames) = PlanDifference.steps(before, after, conditions: conditions)
        let isOtherwise =
            isServiceChanged || changedPlanEnvironments.contains(environment) || before.direction != after.direction
            || before.arguments != after.arguments || before.runbook != after.runbook
        guard !steps.isEmpty || (isOtherwise && (isSurrounded || !pair.touching.isEmpty)) else { return .nothing }
        return .differs(difference(pair, before, after, steps, newNames))
    }

    private func difference(
        _ pair: Pair, _ before: Plan, _ after: Plan, _ steps: [StepDifference], _ newNames: [String: String]
    ) -> PlanDifference {
        PlanDifference(
            identity: pair.identity, oldRunbook: pair.oldRunbook == pair.identity.runbook ? nil : pair.oldRunbook,
            old: before, new: after, steps: steps, isTouchedBy: pair.touching.sorted(),
            isTouchedByService: isServiceChanged,
            isTouchedByEnvironment: changedEnvironments.contains(pair.identity.environment), newNames: newNames)
    }

    private func plan(
        _ library: RunbookLibrary, _ runbook: String, _ arguments: [String: String], _ environment: String,
        _ parts: PlanParts
    ) -> (plan: Plan?, diagnostics: Diagnostics) {
        let builder = PlanBuilder(library: library, parts: parts)
        let plan = builder.plan(
            runbook: runbook, arguments: arguments, environment: environment,
            environmentArguments: library.environments[environment]?.sampleArguments ?? [:],
            // Whoever wants to know it asks for it.
            fingerprint: "")
        return (plan, builder.diagnostics)
    }

    /// What the guards of steps are derived from.
    private static func guards(of service: ServiceModel?) -> [JSONValue] {
        service?.invariants.map(PlanEncoding.encode) ?? []
    }
}
