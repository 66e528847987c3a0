import KirikaeCanonicalJSON
import KirikaeEngine

/// What is recorded of a conversation with a program, and of one that was told to end.
extension RunEventCoding {
    static func object(_ members: [String: JSONValue?]) -> JSONValue { .object(members.compactMapValues { $0 }) }

    static func encode(_ turn: ConversationTurn, _ members: JSONMembers) -> JSONMembers {
        var members = members
        members.add("exchange", .integer(Int64(turn.index)))
        switch turn.reply {
        case .nothing: break
        case .anyKey: members.add("typed", .string("any-key"))
        case .text(let text):
            members.add("typed", .string("text"))
            members.add("text", .string(text))
        case .secret(let name):
            members.add("typed", .string("secret"))
            members.add("secret", .string(name))
        }
        if !turn.isLiteral { members.add("spelling", .string("other")) }
        return members
    }

    static func turn(_ reader: RecordReader) throws(RecordNotUnderstood) -> ConversationTurn {
        let reply: ConversationTurn.Reply
        switch reader.has("typed") ? try reader.string("typed") : nil {
        case nil: reply = .nothing
        case "any-key": reply = .anyKey
        case "text": reply = .text(try reader.string("text"))
        case "secret": reply = .secret(try reader.string("secret"))
        default: throw RecordNotUnderstood(member: "typed")
        }
        return ConversationTurn(
            index: Int(try reader.integer("exchange")), reply: reply,
            isLiteral: reader.optionalString("spelling") != "other")
    }

    static func encode(_ stopped: StoppedProgram) -> JSONValue {
        var members: [String: JSONValue] = ["lastLine": .string(stopped.lastLine)]
        switch stopped.end {
        case .code(let code): members["code"] = .integer(Int64(code))
        case .signal(let signal): members["signal"] = .integer(Int64(signal))
        case .notSeen: break
        }
        if let host = stopped.leftOn { members["leftOn"] = .string(host) }
        if let survivors = stopped.survivors {
            members["survivors"] = .array(survivors.map { .integer(Int64($0)) })
        }
        return .object(members)
    }

    static func stoppedProgram(_ reader: RecordReader) throws(RecordNotUnderstood) -> StoppedProgram {
        var end = StoppedProgram.End.notSeen
        if reader.has("code") {
            end = .code(Int32(clamping: try reader.integer("code")))
        } else if reader.has("signal") {
            end = .signal(Int32(clamping: try reader.integer("signal")))
        }
        return StoppedProgram(
            lastLine: try reader.string("lastLine"), end: end,
            survivors: reader.has("survivors") ? try reader.integers("survivors").map { Int32(clamping: $0) } : nil,
            leftOn: reader.optionalString("leftOn"))
    }
}
