import KirikaeCanonicalJSON

/// What a reviewer signs: that he has read exactly this plan and that it may be carried out.
public struct PlanReviewStatement: Sendable, Hashable {
    /// What it says it is.
    public static let kind = "kirikae-plan-review"

    /// The fingerprint of the plan.
    public var plan: String
    /// The runbook it was made from.
    public var runbook: String
    /// The parameters of the runbook.
    public var arguments: [String: String]
    /// The environment.
    public var environment: String
    /// Who signs.
    public var by: String
    /// What he wants to say.
    public var remark: String
    /// When, in milliseconds since 1970.
    public var signedAt: Int64
    /// When it stops counting, in milliseconds since 1970.
    public var expires: Int64

    /// Makes a statement.
    public init(
        plan: String, runbook: String, arguments: [String: String], environment: String, by: String, remark: String,
        signedAt: Int64, expires: Int64
    ) {
        self.plan = plan
        self.runbook = runbook
        self.arguments = arguments
        self.environment = environment
        self.by = by
        self.remark = remark
        self.signedAt = signedAt
        self.expires = expires
    }

    /// The text that is signed, byte for byte.
    public var text: String {
        JSONValue.object([
            "kind": .string(Self.kind), "version": 1, "plan": .string(plan), "runbook": .string(runbook),
            "arguments": .object(arguments.mapValues { .string($0) }), "environment": .string(environment),
            "by": .string(by), "remark": .string(remark), "signedAt": .integer(signedAt),
            "expires": .integer(expires),
        ]).canonicalText
    }

    /// Reads the text; only the one form that ``text`` writes is accepted.
    ///
    /// - Throws: `StatementDefect`.
    public init(parsing text: String) throws(StatementDefect) {
        let reader = try StatementReader(
            Array(text.utf8),
            members: [
                "kind", "version", "plan", "runbook", "arguments", "environment", "by", "remark", "signedAt", "expires",
            ], isCanonical: true)
        try reader.expect("kind", .string(Self.kind))
        try reader.expect("version", 1)
        plan = try reader.text("plan")
        runbook = try reader.text("runbook")
        arguments = try reader.texts("arguments")
        environment = try reader.text("environment")
        by = try reader.text("by")
        remark = try reader.text("remark", isEmptyAllowed: true)
        signedAt = try reader.time("signedAt")
        expires = try reader.time("expires")
        guard expires > signedAt else { throw .wrongMember("expires") }
    }
}
