import Glibc
import Testing

@testable import KirikaeProcess
@testable import KirikaeWorlds

@Suite struct ChildTerminationTests {
    /// Ends the child as soon as it has printed `ready`.
    static func endWhenReady(_ configuration: ChildProcessConfiguration, graceMilliseconds: Int) async throws
        -> ChildRun
    {
        let child = try ChildProcess.start(configuration)
        var seen: [UInt8] = []
        var isAsked = false
        let run = try await ChildRun.of(child) { event in
            guard case .output(let bytes) = event else { return }
            seen += bytes
            guard !isAsked, String(decoding: seen, as: UTF8.self).contains("ready") else { return }
            isAsked = true
            child.terminate(graceMilliseconds: graceMilliseconds)
        }
        #expect(isAsked, "the child became ready and was asked to end")
        return run
    }

    @Test(arguments: [false, true])
    func `a child that ends when asked is not killed`(terminal: Bool) async throws {
        let run = try await Self.endWhenReady(
            .shell(
                "trap 'echo bye; exit 7' TERM; trap '' HUP; echo ready; while :; do sleep 0.02; done",
                terminal: terminal),
            graceMilliseconds: 10_000)
        #expect(run.exit == .code(7))
        // The shell may say in between that its `sleep` was terminated.
        #expect(run.text.hasPrefix("ready\n") && run.text.hasSuffix("bye\n"))
        #expect(run.elapsedMilliseconds < 5_000)
    }

    @Test(arguments: [false, true])
    func `a child that ignores the request is killed after the grace`(terminal: Bool) async throws {
        let run = try await Self.endWhenReady(
            .shell("trap 'echo ignored' TERM HUP; echo ready; while :; do sleep 0.02; done", terminal: terminal),
            graceMilliseconds: 400)
        #expect(run.text.contains("ignored"), "the request arrived and was ignored")
        #expect(run.exit == .signal(SIGKILL))
        #expect(run.elapsedMilliseconds >= 400 && run.elapsedMilliseconds < 5_000)
    }

    @Test func `a stopped child ends too`() async throws {
        let child = try ChildProcess.start(.shell("echo ready; kill -STOP $$; echo continued; sleep 20"))
        var wasStopped = false
        let run = try await ChildRun.of(child) { event in
            guard case .silence = event, !wasStopped else { return }
            let status = String(decoding: ProcessFiles.contents("/proc/\(child.pid)/status") ?? [], as: UTF8.self)
            wasStopped = status.contains("State:\tT")
            if wasStopped { child.terminate(graceMilliseconds: 5_000) }
        }
        #expect(wasStopped, "the child was stopped")
        #expect(run.exit == .signal(SIGTERM))
    }

    @Test func `the rest of the group has the same grace, then is killed`() async throws {
        // The parent dies of SIGTERM at once; its child takes 300 ms to clean up.
        let clean = try await Self.endWhenReady(
            .shell("(trap 'sleep 0.3; echo cleaned; exit' TERM; echo ready; while :; do sleep 0.02; done) & wait"),
            graceMilliseconds: 10_000)
        #expect(clean.exit == .signal(SIGTERM))
        #expect(clean.text.hasSuffix("cleaned\n"))
        let stubborn = try await Self.endWhenReady(
            .shell("(trap '' TERM; sh -c 'echo $PPID'; echo ready; while :; do sleep 0.02; done) & wait"),
            graceMilliseconds: 300)
        #expect(stubborn.exit == .signal(SIGTERM))
        let grandchild = try #require(stubborn.text.split(separator: "\n").first.flatMap { Int32($0) })
        // It has been sent SIGKILL by now; the system takes a moment to carry it out.
        for _ in 0..<200 where isRunning(grandchild) { usleep(10_000) }
        #expect(!isRunning(grandchild), "a grandchild that ignored the request is gone")
    }

    @Test(arguments: [false, true])
    func `a grandchild that holds the channel does not hold up the end`(terminal: Bool) async throws {
        let child = try ChildProcess.start(.shell("trap '' HUP; sleep 20 & echo $!; exit 3", terminal: terminal))
        let run = try await ChildRun.of(child)
        let grandchild = try #require(Int32(run.text.dropLast()))
        #expect(isRunning(grandchild), "the grandchild outlived its parent")
        defer { kill(grandchild, SIGKILL) }
        var target = [CChar](repeating: 0, count: 64)
        #expect(readlink("/proc/\(grandchild)/fd/1", &target, 63) > 0)
        let held = String(decoding: target.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self)
        #expect(held.hasPrefix(terminal ? "/dev/pts/" : "pipe:"), "it holds \(held)")
        #expect(run.exit == .code(3))
        #expect(run.elapsedMilliseconds < 3_000)
        // The group's number is still taken by the grandchild, so a signal would reach it.
        #expect(getpgid(grandchild) == child.pid)
        child.terminate(graceMilliseconds: 0)
        usleep(250_000)
        #expect(isRunning(grandchild), "nothing is signalled by the number of a child that was collected")
    }

    @Test func `a grandchild that writes for ever does not hold up the end`() async throws {
        let child = try ChildProcess.start(.shell("yes & sleep 0.2; exit 4"))
        let run = try await ChildRun.of(child)
        // By its group: the collected leader's number is still the group's as long as `yes` runs. It may have ended by itself
        // since, because nobody reads what it writes any more.
        kill(-child.pid, SIGKILL)
        #expect(run.text.contains("y\n"), "the grandchild was writing")
        #expect(run.exit == .code(4))
        #expect(run.elapsedMilliseconds < 5_000)
    }

    @Test func `output of a child that closed its channel ends, the child is still waited for`() async throws {
        for terminal in [false, true] {
            let run = try await ChildRun.shell(
                "echo last; exec 0<&- 1>&- 2>&-; sleep 0.4; exit 9", terminal: terminal)
            #expect(run.text == "last\n")
            #expect(run.exit == .code(9))
            #expect(run.elapsedMilliseconds >= 350)
        }
    }

    @Test func `processes are found by an entry of their environment`() async throws {
        let entry = "KIRIKAE_STEP_KEY=test-\(getpid())-予備"
        var configuration = ChildProcessConfiguration.shell("sleep 20 & echo ready; wait")
        configuration.environment.append(("KIRIKAE_STEP_KEY", "test-\(getpid())-予備"))
        let child = try ChildProcess.start(configuration)
        var found: [ProcessIdentity] = []
        _ = try await ChildRun.of(child) { event in
            // After `ready` both run; the shell was found by its start, `sleep` may still be about to be executed.
            guard case .silence = event, found.isEmpty else { return }
            found = try ProcessSearch.findProcesses(environmentEntry: entry)
            child.terminate(graceMilliseconds: 1_000)
        }
        #expect(found.count == 2 && found.contains(child.identity), "\(found)")
        #expect(try ProcessSearch.findProcesses(environmentEntry: entry).isEmpty)
        #expect(try ProcessSearch.findProcesses(environmentEntry: String(entry.dropLast())).isEmpty)
    }

    @Test func `the start time is found behind a name that looks like fields`() {
        let numbers = (3...52).map { $0 == 22 ? "987654" : String($0) }.joined(separator: " ")
        #expect(ProcessIdentity.startTimeTicks(statistics: Array("42 (a) S 1 ) x) \(numbers)".utf8)) == 987_654)
        #expect(ProcessIdentity.startTimeTicks(statistics: Array("42 (a) S 1".utf8)) == nil)
        #expect(ProcessIdentity.startTimeTicks(statistics: []) == nil)
    }
}
