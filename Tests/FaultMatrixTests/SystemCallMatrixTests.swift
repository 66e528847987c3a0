import Foundation
import KirikaeTestSupport
import Testing

/// F1, F2, F3 and F13: every system call that matters goes wrong, once or from then on.
@Suite(.serialized, .wholeMatrix) struct SystemCallMatrixTests {
    private static let recordCalls = [
        "openat", "write", "pwrite64", "fdatasync", "fsync", "mkdirat", "ftruncate", "close", "flock", "fcntl",
        "renameat", "linkat", "fadvise64",
    ]
    private static let processCalls = ["clone3", "execve", "wait4"]
    /// Where a call is made so often, the matrix takes every so many of them.
    private static let mostPoints = 260

    private func finish(_ name: String, _ faults: [SystemCallFault], _ matrix: ReferenceMatrix) async throws {
        let start = ContinuousClock.now
        let report = try await matrix.run(faults)
        FaultSwitch.report(report.line("\(name), \((ContinuousClock.now - start).components.seconds) s"))
        for finding in report.findings.prefix(40) { Issue.record("\(finding)") }
        #expect(report.findings.isEmpty && report.points == faults.count && !faults.isEmpty)
    }

    /// The numbers of calls to try: all, or evenly spread.
    private func numbers(_ count: Int, most: Int = mostPoints) -> [Int] {
        guard count > most else { return Array(1...max(1, count)) }
        return (0..<most).map { 1 + $0 * (count - 1) / (most - 1) }
    }

    @Test func killedAtEveryCall() async throws {
        let matrix = try await ReferenceMatrix(calls: Self.recordCalls)
        var faults = matrix.calls(isOfRecord: true).flatMap { call in
            numbers(matrix.count(of: call, isOfRecord: true)).map {
                SystemCallFault(call: call, kind: .kill, number: $0)
            }
        }
        let processes = try await ReferenceMatrix(calls: Self.processCalls)
        for call in Self.processCalls where processes.count(of: call, isOfRecord: false) > 0 {
            // The last ones of a thread may be made by another one, so they are left out.
            faults += numbers(processes.count(of: call, isOfRecord: false), most: 40).map {
                SystemCallFault(call: call, kind: .kill, number: $0, isOfRecord: false)
            }
        }
        try await finish("F1 killed at each call", faults, matrix)
    }

    @Test func everyError() async throws {
        let matrix = try await ReferenceMatrix(calls: Self.recordCalls)
        let faults = matrix.calls(isOfRecord: true).flatMap { call in
            SampledMatrixTests.errors.flatMap { error in
                [false, true].flatMap { isSticky in
                    numbers(matrix.count(of: call, isOfRecord: true), most: 4).map {
                        SystemCallFault(call: call, kind: .error(error), number: $0, isSticky: isSticky)
                    }
                }
            }
        }
        try await finish("F2 each error, once and for ever", faults, matrix)
    }

    @Test func everyErrorOfStarting() async throws {
        let matrix = try await ReferenceMatrix(calls: Self.processCalls)
        // Each program is waited for on a thread of its own, so that the first call of one is the only one.
        let calls = [("clone3", [2, 11, 20]), ("wait4", [1]), ("pidfd_open", [1])]
        let faults = calls.flatMap { call, numbers in
            ["EAGAIN", "ENOMEM", "EMFILE", "EACCES", "EINTR"].flatMap { error in
                numbers.flatMap { number in
                    [false, true].map {
                        SystemCallFault(
                            call: call, kind: .error(error), number: number, isSticky: $0, isOfRecord: false)
                    }
                }
            }
        }
        try await finish("F2 errors of starting programs", faults, matrix)
    }

    @Test func aLyingDisk() async throws {
        let matrix = try await ReferenceMatrix(calls: ["write", "fdatasync"])
        var faults = numbers(matrix.count(of: "fdatasync", isOfRecord: true), most: 20).flatMap { number in
            [false, true].map { SystemCallFault(call: "fdatasync", kind: .lie(0), number: number, isSticky: $0) }
        }
        faults += numbers(matrix.count(of: "write", isOfRecord: true), most: 20).flatMap { number in
            [1, 40].map { SystemCallFault(call: "write", kind: .lie($0), number: number) }
        }
        try await finish("F3 a lying disk", faults, matrix)
    }

    /// F13: a second fault while the first one is being dealt with, or while the run is taken up again.
    @Test func pairs() async throws {
        let matrix = try await ReferenceMatrix(calls: Self.recordCalls)
        var random = SeededGenerator(for: "pairs of faults")
        var findings: [String] = []
        var completed = 0
        let pairs = 60
        for _ in 0..<pairs {
            let first = matrix.randomFault(using: &random)
            let second = SystemCallFault(
                call: ["openat", "fdatasync", "write", "pwrite64", "flock"].randomElement(using: &random) ?? "write",
                kind: Bool.random(using: &random) ? .kill : .error("ENOSPC"),
                number: Int.random(in: 1...6, using: &random))
            let run = try ReferenceRun()
            _ = try await run.start(first)
            let resumed = try await run.resume(second)
            var expectation = FaultOracle.Expectation(firedOtherwise: true)
            if case .lie = first.kind { expectation.mayBeDamaged = true }
            let verdict = try await matrix.oracle.judge(run, resumed, expectation)
            completed += verdict.hasCompleted ? 1 : 0
            findings += verdict.findings.map { "\(first), then \(second): \($0)" }
        }
        FaultSwitch.report(
            "F13 pairs of faults: \(pairs) pairs, \(completed) runs ended well, \(findings.count) findings")
        for finding in findings { Issue.record("\(finding)") }
    }
}
