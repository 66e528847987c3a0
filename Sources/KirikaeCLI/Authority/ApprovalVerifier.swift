import KirikaeEngine
import KirikaePlan
import KirikaeRunRecord
import KirikaeRunbook
import KirikaeSignatures

/// Looks at a signed approval: whose it is, whether the signature is good, and whether it counts for an open question.
struct ApprovalVerifier: Sendable {
    /// How far ahead the clock of an approver's machine may be, in milliseconds.
    static let clockDifference: Int64 = 5 * 60_000

    /// What came of it.
    enum Verdict: Sendable, Hashable {
        /// It answers the question.
        case counts(Answer)
        /// The same word was given before.
        case repeated
        /// It does not.
        case refused(Refusal)
        /// Nobody can tell: `ssh-keygen` did not say.
        case notLookedAt(reason: String)
    }

    /// Why it does not.
    enum Refusal: Sendable, Hashable {
        /// The file cannot be read as a signed statement of an approval.
        case notAStatement(reason: String)
        /// The signature is not good: what `ssh-keygen` says.
        case badSignature(reason: String)
        /// It is said to be signed in the future.
        case signedAhead
        /// The run does not take it.
        case answer(AnswerProblem)

        /// A word for the record.
        var word: String {
            switch self {
            case .notAStatement: "not-a-statement"
            case .badSignature: "bad-signature"
            case .signedAhead: "signed-ahead"
            case .answer(.mayNotApprove(let refusal)): "\(refusal)"
            case .answer: "not-an-answer"
            }
        }
    }

    let keygen: SSHKeygen

    /// Looks at a file.
    ///
    /// - Parameters:
    ///   - bytes: its content.
    ///   - question: the open question.
    ///   - machine: the run.
    ///   - wallMilliseconds: what the clock says.
    func verdict(
        on bytes: [UInt8]?, to question: Question, in machine: RunMachine, at wallMilliseconds: Int64
    ) async -> Verdict {
        guard case .approval(let given, isSigned: true) = question.kind,
            let signers = machine.plan.environment.allowedSigners
        else { return .notLookedAt(reason: "no signed approval is asked for") }
        guard let bytes else { return .refused(.notAStatement(reason: "it cannot be read")) }
        let signed: SignedApproval
        do throws(StatementDefect) {
            signed = try SignedApproval(SignedStatement(parsing: bytes))
        } catch {
            return .refused(.notAStatement(reason: error.reason))
        }
        // A clock that was put back does not bring back what had expired.
        let now = max(wallMilliseconds, machine.latestWallMilliseconds)
        do throws(SSHKeygenFailure) {
            let verdict = try await keygen.verify(
                Array(signed.text.statement.utf8), signature: signed.text.signature, principal: signed.by,
                namespace: SignatureNamespace.approval, allowedSigners: signers.bytes, at: now)
            if case .invalid(let reason) = verdict { return .refused(.badSignature(reason: reason)) }
        } catch .argumentRefused {
            return .refused(.answer(.mayNotApprove(.notMember)))
        } catch {
            return .notLookedAt(reason: error.reason)
        }
        if signed.signedAt > now + Self.clockDifference { return .refused(.signedAhead) }
        if signed.expires <= now { return .refused(.answer(.mayNotApprove(.expired))) }
        let answer = Answer(
            value: signed.decision, remark: signed.reason, by: signed.by, via: .signature, signed: signed)
        guard let problem = machine.check(answer, to: question.id) else { return .counts(answer) }
        let isSame = given.contains(signed.by) && signed.decision == ApprovalChoice.approve.rawValue
        return isSame && problem == .mayNotApprove(.hasApproved) ? .repeated : .refused(.answer(problem))
    }
}
