import KirikaeCanonicalJSON
import KirikaeCheckpoint
import KirikaeEngine

/// What a program does for the items of a population.
extension RunEventCoding {
    /// The kind and the members of an event about items.
    static func itemParts(of event: RunEvent) -> (String, JSONMembers) {
        switch event {
        case .itemsBegun(let step, let attempt, let items):
            return (
                "items-begun",
                [
                    "step": .string(step), "attempt": .integer(Int64(attempt)),
                    "items": .array(items.map { .string($0) }),
                ]
            )
        case .itemEnded(let step, let attempt, let item, let result):
            var members: JSONMembers = [
                "step": .string(step), "attempt": .integer(Int64(attempt)), "item": .string(item),
            ]
            if !result.output.isEmpty { members.add("bytes", .string(Base64.encode(result.output))) }
            if result.omittedByteCount > 0 { members.add("omitted", .integer(Int64(result.omittedByteCount))) }
            return ("item-ended", encode(result.outcome, members))
        case .itemsSettled(let step, let attempt, let items, let settlement):
            return (
                "items-settled",
                [
                    "step": .string(step), "attempt": .integer(Int64(attempt)),
                    "items": .array(items.map { .string($0) }), "as": .string(settlement.rawValue),
                ]
            )
        default: return ("", [:])
        }
    }

    /// The event of a record about items.
    static func itemEvent(_ reader: RecordReader) throws(RecordNotUnderstood) -> RunEvent {
        let step = try reader.string("step")
        let attempt = Int(try reader.integer("attempt"))
        switch try reader.string("kind") {
        case "items-begun": return .itemsBegun(step: step, attempt: attempt, items: try reader.strings("items"))
        case "item-ended":
            let result = ItemResult(
                try outcome(reader), output: reader.has("bytes") ? try reader.bytes("bytes") : [],
                omittedByteCount: reader.has("omitted") ? Int(try reader.integer("omitted")) : 0)
            return .itemEnded(step: step, attempt: attempt, item: try reader.string("item"), result)
        case "items-settled":
            return .itemsSettled(
                step: step, attempt: attempt, items: try reader.strings("items"), try reader.word("as"))
        default: throw RecordNotUnderstood(member: "kind")
        }
    }
}
