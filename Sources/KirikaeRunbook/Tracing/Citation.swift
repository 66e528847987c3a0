import KirikaeDiagnostics
import KirikaeSyntax

/// A place in the files that names a fact of a manual.
public struct Citation: Sendable {
    /// What kind of thing names it.
    public enum HolderKind: String, Sendable, CaseIterable {
        case runbook, step, variable, transition, invariant, service, environment, scenario
    }

    /// What names it: a step, a variable, a whole runbook, ….
    public struct Holder: Sendable, Hashable {
        /// What kind of thing it is.
        public var kind: HolderKind
        /// Its name; a step's is `runbook/step`.
        public var name: String

        /// The runbook it belongs to; nil if it belongs to none.
        public var runbook: String? {
            switch kind {
            case .runbook: name
            case .step: name.split(separator: "/").first.map(String.init)
            default: nil
            }
        }
    }

    /// In which part of a runbook or a step it is named.
    public enum Part: String, Sendable, CaseIterable {
        /// By the thing as a whole.
        case whole
        case precondition, instruction, verification, postcondition, caution, note
        /// By another condition: `unless`, or what is waited for.
        case condition
    }

    /// The fact.
    public var fact: Located<String>
    /// What names it.
    public var holder: Holder
    /// In which part of it.
    public var part: Part

    /// Whether the fact is carried by it.
    ///
    /// A scenario only rehearses what a runbook does about a fact: nobody is led by it.
    public var carries: Bool { holder.kind != .scenario }
}
