import Foundation
import KirikaeTestSupport
import Testing

@testable import KirikaeCLI

/// The real engine is killed by a real SIGKILL before each write to its journal, and goes on against the same simulator, which
/// counts the starts of the real programs.
@Suite(.serialized) struct KillMatrixTests {
    private static let runbooks = ProjectFolder.runbooks.path
    private static let programs = ["DB_ClusterFailover_To_Backup.exe", "MMF_ClusterFailover_To_Backup.exe"]
    private static let speed = 2000

    private func arguments(_ simulator: RunningSimulator, _ state: String, _ run: String) -> [String] {
        [
            "drill", "portal.switchover", "--runbooks", Self.runbooks, "--simulator", simulator.file, "--speed",
            "\(Self.speed)", "--state", state, "--run-id", run, "--answers", "drill", "--follow-pages", "--lang", "en",
        ]
    }

    private func records(_ state: String, _ run: String) throws -> Int {
        try String(contentsOfFile: "\(state)/runs/\(run)/journal.log", encoding: .utf8).split(separator: "\n").count
    }

    @Test func noProgramIsStartedTwiceWithoutAPersonsWord() throws {
        let folder = try TemporaryFolder()
        let state = folder.path + "/state"
        let reference = try RunningSimulator(speed: Self.speed, start: ["notice.portal=switchover"])
        let whole = try BuiltProgram.run(arguments(reference, state, "whole"))
        try #require(whole.status == 0, "\(whole.output)\(whole.error)")
        let count = try records(state, "whole")
        try #require(count > 30)

        var needingAPerson = 0
        for record in 2...count {
            let simulator = try RunningSimulator(speed: Self.speed, start: ["notice.portal=switchover"])
            let run = "killed-\(record)"
            // The journal is the only file written with this name; the signal comes before the write happens.
            let killed = try BuiltProgram.run(
                "/usr/bin/strace",
                [
                    "-f", "-qq", "-o", "/dev/null", "-P", "\(state)/runs/\(run)/journal.log", "-e", "trace=write", "-e",
                    "inject=write:signal=KILL:when=\(record)", BuiltProgram.path("kirikae"),
                ] + arguments(simulator, state, run))
            #expect(killed.status != 0, "the fault did not fire at record \(record)")
            #expect(try records(state, run) == record - 1, "killed at another place than record \(record)")
            let resumed = try BuiltProgram.run([
                "resume", run, "--runbooks", Self.runbooks, "--state", state, "--answers", "drill", "--follow-pages",
                "--lang", "en",
            ])
            let starts = try simulator.starts()
            for program in Self.programs {
                #expect(starts[program, default: 0] <= 1, "record \(record): \(program) \(starts)")
            }
            switch resumed.status {
            case ExitStatus.success.rawValue:
                for program in Self.programs { #expect(starts[program] == 1, "record \(record): \(starts)") }
                let audit = try BuiltProgram.run(["audit", "verify", run, "--state", state])
                #expect(audit.status == 0, "record \(record): \(audit.output)")
            case ExitStatus.inDoubt.rawValue: needingAPerson += 1
            default: Issue.record("record \(record): exit \(resumed.status)\n\(resumed.output)\(resumed.error)")
            }
            simulator.stop()
        }
        // Between the start of a program and its first effect only a person can tell; never anywhere else.
        #expect(needingAPerson <= 16, "\(needingAPerson)")
    }
}
