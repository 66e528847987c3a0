import KirikaeCanonicalJSON

/// What an approver signs: that a run may go on at a step, or may not.
public struct ApprovalStatement: Sendable, Hashable {
    /// What it says it is.
    public static let kind = "kirikae-approval"
    /// The two decisions there are.
    public static let decisions = ["approve", "reject"]

    /// The identifier of the run.
    public var run: String
    /// What was drawn by lot when the run began, so that a run of the same name elsewhere is another one.
    public var nonce: String
    /// The fingerprint of the plan.
    public var plan: String
    /// The path of the step.
    public var step: String
    /// `approve` or `reject`.
    public var decision: String
    /// Who signs.
    public var by: String
    /// Why.
    public var reason: String
    /// When, in milliseconds since 1970.
    public var signedAt: Int64
    /// When it stops counting, in milliseconds since 1970.
    public var expires: Int64

    /// Makes a statement.
    public init(
        run: String, nonce: String, plan: String, step: String, decision: String, by: String, reason: String,
        signedAt: Int64, expires: Int64
    ) {
        self.run = run
        self.nonce = nonce
        self.plan = plan
        self.step = step
        self.decision = decision
        self.by = by
        self.reason = reason
        self.signedAt = signedAt
        self.expires = expires
    }

    /// The text that is signed, byte for byte.
    public var text: String {
        JSONValue.object([
            "kind": .string(Self.kind), "version": 1, "run": .string(run), "nonce": .string(nonce),
            "plan": .string(plan), "step": .string(step), "decision": .string(decision), "by": .string(by),
            "reason": .string(reason), "signedAt": .integer(signedAt), "expires": .integer(expires),
        ]).canonicalText
    }

    /// Reads the text; only the one form that ``text`` writes is accepted.
    ///
    /// - Throws: `StatementDefect`.
    public init(parsing text: String) throws(StatementDefect) {
        let reader = try StatementReader(
            Array(text.utf8),
            members: [
                "kind", "version", "run", "nonce", "plan", "step", "decision", "by", "reason", "signedAt", "expires",
            ], isCanonical: true)
        try reader.expect("kind", .string(Self.kind))
        try reader.expect("version", 1)
        run = try reader.text("run")
        nonce = try reader.text("nonce", isEmptyAllowed: true)
        plan = try reader.text("plan")
        step = try reader.text("step")
        decision = try reader.text("decision")
        guard Self.decisions.contains(decision) else { throw .wrongMember("decision") }
        by = try reader.text("by")
        reason = try reader.text("reason")
        signedAt = try reader.time("signedAt")
        expires = try reader.time("expires")
        guard expires > signedAt else { throw .wrongMember("expires") }
    }
}
