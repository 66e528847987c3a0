import Glibc
import Testing

@testable import KirikaeProcess
@testable import KirikaeWorlds

/// A child that was run to its end, with everything that it did.
struct ChildRun {
    var output: [UInt8] = []
    var exit: ChildExit?
    var silences: [Int] = []
    var elapsedMilliseconds = 0

    var text: String { String(decoding: output, as: UTF8.self) }

    /// Reads every event; a child that takes longer than the limit is killed and fails the test.
    static func of(
        _ child: ChildProcess, limitMilliseconds: Int = 15_000,
        onEvent: (ChildEvent) throws -> Void = { _ in }
    ) async throws -> ChildRun {
        var run = ChildRun()
        let start = MonotonicClock.nowMilliseconds()
        var isLate = false
        for await event in child.events {
            run.elapsedMilliseconds = MonotonicClock.nowMilliseconds() - start
            if run.elapsedMilliseconds > limitMilliseconds, !isLate {
                isLate = true
                child.terminate(graceMilliseconds: 0)
                Issue.record("the child took longer than \(limitMilliseconds) ms; output so far: \(run.text)")
            }
            switch event {
            case .output(let bytes): run.output += bytes
            case .silence(let milliseconds): run.silences.append(milliseconds)
            case .exited(let exit):
                #expect(run.exit == nil, "a child ends once")
                run.exit = exit
            }
            try onEvent(event)
        }
        return run
    }

    /// Runs `/bin/sh -c` with a script of the test.
    static func shell(_ script: String, terminal: Bool = false) async throws -> ChildRun {
        try await of(try ChildProcess.start(.shell(script, terminal: terminal)))
    }

    /// Runs a Python program of the test.
    static func python(
        _ program: String, _ arguments: [String] = [], terminal: Bool = false
    ) async throws -> ChildRun {
        try await of(try ChildProcess.start(.python(program, arguments, terminal: terminal)))
    }
}

extension ChildProcessConfiguration {
    static func shell(_ script: String, terminal: Bool = false) -> ChildProcessConfiguration {
        ChildProcessConfiguration(
            executablePath: "/bin/sh", arguments: ["-c", script], environment: [("PATH", "/usr/bin:/bin")],
            terminal: terminal)
    }

    static func python(_ program: String, _ arguments: [String] = [], terminal: Bool = false)
        -> ChildProcessConfiguration
    {
        ChildProcessConfiguration(
            executablePath: "/usr/bin/python3", arguments: ["-c", program] + arguments,
            environment: [("PATH", "/usr/bin:/bin")], terminal: terminal)
    }
}

/// Whether a process exists and has not ended.
func isRunning(_ pid: Int32) -> Bool {
    guard let statistics = ProcessFiles.contents("/proc/\(pid)/stat"), let nameEnd = statistics.lastIndex(of: 0x29)
    else { return false }
    return !String(decoding: statistics[nameEnd...], as: UTF8.self).hasPrefix(") Z")
}
