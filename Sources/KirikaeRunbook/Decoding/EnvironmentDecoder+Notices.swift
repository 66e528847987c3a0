import KirikaeDiagnostics
import KirikaeSyntax

/// Reads who is told of what.
extension EnvironmentDecoder {
    /// One entry of `notify`.
    func notice(_ entry: Node.Entry) -> Notice? {
        guard let reader = MappingReader(entry.value, .notice, in: context) else { return nil }
        let occasions = context.list(reader["when"], isEmptyAllowed: false).compactMap {
            context.word($0, as: Notice.Occasion.self)
        }
        let after = reader["after"] == nil ? Milliseconds(0) : context.duration(reader["after"])
        let most =
            reader["most-per-hour"] == nil
            ? Notice.usualMostPerHour : context.integer(reader["most-per-hour"], in: 1...1_000)
        let timeout = reader["timeout"] == nil ? Notice.usualTimeout : context.duration(reader["timeout"])
        if let timeout, let node = reader["timeout"], timeout.count > Notice.longestTimeout.count {
            context.report(
                PeopleMessage.timeoutTooLong(timeout.written, most: Notice.longestTimeout.written), at: node.location)
        }
        let command = command(of: reader)
        let way = reader["webhook"].flatMap(webhook) ?? reader["mail"].flatMap(mail) ?? command
        guard let way, let after, let most, let timeout, !occasions.isEmpty else { return nil }
        return Notice(occasions: occasions, way: way, after: after, mostPerHour: most, timeout: timeout)
    }

    private func webhook(_ node: Node) -> Notice.Way? {
        guard let reader = MappingReader(node, .webhook, in: context) else { return nil }
        let headers = ActionDecoder(context: context) { _ in [] }.headers(reader["headers"])
        guard let url = context.text(reader["url"]) else { return nil }
        LookAlikes.report(url.value, at: url.location, in: context)
        let isWeb = ["http://", "https://"].contains { url.value.hasPrefix($0) && url.value.count > $0.count }
        if !isWeb { context.report(PeopleMessage.notAWebAddress(url.value), at: url.location) }
        return .webhook(url: url.value, headers: headers)
    }

    private func mail(_ node: Node) -> Notice.Way? {
        guard let reader = MappingReader(node, .noticeMail, in: context) else { return nil }
        let to = context.list(reader["to"], isEmptyAllowed: false).compactMap(mailAddress)
        let from = reader["from"].flatMap(mailAddress)
        let program = context.text(reader["program"])
        if let program, !program.value.hasPrefix("/") {
            context.report(AuthorityMessage.programNotAbsolute(program.value), at: program.location)
        }
        guard let from, !to.isEmpty else { return nil }
        return .mail(.init(to: to, from: from, program: program?.value ?? Notice.Mail.usualProgram))
    }

    private func mailAddress(_ node: Node) -> String? {
        guard let text = context.text(node) else { return nil }
        if !MailAddress.isValid(text.value) {
            context.report(PeopleMessage.notAMailAddress(text.value), at: text.location)
        }
        return text.value
    }

    private func command(of reader: MappingReader) -> Notice.Way? {
        let named = context.identifier(reader["on"])
        guard let node = reader["command"] else { return nil }
        let arguments = context.list(node, isEmptyAllowed: false).compactMap { context.text($0) }
        ArgumentCheck(context: context).check(arguments.map { Located(TextTemplate($0.value), at: $0.location) })
        if reader["on"] == nil { _ = reader.required("on") }
        guard let host = named, !arguments.isEmpty else {
            return nil
        }
        return .command(arguments.map(\.value), host: host)
    }
}

/// Mail addresses as they may stand in the header of a mail.
enum MailAddress {
    private static let symbols = Set(".!#$%&'*+/=?^_`{|}~-".utf8)

    /// Whether a text is one plain address: nothing that a header reads as a second one, and no option of a program.
    static func isValid(_ text: String) -> Bool {
        let parts = text.utf8.split(separator: UInt8(ascii: "@"), omittingEmptySubsequences: false)
        guard parts.count == 2, text.utf8.count <= 254, text.utf8.first != UInt8(ascii: "-") else { return false }
        let isLocal = !parts[0].isEmpty && parts[0].allSatisfy { isAlphanumeric($0) || symbols.contains($0) }
        let labels = parts[1].split(separator: UInt8(ascii: "."), omittingEmptySubsequences: false)
        return isLocal
            && labels.allSatisfy { label in
                !label.isEmpty && label.first != UInt8(ascii: "-")
                    && label.allSatisfy { isAlphanumeric($0) || $0 == UInt8(ascii: "-") }
            }
    }

    private static func isAlphanumeric(_ byte: UInt8) -> Bool {
        switch byte {
        case 0x30...0x39, 0x41...0x5A, 0x61...0x7A: true
        default: false
        }
    }
}
