import Foundation
import KirikaeEngine
import KirikaePlan
import KirikaeRunbook
import KirikaeSignatures
import KirikaeTestSupport
import KirikaeWorlds
import Testing

@testable import KirikaeCLI

/// From a change to its sign-off: a drill, reviews by the rules of each environment, and what takes them away again.
@Suite(.serialized) struct ReviewSignOffTests {
    private let folder: TemporaryFolder
    private let keys: SigningKeys

    init() throws {
        folder = try TemporaryFolder()
        keys = try SigningKeys(["sato", "suzuki", "tanaka", "mallory"])
        for (name, text) in ["move": "echo \"$1\" > \(folder.path)/db", "look": "cat \(folder.path)/db"] {
            let path = try folder.write("#!/bin/sh\n\(text)\n", to: "bin/\(name)")
            try FileManager.default.setAttributes([.posixPermissions: 0o755], ofItemAtPath: path)
        }
        try folder.write("main\n", to: "db")
        try folder.write(GitProject.service, to: "Runbooks/service.yaml")
        try folder.write(GitProject.runbook.replacing("[move, db]", with: "[move, dr]"), to: "Runbooks/run.yaml")
        for (name, count) in ["drill": 1, "production": 2] {
            try folder.write(
                """
                kirikae: 1
                environment: \(name)
                title: {ja: 環境, en: Environment}
                hosts: {pc: {title: {ja: PC, en: PC}, directory: \(folder.path)/bin}}
                groups: {duty: {title: {ja: 当直, en: Duty}, members: [sato, suzuki, tanaka]}}
                allowed-signers: \(name).allowed_signers
                plan-review: {count: \(count), group: duty, expires: 48h}
                observe: {portal.db: {command: {run: [look], on: pc, values: {main: main, dr: dr}}}}
                """, to: "Runbooks/\(name).yaml")
            try write(signers: ["sato", "suzuki", "tanaka"].map { keys.line($0) }, of: name)
        }
    }

    private func write(signers: [String], of environment: String) throws {
        try folder.write(signers.joined(), to: "Runbooks/\(environment).allowed_signers")
    }

    @discardableResult
    private func kirikae(_ arguments: String...) async throws -> BuiltProgram.Ending {
        try await BuiltProgram.run(
            arguments + ["--lang", "en"],
            environment: ["KIRIKAE_RUNBOOKS": folder.path + "/Runbooks", "KIRIKAE_STATE": folder.path + "/state"])
    }

    private func sign(_ name: String, _ environment: String = "production") async throws -> BuiltProgram.Ending {
        try await kirikae(
            "review", "sign", "example.switchover", "-e", environment, "--as", name, "--key", keys.path(name))
    }

    private func expectStatus(
        _ environment: String = "production", isVerified: Bool, _ texts: String...,
        sourceLocation: Testing.SourceLocation = #_sourceLocation
    ) async throws {
        let ending = try await kirikae("review", "status", "example.switchover", "-e", environment)
        let expected = isVerified ? ExitStatus.success : .notAuthorized
        #expect(ending.status == expected.rawValue, "\(ending.output)\(ending.error)", sourceLocation: sourceLocation)
        #expect(
            ending.output.contains(isVerified ? "\nVERIFIED: exactly this content" : "NOT VERIFIED"),
            "\(ending.output)",
            sourceLocation: sourceLocation)
        for text in texts { #expect(ending.output.contains(text), "\(ending.output)", sourceLocation: sourceLocation) }
    }

    private func edit(_ old: String, _ new: String) throws {
        let text = try folder.read("Runbooks/run.yaml")
        try #require(text.contains(old))
        try folder.write(text.replacing(old, with: new), to: "Runbooks/run.yaml")
    }

    private func reviewFile(_ environment: String, _ name: String) throws -> String {
        let reviews = folder.path + "/Runbooks/reviews"
        let names = try FileManager.default.contentsOfDirectory(atPath: reviews)
        return reviews + "/" + (try #require(names.first { $0.contains(".\(environment).\(name).") }))
    }

    @Test func aDrillReviewsAndWhatTakesThemAway() async throws {
        // In the drill one must have read it, in production two; and who signed for one has not signed for the other.
        #expect(try await sign("sato", "drill").status == 0)
        try await expectStatus("drill", isVerified: true, "1 of 1", "no completed run")
        try await expectStatus(isVerified: false, "0 of 2")
        let drill = try await kirikae(
            "run", "example.switchover", "-e", "drill", "--operator", "yamada", "--run-id", "d1", "--review",
            try reviewFile("drill", "sato"))
        #expect(drill.status == 0, "\(drill.output)\(drill.error)")
        try await expectStatus("drill", isVerified: true, "exercised   d1", "in drill, by yamada: this very plan")
        #expect(try await sign("sato").status == 0)
        try await expectStatus(isVerified: false, "1 of 2", "1 more must sign")
        #expect(try await sign("tanaka").status == 0)
        let exercised = ["exercised   d1", "in drill, by yamada: the same steps and service model"]
        try await expectStatus(isVerified: true, "2 of 2", "✓ sato", "✓ tanaka", exercised[0], exercised[1])
        // Layout and comments are no content.
        try edit("timeout: 10m", "timeout:   10m   # at most")
        try await expectStatus(isVerified: true, exercised[0])
        // One byte is, and neither the reviews nor the drill are of it.
        try edit("Move the DB", "Move the dB")
        try await expectStatus(isVerified: false, "0 of 2", "✗ sato  signed for another plan", "no completed run")
        try edit("Move the dB", "Move the DB")
        try await expectStatus(isVerified: true)
        // So is whose keys count: another key for one of them, and all must read again.
        let others = ["sato", "suzuki"].map { keys.line($0) }
        try write(signers: others + [keys.line("tanaka", keyOf: "mallory")], of: "production")
        try await expectStatus(isVerified: false, "0 of 2", "✗ tanaka  signed for another plan")
        // What was run before is compared with what is there now.
        try edit("[move, dr]", "[move, dr, -f]")
        let diff = try await kirikae("diff", "run:d1", "--no-rehearse")
        #expect(diff.status == 0 && diff.output.contains("run:d1 → "), "\(diff.error)")
        #expect(diff.output.contains("something else is done") && diff.output.contains("+ [3] -f"), "\(diff.output)")
        #expect(diff.output.contains("2 files"), "\(diff.output)")
    }

    /// A signature that does not count, however the file with it came about.
    @Test func signaturesThatDoNotCount() async throws {
        try write(
            signers: [
                keys.line("sato", options: "valid-before=\"20990101\""),
                keys.line("suzuki", options: "valid-before=\"20200101\""), keys.line("tanaka"),
            ], of: "production")
        let library = RunbookLibrary(files: try SourceFolder.read(folder.path + "/Runbooks"))
        func plan(_ environment: String) throws -> Plan {
            try #require(PlanBuilder(library: library).plan(runbook: "example.switchover", environment: environment))
        }
        let now = LiveClock().now().wallMilliseconds
        func statement(_ name: String, _ environment: String = "production") throws -> PlanReviewStatement {
            PlanReviewStatement(
                plan: try plan(environment).fingerprint, runbook: "example.switchover", arguments: [:],
                environment: environment, by: name, remark: "", signedAt: now, expires: now + 3_600_000)
        }
        func signed(_ statement: PlanReviewStatement, by owner: String) async throws -> SignedStatement {
            try await StatementSigner(keyPath: keys.path(owner), asksAtTerminal: false)
                .sign(statement.text, namespace: SignatureNamespace.planReview)
        }
        func put(_ signed: SignedStatement, _ file: String) throws {
            try folder.write(
                String(decoding: signed.fileBytes, as: UTF8.self), to: "Runbooks/reviews/\(file).review.json")
        }
        // Good until 2099; no longer good since 2020; another's key under a good name; a signature under another statement.
        try put(try await signed(try statement("sato"), by: "sato"), "sato")
        try put(try await signed(try statement("suzuki"), by: "suzuki"), "suzuki")
        try put(try await signed(try statement("tanaka"), by: "mallory"), "forged")
        let other = try await signed(try statement("tanaka", "drill"), by: "tanaka")
        try put(SignedStatement(statement: try statement("tanaka").text, signature: other.signature), "moved")
        try put(try await signed(try statement("mallory"), by: "mallory"), "mallory")
        try await expectStatus(
            isVerified: false, "1 of 2", "✓ sato", "✗ suzuki  the signature is not good",
            "✗ tanaka  the signature is not good", "✗ mallory  ‘mallory’ is not one of those who may review")
        // The program does not sign what would not count.
        for (name, key) in [("suzuki", "suzuki"), ("tanaka", "mallory"), ("mallory", "mallory")] {
            let ending = try await kirikae(
                "review", "sign", "example.switchover", "-e", "production", "--as", name, "--key", keys.path(key))
            #expect(ending.status == ExitStatus.notAuthorized.rawValue, "\(name) \(ending.output)")
        }
        #expect(try await sign("tanaka").status == 0)
        try await expectStatus(isVerified: true, "2 of 2", "✓ tanaka")
    }
}
