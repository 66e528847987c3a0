import KirikaeRunbook

/// An answer of a SIP server, read strictly: what comes from outside may be anything.
struct SIPResponse: Equatable {
    /// What is wrong with what came.
    struct Malformed: Error, Equatable {
        var reason: String
    }

    /// What the beginning of a stream of bytes is.
    enum Message: Equatable {
        /// An answer, and how many bytes it takes.
        case response(SIPResponse, length: Int)
        /// Something else that is sound: a request, or an empty line that keeps a connection open.
        case other(length: Int)
        /// More bytes are needed.
        case incomplete
    }

    /// 100 to 699.
    var status: Int
    /// What the server says beside it.
    var reason: String
    /// The mark of the request it answers.
    var branch: String
    /// The number and method of the request it answers.
    var sequence: String
    /// The program of the server, if it says so.
    var server: String?
    /// The seconds after which to ask again, as written, if it says so.
    var retryAfter: String?

    /// Whether another answer will follow.
    var isProvisional: Bool { status < 200 }

    /// The most bytes of a message.
    static let mostBytes = 65_536

    /// Reads the first message of what came.
    ///
    /// - Parameters:
    ///   - bytes: what came.
    ///   - isStream: whether messages follow each other without bounds, so that each must say its length.
    static func read(_ bytes: [UInt8], isStream: Bool) throws(Malformed) -> Message {
        // What keeps a connection or an address translation open (RFC 5626, 3.5.1).
        let blank = bytes.prefix { $0 == 0x0D || $0 == 0x0A }.count
        if blank > 0 { return .other(length: blank) }
        if let first = bytes.first, !isLetter(first) { throw Malformed(reason: "it is not SIP") }
        guard let headEnd = endOfHead(bytes) else {
            if isStream, bytes.count < mostBytes {
                return .incomplete
            }
            throw Malformed(reason: bytes.count < mostBytes ? "it ends within its head" : "its head is too long")
        }
        let lines = try lines(of: bytes[..<(headEnd - 2)])
        let fields = try fields(of: lines.dropFirst())
        let length = try length(of: fields, headEnd: headEnd, available: bytes.count, isStream: isStream)
        guard length <= mostBytes else { throw Malformed(reason: "it is larger than \(mostBytes) bytes") }
        guard length <= bytes.count else {
            if isStream { return .incomplete }
            throw Malformed(reason: "it is shorter than it says")
        }
        guard lines[0].hasPrefix("SIP/") else {
            guard lines[0].hasSuffix(" SIP/2.0"), lines[0].split(separator: " ").count == 3 else {
                throw Malformed(reason: "it is not SIP")
            }
            return .other(length: length)
        }
        return .response(try response(lines[0], fields), length: length)
    }

    private static func isLetter(_ byte: UInt8) -> Bool {
        (0x41...0x5A).contains(byte) || (0x61...0x7A).contains(byte)
    }

    /// Where the empty line behind the head ends.
    private static func endOfHead(_ bytes: [UInt8]) -> Int? {
        guard bytes.count >= 4 else { return nil }
        return (4...min(bytes.count, mostBytes)).first { end in
            bytes[end - 1] == 0x0A && bytes[end - 2] == 0x0D && bytes[end - 3] == 0x0A && bytes[end - 4] == 0x0D
        }
    }

    /// The lines of a head, those that continue another joined to it.
    ///
    /// - Parameter head: the lines, each with its end.
    private static func lines(of head: ArraySlice<UInt8>) throws(Malformed) -> [String] {
        var lines: [[UInt8]] = [[]]
        var index = head.startIndex
        while index < head.endIndex - 2 {
            let byte = head[index]
            if byte == 0x0D, head[index + 1] == 0x0A {
                // There is a next line, since this is not the last end.
                let continues = [0x20, 0x09].contains(head[index + 2])
                if continues { lines[lines.count - 1].append(0x20) } else { lines.append([]) }
                index += 2
                continue
            }
            guard byte >= 0x20 || byte == 0x09, byte != 0x7F else {
                throw Malformed(reason: "its head has a control character")
            }
            lines[lines.count - 1].append(byte)
            index += 1
        }
        return lines.map { String(decoding: $0, as: UTF8.self) }
    }

    /// The fields by name in small letters, short names written out; of a field that is there twice the first.
    private static func fields(of lines: ArraySlice<String>) throws(Malformed) -> [String: String] {
        let short = ["v": "via", "l": "content-length"]
        var fields: [String: String] = [:]
        for line in lines {
            guard let colon = line.utf8.firstIndex(of: 0x3A) else { throw Malformed(reason: "a field has no colon") }
            let name = line[..<colon].trimmed.lowercased()
            let isToken =
                !name.isEmpty
                && name.utf8.allSatisfy { (0x21...0x7E).contains($0) && !"()<>@,;\\\"/[]?={}".utf8.contains($0) }
            guard isToken else { throw Malformed(reason: "a field has no sound name") }
            let key = short[name] ?? name
            let value = line[line.index(after: colon)...].trimmed
            if key == "content-length", let other = fields[key], other != value {
                throw Malformed(reason: "it says two lengths")
            }
            if fields[key] == nil { fields[key] = value }
        }
        return fields
    }

    /// The length of the message with its body.
    private static func length(
        of fields: [String: String], headEnd: Int, available: Int, isStream: Bool
    ) throws(Malformed) -> Int {
        guard let text = fields["content-length"] else {
            if isStream { throw Malformed(reason: "it does not say its length") }
            return available
        }
        guard (1...6).contains(text.utf8.count), text.utf8.allSatisfy({ (0x30...0x39).contains($0) }),
            let length = Int(text)
        else { throw Malformed(reason: "its length is none") }
        return headEnd + length
    }

    private static func response(_ line: String, _ fields: [String: String]) throws(Malformed) -> SIPResponse {
        let parts = line.split(separator: " ", maxSplits: 2, omittingEmptySubsequences: false)
        guard parts[0] == "SIP/2.0" else { throw Malformed(reason: "it speaks another version of SIP") }
        guard parts.count >= 2, parts[1].utf8.count == 3, parts[1].utf8.allSatisfy({ (0x30...0x39).contains($0) }),
            let status = Int(parts[1]), (100...699).contains(status)
        else { throw Malformed(reason: "it has no status") }
        guard let via = fields["via"], let branch = branch(of: via) else {
            throw Malformed(reason: "it does not say which request it answers")
        }
        guard let sequence = fields["cseq"] else { throw Malformed(reason: "it has no CSeq") }
        return SIPResponse(
            status: status, reason: parts.count > 2 ? String(parts[2]) : "", branch: branch,
            sequence: sequence.split(separator: " ").joined(separator: " "),
            server: fields["server"] ?? fields["user-agent"],
            retryAfter: fields["retry-after"])
    }

    /// The mark in the first of the addresses that a request went through.
    private static func branch(of via: String) -> String? {
        for parameter in via.prefix(while: { $0 != "," }).split(separator: ";").dropFirst() {
            let parts = parameter.split(separator: "=", maxSplits: 1)
            if parts.count == 2, parts[0].trimmed.lowercased() == "branch" { return parts[1].trimmed }
        }
        return nil
    }
}
