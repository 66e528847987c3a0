import KirikaeDiagnostics
import KirikaeService
import KirikaeSyntax

/// One procedure with its parameters filled in: ordered steps with preconditions and verifications.
public struct Runbook: Sendable {
    /// What part a runbook plays.
    public enum Kind: String, Sendable, CaseIterable {
        /// One function in one direction.
        case function
        /// A click path that others include.
        case procedure
        /// A composition of others.
        case plan
    }

    /// Which way it goes.
    public enum Direction: String, Sendable, CaseIterable {
        case switchover, switchback, both
    }

    /// Its identifier, such as `portal.switchover`.
    public var id: Located<String>
    /// What part it plays.
    public var kind: Kind
    /// The function it switches; nil for a plan.
    public var function: String?
    /// Which way it goes.
    public var direction: Direction
    /// What it does.
    public var title: LocalizedText
    /// The facts of the manual it carries out as a whole.
    public var source: [String]
    /// What is shown before its first step, because something could be lost.
    public var cautions: [Remark]
    /// What is shown before its first step.
    public var notes: [Remark]
    /// Checked before its first step.
    public var preconditions: [Condition]
    /// Its steps in order, those left out by `when` not among them.
    public var steps: [Step]
    /// The steps left out by `when`.
    public var stepsLeftOut: [Step]
    /// Checked after its last step.
    public var postconditions: [Condition]
    /// The file it was read from.
    public var file: String
}

/// A sentence for the operator, with the facts of the manual behind it.
public struct Remark: Sendable, Hashable {
    /// The sentence.
    public var text: LocalizedText
    /// The facts.
    public var source: [String]
}
