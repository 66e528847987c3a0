import Foundation
import KirikaeTestSupport

@testable import KirikaeCLI

/// A folder with a runbook of programs of its own, each of which leaves a line in the file `effects`.
///
/// The second step waits until the file `go` is there, so that a test decides how long the run goes on.
struct SmallProject {
    let folder: TemporaryFolder

    var state: String { folder.path + "/state" }
    var common: [String] { ["--runbooks", folder.path + "/Runbooks", "--state", state, "--lang", "en"] }

    init(printing: String = "true") throws {
        folder = try TemporaryFolder()
        try folder.write(
            """
            kirikae: 1
            service: small
            title: {ja: 小, en: Small}
            variables:
              door.state: {title: {ja: 扉, en: Door}, values: {shut: {ja: 閉, en: shut}, open: {ja: 開, en: open}}, start: shut}
            """, to: "Runbooks/service.yaml")
        try folder.write(
            """
            kirikae: 1
            environment: here
            title: {ja: ここ, en: Here}
            hosts: {pc: {title: {ja: PC, en: PC}, directory: \(folder.path)/bin}}
            observe:
              door.state: ask
            """, to: "Runbooks/environments/here.yaml")
        try folder.write(
            """
            kirikae: 1
            runbook: small.steps
            kind: plan
            direction: switchover
            title: {ja: 小さな手順, en: Small steps}
            source: [M1-01]
            steps:
            \(step("one", "[effect, one]"))
            \(step("wait", "[wait-for-go]", interrupted: "repeat"))
            \(step("two", "[effect, two]"))
            \(step("print", "[print-much]", interrupted: "repeat"))
            \(step("three", "[effect, three]"))
            """, to: "Runbooks/small.yaml")
        try program("effect", "echo \"$1\" >> ../effects")
        try program("wait-for-go", "while [ ! -e ../go ]; do sleep 0.02; done")
        try program("print-much", printing)
    }

    private func step(_ id: String, _ command: String, interrupted: String = "ask") -> String {
        """
          - id: \(id)
            title: {ja: 行う, en: Do it}
            source: [M1-01]
            action: {command: \(command), on: pc}
            typical: 1s
            timeout: 5m
            changes: {}
            verifications: []
            interrupted: \(interrupted)
        """
    }

    private func program(_ name: String, _ script: String) throws {
        let file = try folder.write("#!/bin/sh\n\(script)\n", to: "bin/\(name)")
        try FileManager.default.setAttributes([.posixPermissions: 0o700], ofItemAtPath: file)
    }

    /// Lets the second step go on.
    func go() throws { try folder.write("", to: "go") }

    /// What the programs left, sorted.
    var effects: [String] {
        ((try? folder.read("effects")) ?? "").split(separator: "\n").map(String.init).sorted()
    }

    func journal(_ run: String) -> String { "\(state)/runs/\(run)/journal.log" }

    func bytes(_ path: String) -> Data { FileManager.default.contents(atPath: path) ?? Data() }

    /// The kinds of the records of a run.
    func kinds(_ run: String) -> [String] {
        String(decoding: bytes(journal(run)), as: UTF8.self).split(separator: "\n").compactMap { line in
            let record = try? JSONSerialization.jsonObject(with: Data(line.dropFirst(65).utf8)) as? [String: Any]
            return record?["kind"] as? String
        }
    }

    var start: [String] { ["run", "small.steps", "-e", "here", "--run-id", "r"] + common }

    /// Begins the run and returns when its second program is under way.
    func begin() async throws -> RunningProgram {
        let program = try RunningProgram(start)
        try await program.wait("the second program") { kinds("r").count { $0 == "spawned" } == 2 }
        return program
    }
}

/// A program that a test stops, continues and kills.
final class RunningProgram {
    struct TimedOut: Error {
        var what: String
    }

    let process = Process()
    private let output: TemporaryFolder

    init(_ arguments: [String]) throws {
        output = try TemporaryFolder()
        process.executableURL = URL(fileURLWithPath: BuiltProgram.path("kirikae"))
        process.arguments = arguments
        process.environment = ["PATH": "/usr/bin:/bin", "LANG": "C.UTF-8", "TZ": "UTC"]
        process.standardInput = FileHandle.nullDevice
        process.standardOutput = FileHandle(forWritingAtPath: try output.write("", to: "out"))
        process.standardError = FileHandle(forWritingAtPath: try output.write("", to: "err"))
        try process.run()
    }

    var pid: Int32 { process.processIdentifier }
    var error: String { (try? output.read("err")) ?? "" }
    var text: String { (try? output.read("out")) ?? "" }

    func signal(_ number: Int32) { kill(pid, number) }

    /// Returns once a condition holds; it is looked at again and again, because nobody tells of it.
    func wait(_ what: String, until condition: () -> Bool) async throws {
        for _ in 0..<6_000 {
            if condition() { return }
            try await Task.sleep(for: .milliseconds(5))
        }
        throw TimedOut(what: "\(what)\n\(text)\(error)")
    }

    /// Its exit code; minus the signal that ended it.
    func end() async throws -> Int32 {
        try await wait("the end") { !process.isRunning }
        return process.terminationReason == .exit ? process.terminationStatus : -process.terminationStatus
    }

    deinit {
        guard process.isRunning else { return }
        kill(pid, SIGKILL)
        process.waitUntilExit()
    }
}
