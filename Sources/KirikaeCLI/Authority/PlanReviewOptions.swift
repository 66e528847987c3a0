import ArgumentParser
import Glibc
import KirikaeDiagnostics
import KirikaeEngine
import KirikaeForms
import KirikaePlan
import KirikaeRunbook
import KirikaeSignatures
import KirikaeSyntax
import KirikaeWorlds

/// Signing a plan that one has read.
struct PlanReviewOptions: ParsableArguments {
    @Flag(help: "Sign this plan as its reviewer. Give --as, --key and --output.")
    var sign = false
    @Option(name: .customLong("as"), help: "Your name, as the group of the environment has it.")
    var name: String?
    @Option(help: "Your private key, or the public key of one that ssh-agent holds.")
    var key: String?
    @Option(help: "What you want to say about the plan.")
    var remark: String?
    @Option(help: "The file to write the signed review into; kirikae run takes it with --review.")
    var output: String?

    /// Refuses half of what is needed.
    func check() throws {
        let given = [name, key, output].compactMap(\.self)
        if sign, given.count < 3 {
            throw ValidationError("To sign a plan, give --as NAME, --key KEYFILE and --output FILE.")
        }
        if !sign, !given.isEmpty || remark != nil { throw ValidationError("--as, --key and --output go with --sign.") }
    }

    /// Shows what is signed, signs it and writes the review.
    func sign(_ plan: Plan, language: Language) async throws -> ExitStatus {
        guard let demanded = plan.environment.planReview, let signers = plan.environment.allowedSigners,
            let name, let key, let output
        else { throw SignatureFailure(message: .signingNeedsSigners(plan.environment.name.value)) }
        let now = LiveClock().now().wallMilliseconds
        let statement = PlanReviewStatement(
            plan: plan.fingerprint, runbook: plan.runbook, arguments: plan.arguments,
            environment: plan.environment.name.value, by: name, remark: remark ?? "", signedAt: now,
            expires: now + demanded.expires.count)
        let wording = ScreenWording(language: language)
        StreamOutput.standard.write(PlanText(plan: plan, wording: wording, style: .standard).text)
        let signed = try await StatementSigner(keyPath: key, asksAtTerminal: isatty(STDIN_FILENO) == 1)
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
        return .success
    }
}
