import KirikaeCanonicalJSON
import KirikaeCheckpoint
import KirikaeEngine
import KirikaeService

/// How the events of a run are written as records, and read back.
///
/// The journal holds keys and values, never sentences.
public enum RunEventCoding {
    /// The record of an event: a member `kind`, the wall time `at` in milliseconds, and the event's own members.
    public static func encode(_ event: RunEvent, at stamp: Stamp) -> JSONValue { members(of: event, at: stamp).object }

    /// The members of the record of an event.
    public static func members(of event: RunEvent, at stamp: Stamp) -> JSONMembers {
        var (kind, members) = parts(of: event)
        members.add("kind", .string(kind))
        members.add("at", .integer(stamp.wallMilliseconds))
        members.add("mono", .integer(stamp.monotonicMilliseconds))
        return members
    }

    private static func parts(of event: RunEvent) -> (String, JSONMembers) {
        switch event {
        case .started(let header): ("run-started", encode(header))
        case .observed(let step, let observations):
            ("observed", ["step": .string(step), "observations": .array(observations.map(encode))])
        case .notNeeded(let step): ("not-needed", ["step": .string(step)])
        case .intent(let step, let attempt): ("intent", ["step": .string(step), "attempt": .integer(Int64(attempt))])
        case .spawned(let step, let attempt, let child):
            (
                "spawned",
                [
                    "step": .string(step), "attempt": .integer(Int64(attempt)), "pid": .integer(Int64(child.pid)),
                    "startTime": .integer(Int64(clamping: child.startTimeTicks)),
                    "bootId": .string(child.bootIdentifier),
                ]
            )
        case .output(let step, let attempt, let bytes):
            (
                "output",
                ["step": .string(step), "attempt": .integer(Int64(attempt)), "bytes": .string(Base64.encode(bytes))]
            )
        case .storedOutput(let step, let attempt, let stored):
            (
                "output-file",
                [
                    "step": .string(step), "attempt": .integer(Int64(attempt)), "file": .string(stored.file),
                    "offset": .integer(stored.offset), "byteCount": .integer(stored.byteCount),
                    "sha256": .string(stored.sha256),
                ]
            )
        case .exchanged(let step, let attempt, let turn):
            ("exchange", encode(turn, ["step": .string(step), "attempt": .integer(Int64(attempt))]))
        case .performed(let step, let attempt, let outcome):
            ("performed", encode(outcome, ["step": .string(step), "attempt": .integer(Int64(attempt))]))
        case .itemsBegun, .itemEnded, .itemsSettled: itemParts(of: event)
        case .asked(let question): ("asked", encode(question))
        case .answered(let question, let answer): ("answered", encode(answer, ["question": .string(question)]))
        case .resolved(let step, let attempt, let isDone, let resolution):
            (
                "resolved",
                [
                    "step": .string(step), "attempt": .integer(Int64(attempt)), "done": .bool(isDone),
                    "by": .string(resolution.rawValue),
                ]
            )
        case .done(let step): ("done", ["step": .string(step)])
        case .noted(let step, let text, let name):
            ("noted", ["step": .string(step), "text": .string(text), "by": .string(name)])
        case .attached(let step, let attachment):
            ("attached", encode(attachment, of: step))
        case .notified(let sent): ("notified", encode(sent))
        case .skipped(let step, let reason): ("skipped", ["step": .string(step), "reason": .string(reason)])
        case .resumed(let name, let epoch): ("resumed", ["operator": .string(name), "epoch": .integer(epoch)])
        case .tookOver(let takeOver): ("took-over", encode(takeOver))
        case .outputLost(let record): ("output-lost", ["record": .integer(record)])
        case .keptPinnedFiles(let changed, let reason):
            ("kept-pinned-files", ["changed": .array(changed.map { .string($0) }), "reason": .string(reason)])
        case .acceptedChanges(let changes): ("accepted-changes", encode(changes))
        case .carriedOver(let carried): ("carried-over", encode(carried))
        case .rechecked(let observations): ("rechecked", ["observations": .array(observations.map(encode))])
        case .jumped(let step, let reason, let name):
            ("jumped", ["to": .string(step), "reason": .string(reason), "by": .string(name)])
        case .checkpointed(let note): ("checkpoint", ["note": .string(note)])
        case .checkpointCopied(let place, let size, let failure):
            (
                "checkpoint-copied",
                [
                    "place": .string(place), "size": .integer(Int64(size)), "failure": failure.map { .string($0) },
                ]
            )
        case .stopped(let reason): ("stopped", ["reason": .string(reason.rawValue)])
        case .closed(.superseded(let run)):
            ("run-closed", ["result": .string(name(of: .superseded(by: run))), "by": .string(run)])
        case .closed(let result): ("run-closed", ["result": .string(name(of: result))])
        case .waited(let step): ("waited", ["step": .string(step)])
        }
    }

    private static func encode(_ header: RunHeader) -> JSONMembers {
        [
            "run": .string(header.run), "runbook": .string(header.runbook),
            "arguments": .object(header.arguments.mapValues { .string($0) }),
            "environment": .string(header.environment),
            "environmentArguments": .object(header.environmentArguments.mapValues { .string($0) }),
            "fingerprint": .string(header.fingerprint), "files": .object(header.files.mapValues { .string($0) }),
            "operator": .string(header.operatorName), "speed": .integer(header.speed),
            "version": .string(header.version), "build": header.build.map { .string($0) },
            "restartOf": header.restartOf.map(encode),
            "nonce": header.nonce.isEmpty ? nil : .string(header.nonce),
            "reviews": header.reviews.isEmpty ? nil : .array(header.reviews.map { .object(encode($0)) }),
            "reviewsRequired": header.reviewsRequired == 0 ? nil : .integer(Int64(header.reviewsRequired)),
            "allowedSigners": header.allowedSigners.map { .string($0) },
        ]
    }

    static func encode(_ text: SignedText) -> [String: JSONValue] {
        ["statement": .string(text.statement), "signature": .string(text.signature)]
    }

    private static func encode(_ takeOver: TakeOver) -> JSONMembers {
        [
            "epoch": .integer(takeOver.epoch), "reason": .string(takeOver.reason), "by": .string(takeOver.by),
            "from": takeOver.holder.map { holder in
                .object([
                    "pid": .integer(Int64(holder.pid)),
                    "startTime": .integer(Int64(clamping: holder.startTimeTicks)),
                    "bootId": .string(holder.bootIdentifier),
                ])
            },
        ]
    }

    private static func encode(_ observation: Observation) -> JSONValue {
        var members = encode(observation.reading)
        members["variable"] = .string(observation.variable)
        members["basis"] = .string(observation.basis.rawValue)
        if !observation.evidence.isEmpty {
            members["evidence"] = .object(observation.evidence.mapValues { .string($0) })
        }
        return .object(members)
    }

    static func encode(_ outcome: Outcome, _ members: JSONMembers) -> JSONMembers {
        var members = members
        switch outcome {
        case .succeeded(let warnings, let outputs):
            members.add("outcome", .string("succeeded"))
            members.add("warnings", .array(warnings.map { .string($0) }))
            if !outputs.isEmpty { members.add("outputs", .object(outputs.mapValues { .string($0) })) }
        case .failed(let failure):
            members.add("outcome", .string("failed"))
            members.add("failure", encode(failure))
        }
        return members
    }

    static func encode(_ failure: ActionFailure) -> JSONValue {
        switch failure {
        case .notStarted(let reason): .object(["type": .string("not-started"), "reason": .string(reason)])
        case .exitCode(let code): .object(["type": .string("exit-code"), "code": .integer(Int64(code))])
        case .signal(let signal): .object(["type": .string("signal"), "code": .integer(Int64(signal))])
        case .conversationIncomplete(let missing):
            .object(["type": .string("conversation-incomplete"), "missing": .string(missing)])
        case .timedOut(let after, let stopped):
            object(["type": .string("timed-out"), "after": .integer(after), "stopped": stopped.map(encode)])
        case .silentPast(let limit, let stopped):
            object(["type": .string("silent"), "after": .integer(limit), "stopped": encode(stopped)])
        case .unexpectedText(let text, let stopped):
            object(["type": .string("unexpected-text"), "text": .string(text), "stopped": encode(stopped)])
        case .notElevated(let lack):
            .object(["type": .string("not-elevated"), "lack": .string(lack.rawValue)])
        case .answerNotAccepted(let answer):
            .object(["type": .string("answer-not-accepted"), "answer": .string(answer)])
        case .declined: .object(["type": .string("declined")])
        case .endNotSeen: .object(["type": .string("end-not-seen")])
        case .outputNotRead(let name): .object(["type": .string("output-not-read"), "output": .string(name)])
        case .status(let status): .object(["type": .string("status"), "code": .integer(Int64(status))])
        case .noAnswer(let reason): .object(["type": .string("no-answer"), "reason": .string(reason)])
        case .notApproved(let name): .object(["type": .string("not-approved"), "by": .string(name)])
        case .quotaNotReached(let done, let needed, let target):
            .object([
                "type": .string("quota-not-reached"), "done": .integer(Int64(done)), "needed": .integer(Int64(needed)),
                "target": .integer(Int64(target)),
            ])
        case .tooManyFailed(let failed, let limit):
            .object([
                "type": .string("too-many-failed"), "failed": .integer(Int64(failed)), "limit": .integer(Int64(limit)),
            ])
        case .secretNotRead(let name, let reason):
            .object(["type": .string("secret-not-read"), "secret": .string(name), "reason": .string(reason)])
        case .notReached(let host, let failure, let detail):
            .object([
                "type": .string("not-reached"), "host": .string(host), "reason": .string(failure.rawValue),
                "detail": .string(detail),
            ])
        case .connectionLost(let host, let loss):
            .object(["type": .string("connection-lost"), "host": .string(host), "reason": .string(loss.rawValue)])
        case .leftRunning(let host, let after):
            .object(["type": .string("left-running"), "host": .string(host), "after": .integer(after)])
        }
    }

    private static func encode(_ question: Question) -> JSONMembers {
        var members: JSONMembers = ["question": .string(question.id), "step": .string(question.step)]
        switch question.kind {
        case .manual(let attempt):
            members.add("asks", .string("manual"))
            members.add("attempt", .integer(Int64(attempt)))
        case .observe(let variable):
            members.add("asks", .string("observe"))
            members.add("variable", .string(variable))
        case .inDoubt(let attempt):
            members.add("asks", .string("in-doubt"))
            members.add("attempt", .integer(Int64(attempt)))
        case .problem(.gate(let gate, let judgement, let unmet)):
            members.add("asks", .string("problem"))
            members.add("gate", .string(gate.rawValue))
            members.add("judgement", .string(judgement.rawValue))
            members.add("unmet", .array(unmet.map { .integer(Int64($0)) }))
        case .problem(.action(let failure)):
            members.add("asks", .string("problem"))
            members.add("failure", encode(failure))
        case .problem(.missingOutputs(let names)):
            members.add("asks", .string("problem"))
            members.add("missingOutputs", .array(names.map { .string($0) }))
        case .approval(let given, let isSigned):
            members.add("asks", .string("approval"))
            if isSigned { members.add("signature", .string("required")) }
            members.add("given", .array(given.map { .string($0) }))
        case .population(let wave, let target):
            members.add("asks", .string("population"))
            members.add("wave", .integer(Int64(wave)))
            members.add("target", .integer(Int64(target)))
        case .items(let wave, let target, let done):
            members.add("asks", .string("items"))
            members.add("wave", .integer(Int64(wave)))
            members.add("target", .integer(Int64(target)))
            members.add("done", .integer(Int64(done)))
        case .changedMeanwhile(let deviations):
            members.add("asks", .string("changed-meanwhile"))
            members.add("deviations", .array(deviations.map(encode)))
        }
        return members
    }

    private static func encode(_ answer: Answer, _ members: JSONMembers) -> JSONMembers {
        var members = members
        members.add("answer", .string(answer.value))
        members.add("remark", answer.remark.map { .string($0) })
        members.add("by", .string(answer.by))
        members.add("via", .string(answer.via.rawValue))
        members.add("basis", .string(answer.basis.rawValue))
        members.add("typed", answer.typed.map { .string($0) })
        if answer.isConfirmed { members.add("confirmed", .bool(true)) }
        if !answer.items.isEmpty { members.add("items", .array(answer.items.map { .string($0) })) }
        if let signed = answer.signed {
            for (key, value) in encode(signed.text) { members.add(key, value) }
        }
        return members
    }

    /// The name of a result in the record.
    static func name(of result: RunResult) -> String {
        switch result {
        case .completed: "completed"
        case .refused: "refused"
        case .stopped(let reason): "stopped-\(reason.rawValue)"
        case .superseded: "superseded"
        }
    }
}
