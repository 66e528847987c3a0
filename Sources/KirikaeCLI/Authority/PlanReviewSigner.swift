import Glibc
import KirikaeDiagnostics
import KirikaeEngine
import KirikaeForms
import KirikaePlan
import KirikaeRunbook
import KirikaeSignatures
import KirikaeSyntax
import KirikaeWorlds

/// Signs a plan as one of its reviewers.
struct PlanReviewSigner: Sendable {
    /// Who signs, as the group of the environment has the name.
    let name: String
    /// The private key, or the public key of one that an agent holds.
    let keyPath: String
    /// What the reviewer says about the plan.
    let remark: String
    let language: Language

    /// Shows what is signed, signs it and writes the review.
    ///
    /// A signature that would not count is not written.
    func sign(_ plan: Plan, to output: String) async throws {
        guard let demanded = plan.environment.planReview, let signers = plan.environment.allowedSigners else {
            throw SignatureFailure(message: .signingNeedsSigners(plan.environment.name.value))
        }
        let now = LiveClock().now().wallMilliseconds
        let statement = PlanReviewStatement(
            plan: plan.fingerprint, runbook: plan.runbook, arguments: plan.arguments,
            environment: plan.environment.name.value, by: name, remark: remark, signedAt: now,
            expires: now + demanded.expires.count)
        let wording = ScreenWording(language: language)
        StreamOutput.standard.write(PlanText(plan: plan, wording: wording, style: .standard).text)
        let signed = try await StatementSigner(keyPath: keyPath, asksAtTerminal: isatty(STDIN_FILENO) == 1)
            .sign(statement.text, namespace: SignatureNamespace.planReview)
        let reviews = PlanReviews(plan: plan, operatorName: "")
        if let reason = try await reviews.refusal(of: signed, statement, demanded, signers) {
            throw SignatureFailure(message: .refused(name, reason: reason))
        }
        do throws(FormsFailure) { try FileReplacement.write(signed.fileBytes, to: output) } catch {
            throw SignatureFailure(message: .notWritten(output, reason: error.message.text(in: .en)))
        }
        StreamOutput.standard.line(
            wording.pick(
                "署名しました：\(output)（\(WallTime.dateAndTime(statement.expires)) まで有効）",
                "Signed: \(output) (counts until \(WallTime.dateAndTime(statement.expires)))"))
    }
}
