import KirikaeDiagnostics
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
    }

    /// One answer.
    public struct Entry: Sendable, Hashable {
        /// What it is for.
        ///
        /// Steps are named by the runbook that defines them: `portal.switchover/reload-pages`.
        public var subject: Subject
        /// The answer.
        public var answer: String
        /// What the person looked at, or the reason for a skip.
        public var remark: String?
    }

    /// Its name.
    public var name: String
    /// Who answers.
    public var by: String
    /// The answers in the order written.
    public var entries: [Entry]

    /// Reads an answers file; nil after errors.
    public init?(_ root: Node, in context: DecodingContext) {
        guard var reader = MappingReader(root, in: context) else { return nil }
        context.edition(&reader)
        let name = context.identifier(reader.required("answers"))
        let by = context.text(reader.required("by"))
        entries = context.list(reader.required("entries")).compactMap { Self.entry($0, in: context) }
        reader.finish()
        guard let name, let by else { return nil }
        self.name = name.value
        self.by = by.value
    }

    private static func entry(_ node: Node, in context: DecodingContext) -> Entry? {
        guard var reader = MappingReader(node, in: context) else { return nil }
        let subjects: [(String, (String) -> Subject)] = [
            ("step", Subject.step), ("observe", Subject.observation), ("in-doubt", Subject.inDoubt),
            ("problem", Subject.problem),
        ]
        var subject: Subject?
        for (key, make) in subjects {
            if let text = context.text(reader.optional(key)) { subject = make(text.value) }
        }
        let answer = context.text(reader.required("answer"))
        let lookedAt = context.text(reader.value("looked-at", required: node["in-doubt"] != nil))
        let reason = context.text(reader.value("reason", required: answer?.value == "skip"))
        reader.finish()
        guard let subject else {
            context.report(SyntaxMessage.missingKey("step"), at: node.location)
            return nil
        }
        return answer.map { Entry(subject: subject, answer: $0.value, remark: lookedAt?.value ?? reason?.value) }
    }
}
