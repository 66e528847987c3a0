import ArgumentParser
import KirikaeDiagnostics
import KirikaePlan

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
        guard let name, let key, let output else { return .usage }
        try await PlanReviewSigner(name: name, keyPath: key, remark: remark ?? "", language: language)
            .sign(plan, to: output)
        return .success
    }
}
