import Foundation
import KirikaeTestSupport

/// The reference run without faults, and what becomes of it with each of many.
struct ReferenceMatrix: Sendable {
    let oracle: FaultOracle
    /// How often the busiest thread makes each call on files of the record, and at all.
    private let recordCounts: [String: Int]
    private let otherCounts: [String: Int]

    /// A run without faults did not go as it should.
    struct Unusable: Error {
        var reason: String
    }

    init(calls: [String]) async throws {
        let run = try ReferenceRun()
        let whole = try await run.start()
        guard whole.ending.status == 0, let records = run.records() else {
            throw Unusable(reason: "\(whole.ending.status) \(whole.ending.output)\(whole.ending.error)")
        }
        oracle = FaultOracle(reference: records)
        recordCounts = try await Self.counts(calls, isOfRecord: true)
        otherCounts = try await Self.counts(calls, isOfRecord: false)
    }

    private static func counts(_ calls: [String], isOfRecord: Bool) async throws -> [String: Int] {
        if calls.isEmpty { return [:] }
        let probe = SystemCallFault(
            call: calls.joined(separator: ","), kind: .none, number: 1, isOfRecord: isOfRecord)
        let run = try ReferenceRun()
        let ended = try await run.start(probe)
        guard ended.ending.status == 0, let trace = ended.trace else {
            throw Unusable(reason: "traced: \(ended.ending.status) \(ended.ending.error)")
        }
        return trace.mostCallsOfAThread
    }

    /// How many faults of one kind there are to try.
    func count(of call: String, isOfRecord: Bool) -> Int { (isOfRecord ? recordCounts : otherCounts)[call] ?? 0 }

    /// The calls that the program makes, on files of the record or at all.
    func calls(isOfRecord: Bool) -> [String] { (isOfRecord ? recordCounts : otherCounts).keys.sorted() }

    /// Any fault: a kill, an error, or a lie.
    func randomFault(using random: inout some RandomNumberGenerator) -> SystemCallFault {
        let isOfRecord = Int.random(in: 0..<4, using: &random) > 0
        let calls = calls(isOfRecord: isOfRecord).filter { isOfRecord || ["execve", "clone3", "wait4"].contains($0) }
        let call = calls.randomElement(using: &random) ?? "write"
        let number = Int.random(in: 1...max(1, count(of: call, isOfRecord: isOfRecord)), using: &random)
        var fault = SystemCallFault(call: call, kind: .kill, number: number, isOfRecord: isOfRecord)
        switch Int.random(in: 0..<8, using: &random) {
        case 0..<4: break
        case 4..<7:
            fault.kind = .error(SampledMatrixTests.errors.randomElement(using: &random) ?? "EIO")
            fault.isSticky = Bool.random(using: &random)
        default:
            fault.call = Bool.random(using: &random) ? "fdatasync" : "write"
            fault.isOfRecord = true
            fault.number = Int.random(in: 1...max(1, count(of: fault.call, isOfRecord: true)), using: &random)
            fault.kind = .lie(fault.call == "write" ? 20 : 0)
        }
        return fault
    }

    /// What came of many faults.
    struct Report: Sendable {
        var points = 0
        var completed = 0
        var damaged = 0
        var resumes = 0
        var findings: [String] = []

        mutating func add(_ other: Report) {
            points += other.points
            completed += other.completed
            damaged += other.damaged
            resumes += other.resumes
            findings += other.findings
        }

        func line(_ name: String) -> String {
            "\(name): \(points) points, \(completed) runs ended well after \(resumes) resumes, \(damaged) found damaged, "
                + "\(findings.count) findings"
        }
    }

    /// Tries faults, two at a time, each on a processor of its own.
    func run(_ faults: [SystemCallFault]) async throws -> Report {
        try await withThrowingTaskGroup(of: Report.self) { group in
            for processor in 0..<2 {
                group.addTask {
                    var report = Report()
                    for (index, fault) in faults.enumerated() where index % 2 == processor {
                        report.add(try await judge(fault, processor))
                    }
                    return report
                }
            }
            return try await group.reduce(into: Report()) { $0.add($1) }
        }
    }

    private func judge(_ fault: SystemCallFault, _ processor: Int) async throws -> Report {
        var fault = fault
        var expectation = FaultOracle.Expectation()
        if case .lie = fault.kind { expectation.mayBeDamaged = true }
        var report = Report(points: 1)
        // Which thread makes a call is not always the same, so that a late one may not come up.
        for _ in 0..<16 {
            let run = try ReferenceRun(processor: processor)
            let ended = try await run.start(fault)
            if ended.trace?.hasFired != true, fault.number > 1 {
                fault.number = max(1, fault.number * 2 / 3)
                continue
            }
            let verdict = try await oracle.judge(run, ended, expectation)
            report.completed = verdict.hasCompleted ? 1 : 0
            report.damaged = verdict.wasDamaged ? 1 : 0
            report.resumes = verdict.resumes
            report.findings = verdict.findings.map { "\(fault): \($0)" }
            return report
        }
        report.findings = ["\(fault): O9: it did not fire"]
        return report
    }
}

extension ReferenceRun {
    /// Lets a program take effect behind the engine's back.
    func takeEffectOnceMore(_ step: Step) async throws {
        let effects = URL(fileURLWithPath: state).deletingLastPathComponent().path + "/effects"
        _ = try await StartedProgram.run(
            Self.shippedProject + "/programs/take-effect",
            ["\(effects)/\(step.effect)"])
    }
}
