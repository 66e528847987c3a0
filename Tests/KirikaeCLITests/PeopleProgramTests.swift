import Foundation
import KirikaeTestSupport
import Testing

@testable import KirikaeCLI

/// Evidence, times and notices through the program, with a real receiver on loopback.
@Suite struct PeopleProgramTests {
    private let folder: TemporaryFolder

    private var state: [String] { ["--state", folder.path + "/state", "--lang", "en"] }
    private var runbooks: [String] { ["--runbooks", folder.path + "/Runbooks"] }

    init() throws {
        folder = try TemporaryFolder()
        try folder.write(
            "kirikae: 1\nservice: small\ntitle: {ja: 小, en: Small}\nvariables: {a.b: {title: {ja: 甲, en: a}, values: {x: {ja: 甲, en: x}}, start: x}}\n",
            to: "Runbooks/service.yaml")
        try folder.write(
            """
            kirikae: 1
            environment: here
            title: {ja: ここ, en: Here}
            hosts: {pc: {title: {ja: PC, en: PC}, directory: \(folder.path)/bin}}
            notify:
              gone: {when: [needs-person, completed], webhook: {url: 'http://127.0.0.1:1/'}}
              told: {when: [completed, stopped], command: [tell], on: pc}
            observe: {a.b: ask}
            """, to: "Runbooks/here.yaml")
        try folder.write(
            """
            kirikae: 1
            runbook: small.switchover
            kind: plan
            direction: switchover
            title: {ja: 切り替える, en: Switch over}
            source: [M1-01]
            steps:
              - id: count
                title: {ja: 数える, en: Count}
                source: [M1-01]
                action:
                  manual:
                    instructions: [{do: {ja: 数えます。, en: Count.}}]
                    answer:
                      ask: {ja: いくつですか。, en: How many?}
                      number: {maximum: 500, accept: {minimum: 1}}
                      read-back: true
                      evidence: file
                typical: 1m
                timeout: 10m
                changes: {}
                verifications: []
            """, to: "Runbooks/small.yaml")
        let program = try folder.write("#!/bin/sh\ncat >> ../told\n", to: "bin/tell")
        try FileManager.default.setAttributes([.posixPermissions: 0o700], ofItemAtPath: program)
        try folder.write("shown", to: "screen.png")
    }

    private func sheet(_ attach: String?) throws -> String {
        let entry = attach.map { ", attach: \($0)" } ?? ""
        return try folder.write(
            "kirikae: 1\nanswers: night\nby: Hanako\nentries:\n  - {step: small.switchover/count, answer: '7'\(entry)}\n",
            to: "night.yaml")
    }

    private func run(_ arguments: [String]) async throws -> BuiltProgram.Ending {
        try await BuiltProgram.run(arguments + state)
    }

    private func start(_ answers: String?) async throws -> BuiltProgram.Ending {
        let options = answers.map { ["--answers", $0] } ?? []
        return try await run(["run", "small.switchover", "-e", "here", "--run-id", "r"] + options + runbooks)
    }

    @Test func aFileIsInTheRecordAndTheAuditWatchesIt() async throws {
        let ending = try await start(try sheet(folder.path + "/screen.png"))
        #expect(ending.status == 0, "\(ending.output)\(ending.error)")
        #expect(ending.output.contains("✎ evidence: screen.png (5 bytes, Hanako)"), "\(ending.output)")
        // A receiver that is not there is in the record, and the run was completed.
        #expect(ending.output.contains("‘gone’ could not be told (completed)"), "\(ending.output)")
        #expect(ending.output.contains("✉ ‘told’ was told: completed"), "\(ending.output)")
        let told = try folder.read("told").split(separator: "\n")
        #expect(told.count == 1 && told[0].contains(#""occasion":"completed""#), "\(told)")
        let copy = folder.path + "/state/runs/r/evidence/1-screen.png"
        #expect(FileManager.default.contents(atPath: copy) == Data("shown".utf8))

        let log = try await run(["log", "r"])
        #expect(log.output.contains("evidence/1-screen.png"), "\(log.output)")
        #expect(log.output.contains("‘told’ was told: completed"), "\(log.output)")
        let status = try await run(["status", "r"])
        #expect(status.output.contains("✎ evidence: screen.png"), "\(status.output)")

        #expect(try await run(["audit", "verify", "r"]).output.contains("evidence") == false)
        try FileManager.default.setAttributes([.posixPermissions: 0o600], ofItemAtPath: copy)
        try Data("Shown".utf8).write(to: URL(fileURLWithPath: copy))
        let audit = try await run(["audit", "verify", "r"])
        #expect(audit.status == ExitStatus.auditFailed.rawValue)
        #expect(audit.output.contains("the evidence was changed: evidence/1-screen.png"), "\(audit.output)")
    }

    @Test(arguments: [nil, "/nowhere/screen.png"])
    func withoutTheFileTheAnswerIsNotTaken(attach: String?) async throws {
        let ending = try await start(try sheet(attach))
        #expect(ending.status != 0)
        let expected = attach == nil ? "a file is needed as evidence" : "the file cannot be kept as evidence: /nowhere"
        #expect(ending.error.contains(expected), "\(ending.error)")
    }

    /// What stopped a run is told once, however often it is resumed; nobody is told of what was told.
    @Test func resumingDoesNotTellAgain() async throws {
        let ending = try await start(nil)
        #expect(ending.status == ExitStatus.needsPerson.rawValue, "\(ending.output)\(ending.error)")
        #expect(try folder.read("told").split(separator: "\n").count == 1)
        for _ in 0..<2 {
            let again = try await run(["resume", "r"] + runbooks)
            #expect(again.status == ExitStatus.needsPerson.rawValue, "\(again.output)\(again.error)")
        }
        let told = try folder.read("told").split(separator: "\n")
        #expect(told.count == 1, "\(told)")
        let log = try await run(["log", "r"]).output
        #expect(log.ranges(of: "‘gone’ could not be told (a person is needed)").count == 1, "\(log)")
        // The control: the question was put three times.
        #expect(log.ranges(of: "result of a manual step").count == 3, "\(log)")
    }

    @Test func aRehearsalTellsNobodyAndSaysWhom() async throws {
        let ending = try await BuiltProgram.run(
            ["rehearse", "small.switchover", "-e", "here", "--lang", "en"] + runbooks)
        #expect(ending.status == 0, "\(ending.error)")
        #expect(ending.output.contains("in a real run ‘told’ would be told: completed"), "\(ending.output)")
        #expect(!FileManager.default.fileExists(atPath: folder.path + "/told"))
        #expect(!FileManager.default.fileExists(atPath: folder.path + "/state"))
    }
}
