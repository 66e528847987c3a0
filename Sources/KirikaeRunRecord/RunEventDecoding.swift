import KirikaeCanonicalJSON
import KirikaeCheckpoint
import KirikaeEngine
import KirikaeService
import KirikaeSignatures

/// A record that does not say what it should.
public struct RecordNotUnderstood: Error, Sendable, Hashable {
    /// The member that is missing or wrong.
    public var member: String
}

extension RunEventCoding {
    /// The event of a record, and when it happened.
    ///
    /// - Throws: `RecordNotUnderstood`; a record that is not understood halts the reader rather than being passed over.
    public static func decode(_ record: JSONValue) throws(RecordNotUnderstood) -> (event: RunEvent, stamp: Stamp) {
        let reader = RecordReader(record: record)
        let stamp = Stamp(
            wallMilliseconds: try reader.integer("at"), monotonicMilliseconds: try reader.integer("mono"))
        return (try event(reader), stamp)
    }

    private static func event(_ reader: RecordReader) throws(RecordNotUnderstood) -> RunEvent {
        switch try reader.string("kind") {
        case "run-started": .started(try header(reader))
        case "observed":
            .observed(step: try reader.string("step"), try reader.array("observations", observation))
        case "not-needed": .notNeeded(step: try reader.string("step"))
        case "intent": .intent(step: try reader.string("step"), attempt: Int(try reader.integer("attempt")))
        case "spawned":
            .spawned(
                step: try reader.string("step"), attempt: Int(try reader.integer("attempt")), try process(reader))
        case "output":
            .output(
                step: try reader.string("step"), attempt: Int(try reader.integer("attempt")), try reader.bytes("bytes"))
        case "output-file":
            .storedOutput(
                step: try reader.string("step"), attempt: Int(try reader.integer("attempt")),
                StoredOutput(
                    file: try reader.string("file"), offset: try reader.integer("offset"),
                    byteCount: try reader.integer("byteCount"), sha256: try reader.string("sha256")))
        case "exchange":
            .exchanged(
                step: try reader.string("step"), attempt: Int(try reader.integer("attempt")), try turn(reader))
        case "performed":
            .performed(
                step: try reader.string("step"), attempt: Int(try reader.integer("attempt")), try outcome(reader))
        case "items-begun", "item-ended", "items-settled": try itemEvent(reader)
        case "asked": .asked(try question(reader))
        case "answered":
            .answered(question: try reader.string("question"), try answer(reader))
        case "resolved":
            .resolved(
                step: try reader.string("step"), attempt: Int(try reader.integer("attempt")),
                isDone: try reader.bool("done"), by: try reader.word("by"))
        case "done": .done(step: try reader.string("step"))
        case "noted":
            .noted(step: try reader.string("step"), text: try reader.string("text"), by: try reader.string("by"))
        case "attached": .attached(step: try reader.string("step"), try attachment(reader))
        case "notified": .notified(try sentNotice(reader))
        case "skipped": .skipped(step: try reader.string("step"), reason: try reader.string("reason"))
        case "resumed":
            .resumed(operatorName: try reader.string("operator"), epoch: try reader.integer("epoch"))
        case "took-over":
            .tookOver(
                TakeOver(
                    epoch: try reader.integer("epoch"),
                    holder: !reader.has("from") ? nil : try process(try reader.object("from")),
                    reason: try reader.string("reason"), by: try reader.string("by")))
        case "output-lost": .outputLost(record: try reader.integer("record"))
        case "kept-pinned-files":
            .keptPinnedFiles(changed: try reader.strings("changed"), reason: try reader.string("reason"))
        case "accepted-changes": .acceptedChanges(try acceptedChanges(reader))
        case "carried-over": .carriedOver(try carriedOver(reader))
        case "rechecked": .rechecked(try reader.array("observations", observation))
        case "jumped":
            .jumped(to: try reader.string("to"), reason: try reader.string("reason"), by: try reader.string("by"))
        case "checkpoint": .checkpointed(note: try reader.string("note"))
        case "checkpoint-copied":
            .checkpointCopied(
                place: try reader.string("place"), size: Int(try reader.integer("size")),
                failure: reader.optionalString("failure"))
        case "stopped": .stopped(try reader.word("reason"))
        case "run-closed": .closed(try result(reader))
        default: throw RecordNotUnderstood(member: "kind")
        }
    }

    private static func header(_ reader: RecordReader) throws(RecordNotUnderstood) -> RunHeader {
        RunHeader(
            run: try reader.string("run"), runbook: try reader.string("runbook"),
            arguments: try reader.stringMap("arguments"), environment: try reader.string("environment"),
            environmentArguments: try reader.stringMap("environmentArguments"),
            fingerprint: try reader.string("fingerprint"), files: try reader.stringMap("files"),
            operatorName: try reader.string("operator"), speed: try reader.integer("speed"),
            version: try reader.string("version"), build: reader.optionalString("build"),
            restartOf: try restartOrigin(reader),
            nonce: reader.optionalString("nonce") ?? "",
            reviews: reader.has("reviews") ? try reader.array("reviews", signedText) : [],
            reviewsRequired: reader.has("reviewsRequired") ? Int(try reader.integer("reviewsRequired")) : 0,
            allowedSigners: reader.optionalString("allowedSigners"))
    }

    static func signedText(_ reader: RecordReader) throws(RecordNotUnderstood) -> SignedText {
        SignedText(statement: try reader.string("statement"), signature: try reader.string("signature"))
    }

    static func signedApproval(_ reader: RecordReader) throws(RecordNotUnderstood) -> SignedApproval? {
        guard reader.has("statement") || reader.has("signature") else { return nil }
        let text = try signedText(reader)
        do throws(StatementDefect) {
            return try SignedApproval(SignedStatement(statement: text.statement, signature: text.signature))
        } catch {
            throw RecordNotUnderstood(member: "statement")
        }
    }

    private static func process(_ reader: RecordReader) throws(RecordNotUnderstood) -> ChildIdentity {
        ChildIdentity(
            pid: Int32(clamping: try reader.integer("pid")),
            startTimeTicks: UInt64(clamping: try reader.integer("startTime")),
            bootIdentifier: try reader.string("bootId"))
    }

    private static func observation(_ reader: RecordReader) throws(RecordNotUnderstood) -> Observation {
        Observation(
            variable: try reader.string("variable"), reading: reading(reader), basis: try reader.word("basis"),
            evidence: reader.has("evidence") ? try reader.stringMap("evidence") : [:])
    }

    static func outcome(_ reader: RecordReader) throws(RecordNotUnderstood) -> Outcome {
        switch try reader.string("outcome") {
        case "succeeded":
            .succeeded(
                warnings: try reader.strings("warnings"),
                outputs: reader.has("outputs") ? try reader.stringMap("outputs") : [:])
        case "failed": .failed(try failure(try reader.object("failure")))
        default: throw RecordNotUnderstood(member: "outcome")
        }
    }

    static func failure(_ reader: RecordReader) throws(RecordNotUnderstood) -> ActionFailure {
        switch try reader.string("type") {
        case "not-started": .notStarted(reason: try reader.string("reason"))
        case "exit-code": .exitCode(Int32(clamping: try reader.integer("code")))
        case "signal": .signal(Int32(clamping: try reader.integer("code")))
        case "conversation-incomplete": .conversationIncomplete(missing: try reader.string("missing"))
        case "timed-out":
            .timedOut(
                afterMilliseconds: try reader.integer("after"),
                stopped: reader.has("stopped") ? try stoppedProgram(try reader.object("stopped")) : nil)
        case "silent":
            .silentPast(
                limitMilliseconds: try reader.integer("after"),
                stopped: try stoppedProgram(try reader.object("stopped")))
        case "unexpected-text":
            .unexpectedText(
                try reader.string("text"), stopped: try stoppedProgram(try reader.object("stopped")))
        case "not-elevated": .notElevated(try reader.word("lack"))
        case "answer-not-accepted": .answerNotAccepted(try reader.string("answer"))
        case "declined": .declined
        case "end-not-seen": .endNotSeen
        case "output-not-read": .outputNotRead(try reader.string("output"))
        case "status": .status(Int(try reader.integer("code")))
        case "no-answer": .noAnswer(reason: try reader.string("reason"))
        case "not-approved": .notApproved(by: try reader.string("by"))
        case "quota-not-reached":
            .quotaNotReached(
                done: Int(try reader.integer("done")), needed: Int(try reader.integer("needed")),
                target: Int(try reader.integer("target")))
        case "too-many-failed":
            .tooManyFailed(failed: Int(try reader.integer("failed")), limit: Int(try reader.integer("limit")))
        case "secret-not-read":
            .secretNotRead(name: try reader.string("secret"), reason: try reader.string("reason"))
        case "not-reached":
            .notReached(
                host: try reader.string("host"), try reader.word("reason"), detail: try reader.string("detail"))
        case "connection-lost": .connectionLost(host: try reader.string("host"), try reader.word("reason"))
        case "left-running":
            .leftRunning(host: try reader.string("host"), afterMilliseconds: try reader.integer("after"))
        default: throw RecordNotUnderstood(member: "type")
        }
    }

    private static func question(_ reader: RecordReader) throws(RecordNotUnderstood) -> Question {
        let kind: Question.Kind
        switch try reader.string("asks") {
        case "manual": kind = .manual(attempt: Int(try reader.integer("attempt")))
        case "observe": kind = .observe(variable: try reader.string("variable"))
        case "in-doubt": kind = .inDoubt(attempt: Int(try reader.integer("attempt")))
        case "problem":
            if reader.has("missingOutputs") {
                kind = .problem(.missingOutputs(try reader.strings("missingOutputs")))
            } else if reader.has("failure") {
                kind = .problem(.action(try failure(try reader.object("failure"))))
            } else {
                kind = .problem(
                    .gate(
                        try reader.word("gate"), try reader.word("judgement"),
                        unmet: try reader.integers("unmet").map { Int($0) }))
            }
        case "approval":
            kind = .approval(
                given: try reader.strings("given"), isSigned: reader.optionalString("signature") == "required")
        case "population":
            kind = .population(wave: Int(try reader.integer("wave")), target: Int(try reader.integer("target")))
        case "items":
            kind = .items(
                wave: Int(try reader.integer("wave")), target: Int(try reader.integer("target")),
                done: Int(try reader.integer("done")))
        case "changed-meanwhile": kind = .changedMeanwhile(try reader.array("deviations", deviation))
        default: throw RecordNotUnderstood(member: "asks")
        }
        return Question(id: try reader.string("question"), step: try reader.string("step"), kind: kind)
    }

    private static func result(_ reader: RecordReader) throws(RecordNotUnderstood) -> RunResult {
        let name = try reader.string("result")
        if name == "superseded" { return .superseded(by: try reader.string("by")) }
        let results: [RunResult] = [.completed, .refused] + StopReason.allCases.map { .stopped($0) }
        guard let result = results.first(where: { self.name(of: $0) == name }) else {
            throw RecordNotUnderstood(member: "result")
        }
        return result
    }
}

/// Reads the members of a record, each with its type.
struct RecordReader {
    let record: JSONValue

    func has(_ member: String) -> Bool { record[member] != nil }

    func optionalString(_ member: String) -> String? { record[member]?.stringValue }

    func string(_ member: String) throws(RecordNotUnderstood) -> String {
        guard let value = record[member]?.stringValue else { throw RecordNotUnderstood(member: member) }
        return value
    }

    func integer(_ member: String) throws(RecordNotUnderstood) -> Int64 {
        guard let value = record[member]?.integerValue else { throw RecordNotUnderstood(member: member) }
        return value
    }

    func bool(_ member: String) throws(RecordNotUnderstood) -> Bool {
        guard let value = record[member]?.boolValue else { throw RecordNotUnderstood(member: member) }
        return value
    }

    func bytes(_ member: String) throws(RecordNotUnderstood) -> [UInt8] {
        guard let bytes = Base64.decode(try string(member)) else { throw RecordNotUnderstood(member: member) }
        return bytes
    }

    func object(_ member: String) throws(RecordNotUnderstood) -> RecordReader {
        guard let value = record[member], value.objectValue != nil else { throw RecordNotUnderstood(member: member) }
        return RecordReader(record: value)
    }

    func word<Word: RawRepresentable>(_ member: String) throws(RecordNotUnderstood) -> Word
    where Word.RawValue == String {
        guard let word = Word(rawValue: try string(member)) else { throw RecordNotUnderstood(member: member) }
        return word
    }

    func array<Element>(
        _ member: String, _ read: (RecordReader) throws(RecordNotUnderstood) -> Element
    ) throws(RecordNotUnderstood) -> [Element] {
        guard let values = record[member]?.arrayValue else { throw RecordNotUnderstood(member: member) }
        var elements: [Element] = []
        for value in values { elements.append(try read(RecordReader(record: value))) }
        return elements
    }

    func strings(_ member: String) throws(RecordNotUnderstood) -> [String] {
        let values = record[member]?.arrayValue
        guard let strings = values?.compactMap(\.stringValue), strings.count == values?.count else {
            throw RecordNotUnderstood(member: member)
        }
        return strings
    }

    func integers(_ member: String) throws(RecordNotUnderstood) -> [Int64] {
        let values = record[member]?.arrayValue
        guard let integers = values?.compactMap(\.integerValue), integers.count == values?.count else {
            throw RecordNotUnderstood(member: member)
        }
        return integers
    }

    func stringMap(_ member: String) throws(RecordNotUnderstood) -> [String: String] {
        guard let object = record[member]?.objectValue else { throw RecordNotUnderstood(member: member) }
        let strings = object.compactMapValues(\.stringValue)
        guard strings.count == object.count else { throw RecordNotUnderstood(member: member) }
        return strings
    }
}
