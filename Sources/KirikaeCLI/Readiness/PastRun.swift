import KirikaeAudit
import KirikaeDiagnostics
import KirikaeEngine
import KirikaeJournal
import KirikaePlan
import KirikaeRunbook

/// What a run of the state folder says of a runbook that it carried out, by itself or as a part of a plan.
struct PastRun: Sendable {
    /// Whether its record is what it was.
    enum Audit: Sendable, Hashable {
        case verified
        /// The run has not ended; what there is, is sound.
        case open
        /// What is wrong, as codes.
        case failed([String])

        init(_ report: AuditReport) {
            self =
                if report.isVerified {
                    .verified
                } else if report.isSoundSoFar {
                    .open
                } else {
                    .failed(report.codes)
                }
        }
    }

    var run: String
    var isDrill: Bool
    /// When it began, in milliseconds since 1970.
    var wallMilliseconds: Int64
    /// How long it was under way, in milliseconds of the run.
    var milliseconds: Int64
    /// How it ended; nil while it goes on, or where it broke off.
    var result: RunResult?
    /// Whether the runbook was carried out to its end.
    var isComplete: Bool
    var operators: [String]
    var audit: Audit
    /// The scenario that was played, and whether it ended as expected; nil where nothing was expected.
    var scenario: String?
    var isAsExpected: Bool?
    /// The plan it went by at its end.
    var plan: Plan
    var arguments: [String: String]
    var environmentArguments: [String: String]
    /// The path of the runbook in that plan: its own name where it was the whole of it.
    var path: String

    /// Whether it shows that the runbook can be carried out: it was, and the record of it is what it was.
    var counts: Bool {
        guard isComplete, isAsExpected != false else { return false }
        if case .failed = audit { return false }
        return true
    }

    /// What a run says of every runbook in it, by the runbook.
    static func all(of report: RunReport) -> [(runbook: String, past: PastRun)] {
        let machine = report.machine
        let plan = machine.plan
        let drill = report.drillRecord
        return plan.steps.indices.filter { index in
            // What the run never came to says nothing.
            plan.steps[index].kind == .enter
                && (report.history.spans[plan.steps[index].path] != nil || machine.states[index] != .pending)
        }.map { index in
            let end = index + plan.steps[index].span - 1
            let isEndDone = plan.steps.indices.contains(end) && machine.states[end] == .done
            // What no person had to leave out, and what was not all there already.
            let inside = plan.steps.indices.contains(end) ? Array(index...end) : [index]
            let acts = inside.filter { plan.steps[$0].isAct }
            let isDone =
                acts.contains { machine.states[$0] == .done } && !acts.contains { machine.states[$0] == .skipped }
            let past = PastRun(
                run: report.header.run, isDrill: report.isDrill,
                wallMilliseconds: report.history.startWallMilliseconds, milliseconds: report.history.length,
                result: machine.result, isComplete: isEndDone && isDone, operators: report.history.operators,
                audit: Audit(report.audit), scenario: drill?.scenario, isAsExpected: drill?.expectation?.isMet,
                plan: plan, arguments: report.header.arguments,
                environmentArguments: report.header.environmentArguments, path: plan.steps[index].path)
            return (plan.steps[index].definition, past)
        }
    }
}
