import Foundation
import KirikaeDiagnostics
import KirikaeEngine
import KirikaePlan
import KirikaeRunbook
import KirikaeTestSupport
import Testing

@testable import KirikaeCLI

/// A small folder of runbooks whose environment demands signatures: an approval, then a program that needs a secret.
struct SignedProject {
    /// The secret that the program needs.
    static let secret = "S3cr3t-パス|w\"d"

    let folder: TemporaryFolder
    let keys: SigningKeys

    /// - Parameters:
    ///   - count: how many must approve.
    ///   - program: what the program of the second step does.
    ///   - environment: what stands in the environment about signatures.
    init(
        count: Int = 1, program: String = "cat $TOKEN; echo",
        environment: String = "allowed-signers: lab.allowed_signers\napprovals: signed"
    ) throws {
        folder = try TemporaryFolder()
        keys = try SigningKeys(["sato", "suzuki", "tanaka", "mallory"])
        let path = try folder.write("#!/bin/sh\n\(program)\n", to: "bin/tell")
        try FileManager.default.setAttributes([.posixPermissions: 0o755], ofItemAtPath: path)
        try folder.write(
            """
            kirikae: 1
            service: example
            title: {ja: 例, en: Example}
            variables:
              portal.db: {title: {ja: DB, en: DB}, values: {main: {ja: 主, en: main}, dr: {ja: 副, en: dr}}, start: main, external: true}
            """, to: "Runbooks/service.yaml")
        try folder.write(
            """
            kirikae: 1
            environment: lab
            title: {ja: 検証環境, en: Lab}
            hosts: {pc: {title: {ja: PC, en: PC}, directory: \(folder.path)/bin}}
            groups: {duty: {title: {ja: 当直, en: Duty}, members: [sato, suzuki, tanaka]}}
            secrets: {token: {title: {ja: 鍵, en: Key}, command: [/bin/echo, '\(Self.secret)']}}
            \(environment)
            observe: {portal.db: ask}
            """, to: "Runbooks/lab.yaml")
        try folder.write(
            """
            kirikae: 1
            runbook: example.switchover
            function: portal
            direction: switchover
            title: {ja: 切り替える, en: Switch over}
            steps:
              - id: agree
                title: {ja: 承認を得る, en: Get it approved}
                source: [M1]
                action: {approve: {ja: 切り替え, en: The switch}, by: duty, count: \(count), expires: 1h}
                typical: 5m
                timeout: 1h
              - id: tell
                title: {ja: 知らせる, en: Tell}
                source: [M1]
                action: {command: [tell], on: pc, secrets: {TOKEN: token}}
                typical: 5s
                timeout: 30s
                changes: {}
                verifications: []
            """, to: "Runbooks/run.yaml")
        // Mallory has a key, and no line.
        try folder.write(
            ["sato", "suzuki", "tanaka"].map { keys.line($0) }.joined(), to: "Runbooks/lab.allowed_signers")
    }

    /// The plan, without starting a program.
    func plan() throws -> Plan {
        let library = RunbookLibrary(files: try SourceFolder.read(folder.path + "/Runbooks"))
        let errors = library.diagnostics.all.filter { $0.severity == .error }.map { $0.message.text(in: .en) }
        try #require(errors == [])
        return try #require(PlanBuilder(library: library).plan(runbook: "example.switchover", environment: "lab"))
    }

    /// Runs `kirikae` on the folder, with records below it.
    func kirikae(_ arguments: String...) async throws -> BuiltProgram.Ending {
        try await BuiltProgram.run(
            arguments + ["--lang", "en"],
            environment: ["KIRIKAE_RUNBOOKS": folder.path + "/Runbooks", "KIRIKAE_STATE": folder.path + "/state"])
    }

    /// Starts the run `r1`.
    func start(_ arguments: String..., by name: String = "yamada") async throws -> BuiltProgram.Ending {
        try await BuiltProgram.run(
            ["run", "example.switchover", "-e", "lab", "--operator", name, "--run-id", "r1", "--lang", "en"]
                + arguments,
            environment: ["KIRIKAE_RUNBOOKS": folder.path + "/Runbooks", "KIRIKAE_STATE": folder.path + "/state"])
    }

    /// The machine of a run that has just asked for the approval.
    func waiting(_ plan: Plan, run: String = "r1", nonce: String = "n1") throws -> RunMachine {
        let stamp = Stamp(wallMilliseconds: 1_000, monotonicMilliseconds: 0)
        var machine = RunMachine(plan: plan)
        let header = RunHeader(
            run: run, runbook: plan.runbook, arguments: [:], environment: "lab", environmentArguments: [:],
            fingerprint: plan.fingerprint, files: [:], operatorName: "yamada", speed: 1, version: "t", nonce: nonce)
        try machine.apply(.started(header), at: stamp)
        try machine.apply(.done(step: "example.switchover"), at: stamp)
        try machine.apply(.intent(step: "example.switchover/agree", attempt: 1), at: stamp)
        guard case .record(let asked)? = machine.next() else { throw CocoaError(.featureUnsupported) }
        try machine.apply(asked, at: stamp)
        return machine
    }
}
