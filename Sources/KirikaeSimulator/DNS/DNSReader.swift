/// Reads a DNS message from front to back and never past its end (RFC 1035, 4.1).
struct DNSReader {
    /// A record of which only what a server must know of a query is kept.
    struct Record {
        /// Whether its name is the root.
        var isRoot: Bool
        /// Its type.
        var type: UInt16
        /// Its time to live, which EDNS uses for flags.
        var timeToLive: UInt32
    }

    private let bytes: [UInt8]
    /// Where it is.
    private(set) var position: Int

    /// The longest name, in bytes.
    private static let nameLimit = 255

    init(_ bytes: [UInt8], at position: Int) {
        self.bytes = bytes
        self.position = position
    }

    /// Whether nothing is left.
    var isAtEnd: Bool { position == bytes.count }

    private mutating func number8() throws(DNSQuery.Malformed) -> UInt8 {
        guard position < bytes.count else { throw DNSQuery.Malformed() }
        defer { position += 1 }
        return bytes[position]
    }

    mutating func number16() throws(DNSQuery.Malformed) -> UInt16 {
        let high = try number8()
        return UInt16(high) << 8 | UInt16(try number8())
    }

    /// A name written out: in a question there is nothing before it to point to.
    mutating func labels() throws(DNSQuery.Malformed) -> [[UInt8]] {
        var labels: [[UInt8]] = []
        var length = 1
        while true {
            let count = Int(try number8())
            if count == 0 { return labels }
            length += count + 1
            guard count < 64, length <= Self.nameLimit, position + count <= bytes.count else {
                throw DNSQuery.Malformed()
            }
            labels.append(Array(bytes[position..<position + count]))
            position += count
        }
    }

    /// A record behind the question; its name may end with a pointer, which nobody needs to follow.
    mutating func record() throws(DNSQuery.Malformed) -> Record {
        let start = position
        try skipName()
        let isRoot = position == start + 1
        let type = try number16()
        _ = try number16()
        let high = try number16()
        let timeToLive = UInt32(high) << 16 | UInt32(try number16())
        let length = Int(try number16())
        guard position + length <= bytes.count else { throw DNSQuery.Malformed() }
        position += length
        return Record(isRoot: isRoot, type: type, timeToLive: timeToLive)
    }

    private mutating func skipName() throws(DNSQuery.Malformed) {
        while true {
            let count = try number8()
            switch count >> 6 {
            case 0 where count == 0: return
            case 0:
                guard position + Int(count) <= bytes.count else { throw DNSQuery.Malformed() }
                position += Int(count)
            case 3:
                _ = try number8()
                return
            default: throw DNSQuery.Malformed()
            }
        }
    }
}
