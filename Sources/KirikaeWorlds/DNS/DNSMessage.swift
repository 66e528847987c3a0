import CLibCAres
import KirikaeRunbook

/// Reads the records of a DNS message.
///
/// The message comes from outside: every number in it may be a lie. Names, the one part that refers to other places of the
/// message, are read by c-ares.
struct DNSMessage {
    /// What is wrong with a message.
    struct Malformed: Error {
        var reason: String
    }

    /// A record as it lies in the message.
    private struct RawRecord {
        var owner: String
        var type: UInt16
        var recordClass: UInt16
        var lifeSeconds: UInt32
        var contents: Range<Int>
    }

    /// The most names that may stand for another before the answer.
    private static let longestChain = 16
    private static let mostRecords = 4_096

    private let bytes: [UInt8]

    init(_ bytes: [UInt8]) {
        self.bytes = bytes
    }

    /// What the message answers to a question.
    func answer(
        to name: DNSName, type: DNSRecordType, usedTCP: Bool, milliseconds: Int
    ) throws(Malformed) -> DNSAnswer {
        let flags = try number16(at: 2)
        guard flags & 0x8000 != 0 else { throw Malformed(reason: "it is a question") }
        var offset = 12
        for _ in 0..<(try number16(at: 4)) {
            offset = try self.name(at: offset).end + 4
        }
        let answers = try records(count: number16(at: 6), from: &offset)
        let authorities = try records(count: number16(at: 8), from: &offset)
        let chain = try followed(from: name, type: type, in: answers)
        if chain.isEmpty, !answers.isEmpty { throw Malformed(reason: "it answers for other names") }
        let texts = Set(chain.filter { $0.type == type.number }.map(\.text)).sorted()
        return DNSAnswer(
            status: .init(UInt8(flags & 0xF)), isAuthoritative: flags & 0x0400 != 0, isTruncated: flags & 0x0200 != 0,
            usedTCP: usedTCP, chain: chain, texts: texts,
            isLeftToOthers: texts.isEmpty && Self.isLeftToOthers(authorities, hasAlias: !chain.isEmpty),
            milliseconds: milliseconds)
    }

    /// RFC 2308, 2.2: who knows that there is no such record says so with a SOA, or with nothing at all; who refers to others
    /// names them with NS alone.
    ///
    /// An alias without anything behind it is left to whoever knows the other name, unless a SOA says that nothing is there.
    private static func isLeftToOthers(_ authorities: [RawRecord], hasAlias: Bool) -> Bool {
        let isDenied = authorities.contains { $0.type == DNSRecordType.soa.number }
        return !isDenied && (hasAlias || authorities.contains { $0.type == DNSRecordType.ns.number })
    }

    /// The records that answer, reached from the name over the names that stand for it.
    ///
    /// Records of other names, which nobody asked for, are left out.
    private func followed(
        from name: DNSName, type: DNSRecordType, in records: [RawRecord]
    ) throws(Malformed) -> [DNSAnswer.Record] {
        var chain: [DNSAnswer.Record] = []
        var owner = name.description
        while true {
            let own = records.filter { $0.owner == owner && $0.recordClass == 1 }
            let found = own.filter { $0.type == type.number }
            if !found.isEmpty || type == .cname {
                for record in found { chain.append(try read(record, as: type)) }
                return chain
            }
            guard let alias = own.first(where: { $0.type == DNSRecordType.cname.number }) else { return chain }
            chain.append(try read(alias, as: .cname))
            owner = chain[chain.count - 1].text
            guard chain.count <= Self.longestChain else { throw Malformed(reason: "its names stand for each other") }
        }
    }

    // MARK: Records

    private func records(count: UInt16, from offset: inout Int) throws(Malformed) -> [RawRecord] {
        guard count <= Self.mostRecords else { throw Malformed(reason: "it has \(count) records") }
        var records: [RawRecord] = []
        for _ in 0..<count {
            let (owner, end) = try name(at: offset)
            let start = end + 10
            let contents = start..<start + Int(try number16(at: end + 8))
            guard contents.upperBound <= bytes.count else { throw Malformed(reason: "it ends within a record") }
            // A time with the highest bit is none (RFC 2181, 8).
            let life = UInt32(try number16(at: end + 4)) << 16 | UInt32(try number16(at: end + 6))
            records.append(
                RawRecord(
                    owner: owner, type: try number16(at: end), recordClass: try number16(at: end + 2),
                    lifeSeconds: life > UInt32(Int32.max) ? 0 : life, contents: contents))
            offset = contents.upperBound
        }
        return records
    }

    private func read(_ record: RawRecord, as type: DNSRecordType) throws(Malformed) -> DNSAnswer.Record {
        let text = try text(of: record, as: type)
        return DNSAnswer.Record(
            owner: record.owner, type: record.type, lifeSeconds: record.lifeSeconds,
            text: type.canonicalAnswer(text) ?? text)
    }

    private func text(of record: RawRecord, as type: DNSRecordType) throws(Malformed) -> String {
        let start = record.contents.lowerBound
        switch type {
        case .a, .aaaa:
            let address = IPAddress(bytes: Array(bytes[record.contents]))
            guard let address, address.isIPv6 == (type == .aaaa) else {
                throw Malformed(reason: "an address has \(record.contents.count) bytes")
            }
            return address.description
        case .cname, .ns, .ptr: return try names(1, at: start, in: record)
        case .mx: return "\(try number16(at: start, in: record)) \(try names(1, at: start + 2, in: record))"
        case .srv:
            let numbers = [
                try number16(at: start, in: record), try number16(at: start + 2, in: record),
                try number16(at: start + 4, in: record),
            ]
            return numbers.map { String($0) }.joined(separator: " ") + " " + (try names(1, at: start + 6, in: record))
        case .soa: return try names(2, at: start, in: record, trailingNumbers: 5)
        case .txt: return try strings(in: record)
        }
    }

    /// Names one behind the other and numbers of 32 bits behind them, which must take up the whole of the contents.
    private func names(
        _ count: Int, at start: Int, in record: RawRecord, trailingNumbers: Int = 0
    ) throws(Malformed) -> String {
        var offset = start
        var fields: [String] = []
        for _ in 0..<count {
            guard offset < record.contents.upperBound else { throw Malformed(reason: "a name is missing") }
            let (name, end) = try name(at: offset)
            fields.append(name.isEmpty ? "." : name)
            offset = end
        }
        for _ in 0..<trailingNumbers {
            let number = UInt32(try number16(at: offset, in: record)) << 16
            fields.append(String(number | UInt32(try number16(at: offset + 2, in: record))))
            offset += 4
        }
        guard offset == record.contents.upperBound else { throw Malformed(reason: "a record has another length") }
        return fields.joined(separator: " ")
    }

    /// The strings of a TXT record, joined.
    private func strings(in record: RawRecord) throws(Malformed) -> String {
        var text: [UInt8] = []
        var offset = record.contents.lowerBound
        while offset < record.contents.upperBound {
            let end = offset + 1 + Int(bytes[offset])
            guard end <= record.contents.upperBound else { throw Malformed(reason: "a text ends outside its record") }
            text += bytes[offset + 1..<end]
            offset = end
        }
        return String(decoding: text, as: UTF8.self)
    }

    // MARK: Parts

    /// The most characters of a name in the form that c-ares gives, four for each byte.
    private static let nameCapacity = 1_024

    /// A name in small letters, and where it ends.
    private func name(at offset: Int) throws(Malformed) -> (text: String, end: Int) {
        var text = [CChar](repeating: 0, count: Self.nameCapacity)
        guard offset < bytes.count else { throw Malformed(reason: "it ends before a name") }
        let length = clibcares_read_name(bytes, bytes.count, offset, &text, text.count)
        guard length > 0, offset + length <= bytes.count else {
            throw Malformed(reason: "a name at byte \(offset) cannot be read")
        }
        let characters = text.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }
        return (String(decoding: characters, as: UTF8.self).lowercased(), offset + length)
    }

    private func number16(at offset: Int) throws(Malformed) -> UInt16 {
        guard offset >= 0, offset + 2 <= bytes.count else { throw Malformed(reason: "it ends too early") }
        return UInt16(bytes[offset]) << 8 | UInt16(bytes[offset + 1])
    }

    private func number16(at offset: Int, in record: RawRecord) throws(Malformed) -> UInt16 {
        guard offset + 2 <= record.contents.upperBound else { throw Malformed(reason: "a record is too short") }
        return try number16(at: offset)
    }
}
