import KirikaeCanonicalJSON
import KirikaeDiagnostics

/// What a change of a folder of runbooks means for whoever carries its plans out.
public struct LibraryDifference: Sendable {
    /// The plans that differ, by runbook, arguments and environment.
    public var plans: [PlanDifference] = []
    /// Every change of a step of a runbook once, however many plans it shows in: in the order of the first of them.
    public var steps: [SharedStepDifference] = []
    /// What differs in the runbooks apart from steps: added and removed ones, parameters, words of their own.
    public var runbooks: [ItemDifference] = []
    /// What differs in the service model: variables, transitions, invariants, contacts.
    public var service: [ItemDifference] = []
    /// What differs in environments.
    public var environments: [EnvironmentDifference] = []
    /// What differs in scenarios.
    public var scenarios: [ItemDifference] = []
    /// What differs in answer sheets.
    public var answers: [ItemDifference] = []
    /// What differs in the project file.
    public var project: [ItemDifference] = []
    /// Plans that could be made before or can be made now, but not both.
    public var unplanned: [UnplannedRunbook] = []
    /// Runbooks of which not every combination of parameters was compared, because there are too many.
    public var sampledRunbooks: [String] = []

    /// Plans of those runbooks with other combinations of parameters, which were not compared; not all where there are very many.
    public var uncompared: [UncomparedPlan] = []

    /// Makes a difference without anything in it.
    init() {}

    /// Whether nothing differs.
    public var isEmpty: Bool {
        plans.isEmpty && steps.isEmpty && unplanned.isEmpty && items.isEmpty && environments.isEmpty
    }

    /// Everything that differs apart from steps and environments.
    public var items: [ItemDifference] { runbooks + service + scenarios + answers + project }

    /// Every finding.
    public var findings: [Finding] {
        steps.flatMap(\.step.findings) + items.flatMap(\.findings)
            + environments.flatMap { $0.items.flatMap(\.findings) }
            + unplanned.map(\.finding)
    }

    /// The worst class; nil if nothing differs.
    public var worst: RiskClass? { findings.worst }
}

/// How two plans of one runbook differ.
public struct PlanDifference: Sendable {
    /// Which plan it is.
    public struct Identity: Sendable, Hashable, Comparable {
        /// The runbook, as it is called now.
        public var runbook: String
        /// The values of its parameters.
        public var arguments: [String: String]
        /// The environment.
        public var environment: String

        /// By runbook, environment and arguments.
        public static func < (left: Identity, right: Identity) -> Bool {
            (left.runbook, left.environment, left.argumentText) < (right.runbook, right.environment, right.argumentText)
        }

        /// The arguments by name: `cause=drill portal=true`.
        public var argumentText: String {
            arguments.sorted { $0.key < $1.key }.map { "\($0.key)=\($0.value)" }.joined(separator: " ")
        }
    }

    /// Which plan it is.
    public var identity: Identity
    /// What the runbook was called, if it was called something else.
    public var oldRunbook: String?
    /// The old plan; in a difference of folders without its fingerprint.
    public var old: Plan
    /// The new plan; in a difference of folders without its fingerprint.
    public var new: Plan
    /// The steps that differ: in the order of the new plan, a removed one where it stood.
    public var steps: [StepDifference]
    /// The runbooks whose change shows in it, itself among them if it changed.
    public var isTouchedBy: [String]
    /// Whether the service model that it carries differs.
    public var isTouchedByService = false
    /// Whether the environment that it carries differs.
    public var isTouchedByEnvironment = false

    /// What steps are called now, by what they were called, of those that are called something else.
    public var newNames: [String: String] = [:]

    /// The fingerprint of the old plan.
    public var oldFingerprint: String { PlanEncoding.fingerprint(of: old) }

    /// The fingerprint of the new plan.
    public var newFingerprint: String { PlanEncoding.fingerprint(of: new) }

    /// What makes the old plan the new one.
    public var patch: PlanPatch { PlanPatch(from: PlanEncoding.encode(old), to: PlanEncoding.encode(new)) }
}

/// A change of a step, with the plans in which it shows.
public struct SharedStepDifference: Sendable {
    /// What became of the step: where the plan of its own runbook shows it, as that shows it.
    ///
    /// Its findings are those of all the plans, each once; of one that is worse in one plan than in another, the worse.
    public var step: StepDifference
    /// The plans, sorted.
    public var plans: [PlanDifference.Identity]
    /// For each finding that does not show in all the plans, those that do, sorted.
    ///
    /// A text with a parameter in it is a finding for each of the texts that come of it.
    public var partialPlans: [Finding: [PlanDifference.Identity]] = [:]
}

/// What became of one thing that is no step: a variable, an invariant, a host, a scenario.
public struct ItemDifference: Sendable, Hashable {
    /// What became of it.
    public enum Kind: String, Sendable, Hashable, CaseIterable {
        case added, removed, renamed, changed
    }

    /// What became of it.
    public var kind: Kind
    /// Its name.
    public var name: String
    /// What it was called, if it was called something else.
    public var oldName: String?
    /// What the change means, worst first; never empty.
    public var findings: [Finding]
}

/// What differs in one environment.
public struct EnvironmentDifference: Sendable, Hashable {
    /// What became of it.
    public var kind: ItemDifference.Kind
    /// Its name.
    public var name: String
    /// What differs in it.
    public var items: [ItemDifference]
}

/// A plan that could be made from one of the two folders only.
public struct UnplannedRunbook: Sendable {
    /// Which plan it is.
    public var identity: PlanDifference.Identity
    /// Whether it could be made before and cannot be made now.
    public var isBroken: Bool
    /// Why it cannot be made.
    public var diagnostics: Diagnostics
    /// What it means.
    public var finding: Finding
}

/// A plan that can be made from both folders and was not compared, because the runbook has too many.
public struct UncomparedPlan: Sendable {
    /// Which plan it is.
    public var identity: PlanDifference.Identity
    /// What the runbook was called.
    public var oldRunbook: String
    /// The values of the parameters that the old runbook understands.
    public var oldArguments: [String: String]
}
