import Foundation
import KirikaeTestSupport
import Testing

@testable import KirikaeCLI

/// The inquiry form, filled in from the records of real runs.
@Suite(.serialized) struct InquiryTests {
    /// A folder in which the second step fails after it has printed a secret.
    private struct Project {
        let folder: TemporaryFolder
        var common: [String] { ["--runbooks", folder.path + "/Runbooks", "--state", folder.path + "/state"] }

        init(service: String = PrintedProject.service) throws {
            folder = try TemporaryFolder()
            try folder.write(service, to: "Runbooks/service.yaml")
            try folder.write(
                PrintedProject.environment.replacing("default: /opt/bin", with: "default: \(folder.path)/bin"),
                to: "Runbooks/environments/here.yaml")
            try folder.write(
                """
                kirikae: 1
                runbook: small.fails
                kind: plan
                direction: switchover
                title: {ja: 失敗する手順, en: Steps that fail}
                source: [M1-01]
                steps:
                  - id: fine
                    title: {ja: うまくいく, en: It works}
                    source: [M1-01]
                    action: {command: [fine], on: pc}
                    typical: 1s
                    timeout: 1m
                    changes: {}
                    verifications: []
                  - id: fails
                    title: {ja: うまくいかない, en: It does not work}
                    source: [M1-01]
                    action: {command: [fails], on: pc, secrets: {TOKEN_FILE: token}}
                    typical: 1s
                    timeout: 1m
                    changes: {}
                    verifications: []

                """, to: "Runbooks/fails.yaml")
            let token = try folder.write("s3cret-value-7\n", to: "bin/token")
            try FileManager.default.setAttributes([.posixPermissions: 0o600], ofItemAtPath: token)
            try program("fine", "echo ok")
            try program("fails", "echo begin; cat \"$TOKEN_FILE\"; printf 'bad \\033[31m\\n'; exit 3")
        }

        private func program(_ name: String, _ script: String) throws {
            let file = try folder.write("#!/bin/sh\n\(script)\n", to: "bin/\(name)")
            try FileManager.default.setAttributes([.posixPermissions: 0o700], ofItemAtPath: file)
        }

        /// Runs until the second step has failed and nobody is there to say what now.
        func stop(_ run: String) async throws -> BuiltProgram.Ending {
            let ending = try await BuiltProgram.run(
                [
                    "run", "small.fails", "-e", "here", "--run-id", run, "--operator", "yamada", "--set",
                    "contract-number=N12345678", "--set", "console=http://127.0.0.1/", "--lang", "en",
                ] + common)
            try #require(ending.status == ExitStatus.needsPerson.rawValue || ending.status == 21, "\(ending)")
            return ending
        }

        func inquiry(_ run: String, _ language: String) async throws -> BuiltProgram.Ending {
            try await BuiltProgram.run(["inquiry", run, "--lang", language] + common)
        }

        var journal: String { folder.path + "/state/runs/r/journal.log" }
    }

    /// Without what differs from run to run.
    private func steady(_ text: String) -> String {
        text.replacing(#/\d{4}-\d\d-\d\d \d\d:\d\d:\d\d/#, with: "DATE TIME").replacing(
            #/\d\d:\d\d:\d\d/#, with: "TIME")
    }

    @Test(arguments: ["ja", "en"])
    func aStoppedRunFillsTheForm(language: String) async throws {
        let project = try Project()
        let stopped = try await project.stop("r")
        #expect(
            stopped.output.contains("Fault line") && stopped.output.contains("0120-000-000"), "who to call is shown")
        let ending = try await project.inquiry("r", language)
        #expect(ending.status == 0, "\(ending.error)")
        assertSnapshot(steady(ending.output), named: "Inquiry/stopped.\(language)")
        #expect(ending.output.contains("| begin") && !ending.output.contains("s3cret"), "printed lines are masked")
        #expect(!ending.output.contains("\u{1B}"))
        #expect(ending.output.contains("N12345678"))
        #expect(ending.error.contains("____") || ending.error.contains("＿＿"))
    }

    @Test func aDamagedRecordIsUsedAsFarAsItCanBeRead() async throws {
        let project = try Project()
        _ = try await project.stop("r")
        var lines = try String(contentsOfFile: project.journal, encoding: .utf8).split(separator: "\n").map(String.init)
        let place = try #require(lines.firstIndex { $0.contains("\"exit\"") || $0.contains("small.fails/fails") })
        lines[place] = lines[place].replacing("fails", with: "faiIs")
        try (lines.joined(separator: "\n") + "\n").write(toFile: project.journal, atomically: true, encoding: .utf8)
        let ending = try await project.inquiry("r", "en")
        #expect(ending.status == ExitStatus.journalDamaged.rawValue)
        #expect(ending.output.contains("The record can be read in part only"))
        #expect(ending.output.contains("done  It works"))
        // Not even the beginning: the form of the folder, blank but for what is known.
        lines[0] = "x" + lines[0]
        try (lines.joined(separator: "\n") + "\n").write(toFile: project.journal, atomically: true, encoding: .utf8)
        let blank = try await project.inquiry("r", "en")
        #expect(blank.status == ExitStatus.journalDamaged.rawValue)
        #expect(blank.output.contains("To: help@example.com") && blank.output.contains("Number: ____"))
    }

    @Test func aChangedPinnedFileStillLeavesWhatTheRecordSays() async throws {
        let project = try Project()
        _ = try await project.stop("r")
        let pinned = project.folder.path + "/state/runs/r/pinned/fails.yaml"
        try #require(FileManager.default.fileExists(atPath: pinned))
        try FileManager.default.setAttributes([.posixPermissions: 0o600], ofItemAtPath: pinned)
        try "kirikae: 1\n".write(toFile: pinned, atomically: false, encoding: .utf8)
        let ending = try await project.inquiry("r", "en")
        #expect(ending.status == ExitStatus.journalDamaged.rawValue)
        #expect(ending.output.contains("small.fails/fails") && ending.output.contains("exit code 3"))
    }

    @Test func withoutAFormItIsRefused() async throws {
        let service = try #require(PrintedProject.service.range(of: "inquiry:\n"))
        let project = try Project(service: String(PrintedProject.service[..<service.lowerBound]))
        _ = try await project.stop("r")
        let ending = try await project.inquiry("r", "en")
        #expect(ending.status == ExitStatus.diagnostics.rawValue)
        #expect(ending.error.contains("KRK0775"))
        let none = try await project.inquiry("nothing", "en")
        #expect(none.status == ExitStatus.noSuchRun.rawValue)
    }

    @Test func aMissingValueSaysWhereItIsFound() async throws {
        let project = try Project()
        let ending = try await BuiltProgram.run(
            ["run", "small.fails", "-e", "here", "--lang", "en"] + project.common)
        #expect(ending.status == ExitStatus.diagnostics.rawValue)
        #expect(ending.error.contains("KRK0302") && ending.error.contains("page 1 of the contract"))
    }
}
