import Foundation
import KirikaeTestSupport
import Testing

/// The real program, and one system call of it that goes wrong: a sample for every day, all of them in `make faults`.
@Suite(.serialized) struct SampledMatrixTests {
    private static let sampleSize = 24
    private static let recordCalls = ["write", "fdatasync", "fsync", "openat", "mkdirat", "pwrite64", "flock", "close"]
    private static let otherCalls = ["execve", "clone3", "wait4", "pidfd_open"]
    static let errors = ["EIO", "ENOSPC", "EDQUOT", "EROFS", "EINTR", "EAGAIN", "EMFILE", "ENOMEM", "EACCES"]

    @Test(.timeLimit(.minutes(5))) func aSampleOfFaults() async throws {
        let start = ContinuousClock.now
        let reference = try await ReferenceMatrix(calls: Self.recordCalls + Self.otherCalls)
        var random = SeededGenerator(for: "fault matrix")
        let faults = (0..<Self.sampleSize).map { _ in reference.randomFault(using: &random) }
        let report = try await reference.run(faults)
        print(report.line("sampled faults, \(ContinuousClock.now - start)"))
        for finding in report.findings { Issue.record("\(finding)") }
        #expect(report.points == Self.sampleSize)
        #expect(report.completed > Self.sampleSize / 2)
    }

    /// The oracle would prove nothing if it could not fail.
    @Test func theOracleSeesWhatIsWrong() async throws {
        let reference = try await ReferenceMatrix(calls: [])
        let run = try ReferenceRun()
        let ended = try await run.start()
        let verdict = try await reference.oracle.judge(run, ended)
        #expect(verdict.findings == ["O9: it did not fire"])
        // Twice, and then without a word in the record.
        try await run.takeEffectOnceMore(ReferenceRun.steps[0])
        let again = try await reference.oracle.judge(run, ended, .init(firedOtherwise: true))
        #expect(again.findings.count { $0.hasPrefix("O4") } == 2)
        let other = try ReferenceRun()
        try await other.takeEffectOnceMore(ReferenceRun.steps[3])
        let bare = try await reference.oracle.judge(other, ended, .init(firedOtherwise: true))
        #expect(bare.findings.contains { $0.hasPrefix("O2") } && bare.findings.contains { $0.hasPrefix("O4") })
    }
}
