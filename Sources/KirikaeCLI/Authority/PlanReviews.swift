import KirikaeDiagnostics
import KirikaeEngine
import KirikaePlan
import KirikaeRunbook
import KirikaeService
import KirikaeSignatures
import KirikaeSyntax
import KirikaeWorlds

/// Looks whether enough people have read exactly this plan and signed it.
struct PlanReviews: Sendable {
    let plan: Plan
    /// Who starts the run; his own review does not count.
    let operatorName: String
    /// Whose rules and keys count; nil for those of the plan itself.
    ///
    /// A plan that takes the place of another is judged by the rules of that one: else whoever changes a file could bring his own.
    var authority: Environment?
    var keygen = SSHKeygen()
    var clock: any Clock = LiveClock()

    /// Reads review files.
    ///
    /// - Throws: `SignatureFailure` if too few of them count.
    /// - Returns: those that count; none where the environment demands none.
    func check(_ paths: [String]) async throws -> [SignedText] {
        let environment = authority ?? plan.environment
        guard let demanded = environment.planReview else {
            guard paths.isEmpty else {
                throw SignatureFailure(message: .signingNeedsSigners(plan.environment.name.value))
            }
            return []
        }
        guard let signers = environment.allowedSigners else {
            throw SignatureFailure(
                message: .reviewsMissing(
                    have: 0, needed: demanded.count, group: demanded.group.value, refused: []))
        }
        var valid: [String: SignedText] = [:]
        var refused: [LocalizedText] = []
        for path in paths {
            let signed: SignedStatement
            let statement: PlanReviewStatement
            do throws(StatementDefect) {
                signed = try SignedStatement(parsing: try Self.bytes(of: path))
                statement = try PlanReviewStatement(parsing: signed.statement)
            } catch {
                throw SignatureFailure(message: .notAStatement(path, reason: error.reason))
            }
            if let reason = try await refusal(of: signed, statement, demanded, signers) {
                refused.append(.init(ja: "\(path)：\(reason.ja)", en: "\(path): \(reason.en)"))
            } else {
                valid[statement.by] = SignedText(statement: signed.statement, signature: signed.signature)
            }
        }
        guard valid.count >= demanded.count else {
            throw SignatureFailure(
                message: .reviewsMissing(
                    have: valid.count, needed: demanded.count, group: demanded.group.value, refused: refused))
        }
        return valid.sorted { $0.key < $1.key }.map(\.value)
    }

    /// Why a review does not count; nil if it does.
    func refusal(
        of signed: SignedStatement, _ statement: PlanReviewStatement, _ demanded: Environment.PlanReview,
        _ signers: AllowedSigners
    ) async throws -> LocalizedText? {
        let now = clock.now().wallMilliseconds
        let members = (authority ?? plan.environment).groups[demanded.group.value]?.members ?? []
        guard members.contains(statement.by) else {
            return .init(
                ja: "「\(statement.by)」はレビューできる人の中にいません", en: "‘\(statement.by)’ is not one of those who may review")
        }
        guard statement.by != operatorName else {
            return .init(ja: "開始する本人のレビューは数えません", en: "whoever starts the run may not be its reviewer")
        }
        guard statement.plan == plan.fingerprint, statement.runbook == plan.runbook,
            statement.environment == plan.environment.name.value, statement.arguments == plan.arguments
        else {
            return .init(
                ja: "別の計画（\(statement.plan.prefix(16))）への署名です",
                en: "signed for another plan (\(statement.plan.prefix(16)))")
        }
        guard statement.expires > now, statement.signedAt <= now + ApprovalVerifier.clockDifference,
            statement.expires - statement.signedAt <= demanded.expires.count
        else {
            return .init(ja: "署名の期限が合いません", en: "it has expired, or its times are not allowed")
        }
        do throws(SSHKeygenFailure) {
            let verdict = try await keygen.verify(
                Array(signed.statement.utf8), signature: signed.signature, principal: statement.by,
                namespace: SignatureNamespace.planReview, allowedSigners: signers.bytes, at: now)
            guard case .invalid(let reason) = verdict else { return nil }
            return .init(ja: "署名が正しくありません（\(reason)）", en: "the signature is not good: \(reason)")
        } catch {
            throw SignatureFailure(message: .notSigned(reason: error.reason))
        }
    }

    private static func bytes(of path: String) throws(StatementDefect) -> [UInt8] {
        do throws(CommandFailure) { return try SourceFolder.bytes(of: path) } catch { throw .notCanonical }
    }
}
