import Foundation
import KirikaeTestSupport

@testable import KirikaeCLI

/// What must hold after every fault (O1 to O9), whatever it was.
///
/// | | |
/// |---|---|
/// | O1 | the program starts, and `status` works |
/// | O2 | everything shown as done is in the record |
/// | O3 | the record is a prefix of that of a run without faults, up to the first failure |
/// | O4 | every effect came at most once, and is in the record or in doubt |
/// | O5 | the run can be carried to its end |
/// | O6 | its record verifies then |
/// | O7 | no file holds the secret |
/// | O8 | the exit code is one of the table |
/// | O9 | the fault was injected |
struct FaultOracle {
    /// The records of a run without faults, but for output: what a program prints comes in any number of pieces.
    private let reference: [ReferenceRun.Record]

    init(reference: [ReferenceRun.Record]) {
        self.reference = Self.withoutOutput(reference)
    }

    /// What a run without faults does not have.
    private static let endsThePrefix: Set = ["stopped", "resumed", "took-over"]

    private static func withoutOutput(_ records: some Sequence<ReferenceRun.Record>) -> [ReferenceRun.Record] {
        records.filter { $0.kind != "output" }
    }

    /// Carries a run to its end at most so often.
    private static let maximumResumes = 4

    /// What is expected of a fault beyond the rules that always hold.
    struct Expectation {
        /// The disk lied, so that the record may be found damaged later.
        var mayBeDamaged = false
        /// Whether it is known to have happened by other means than a trace.
        var firedOtherwise = false
        /// Whether going on is tried.
        var canResume = true
    }

    /// How a run went on after a fault.
    struct Verdict {
        var findings: [String] = []
        var hasCompleted = false
        var wasDamaged = false
        var resumes = 0
    }

    /// Judges a run after a fault, and carries it to its end.
    func judge(
        _ run: ReferenceRun, _ ended: ReferenceRun.Ended, _ expectation: Expectation = Expectation()
    ) async throws -> Verdict {
        var verdict = Verdict()
        checkEnding(ended, expectation, &verdict)
        let records = run.records()
        checkRecord(run, records ?? [], ended.ending, expectation, &verdict)
        try await checkStatus(run, &verdict)
        guard let records, !records.isEmpty else {
            // Nothing was begun; another run may be.
            if ReferenceRun.steps.contains(where: { run.effectCount($0) > 0 }) {
                verdict.findings.append("O4: effects without a record")
            }
            checkSecret(run, &verdict)
            return verdict
        }
        if expectation.canResume { try await carryOn(run, ended.ending.status, expectation, &verdict) }
        checkSecret(run, &verdict)
        return verdict
    }

    private func checkEnding(_ ended: ReferenceRun.Ended, _ expectation: Expectation, _ verdict: inout Verdict) {
        let isTabled = ExitStatus(rawValue: ended.ending.status) != nil
        if ended.isLate { verdict.findings.append("O5: it hangs") }
        if !ended.wasKilled, !isTabled {
            verdict.findings.append(
                "O8: exit code \(ended.ending.status), signal \(ended.ending.signal): \(ended.ending.error.prefix(300))"
            )
        }
        if !expectation.firedOtherwise, ended.trace?.hasFired != true { verdict.findings.append("O9: it did not fire") }
        for line in ended.trace?.retriedSyncs ?? [] { verdict.findings.append("D1: synced again: \(line)") }
    }

    private func checkRecord(
        _ run: ReferenceRun, _ records: [ReferenceRun.Record], _ ending: StartedProgram.Ending,
        _ expectation: Expectation, _ verdict: inout Verdict
    ) {
        if expectation.mayBeDamaged { return }
        let trouble = records.firstIndex { $0.isFailure || Self.endsThePrefix.contains($0.kind) } ?? records.count
        let sound = Self.withoutOutput(records[..<trouble])
        if sound != Array(reference.prefix(sound.count)) {
            verdict.findings.append("O3: the record is not a prefix of the reference")
        }
        for step in ReferenceRun.steps {
            let own = records.filter { $0.step == step.path }
            let isDone = own.contains { $0.kind == "done" }
            if ending.output.contains("✓ \(step.title) "), !isDone {
                verdict.findings.append("O2: \(step.path) was shown as done, and is not recorded")
            }
            let count = run.effectCount(step)
            if count > 1 { verdict.findings.append("O4: \(step.path) took effect \(count) times") }
            if count == 1, !own.contains(where: { $0.kind == "intent" }) {
                verdict.findings.append("O4: \(step.path) took effect without a recorded intent")
            }
            if count == 0, isDone { verdict.findings.append("O4: \(step.path) is recorded as done and was not") }
        }
    }

    private func checkStatus(_ run: ReferenceRun, _ verdict: inout Verdict) async throws {
        let status = try await run.command(["status"])
        if status.status != 0 { verdict.findings.append("O1: status ends with \(status.status): \(status.error)") }
    }

    private func carryOn(
        _ run: ReferenceRun, _ status: Int32, _ expectation: Expectation, _ verdict: inout Verdict
    ) async throws {
        var last = status
        // The record may have been closed before the program was ended.
        if run.records()?.last?.kind == "run-closed" { last = 0 }
        while last != 0, verdict.resumes < Self.maximumResumes, !verdict.wasDamaged {
            verdict.resumes += 1
            let resumed = try await run.resume()
            last = resumed.ending.status
            if last == ExitStatus.journalDamaged.rawValue {
                verdict.wasDamaged = true
                if !expectation.mayBeDamaged { verdict.findings.append("O5: damaged: \(resumed.ending.error)") }
            } else if ExitStatus(rawValue: last) == nil {
                verdict.findings.append("O8: resume ends with \(last), signal \(resumed.ending.signal)")
            }
        }
        verdict.hasCompleted = last == 0
        if !verdict.hasCompleted, !verdict.wasDamaged {
            verdict.findings.append("O5: it does not end: \(last) after \(verdict.resumes) resumes")
        }
        guard verdict.hasCompleted else { return }
        for step in ReferenceRun.steps where run.effectCount(step) != 1 {
            verdict.findings.append("O4: at the end \(step.path) took effect \(run.effectCount(step)) times")
        }
        var audit = try await run.command(["audit", "verify", ReferenceRun.name])
        if audit.status != 0 {
            // The machine may have stopped between the closing record and the signature over all records; somebody signs then.
            _ = try await run.command(["audit", "seal", ReferenceRun.name])
            audit = try await run.command(["audit", "verify", ReferenceRun.name])
        }
        if audit.status != 0 {
            if expectation.mayBeDamaged {
                verdict.wasDamaged = true
            } else {
                verdict.findings.append("O6: \(audit.output)\(audit.error)")
            }
        }
    }

    private func checkSecret(_ run: ReferenceRun, _ verdict: inout Verdict) {
        for form in [Array(ReferenceRun.secret.utf8), Array(Data(ReferenceRun.secret.utf8).base64EncodedString().utf8)]
        {
            for file in run.files(containing: form) { verdict.findings.append("O7: the secret stands in \(file)") }
        }
    }
}
