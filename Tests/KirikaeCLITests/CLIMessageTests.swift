import Foundation
import KirikaeDiagnostics
import KirikaeTestSupport
import Testing

@testable import KirikaeCLI

/// Every message of the command line, triggered by what a user does.
@Suite(.serialized) struct CLIMessageTests {
    private static let runbooks = ["--runbooks", ProjectFolder.runbooks.path, "--lang", "en"]

    private func expect(
        _ code: String, _ status: ExitStatus, _ arguments: [String], _ environment: [String: String] = [:],
        sourceLocation: Testing.SourceLocation = #_sourceLocation
    ) async throws {
        let ending = try await BuiltProgram.run(arguments, environment: environment)
        #expect(ending.error.contains(code), "\(ending.output)\(ending.error)", sourceLocation: sourceLocation)
        #expect(ending.status == status.rawValue, sourceLocation: sourceLocation)
    }

    @Test(arguments: [
        ("KRK0701", ExitStatus.diagnostics, ["check", "--runbooks", "/nonexistent"]),
        ("KRK0702", .usage, ["rehearse", "plan.switchover", "--assume", "nonsense"]),
        ("KRK0703", .diagnostics, ["plan", "portal.switchover", "--set", "sight=main"]),
        ("KRK0714", .diagnostics, ["drill", "plan.switchover", "--answers", "nobody", "--state", "/proc/none"]),
        ("KRK0715", .diagnostics, ["rehearse", "plan.switchover", "--assume", "notice.cal=switchover"]),
        ("KRK0716", .diagnostics, ["rehearse", "plan.switchover", "--assume", "notice.call=yes"]),
        ("KRK0719", .diagnostics, ["rehearse", "plan.switchover", "--scenario", "no-notise"]),
        ("KRK0720", .diagnostics, ["rehearse", "call.switchover", "--scenario", "no-notice"]),
    ])
    func whatIsWrongOnTheCommandLine(code: String, status: ExitStatus, arguments: [String]) async throws {
        let own = arguments.contains("--runbooks") ? [] : ["--runbooks", ProjectFolder.runbooks.path]
        guard code == "KRK0714" else { return try await expect(code, status, arguments + own) }
        let simulator = try await RunningSimulator(speed: 1000)
        try await expect(code, status, arguments + own + ["--simulator", simulator.file])
    }

    @Test func whatIsWrongWithTheSimulator() async throws {
        let folder = try TemporaryFolder()
        let file = try folder.write("not a description", to: "simulator.json")
        try await expect(
            "KRK0713", .simulatorFailed, ["drill", "plan.switchover", "--simulator", file] + Self.runbooks)
    }

    @Test func whatIsWrongWithTheStateFolder() async throws {
        let folder = try TemporaryFolder()
        try folder.write("", to: "state/file")
        try FileManager.default.setAttributes([.posixPermissions: 0o777], ofItemAtPath: folder.path + "/state")
        try await expect("KRK0704", .journalLost, ["status", "--state", folder.path + "/state", "--lang", "en"])
    }

    @Test func whatIsWrongWithARun() async throws {
        let folder = try TemporaryFolder()
        let state = ["--state", folder.path + "/state"]
        let simulator = try await RunningSimulator(speed: 1000, start: ["notice.portal=switchover"])
        let drill =
            ["drill", "portal.switchover", "--simulator", simulator.file, "--speed", "1000"] + state + Self.runbooks
        func begin(_ run: String) async throws {
            let ending = try await BuiltProgram.run(drill + ["--run-id", run])
            try #require(ending.status == ExitStatus.needsPerson.rawValue, "\(ending.output)\(ending.error)")
        }
        func journal(_ run: String) -> String { "\(folder.path)/state/runs/\(run)/journal.log" }
        let resume = Self.runbooks + state + ["--answers", "drill", "--follow-pages"]

        try await expect("KRK0708", .noSuchRun, ["resume", "nobody"] + resume)
        try await begin("one")
        try await expect("KRK0717", .noSuchRun, drill + ["--run-id", "one"])

        // Held by another process, as by an engine that runs.
        let holder = Process()
        holder.executableURL = URL(fileURLWithPath: "/usr/bin/env")
        holder.arguments = [
            "flock", "--no-fork", "\(folder.path)/state/runs/one/owner.lock", "sleep", "20",
        ]
        try holder.run()
        try await Task.sleep(for: .milliseconds(300))
        try await expect("KRK0707", .owned, ["resume", "one"] + resume)
        holder.terminate()
        holder.waitUntilExit()

        // The disk is full, or as good as: nothing can be appended.
        let size = try FileManager.default.attributesOfItem(atPath: journal("one"))[.size] as? Int ?? 0
        let full = try await BuiltProgram.run(
            program: "/usr/bin/env",
            ["--ignore-signal=XFSZ", "prlimit", "--fsize=\(size + 10)", BuiltProgram.path("kirikae"), "resume", "one"]
                + resume)
        #expect(full.error.contains("KRK0705"), "\(full.output)\(full.error)")
        #expect(full.status == ExitStatus.journalLost.rawValue)
        let after = try await BuiltProgram.run(["resume", "one"] + resume)
        #expect(after.status == 0, "\(after.output)\(after.error)")
        try await expect("KRK0709", .noSuchRun, ["resume", "one"] + resume)

        try await begin("damaged")
        var bytes = try Data(contentsOf: URL(fileURLWithPath: journal("damaged")))
        bytes[100] ^= 1
        try bytes.write(to: URL(fileURLWithPath: journal("damaged")))
        try await expect("KRK0706", .journalDamaged, ["resume", "damaged"] + resume)

        try await begin("edited")
        let nothing = try TemporaryFolder()
        try await expect(
            "KRK0710", .filesChanged,
            ["resume", "edited", "--runbooks", nothing.path, "--lang", "en", "--follow-pages"] + state)
    }

    @Test func aProgramThatOutlivedItsEngineIsWaitedFor() async throws {
        let folder = try TemporaryFolder()
        let state = ["--state", folder.path + "/state"]
        let simulator = try await RunningSimulator(speed: 1000, start: ["notice.portal=switchover"])
        let common = state + Self.runbooks + ["--answers", "drill", "--follow-pages"]
        let drill = ["drill", "portal.switchover", "--simulator", simulator.file, "--speed", "1000"] + common
        let other = try await RunningSimulator(speed: 1000, start: ["notice.portal=switchover"])
        let reference = try await BuiltProgram.run(
            ["drill", "portal.switchover", "--simulator", other.file, "--speed", "1000", "--run-id", "whole"] + common)
        try #require(reference.status == 0)
        let text = try String(contentsOfFile: folder.path + "/state/runs/whole/journal.log", encoding: .utf8)
        let spawned = try #require(text.split(separator: "\n").firstIndex { $0.contains("\"kind\":\"spawned\"") })
        let killed = try await BuiltProgram.run(
            drill + ["--run-id", "killed"],
            environment: [
                "LD_PRELOAD": BuiltProgram.path("libCFaultInjection.so"), "KIRIKAE_FAULT_FILE": "/journal.log",
                "KIRIKAE_FAULT_LINE": "\(spawned + 2)",
            ])
        try #require(killed.signal == SIGKILL)
        // A program with the key of the step, as one would have that does not end when its terminal goes away.
        let survivor = Process()
        survivor.executableURL = URL(fileURLWithPath: "/usr/bin/sleep")
        survivor.arguments = ["30"]
        survivor.environment = ["KIRIKAE_STEP_KEY": "killed/portal.switchover/fail-over-db/1"]
        try survivor.run()
        try await expect("KRK0711", .childStillRuns, ["resume", "killed", "--child-wait", "1"] + common)
        survivor.terminate()
        survivor.waitUntilExit()
        let resumed = try await BuiltProgram.run(["resume", "killed", "--child-wait", "1"] + common)
        #expect(
            resumed.status == 0 || resumed.status == ExitStatus.inDoubt.rawValue, "\(resumed.output)\(resumed.error)")
        #expect(try await simulator.starts()["DB_ClusterFailover_To_Backup.exe", default: 0] <= 1)
    }

    /// KRK0712: the chain would have to be forged for it, so it is put together from parts here.
    @Test func theWordingOfEveryMessageNamesWhatItIsAbout() {
        let messages: [CLIMessage] = [
            .folderUnreadable("MARK", reason: "x"), .malformedAssignment("MARK"),
            .unknownParameter("MARK", suggestion: nil, known: []), .noStateDirectory(.init(verbatim: "MARK")),
            .journalLost(.init(verbatim: "MARK")), .journalDamaged(.init(verbatim: "MARK")),
            .runOwned(pid: 7, nil, run: "x"),
            .noSuchRun("MARK", known: []), .runClosed("MARK"), .runExists("MARK"), .filesChanged(["MARK"]),
            .childStillRuns(pids: [7], step: "MARK"), .recordOfAnotherPlan("MARK"), .simulatorFailed("MARK"),
            .noAnswerSheet("MARK"), .unknownVariable("MARK", suggestion: nil),
            .unknownValue("MARK", variable: "x", allowed: []),
            .resuming(.changesNotAcceptable([.init(verbatim: "MARK")])),
            .resuming(.jumpRefused("MARK", reason: .init(verbatim: "x"))),
            .resuming(.restartRefused("MARK", reason: .init(verbatim: "x"))), .resuming(.superseded("MARK", by: "x")),
            .resuming(.restartUnfinished("MARK", of: "x", from: "y")),
        ]
        #expect(Set(messages.map(\.code)).count == messages.count)
        for message in messages {
            for language in Language.allCases {
                let text = message.text(in: language)
                #expect(text.contains("MARK") || text.contains("7"), "\(message.code) \(language)")
            }
        }
    }
}
