import Foundation
import KirikaePlan
import KirikaeTestSupport
import Testing

@testable import KirikaeCLI

/// Reviews are kept beside the runbooks and count for exactly what was signed.
@Suite struct ReviewCommandTests {
    private let project: SignedProject

    init() throws {
        project = try SignedProject(
            environment: """
                allowed-signers: lab.allowed_signers
                plan-review: {count: 2, group: duty, expires: 48h}
                """)
    }

    private func sign(_ name: String, keyOf owner: String? = nil) async throws -> BuiltProgram.Ending {
        try await project.kirikae(
            "review", "sign", "example.switchover", "-e", "lab", "--as", name, "--key", project.keys.path(owner ?? name)
        )
    }

    private func status(_ format: String = "text") async throws -> BuiltProgram.Ending {
        try await project.kirikae("review", "status", "example.switchover", "-e", "lab", "--format", format)
    }

    private var files: [String] {
        let folder = project.folder.path + "/Runbooks/reviews"
        return ((try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []).sorted()
    }

    @Test func verifiedOnlyByEnoughForExactlyThisContent() async throws {
        let none = try await status()
        #expect(none.status == ExitStatus.notAuthorized.rawValue && none.output.contains("NOT VERIFIED: 2 more"))
        #expect(try await sign("sato").status == 0)
        #expect(try await sign("sato").status == 0)
        let one = try await status()
        #expect(one.status == ExitStatus.notAuthorized.rawValue && one.output.contains("1 of 2"), "\(one.output)")
        #expect(try await sign("suzuki").status == 0)
        let both = try await status()
        #expect(
            both.status == 0 && both.output.contains("\nVERIFIED: exactly this content"), "\(both.output)\(both.error)")
        #expect(both.output.contains("✓ sato") && both.output.contains("no completed run"))
        #expect(try await status("json").output.contains("\"isVerified\": true"))
        // Nobody's else's key, and nobody who may not: neither leaves a file.
        #expect(try await sign("tanaka", keyOf: "mallory").status == ExitStatus.notAuthorized.rawValue)
        #expect(try await sign("mallory").status == ExitStatus.notAuthorized.rawValue)
        #expect(files.count == 2, "\(files)")
        // The reviews are no part of the content: they change no fingerprint. `run` takes them as they are.
        let paths = files.map { project.folder.path + "/Runbooks/reviews/" + $0 }
        let begun = try await project.start("--review", paths[0], "--review", paths[1])
        #expect(begun.status == ExitStatus.needsPerson.rawValue, "\(begun.error)")
        // A changed word makes another plan.
        let text = try project.folder.read("Runbooks/run.yaml")
        try project.folder.write(text.replacing("timeout: 30s", with: "timeout: 31s"), to: "Runbooks/run.yaml")
        let changed = try await status()
        #expect(changed.status == ExitStatus.notAuthorized.rawValue, "\(changed.output)")
        #expect(changed.output.contains("0 of 2") && changed.output.contains("signed for another plan"))
        try project.folder.write("{}", to: "Runbooks/reviews/broken.review.json")
        #expect(try await status().output.contains("✗"))
    }
}
