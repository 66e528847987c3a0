/// Base64 of RFC 4648 section 4.
///
/// One byte sequence has one encoding: what is not in its canonical form is not decoded.
package enum Base64 {
    private static let alphabet = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/".utf8)
    /// The value of each character; 255 where it has none.
    private static let values: [UInt8] = {
        var values = [UInt8](repeating: 255, count: 256)
        for (value, character) in alphabet.enumerated() { values[Int(character)] = UInt8(value) }
        return values
    }()
    private static let padding = UInt8(ascii: "=")

    /// The text of bytes.
    package static func encode(_ bytes: some Collection<UInt8>) -> String {
        let bytes = Array(bytes)
        var text: [UInt8] = []
        text.reserveCapacity((bytes.count + 2) / 3 * 4)
        for start in stride(from: 0, to: bytes.count, by: 3) {
            let count = min(3, bytes.count - start)
            var bits = 0
            for index in 0..<3 { bits = bits << 8 | (index < count ? Int(bytes[start + index]) : 0) }
            for index in 0..<4 {
                text.append(index <= count ? alphabet[bits >> (18 - 6 * index) & 63] : padding)
            }
        }
        return String(decoding: text, as: UTF8.self)
    }

    /// The bytes of a text; nil when it is not what `encode` makes.
    package static func decode(_ text: some StringProtocol) -> [UInt8]? {
        decode(bytes: Array(text.utf8))
    }

    private static func decode(bytes characters: [UInt8]) -> [UInt8]? {
        guard characters.count % 4 == 0 else { return nil }
        guard !characters.isEmpty else { return [] }
        let paddingCount = characters.suffix(2).count { $0 == padding }
        var bytes: [UInt8] = []
        bytes.reserveCapacity(characters.count / 4 * 3)
        for start in stride(from: 0, to: characters.count, by: 4) {
            let isLast = start + 4 == characters.count
            let missing = isLast ? paddingCount : 0
            var bits = 0
            for index in 0..<4 {
                let value = values[Int(characters[start + index])]
                if index >= 4 - missing {
                    guard characters[start + index] == padding else { return nil }
                } else if value == 255 {
                    return nil
                }
                bits = bits << 6 | (index >= 4 - missing ? 0 : Int(value))
            }
            // Bits that stand for nothing must be zero, or there would be two texts for the same bytes.
            guard bits & (1 << (8 * missing) - 1) == 0 else { return nil }
            for index in 0..<(3 - missing) { bytes.append(UInt8(truncatingIfNeeded: bits >> (16 - 8 * index))) }
        }
        return bytes
    }
}
