import KirikaeDiagnostics

/// What became of one step of a plan.
public struct StepDifference: Sendable, Hashable {
    /// What became of a step.
    public enum Kind: String, Sendable, Hashable, CaseIterable {
        case added, removed, moved, renamed, changed
    }

    /// The main thing that became of it; a renamed or moved step may have other findings as well.
    public var kind: Kind
    /// Its path in the old plan; nil if it is new.
    public var oldPath: String?
    /// Its path in the new plan; nil if it is no longer there.
    public var newPath: String?
    /// The step as its runbook names it, in the new plan if it is there.
    public var definition: String
    /// What part it plays.
    public var stepKind: PlanStep.Kind
    /// What it does, in the new plan if it is there.
    public var title: LocalizedText
    /// Whether its place in the order changed.
    public var isMoved = false
    /// For a step with steps inside that was added, removed, moved or renamed with them: how many came with it.
    public var innerCount = 0
    /// What the change means, worst first; never empty.
    public var findings: [Finding]
    /// Where it stood.
    public var oldLocation: SourceLocation?
    /// Where it stands.
    public var newLocation: SourceLocation?

    /// Its path, in the new plan if it is there.
    public var path: String { newPath ?? oldPath ?? "" }

    /// The worst class.
    public var worst: RiskClass { findings.worst ?? .wordingOnly }
}
