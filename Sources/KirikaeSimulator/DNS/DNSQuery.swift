/// A question to a DNS server as it came in (RFC 1035, 4.1).
struct DNSQuery: Sendable, Hashable {
    /// It is no DNS message, or breaks off.
    struct Malformed: Error {}

    /// The labels of the name asked for, from the left.
    let labels: [[UInt8]]
    /// The type asked for.
    let type: UInt16
    /// The class asked for.
    let recordClass: UInt16
    /// The question section, byte for byte as it came.
    let question: [UInt8]
    /// The version of EDNS that the client speaks (RFC 6891); nil if it speaks none.
    let extensionVersion: UInt8?

    /// Reads what follows the header.
    ///
    /// - Parameter bytes: the whole message; its header is complete.
    init(_ bytes: [UInt8]) throws(Malformed) {
        var reader = DNSReader(bytes, at: DNSHeader.length)
        let counts = [4, 6, 8, 10].map { Int(bytes[$0]) << 8 | Int(bytes[$0 + 1]) }
        guard counts[0] == 1 else { throw Malformed() }
        labels = try reader.labels()
        type = try reader.number16()
        recordClass = try reader.number16()
        question = Array(bytes[DNSHeader.length..<reader.position])
        var version: UInt8?
        for section in 1...3 {
            for _ in 0..<counts[section] {
                let record = try reader.record()
                guard section == 3, record.type == DNSRecordCode.opt.rawValue else { continue }
                guard version == nil, record.isRoot else { throw Malformed() }
                version = UInt8(record.timeToLive >> 16 & 0xFF)
            }
        }
        guard reader.isAtEnd else { throw Malformed() }
        extensionVersion = version
    }

    /// The name in lower case, without the full stop at its end; nil if a label holds what no host name can.
    var name: String? {
        var parts: [String] = []
        for label in labels {
            guard label.allSatisfy({ $0 > 0x20 && $0 < 0x7F && $0 != UInt8(ascii: ".") }) else { return nil }
            parts.append(String(decoding: label, as: UTF8.self).lowercased())
        }
        return parts.joined(separator: ".")
    }
}

/// The types of records that the simulated servers know by number.
enum DNSRecordCode: UInt16 {
    case a = 1
    case soa = 6
    case opt = 41
    case ixfr = 251
    case axfr = 252
    case any = 255
}
