/// An address of IPv4 or IPv6.
///
/// One address has many written forms; two are equal if they name the same machine.
public struct IPAddress: Sendable, Hashable, CustomStringConvertible {
    /// Its bytes in the order of the network: 4 of IPv4, 16 of IPv6.
    public let bytes: [UInt8]

    /// Takes 4 or 16 bytes; nil for any other number.
    public init?(bytes: [UInt8]) {
        guard bytes.count == 4 || bytes.count == 16 else { return nil }
        self.bytes = bytes
    }

    /// Reads a written form, without brackets, port or zone; nil if it is none.
    public init?(_ text: String) {
        if let bytes = Self.bytesOfIPv4(text[...]) ?? Self.bytesOfIPv6(text) {
            self.bytes = bytes
        } else {
            return nil
        }
    }

    /// Whether it is one of IPv6.
    public var isIPv6: Bool { bytes.count == 16 }

    /// The usual form: dotted decimals, or that of RFC 5952.
    public var description: String {
        guard isIPv6 else { return bytes.map { String($0) }.joined(separator: ".") }
        let groups = stride(from: 0, to: 16, by: 2).map { Int(bytes[$0]) << 8 | Int(bytes[$0 + 1]) }
        let digits = groups.map { String($0, radix: 16) }
        guard let zeros = Self.longestRun(ofZerosIn: groups) else { return digits.joined(separator: ":") }
        return digits[..<zeros.lowerBound].joined(separator: ":") + "::"
            + digits[zeros.upperBound...].joined(separator: ":")
    }

    /// The groups that `::` stands for: the first of the longest runs, which must be longer than one group.
    private static func longestRun(ofZerosIn groups: [Int]) -> Range<Int>? {
        var longest = 0..<0
        var start = 0
        for (index, group) in groups.enumerated() {
            if group != 0 {
                start = index + 1
            } else if index + 1 - start > longest.count {
                longest = start..<index + 1
            }
        }
        return longest.count > 1 ? longest : nil
    }

    /// Four decimals without leading zeros: some programs take those for octal.
    private static func bytesOfIPv4(_ text: Substring) -> [UInt8]? {
        let parts = text.split(separator: ".", omittingEmptySubsequences: false)
        let bytes = parts.compactMap { part -> UInt8? in
            let isPlain = (1...3).contains(part.utf8.count) && part.utf8.allSatisfy { (0x30...0x39).contains($0) }
            return isPlain && (part.utf8.count == 1 || part.first != "0") ? UInt8(part) : nil
        }
        return parts.count == 4 && bytes.count == 4 ? bytes : nil
    }

    private static func bytesOfIPv6(_ text: String) -> [UInt8]? {
        guard text.utf8.count <= 45, text.utf8.allSatisfy({ $0 < 0x80 }) else { return nil }
        guard let gap = text.firstRange(of: "::") else {
            guard let bytes = bytes(ofGroups: text[...]), bytes.count == 16 else { return nil }
            return bytes
        }
        guard let head = bytes(ofGroups: text[..<gap.lowerBound]), let tail = bytes(ofGroups: text[gap.upperBound...]),
            // IPv4 may stand only at the very end.
            !text[..<gap.lowerBound].contains("."), head.count + tail.count <= 14
        else { return nil }
        return head + Array(repeating: 0, count: 16 - head.count - tail.count) + tail
    }

    /// The bytes of groups between colons, of which the last may be IPv4; nil if one is wrong.
    private static func bytes(ofGroups text: Substring) -> [UInt8]? {
        if text.isEmpty { return [] }
        var bytes: [UInt8] = []
        let groups = text.split(separator: ":", omittingEmptySubsequences: false)
        for (index, group) in groups.enumerated() {
            if index == groups.count - 1, group.contains("."), let last = bytesOfIPv4(group) {
                bytes += last
            } else if (1...4).contains(group.utf8.count), group.utf8.allSatisfy(isHexadecimal),
                let value = UInt16(group, radix: 16)
            {
                bytes += [UInt8(value >> 8), UInt8(value & 0xFF)]
            } else {
                return nil
            }
        }
        return bytes
    }

    private static func isHexadecimal(_ byte: UInt8) -> Bool {
        (0x30...0x39).contains(byte) || (0x41...0x46).contains(byte) || (0x61...0x66).contains(byte)
    }
}
