import KirikaeDiagnostics
import KirikaeService
import KirikaeSyntax

/// What a person would answer, written down beforehand for an unattended drill.
///
/// Every answer taken from it is recorded as such.
public struct AnswerSheet: Sendable {
    /// What an answer is for.
    public enum Subject: Sendable, Hashable {
        /// The question at the end of a manual step.
        case step(String)
        /// The value of a variable.
        case observation(String)
        /// Whether a step that was interrupted had been done.
        case inDoubt(String)
        /// What to do about a step that did not succeed.
        case problem(String)
        /// Whether the run may go on.
        case approval(String)
    }

    /// One answer.
    public struct Entry: Sendable, Hashable {
        /// What it is for.
        ///
        /// Steps are named by the runbook that defines them: `portal.switchover/reload-pages`.
        public var subject: Subject
        /// The answer; empty where it is what the person sees.
        public var answer: String
        /// The variable of a simulated service whose value is the answer.
        public var seen: Located<String>?
        /// What the person looked at, or the reason.
        public var remark: String?
        /// Who gives it, where that is somebody else than the sheet says.
        public var by: String?
        /// A file that is kept as evidence first.
        public var attachment: String?
        /// Whether the person makes true in a simulated service what the step changes.
        public var doesStep: Bool
        /// Where it stands.
        public var location: SourceLocation
    }

    /// Its name.
    public var name: String
    /// Who answers.
    public var by: String
    /// The answers in the order written.
    public var entries: [Entry]

    /// Reads an answers file; nil after errors.
    public init?(_ root: Node, in context: DecodingContext) {
        guard let reader = MappingReader(root, .answers, in: context) else { return nil }
        context.edition(reader)
        let name = context.identifier(reader["answers"])
        let by = context.text(reader["by"])
        entries = context.list(reader["entries"]).compactMap { Self.entry($0, in: context) }
        guard let name, let by else { return nil }
        self.name = name.value
        self.by = by.value
    }

    private static func entry(_ node: Node, in context: DecodingContext) -> Entry? {
        guard let reader = MappingReader(node, .answerEntry, in: context) else { return nil }
        let subjects: [(String, (String) -> Subject)] = [
            ("step", Subject.step), ("observe", Subject.observation), ("in-doubt", Subject.inDoubt),
            ("problem", Subject.problem), ("approve", Subject.approval),
        ]
        let subject = subjects.lazy.compactMap { key, make in context.text(reader[key]).map { make($0.value) } }.first
        let seen = context.text(reader["sees"])
        let answer = context.text(reader["answer"])
        let lookedAt = context.text(reader["in-doubt"] == nil ? reader["looked-at"] : reader.required("looked-at"))
        let needsReason = answer?.value == "skip" || reader["approve"] != nil
        let reason = context.text(needsReason ? reader.required("reason") : reader["reason"])
        let by = context.text(reader["by"])
        let attachment = context.text(reader["attach"])
        let doesStep = context.truth(reader["does"]) ?? false
        guard let subject, answer != nil || seen != nil else { return nil }
        return Entry(
            subject: subject, answer: answer?.value ?? "", seen: seen, remark: lookedAt?.value ?? reason?.value,
            by: by?.value,
            attachment: attachment?.value,
            doesStep: doesStep,
            location: node.entries?.first?.value.location ?? node.location)
    }
}
