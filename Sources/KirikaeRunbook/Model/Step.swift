import KirikaeDiagnostics
import KirikaeService
import KirikaeSyntax

/// One step of a runbook.
///
/// It is a class because it is looked at by every check and copied by none: a structure of so many parts would be taken apart
/// and counted at each look.
public final class Step: Sendable {
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
    public let id: Located<String>
    /// What it does.
    public let title: LocalizedText
    /// The facts of the manual it carries out.
    public let source: [String]
    /// The place of the environment where it happens.
    public let place: Located<String>?
    /// If this is met when the step is reached, it is not needed.
    public let unless: Condition?
    /// What must hold before it.
    public let preconditions: [Condition]
    /// What is done.
    public let action: Action
    /// How long it usually takes.
    public let typical: Milliseconds?
    /// When it counts as hanging.
    public let timeout: Milliseconds?
    /// What it makes true.
    public let changes: [(variable: Located<String>, value: Located<String>)]
    /// What must hold after it.
    public let verifications: [Condition]
    /// What may be done after a crash in the middle of it.
    public let interrupted: Interrupted
    /// What is read while it is done.
    public let outputs: [OutputDefinition]
    /// What undoes it.
    public let reverse: Located<Reverse>?
    /// Whether the operator may not skip it.
    public let isCritical: Bool
    /// What could be lost.
    public let cautions: [Remark]
    /// What else to know.
    public let notes: [Remark]
    /// Whether the cause of the plan decides if it is part of it.
    public let dependsOnCause: Bool

    init(
        id: Located<String>, title: LocalizedText, source: [String], place: Located<String>?, unless: Condition?,
        preconditions: [Condition], action: Action, typical: Milliseconds?, timeout: Milliseconds?,
        changes: [(variable: Located<String>, value: Located<String>)], verifications: [Condition],
        interrupted: Interrupted, outputs: [OutputDefinition], reverse: Located<Reverse>?, isCritical: Bool,
        cautions: [Remark], notes: [Remark], dependsOnCause: Bool
    ) {
        self.id = id
        self.title = title
        self.source = source
        self.place = place
        self.unless = unless
        self.preconditions = preconditions
        self.action = action
        self.typical = typical
        self.timeout = timeout
        self.changes = changes
        self.verifications = verifications
        self.interrupted = interrupted
        self.outputs = outputs
        self.reverse = reverse
        self.isCritical = isCritical
        self.cautions = cautions
        self.notes = notes
        self.dependsOnCause = dependsOnCause
    }
}
