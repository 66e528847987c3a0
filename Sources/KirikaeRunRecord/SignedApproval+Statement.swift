import KirikaeEngine
import KirikaeSignatures

extension SignedApproval {
    /// Reads what somebody signed.
    ///
    /// The signature itself is not looked at.
    ///
    /// - Throws: `StatementDefect` if it is no statement of an approval.
    public init(_ signed: SignedStatement) throws(StatementDefect) {
        let statement = try ApprovalStatement(parsing: signed.statement)
        self.init(
            text: SignedText(statement: signed.statement, signature: signed.signature), run: statement.run,
            nonce: statement.nonce, plan: statement.plan, step: statement.step, decision: statement.decision,
            by: statement.by, reason: statement.reason, signedAt: statement.signedAt, expires: statement.expires)
    }
}
