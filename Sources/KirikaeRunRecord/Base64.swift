/// Base64 of RFC 4648 section 4, for the exact bytes a program printed.
///
/// One byte sequence has one encoding: what is not in its canonical form is not decoded.
enum Base64 {
    private static let alphabet = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/".utf8)

    static func encode(_ bytes: [UInt8]) -> String {
        var text: [UInt8] = []
        text.reserveCapacity((bytes.count + 2) / 3 * 4)
        for start in stride(from: 0, to: bytes.count, by: 3) {
            let group = bytes[start..<min(start + 3, bytes.count)]
            var bits = 0
            for index in 0..<3 { bits = bits << 8 | (index < group.count ? Int(group[start + index]) : 0) }
            for index in 0..<4 {
                text.append(index <= group.count ? alphabet[bits >> (18 - 6 * index) & 63] : UInt8(ascii: "="))
            }
        }
        return String(decoding: text, as: UTF8.self)
    }

    /// The value of each character; 255 for one that has none.
    private static let values: [UInt8] = {
        var values = [UInt8](repeating: 255, count: 256)
        for (value, character) in alphabet.enumerated() { values[Int(character)] = UInt8(value) }
        return values
    }()

    static func decode(_ text: String) -> [UInt8]? {
        var text = text
        return text.withUTF8 { decode($0) }
    }

    private static func decode(_ characters: UnsafeBufferPointer<UInt8>) -> [UInt8]? {
        guard characters.count % 4 == 0 else { return nil }
        guard let last = characters.last else { return [] }
        let isPadding = UInt8(ascii: "=")
        let padding = last != isPadding ? 0 : characters[characters.count - 2] != isPadding ? 1 : 2
        var bytes: [UInt8] = []
        bytes.reserveCapacity(characters.count / 4 * 3)
        for start in stride(from: 0, to: characters.count, by: 4) {
            let digits = start + 4 == characters.count ? 4 - padding : 4
            var bits = 0
            for index in 0..<4 {
                let value = index < digits ? values[Int(characters[start + index])] : 0
                guard value < 64 else { return nil }
                bits = bits << 6 | Int(value)
            }
            // What the last digit has beyond the bytes must be zero: one byte sequence has one encoding.
            guard bits & ((1 << (8 * (4 - digits))) - 1) == 0 else { return nil }
            for index in 0..<(digits - 1) { bytes.append(UInt8(truncatingIfNeeded: bits >> (16 - 8 * index))) }
        }
        return bytes
    }
}
