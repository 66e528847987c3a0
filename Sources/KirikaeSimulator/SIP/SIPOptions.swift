/// A SIP request as it came in by UDP, as far as an answer needs it (RFC 3261, 8.2.6).
struct SIPOptions: Sendable, Hashable {
    /// A header field, its name as written.
    struct Field: Sendable, Hashable {
        /// The name.
        var name: String
        /// The value.
        var value: String
    }

    /// The method.
    let method: String
    /// All header fields in order.
    let fields: [Field]

    /// The short forms of names (RFC 3261, 7.3.3).
    private static let shortNames = ["v": "via", "f": "from", "t": "to", "i": "call-id"]
    /// What every answer repeats, so that a request without them cannot be answered.
    private static let repeated = ["via", "from", "to", "call-id", "cseq"]

    /// Reads a datagram; nil if nobody could be answered.
    init?(_ bytes: [UInt8]) {
        guard let text = String(validating: bytes, as: UTF8.self) else { return nil }
        let lines = text.split(separator: "\r\n", omittingEmptySubsequences: false).prefix { !$0.isEmpty }
        let start = (lines.first ?? "").split(separator: " ", omittingEmptySubsequences: false)
        guard start.count == 3, start[2] == "SIP/2.0", !start[0].isEmpty, !start[1].isEmpty else { return nil }
        var fields: [Field] = []
        for line in lines.dropFirst() {
            // A line that begins with white space goes on where the one before it ended.
            if line.first == " " || line.first == "\t", !fields.isEmpty {
                fields[fields.count - 1].value += " " + Self.trimmed(line)
                continue
            }
            guard let colon = line.firstIndex(of: ":") else { return nil }
            let name = Self.trimmed(line[..<colon])
            fields.append(Field(name: name, value: Self.trimmed(line[line.index(after: colon)...])))
        }
        method = String(start[0])
        self.fields = fields
        let names = Set(fields.map { Self.canonical($0.name) })
        guard Self.repeated.allSatisfy(names.contains) else { return nil }
    }

    /// An answer to it.
    ///
    /// - Parameters:
    ///   - status: the code and its words.
    ///   - tag: what marks this side of the exchange.
    ///   - senderPort: where the request came from, for a client behind address translation (RFC 3581).
    ///   - extra: further fields.
    func answer(_ status: String, tag: String, senderPort: Int, extra: [Field] = []) -> [UInt8] {
        var lines = ["SIP/2.0 \(status)"]
        var isTopmost = true
        for field in fields {
            switch Self.canonical(field.name) {
            case "via":
                let value = isTopmost ? Self.returned(field.value, to: senderPort) : field.value
                lines.append("Via: \(value)")
                isTopmost = false
            case "to": lines.append("To: \(field.value)" + (field.value.contains(";tag=") ? "" : ";tag=\(tag)"))
            case "from", "call-id", "cseq": lines.append("\(field.name): \(field.value)")
            default: break
            }
        }
        lines += extra.map { "\($0.name): \($0.value)" } + ["Content-Length: 0", "", ""]
        return Array(lines.joined(separator: "\r\n").utf8)
    }

    /// The topmost Via with where the request really came from, if its sender asks for that.
    private static func returned(_ via: String, to port: Int) -> String {
        let parameters = via.split(separator: ";", omittingEmptySubsequences: false)
        guard parameters.dropFirst().contains(where: { trimmed($0) == "rport" }) else { return via }
        return parameters.map { trimmed($0) == "rport" ? "rport=\(port);received=127.0.0.1" : String($0) }
            .joined(separator: ";")
    }

    private static func canonical(_ name: String) -> String {
        let name = name.lowercased()
        return shortNames[name] ?? name
    }

    private static func trimmed(_ text: Substring) -> String {
        let isBlank: (Character) -> Bool = { $0 == " " || $0 == "\t" }
        var text = text.drop(while: isBlank)
        while let last = text.last, isBlank(last) { text.removeLast() }
        return String(text)
    }
}
