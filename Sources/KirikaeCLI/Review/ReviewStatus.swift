import KirikaeCanonicalJSON
import KirikaeDiagnostics
import KirikaeEngine
import KirikaePlan
import KirikaeRunbook
import KirikaeSignatures
import KirikaeSyntax
import KirikaeWorlds

/// Who has reviewed exactly this plan, and in which runs it was exercised.
struct ReviewStatus: Sendable {
    /// A review of this runbook in this environment, and what it is worth.
    struct Review: Sendable {
        var file: String
        /// What was signed; nil if that cannot be read.
        var statement: PlanReviewStatement?
        /// Why it does not count; nil if it does.
        var refusal: LocalizedText?
    }

    var plan: Plan
    var neededCount: Int
    var group: String
    var reviews: [Review]
    var exercises: [Exercise]

    /// Whose reviews count, each once.
    var validNames: [String] {
        Set(reviews.filter { $0.refusal == nil }.compactMap { $0.statement?.by }).sorted()
    }

    /// Whether enough people have signed exactly this content.
    var isVerified: Bool { validNames.count >= neededCount }

    /// Looks at all reviews of a plan.
    ///
    /// - Throws: `SignatureFailure`, if the environment demands none or a signature cannot be looked at.
    static func of(
        _ plan: Plan, reviews files: [String], exercises: [Exercise], clock: any Clock = LiveClock()
    ) async throws -> ReviewStatus {
        guard let demanded = plan.environment.planReview, let signers = plan.environment.allowedSigners else {
            throw SignatureFailure(message: .signingNeedsSigners(plan.environment.name.value))
        }
        let checker = PlanReviews(plan: plan, operatorName: "", clock: clock)
        var reviews: [Review] = []
        for file in files {
            do throws(StatementDefect) {
                let signed = try SignedStatement(parsing: try bytes(of: file))
                let statement = try PlanReviewStatement(parsing: signed.statement)
                // Those of other plans are no business of this one.
                guard statement.runbook == plan.runbook, statement.environment == plan.environment.name.value else {
                    continue
                }
                let refusal: LocalizedText?
                do { refusal = try await checker.refusal(of: signed, statement, demanded, signers) } catch {
                    refusal = .init(ja: "署名を確かめられません（\(error)）", en: "the signature cannot be looked at: \(error)")
                }
                reviews.append(Review(file: file, statement: statement, refusal: refusal))
            } catch {
                reviews.append(Review(file: file, refusal: .init(verbatim: error.reason)))
            }
        }
        return ReviewStatus(
            plan: plan, neededCount: demanded.count, group: demanded.group.value, reviews: reviews,
            exercises: exercises)
    }

    /// The status for programs.
    var json: JSONValue {
        .object([
            "kind": "kirikae-review-status", "version": 1, "runbook": .string(plan.runbook),
            "environment": .string(plan.environment.name.value), "plan": .string(plan.fingerprint),
            "isVerified": .bool(isVerified), "needed": .integer(Int64(neededCount)), "group": .string(group),
            "reviews": .array(
                reviews.map { review in
                    .object([
                        "file": .string(review.file), "by": review.statement.map { .string($0.by) } ?? .null,
                        "counts": .bool(review.refusal == nil),
                        "reason": review.refusal.map { .string($0.en) } ?? .null,
                    ])
                }),
            "exercises": .array(
                exercises.map { exercise in
                    .object([
                        "run": .string(exercise.run), "extent": .string(exercise.extent.rawValue),
                        "environment": .string(exercise.environment), "operator": .string(exercise.operatorName),
                        "startedAt": .integer(exercise.startedAt),
                    ])
                }),
        ])
    }

    private static func bytes(of path: String) throws(StatementDefect) -> [UInt8] {
        do throws(CommandFailure) { return try SourceFolder.bytes(of: path) } catch { throw .notCanonical }
    }
}
