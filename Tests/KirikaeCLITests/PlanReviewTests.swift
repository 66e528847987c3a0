import Foundation
import KirikaeEngine
import KirikaePlan
import KirikaeSignatures
import KirikaeTestSupport
import Testing

@testable import KirikaeCLI

/// A plan that must be reviewed is begun only with the signatures of enough others under exactly this plan.
@Suite struct PlanReviewTests {
    private static let now: Int64 = 1_790_000_000_000
    private static let day: Int64 = 24 * 3_600_000

    private let project: SignedProject
    private let plan: Plan

    init() throws {
        project = try SignedProject(
            environment: """
                allowed-signers: lab.allowed_signers
                plan-review: {count: 2, group: duty, expires: 48h}
                """)
        plan = try project.plan()
    }

    private func statement(by name: String) -> PlanReviewStatement {
        PlanReviewStatement(
            plan: plan.fingerprint, runbook: plan.runbook, arguments: plan.arguments, environment: "lab", by: name,
            remark: "read", signedAt: Self.now, expires: Self.now + 2 * Self.day)
    }

    private func write(
        _ statement: PlanReviewStatement, keyOf owner: String? = nil, to file: String,
        namespace: String = SignatureNamespace.planReview
    ) async throws -> String {
        let signed = try await StatementSigner(
            keyPath: project.keys.path(owner ?? statement.by), asksAtTerminal: false
        ).sign(statement.text, namespace: namespace)
        return try project.folder.write(String(decoding: signed.fileBytes, as: UTF8.self), to: file)
    }

    private func check(_ files: [String], startedBy name: String = "yamada", at wall: Int64 = now) async throws
        -> [SignedText]
    {
        try await PlanReviews(plan: plan, operatorName: name, clock: StandingClock(wall: wall)).check(files)
    }

    private func expectMissing(
        _ have: Int, _ files: [String], startedBy name: String = "yamada", at wall: Int64 = now,
        sourceLocation: Testing.SourceLocation = #_sourceLocation
    ) async throws {
        let failure = await #expect(throws: SignatureFailure.self, sourceLocation: sourceLocation) {
            try await check(files, startedBy: name, at: wall)
        }
        guard case .reviewsMissing(have, 2, "duty", let refused)? = failure?.message else {
            Issue.record("\(String(describing: failure))", sourceLocation: sourceLocation)
            return
        }
        #expect(refused.count == Set(files).count - have, sourceLocation: sourceLocation)
    }

    @Test func enoughDifferentPeopleWhoDoNotStartIt() async throws {
        let sato = try await write(statement(by: "sato"), to: "sato.json")
        let suzuki = try await write(statement(by: "suzuki"), to: "suzuki.json")
        let reviews = try await check([sato, suzuki])
        #expect(reviews.count == 2 && reviews[0].statement.contains("\"sato\""))
        try await expectMissing(0, [])
        try await expectMissing(1, [sato])
        try await expectMissing(1, [sato, sato])
        try await expectMissing(1, [sato, suzuki], startedBy: "suzuki")
    }

    @Test func everyOtherIsRefused() async throws {
        let sato = try await write(statement(by: "sato"), to: "sato.json")
        func other(_ change: (inout PlanReviewStatement) -> Void) async throws -> String {
            var statement = statement(by: "suzuki")
            change(&statement)
            return try await write(statement, keyOf: "suzuki", to: "other.json")
        }
        for change in [
            { $0.plan = "older" }, { $0.environment = "drill" }, { $0.runbook = "another" },
            { $0.arguments = ["site": "dr"] }, { $0.expires += 1 }, { $0.by = "tanaka" }, { $0.by = "mallory" },
            {
                $0.signedAt += Self.day; $0.expires += Self.day
            },
        ] as [(inout PlanReviewStatement) -> Void] {
            try await expectMissing(1, [sato, try await other(change)])
        }
        let suzuki = try await write(statement(by: "suzuki"), to: "suzuki.json")
        try await expectMissing(0, [sato, suzuki], at: Self.now + 2 * Self.day)
        let approval = try await write(
            statement(by: "suzuki"), to: "approval.json", namespace: SignatureNamespace.approval)
        try await expectMissing(1, [sato, approval])
        for text in ["", "{}", "{\"statement\":\"{}\",\"signature\":\"x\"}"] {
            let file = try project.folder.write(text, to: "foreign.json")
            await #expect(throws: SignatureFailure.self) { try await check([sato, file]) }
        }
    }

    /// From one end to the other, as reviewers and operators do it.
    @Test func signedWithPlanAndGivenToRun() async throws {
        let refused = try await project.start()
        #expect(refused.status == ExitStatus.notAuthorized.rawValue)
        #expect(refused.error.contains("KRK0765") && !FileManager.default.fileExists(atPath: "\(state)/r1"))
        for name in ["sato", "suzuki"] {
            let signed = try await project.kirikae(
                "plan", "example.switchover", "-e", "lab", "--sign", "--as", name, "--key", project.keys.path(name),
                "--output", "\(project.folder.path)/\(name).json")
            #expect(signed.status == 0, "\(signed.error)")
            #expect(signed.output.contains(plan.fingerprint))
        }
        let wrong = try await project.kirikae(
            "plan", "example.switchover", "-e", "lab", "--sign", "--as", "sato", "--key", project.keys.path("suzuki"),
            "--output", "\(project.folder.path)/wrong.json")
        #expect(wrong.status == ExitStatus.notAuthorized.rawValue && wrong.error.contains("KRK0763"))
        let files = ["sato", "suzuki"].map { "\(project.folder.path)/\($0).json" }
        let begun = try await project.start("--review", files[0], "--review", files[1])
        #expect(begun.status == ExitStatus.needsPerson.rawValue, "\(begun.error)")
        let journal = try project.folder.read("state/runs/r1/journal.log")
        #expect(journal.contains("\"reviewsRequired\":2") && journal.contains("\"reviews\":[{\"signature\":"))
        #expect(journal.contains("\"allowedSigners\":\"lab.allowed_signers\""))
        // A changed word of the plan makes another plan.
        let text = try project.folder.read("Runbooks/run.yaml")
        try project.folder.write(text.replacing("timeout: 30s", with: "timeout: 31s"), to: "Runbooks/run.yaml")
        let changed = try await project.kirikae(
            "run", "example.switchover", "-e", "lab", "--operator", "yamada", "--review", files[0], "--review", files[1]
        )
        #expect(changed.status == ExitStatus.notAuthorized.rawValue && changed.error.contains("another plan"))
    }

    private var state: String { project.folder.path + "/state/runs" }
}
