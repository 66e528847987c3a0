import KirikaeCanonicalJSON
import KirikaeEngine
import KirikaeService

/// The records of what happens when a run goes on after a break, in another form or in another run.
extension RunEventCoding {
    static func encode(_ changes: AcceptedChanges) -> JSONMembers {
        [
            "fingerprint": .string(changes.fingerprint), "files": .object(changes.files.mapValues { .string($0) }),
            "changed": .array(changes.changed.map { .string($0) }), "reason": .string(changes.reason),
            "by": .string(changes.by), "folder": .string(changes.folder),
            "reviews": changes.reviews.isEmpty ? nil : .array(changes.reviews.map { .object(encode($0)) }),
            "reviewsRequired": changes.reviewsRequired == 0 ? nil : .integer(Int64(changes.reviewsRequired)),
        ]
    }

    static func encode(_ origin: RestartOrigin) -> JSONValue {
        .object([
            "run": .string(origin.run), "head": .string(origin.head), "size": .integer(Int64(origin.size)),
            "from": .string(origin.from),
        ])
    }

    static func encode(_ carried: CarriedOver) -> JSONMembers {
        [
            "run": .string(carried.run), "reason": .string(carried.reason), "by": .string(carried.by),
            "steps": .array(carried.steps.map(encode)),
        ]
    }

    private static func encode(_ step: CarriedOver.Step) -> JSONValue {
        var members: [String: JSONValue] = [
            "step": .string(step.path), "state": .string(step.state.rawValue),
            "attempts": .integer(Int64(step.attempts)),
        ]
        if !step.outputs.isEmpty { members["outputs"] = .object(step.outputs.mapValues { .string($0) }) }
        if !step.waveCounts.isEmpty { members["waves"] = .array(step.waveCounts.map { .integer(Int64($0)) }) }
        if let items = step.items {
            // Those that are to be tried again belong to a step under way; none of these is.
            members["items"] = .object([
                "done": .array(items.done.sorted().map { .string($0) }),
                "failed": .object(items.failed.mapValues { .string($0) }),
            ])
        }
        if !step.left.isEmpty {
            members["left"] = .object(
                step.left.mapValues { .object(["value": .string($0.value), "intended": .string($0.intended)]) })
        }
        return .object(members)
    }

    static func encode(_ deviation: Deviation) -> JSONValue {
        var members = encode(deviation.now)
        members["variable"] = .string(deviation.variable)
        members["step"] = .string(deviation.step)
        members["left"] = .string(deviation.left)
        return .object(members)
    }

    /// What was read of a variable: `value`, null if it is unknown, or `failed` with the reason.
    static func encode(_ reading: Reading) -> [String: JSONValue] {
        switch reading {
        case .value(let value): ["value": .string(value)]
        case .unknown: ["value": .null]
        case .failed(let reason): ["failed": .string(reason)]
        }
    }

    // MARK: Back

    static func acceptedChanges(_ reader: RecordReader) throws(RecordNotUnderstood) -> AcceptedChanges {
        AcceptedChanges(
            fingerprint: try reader.string("fingerprint"), files: try reader.stringMap("files"),
            changed: try reader.strings("changed"), reason: try reader.string("reason"), by: try reader.string("by"),
            folder: try reader.string("folder"),
            reviews: reader.has("reviews") ? try reader.array("reviews", signedText) : [],
            reviewsRequired: reader.has("reviewsRequired") ? Int(try reader.integer("reviewsRequired")) : 0)
    }

    static func restartOrigin(_ reader: RecordReader) throws(RecordNotUnderstood) -> RestartOrigin? {
        guard reader.has("restartOf") else { return nil }
        let origin = try reader.object("restartOf")
        return RestartOrigin(
            run: try origin.string("run"), head: try origin.string("head"), size: Int(try origin.integer("size")),
            from: try origin.string("from"))
    }

    static func carriedOver(_ reader: RecordReader) throws(RecordNotUnderstood) -> CarriedOver {
        CarriedOver(
            run: try reader.string("run"), steps: try reader.array("steps", carriedStep),
            reason: try reader.string("reason"), by: try reader.string("by"))
    }

    private static func carriedStep(_ reader: RecordReader) throws(RecordNotUnderstood) -> CarriedOver.Step {
        var left: [String: LeftValue] = [:]
        if reader.has("left") {
            let values = try reader.object("left")
            for variable in (values.record.objectValue ?? [:]).keys {
                let value = try values.object(variable)
                left[variable] = LeftValue(value: try value.string("value"), intended: try value.string("intended"))
            }
        }
        var items: ItemStanding?
        if reader.has("items") {
            let standing = try reader.object("items")
            items = ItemStanding(done: Set(try standing.strings("done")), failed: try standing.stringMap("failed"))
        }
        return CarriedOver.Step(
            path: try reader.string("step"), state: try reader.word("state"),
            attempts: Int(try reader.integer("attempts")),
            outputs: reader.has("outputs") ? try reader.stringMap("outputs") : [:],
            waveCounts: reader.has("waves") ? try reader.integers("waves").map { Int($0) } : [], items: items,
            left: left)
    }

    static func deviation(_ reader: RecordReader) throws(RecordNotUnderstood) -> Deviation {
        Deviation(
            variable: try reader.string("variable"), step: try reader.string("step"), left: try reader.string("left"),
            now: reading(reader))
    }

    static func reading(_ reader: RecordReader) -> Reading {
        if let reason = reader.optionalString("failed") { return .failed(reason) }
        return reader.optionalString("value").map { .value($0) } ?? .unknown
    }
}
