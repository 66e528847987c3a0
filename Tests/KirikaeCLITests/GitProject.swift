import Foundation
import KirikaeTestSupport

@testable import KirikaeCLI

/// A repository with a small folder of runbooks: `main` is the base, `HEAD` a branch that changes it.
struct GitProject {
    let folder: TemporaryFolder

    var runbooks: String { folder.path + "/Runbooks" }

    /// The runbook of the base: the database must be at the main site, then a program moves it.
    static let runbook = """
        kirikae: 1
        runbook: example.switchover
        function: portal
        direction: switchover
        title: {ja: 切り替える, en: Switch over}
        preconditions:
          - {portal.db: main}
        steps:
          - id: move-db
            title: {ja: DB を動かす, en: Move the DB}
            source: [M1]
            action: {command: [move, db], on: pc}
            typical: 1m
            timeout: 10m
            changes: {portal.db: dr}
            verifications: [{portal.db: dr}]
            reverse: {none: {ja: 試験用です。, en: It is for a test.}}
        """

    /// The service and the environment of the base.
    static let service = """
        kirikae: 1
        service: example
        title: {ja: 例, en: Example}
        variables:
          portal.db: {title: {ja: DB, en: DB}, values: {main: {ja: 主, en: main}, dr: {ja: 副, en: dr}}, start: main}
        """
    static let environment = """
        kirikae: 1
        environment: drill
        title: {ja: 検証環境, en: Lab}
        hosts: {pc: {title: {ja: PC, en: PC}, directory: /usr/bin}}
        observe: {portal.db: ask}
        """

    init() async throws {
        folder = try TemporaryFolder()
        try folder.write(Self.service, to: "Runbooks/service.yaml")
        try folder.write(Self.environment, to: "Runbooks/drill.yaml")
        try folder.write(Self.runbook, to: "Runbooks/run.yaml")
        try folder.write("no runbook", to: "README.md")
        try await git("init", "-q", "-b", "main")
        try await commit("base")
    }

    /// Writes the runbook with some of its text replaced.
    func change(_ edits: KeyValuePairs<String, String>) throws {
        var text = Self.runbook
        for (from, to) in edits { text = text.replacing(from, with: to) }
        try folder.write(text, to: "Runbooks/run.yaml")
    }

    func commit(_ message: String) async throws {
        try await git("add", "-A")
        try await git("-c", "user.name=t", "-c", "user.email=t@example.com", "commit", "-q", "-m", message)
    }

    @discardableResult
    func git(_ arguments: String...) async throws -> String {
        let ending = try await BuiltProgram.run(
            program: "/usr/bin/git", ["-C", folder.path] + arguments,
            environment: ["HOME": folder.path, "GIT_CONFIG_NOSYSTEM": "1"])
        guard ending.status == 0 else { throw Failure(what: ending.error) }
        return ending.output
    }

    struct Failure: Error {
        var what: String
    }

    /// Runs `kirikae` on the folder.
    func kirikae(_ arguments: String..., language: String = "en") async throws -> BuiltProgram.Ending {
        try await BuiltProgram.run(
            arguments + ["--lang", language],
            environment: ["KIRIKAE_RUNBOOKS": runbooks, "KIRIKAE_STATE": folder.path + "/state", "HOME": folder.path])
    }
}
