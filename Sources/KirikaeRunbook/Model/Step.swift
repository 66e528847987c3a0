import KirikaeDiagnostics
import KirikaeService
import KirikaeSyntax

/// One step of a runbook.
public struct Step: Sendable {
    /// What may be done after a crash in the middle of it.
    public enum Interrupted: String, Sendable, CaseIterable {
        /// Its verifications decide whether it was done; if they do not, a person.
        case verify
        /// A person decides.
        case ask
        /// It may be run again.
        case `repeat`
    }

    /// What undoes it.
    public enum Reverse: Sendable, Hashable {
        /// A step of another runbook.
        case step(runbook: String, step: String)
        /// Nothing does; the text says why.
        case none(LocalizedText)
    }

    /// Its identifier, unique in its runbook.
    public var id: Located<String>
    /// What it does.
    public var title: LocalizedText
    /// The facts of the manual it carries out.
    public var source: [String]
    /// The place of the environment where it happens.
    public var place: Located<String>?
    /// If this is met when the step is reached, it is not needed.
    public var unless: Condition?
    /// What must hold before it.
    public var preconditions: [Condition]
    /// What is done.
    public var action: Action
    /// How long it usually takes.
    public var typical: Milliseconds?
    /// When it counts as hanging.
    public var timeout: Milliseconds?
    /// What it makes true.
    public var changes: [(variable: Located<String>, value: Located<String>)]
    /// What must hold after it.
    public var verifications: [Condition]
    /// What may be done after a crash in the middle of it.
    public var interrupted: Interrupted
    /// What is read while it is done.
    public var outputs: [OutputDefinition]
    /// What undoes it.
    public var reverse: Located<Reverse>?
    /// Whether the operator may not skip it.
    public var isCritical: Bool
    /// What could be lost.
    public var cautions: [Remark]
    /// What else to know.
    public var notes: [Remark]
    /// Whether the cause of the plan decides if it is part of it.
    public var dependsOnCause: Bool
}
