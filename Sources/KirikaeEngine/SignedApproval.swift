import KirikaePlan
import KirikaeRunbook

/// A statement and its signature, as they stand in the record.
///
/// The engine neither reads nor verifies them; whoever brings them in does.
public struct SignedText: Sendable, Hashable {
    /// The statement, byte for byte as it was signed.
    public var statement: String
    /// The signature in its armoured form.
    public var signature: String

    /// Puts a statement and its signature together.
    public init(statement: String, signature: String) {
        self.statement = statement
        self.signature = signature
    }
}

/// What an approver signed: what the statement says, and the statement itself.
public struct SignedApproval: Sendable, Hashable {
    /// The statement and its signature.
    public var text: SignedText
    /// The run it says it is for.
    public var run: String
    /// What that run drew by lot when it began.
    public var nonce: String
    /// The fingerprint of the plan it says it is for.
    public var plan: String
    /// The step it says it is for.
    public var step: String
    /// The decision.
    public var decision: String
    /// Who signed.
    public var by: String
    /// Why.
    public var reason: String
    /// When, in milliseconds since 1970.
    public var signedAt: Int64
    /// When it stops counting, in milliseconds since 1970.
    public var expires: Int64

    /// Makes one.
    public init(
        text: SignedText, run: String, nonce: String, plan: String, step: String, decision: String, by: String,
        reason: String, signedAt: Int64, expires: Int64
    ) {
        self.text = text
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
}

extension RunMachine {
    /// Why what was signed is not an answer to the question of a step; nil if it is one.
    ///
    /// Whether the signature is good, whose it is, and what the clock says, is looked at before; see `answered` in the record.
    func refusal(of signed: SignedApproval?, for answer: Answer, to step: String, lasting longest: Int64)
        -> ApprovalRefusal?
    {
        guard let signed else { return .notSigned }
        guard signed.run == header?.run, signed.nonce == header?.nonce else { return .otherRun }
        guard signed.plan == plan.fingerprint else { return .otherPlan }
        guard signed.step == step else { return .otherStep }
        guard signed.decision == answer.value, signed.reason == answer.remark else { return .otherDecision }
        guard signed.by == answer.by else { return .otherName }
        guard spentStatements[step]?.contains(signed.text) != true else { return .spent }
        guard signed.expires - signed.signedAt <= longest else { return .lastsTooLong }
        return latestWallMilliseconds < signed.expires ? nil : .expired
    }
}
