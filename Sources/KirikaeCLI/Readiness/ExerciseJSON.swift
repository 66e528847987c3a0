import KirikaeCanonicalJSON
import KirikaeDiagnostics
import KirikaeEngine
import KirikaePlan
import KirikaeRunbook
import KirikaeSyntax
import KirikaeDiagnostics
import KirikaeEngine
import KirikaePlan

/// What past runs say of the runbooks, for programs.
struct ExerciseJSON: Sendable {
    let overview: ExerciseOverview

    /// The document.
    var document: JSONValue {
        .object([
            "kirikae-readiness": 1,
            "nowMilliseconds": .integer(overview.now),
            "sinceMilliseconds": overview.since.map { .integer($0) } ?? .null,
            "olderThanDays": .integer(overview.days),
            "runs": .integer(Int64(overview.runCount)),
            "runbooks": .array(overview.rows.map(encode)),
            "unreadable": .array(
                overview.unreadable.map { .object(["run": .string($0.run), "reason": text($0.reason)]) }),
        ])
    }

    private func encode(_ row: ExerciseOverview.Row) -> JSONValue {
        .object([
            "runbook": .string(row.runbook),
            "title": text(row.title),
            "kind": .string(row.kind.rawValue),
            "function": row.function.map { .string($0) } ?? .null,
            "direction": .string(row.direction.rawValue),
            "standing": .string(row.standing.rawValue),
            "drills": .integer(Int64(row.drillCount)),
            "liveRuns": .integer(Int64(row.liveCount)),
            "drill": row.drill.map(encode) ?? .null,
            "live": row.live.map(encode) ?? .null,
            "newestFailure": row.newestFailure.map(encode) ?? .null,
            "scenarios": .array(row.scenarios.map { .string($0) }),
        ])
    }

    private func encode(_ exercise: ExerciseOverview.Exercise) -> JSONValue {
        guard case .object(var members) = encode(exercise.past) else { return .null }
        switch exercise.standing {
        case .same: members["plan"] = "same"
        case .changed(let steps, let surroundings):
            members["plan"] = "changed"
            members["changedSteps"] = .array(steps.map { .string($0) })
            members["changedSurroundings"] = .array(surroundings.map { .string($0) })
        case .notComparable(let reason):
            members["plan"] = "not-comparable"
            members["reason"] = text(reason)
        }
        return .object(members)
    }

    private func encode(_ past: PastRun) -> JSONValue {
        var codes: [String] = []
        let audit: String
        switch past.audit {
        case .verified: audit = "verified"
        case .open: audit = "open"
        case .failed(let found):
            audit = "failed"
            codes = found
        }
        return .object([
            "run": .string(past.run),
            "runbook": .string(past.plan.runbook),
            "environment": .string(past.plan.environment.name.value),
            "fingerprint": .string(past.plan.fingerprint),
            "beganMilliseconds": .integer(past.wallMilliseconds),
            "milliseconds": .integer(past.milliseconds),
            "result": .string(result(past.result)),
            "complete": .bool(past.isComplete),
            "operators": .array(past.operators.map { .string($0) }),
            "audit": .string(audit),
            "auditFindings": .array(codes.map { .string($0) }),
            "scenario": past.scenario.map { .string($0) } ?? .null,
            "asExpected": past.isAsExpected.map { .bool($0) } ?? .null,
        ])
    }

    private func result(_ result: RunResult?) -> String {
        switch result {
        case .completed: "completed"
        case .refused: "refused"
        case .stopped: "stopped"
        case .superseded: "superseded"
        case nil: "open"
        }
    }

    private func text(_ text: LocalizedText) -> JSONValue {
        .object(["ja": .string(text.ja), "en": .string(text.en)])
    }
}
