import KirikaeCanonicalJSON
import KirikaeEngine
import KirikaeRunbook

/// Evidence, and who was told of what.
extension RunEventCoding {
    static func encode(_ attachment: Attachment, of step: String) -> JSONMembers {
        [
            "step": .string(step), "file": .string(attachment.file), "name": .string(attachment.name),
            "byteCount": .integer(attachment.byteCount), "sha256": .string(attachment.sha256),
            "by": .string(attachment.by),
        ]
    }

    static func attachment(_ reader: RecordReader) throws(RecordNotUnderstood) -> Attachment {
        Attachment(
            file: try reader.string("file"), name: try reader.string("name"),
            byteCount: try reader.integer("byteCount"), sha256: try reader.string("sha256"),
            by: try reader.string("by"))
    }

    static func encode(_ sent: SentNotice) -> JSONMembers {
        var members: JSONMembers = [
            "entry": .string(sent.notice.entry), "occasion": .string(sent.notice.occasion.rawValue),
            "subject": .string(sent.notice.subject), "step": sent.notice.step.map { .string($0) },
        ]
        switch sent.outcome {
        case .delivered: members.add("outcome", .string("delivered"))
        case .heldBack: members.add("outcome", .string("held-back"))
        case .notSent: members.add("outcome", .string("not-sent"))
        case .failed(let failure):
            members.add("outcome", .string("failed"))
            members.add("failure", encode(failure))
        }
        return members
    }

    static func sentNotice(_ reader: RecordReader) throws(RecordNotUnderstood) -> SentNotice {
        let notice = DueNotice(
            entry: try reader.string("entry"), occasion: try reader.word("occasion"),
            subject: try reader.string("subject"), step: reader.optionalString("step"))
        switch try reader.string("outcome") {
        case "delivered": return SentNotice(notice, .delivered)
        case "held-back": return SentNotice(notice, .heldBack)
        case "not-sent": return SentNotice(notice, .notSent)
        case "failed": return SentNotice(notice, .failed(try failure(try reader.object("failure"))))
        default: throw RecordNotUnderstood(member: "outcome")
        }
    }

    static func answer(_ reader: RecordReader) throws(RecordNotUnderstood) -> Answer {
        var answer = Answer(
            value: try reader.string("answer"), remark: reader.optionalString("remark"),
            by: try reader.string("by"), via: try reader.word("via"), basis: try reader.word("basis"),
            signed: try signedApproval(reader), items: reader.has("items") ? try reader.strings("items") : [])
        answer.typed = reader.optionalString("typed")
        answer.isConfirmed = reader.has("confirmed") ? try reader.bool("confirmed") : false
        return answer
    }
}
