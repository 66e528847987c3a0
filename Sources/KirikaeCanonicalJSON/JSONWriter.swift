/// Appends JSON to a byte buffer.
struct JSONWriter {
    private(set) var bytes: [UInt8] = []

    /// Most values are records of a run, which are shorter.
    private static let usualBytes = 512

    init() { bytes.reserveCapacity(Self.usualBytes) }

    mutating func write(_ value: JSONValue) {
        switch value {
        case .array(let elements):
            bytes.append(UInt8(ascii: "["))
            for (index, element) in elements.enumerated() {
                if index > 0 { bytes.append(UInt8(ascii: ",")) }
                write(element)
            }
            bytes.append(UInt8(ascii: "]"))
        case .object(let members):
            bytes.append(UInt8(ascii: "{"))
            write(Self.inCanonicalOrder(members, count: members.count))
            bytes.append(UInt8(ascii: "}"))
        case .null, .bool, .integer, .string:
            write(scalar: value)
        }
    }

    mutating func write(_ members: JSONMembers) {
        bytes.append(UInt8(ascii: "{"))
        write(Self.inCanonicalOrder(members.pairs, count: members.pairs.count))
        bytes.append(UInt8(ascii: "}"))
    }

    private mutating func write(_ members: [Member]) {
        for (index, member) in members.enumerated() {
            if index > 0 { bytes.append(UInt8(ascii: ",")) }
            write(text: member.key)
            bytes.append(UInt8(ascii: ":"))
            write(member.value)
        }
    }

    mutating func writeIndented(_ value: JSONValue, level: Int) {
        switch value {
        case .array(let elements) where !elements.isEmpty:
            bytes.append(UInt8(ascii: "["))
            for (index, element) in elements.enumerated() {
                startLine(level: level + 1, isFirst: index == 0)
                writeIndented(element, level: level + 1)
            }
            endLines(level: level, with: UInt8(ascii: "]"))
        case .object(let members) where !members.isEmpty:
            bytes.append(UInt8(ascii: "{"))
            let sorted = Self.inCanonicalOrder(members, count: members.count)
            for (index, member) in sorted.enumerated() {
                startLine(level: level + 1, isFirst: index == 0)
                write(text: member.key)
                bytes.append(contentsOf: ": ".utf8)
                writeIndented(member.value, level: level + 1)
            }
            endLines(level: level, with: UInt8(ascii: "}"))
        default:
            write(value)
        }
    }

    /// Sorted by UTF-16 code units (RFC 8785, section 3.2.3), not by scalars: U+10000 comes before U+E000.
    private static func inCanonicalOrder(_ members: some Sequence<(key: String, value: JSONValue)>, count: Int)
        -> [Member]
    {
        // Most keys differ in their first eight bytes; comparing those as one number spares nearly every look at a text.
        var sorted: [Member] = []
        sorted.reserveCapacity(count)
        for (key, value) in members {
            let member = Member(head: head(of: key), key: key, value: value)
            // Objects have few members: putting each in its place beats a sort that may take any number.
            var place = sorted.count
            if count <= fewMembers {
                while place > 0, precedes(member, sorted[place - 1]) { place -= 1 }
            }
            sorted.insert(member, at: place)
        }
        if count > fewMembers { sorted.sort(by: precedes) }
        return sorted
    }

    private struct Member {
        /// The first eight bytes of the key.
        var head: UInt64
        var key: String
        var value: JSONValue
    }

    private static let fewMembers = 12

    private static func precedes(_ left: Member, _ right: Member) -> Bool {
        if left.head != right.head, (left.head | right.head) & nonASCII == 0 { return left.head < right.head }
        return precedes(left.key, right.key)
    }

    /// The top bit of each byte.
    private static let nonASCII: UInt64 = 0x8080_8080_8080_8080

    /// The first eight bytes of a text as a number in their order, zeros behind a shorter one.
    private static func head(of text: String) -> UInt64 {
        var text = text
        return text.withUTF8 { units in
            var head: UInt64 = 0
            for index in 0..<8 { head = head << 8 | (index < units.count ? UInt64(units[index]) : 0) }
            return head
        }
    }

    /// Compares as UTF-16 would be compared, by UTF-8, which is what a text is kept in.
    ///
    /// The two orders differ only where a scalar past U+FFFF, which starts with a byte from 0xF0 on, meets one from U+E000 on,
    /// which starts with 0xEE or 0xEF: the surrogates of the first come before the second.
    static func precedes(_ left: String, _ right: String) -> Bool {
        var left = left
        var right = right
        return left.withUTF8 { left in
            right.withUTF8 { right in
                let count = min(left.count, right.count)
                for index in 0..<count where left[index] != right[index] {
                    let (unit, other) = (left[index], right[index])
                    if unit >= 0xEE, other >= 0xEE, (unit >= 0xF0) != (other >= 0xF0) { return unit >= 0xF0 }
                    return unit < other
                }
                return left.count < right.count
            }
        }
    }

    private mutating func write(scalar: JSONValue) {
        switch scalar {
        case .bool(let value): bytes.append(contentsOf: value ? "true".utf8 : "false".utf8)
        case .integer(let value): bytes.append(contentsOf: String(value).utf8)
        case .string(let value): write(text: value)
        default: bytes.append(contentsOf: "null".utf8)
        }
    }

    /// Escapes only what RFC 8785, section 3.2.2.2, escapes: controls, the quotation mark and the backslash.
    private mutating func write(text: String) {
        bytes.append(UInt8(ascii: "\""))
        var text = text
        text.withUTF8 { units in
            guard units.contains(where: Self.isEscaped) else {
                bytes.append(contentsOf: units)
                return
            }
            for unit in units {
                if Self.isEscaped(unit) { write(escaped: unit) } else { bytes.append(unit) }
            }
        }
        bytes.append(UInt8(ascii: "\""))
    }

    private static func isEscaped(_ unit: UInt8) -> Bool {
        unit < 0x20 || unit == UInt8(ascii: "\"") || unit == UInt8(ascii: "\\")
    }

    private mutating func write(escaped unit: UInt8) {
        bytes.append(UInt8(ascii: "\\"))
        switch unit {
        case 0x08: bytes.append(UInt8(ascii: "b"))
        case 0x09: bytes.append(UInt8(ascii: "t"))
        case 0x0A: bytes.append(UInt8(ascii: "n"))
        case 0x0C: bytes.append(UInt8(ascii: "f"))
        case 0x0D: bytes.append(UInt8(ascii: "r"))
        case 0x00..<0x20:
            let digit = unit & 0x0F
            bytes.append(contentsOf: "u00".utf8)
            bytes.append(UInt8(ascii: "0") + unit >> 4)
            bytes.append(digit < 10 ? UInt8(ascii: "0") + digit : UInt8(ascii: "a") + digit - 10)
        default: bytes.append(unit)
        }
    }

    private mutating func startLine(level: Int, isFirst: Bool) {
        if !isFirst { bytes.append(UInt8(ascii: ",")) }
        bytes.append(UInt8(ascii: "\n"))
        bytes.append(contentsOf: repeatElement(UInt8(ascii: " "), count: 2 * level))
    }

    private mutating func endLines(level: Int, with bracket: UInt8) {
        bytes.append(UInt8(ascii: "\n"))
        bytes.append(contentsOf: repeatElement(UInt8(ascii: " "), count: 2 * level))
        bytes.append(bracket)
    }
}
