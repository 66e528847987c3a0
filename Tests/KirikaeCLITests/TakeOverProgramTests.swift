import Foundation
import KirikaeTestSupport
import Testing

@testable import KirikaeCLI

/// Real processes that hold a run, hang, wake up, and race for it.
@Suite(.serialized) struct TakeOverProgramTests {
    @Test func aHolderThatWakesUpIsRefusedBeforeItActs() async throws {
        let project = try SmallProject()
        let stale = try await project.begin()
        stale.signal(SIGSTOP)

        let refused = try await BuiltProgram.run(["resume", "r"] + project.common)
        #expect(refused.status == ExitStatus.owned.rawValue)
        #expect(refused.error.contains("KRK0740") && refused.error.contains("\(stale.pid)"), "\(refused.error)")
        #expect(refused.error.contains("--take-over"))

        // The program that it started goes on to its end; nobody is there to record that.
        try project.go()
        let taken = try await BuiltProgram.run(["resume", "r", "--take-over", "it hangs"] + project.common)
        #expect(taken.status == 0, "\(taken.output)\(taken.error)")
        #expect(taken.output.contains("Process \(stale.pid) is suspended. The run is taken over"), "\(taken.output)")
        #expect(project.effects == ["one", "three", "two"])
        let before = project.bytes(project.journal("r"))

        stale.signal(SIGCONT)
        #expect(try await stale.end() == ExitStatus.owned.rawValue)
        #expect(stale.error.contains("KRK0742"), "\(stale.error)")
        #expect(project.effects == ["one", "three", "two"])
        #expect(project.bytes(project.journal("r")) == before)
        #expect(!project.bytes(project.state + "/runs/r/journal.superseded-1").isEmpty)
        // What it had shown as done was in the record by then; what it did not record it did not show either.
        #expect(!stale.text.contains("completed"))

        let audit = try await BuiltProgram.run(["audit", "verify", "r", "--state", project.state, "--lang", "en"])
        #expect(audit.status == 0, "\(audit.output)")
        let log = try await BuiltProgram.run(["log", "r", "--state", project.state, "--lang", "en"])
        #expect(log.output.contains("taken over") && log.output.contains("reason: it hangs"), "\(log.output)")
    }

    @Test func aHolderThatRunsIsNamedAndCanBeTakenFromAllTheSame() async throws {
        let project = try SmallProject()
        let holder = try await project.begin()
        let refused = try await BuiltProgram.run(["resume", "r"] + project.common)
        #expect(refused.status == ExitStatus.owned.rawValue)
        #expect(refused.error.contains("KRK0707") && refused.error.contains("pid \(holder.pid)"), "\(refused.error)")
        // It waits for the program of the other, then both go on: one of them is refused at its next action.
        let other = try RunningProgram(["resume", "r", "--take-over", "we cannot reach the screen"] + project.common)
        try await other.wait("the take-over") { project.kinds("r").contains("took-over") }
        try project.go()
        #expect(try await other.end() == 0, "\(other.text)\(other.error)")
        #expect(try await holder.end() == ExitStatus.owned.rawValue, "\(holder.text)\(holder.error)")
        #expect(other.text.contains("Process \(holder.pid) is still running"), "\(other.text)")
        #expect(project.effects == ["one", "three", "two"])
    }

    /// A process of another machine that shares the disk cannot be looked at from here.
    @Test func aHolderElsewhereAndAnUnfinishedTakeOver() async throws {
        let project = try SmallProject()
        let holder = try await project.begin()
        holder.signal(SIGKILL)
        _ = try await holder.end()
        let lock = project.state + "/runs/r/owner.lock"
        var text = String(decoding: project.bytes(lock), as: UTF8.self)
        let start = try #require(text.range(of: "\"bootId\":\""))
        let boot = text[start.upperBound...].prefix(36)
        text = text.replacingOccurrences(of: String(boot), with: "00000000-0000-0000-0000-000000000000")
        try Data(text.utf8).write(to: URL(fileURLWithPath: lock))
        let flock = Process()
        flock.executableURL = URL(fileURLWithPath: "/usr/bin/env")
        flock.arguments = [
            "flock", "--no-fork", lock, "sh", "-c", "echo > \(project.folder.path)/locked; exec sleep 60",
        ]
        try flock.run()
        try await holder.wait("the lock") { FileManager.default.fileExists(atPath: project.folder.path + "/locked") }
        let refused = try await BuiltProgram.run(["resume", "r"] + project.common)
        #expect(refused.status == ExitStatus.owned.rawValue && refused.error.contains("KRK0741"), "\(refused.error)")
        kill(flock.processIdentifier, SIGKILL)
        flock.waitUntilExit()

        // As if the power had failed in the middle of a take-over.
        var members = try #require(
            try JSONSerialization.jsonObject(with: Data(text.split(separator: "\n")[0].utf8)) as? [String: Any])
        members["takingOver"] = true
        let line = String(
            decoding: try JSONSerialization.data(withJSONObject: members, options: [.sortedKeys]), as: UTF8.self)
        let padded = line + "\n" + String(repeating: " ", count: 510 - line.utf8.count) + "\n"
        try Data(padded.utf8).write(to: URL(fileURLWithPath: lock))
        try project.go()
        let unfinished = try await BuiltProgram.run(["resume", "r"] + project.common)
        #expect(
            unfinished.status == ExitStatus.owned.rawValue && unfinished.error.contains("KRK0743"),
            "\(unfinished.error)")
        let again = try await BuiltProgram.run(["resume", "r", "--take-over", "again"] + project.common)
        #expect(again.status == 0, "\(again.output)\(again.error)")
        #expect(project.effects == ["one", "three", "two"])
    }

    /// A disk that has spoilt the lock file: nobody goes on unnoticed, and one who is sure can.
    @Test func aSpoiltLockFile() async throws {
        let project = try SmallProject()
        let holder = try await project.begin()
        holder.signal(SIGKILL)
        _ = try await holder.end()
        let lock = project.state + "/runs/r/owner.lock"
        try Data(repeating: 0x2A, count: 4608).write(to: URL(fileURLWithPath: lock))
        try project.go()
        let refused = try await BuiltProgram.run(["resume", "r"] + project.common)
        #expect(
            refused.status == ExitStatus.owned.rawValue && refused.error.contains("KRK0744"), "\(refused.error)")
        let taken = try await BuiltProgram.run(["resume", "r", "--take-over", "the disk was bad"] + project.common)
        #expect(taken.status == 0, "\(taken.output)\(taken.error)")
        #expect(taken.output.contains("It is not known who held the run"), "\(taken.output)")
        #expect(project.effects == ["one", "three", "two"])
        let log = try await BuiltProgram.run(["log", "r", "--state", project.state, "--lang", "en"])
        #expect(log.output.contains("from pid ?") && log.output.contains("the disk was bad"), "\(log.output)")
    }

    @Test(arguments: [2, 8]) func ofManyThatResumeOneOwnsTheRun(_ count: Int) async throws {
        for _ in 0..<3 {
            let project = try SmallProject()
            let first = try await project.begin()
            first.signal(SIGKILL)
            _ = try await first.end()
            let racers = try (0..<count).map { _ in try RunningProgram(["resume", "r"] + project.common) }
            // The owner waits for the program that outlived its engine; all others must have ended before it is let go.
            try await racers[0].wait("the losers") { racers.count { !$0.process.isRunning } == count - 1 }
            try project.go()
            var codes: [Int32] = []
            for racer in racers { codes.append(try await racer.end()) }
            #expect(codes.count { $0 == 0 } == 1, "\(codes)")
            #expect(codes.count { $0 == ExitStatus.owned.rawValue } == count - 1, "\(codes)")
            #expect(project.effects == ["one", "three", "two"])
            #expect(project.kinds("r").count { $0 == "resumed" } == 1)
        }
    }
}
