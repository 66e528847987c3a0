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

    static func decode(_ text: String) -> [UInt8]? {
        let characters = Array(text.utf8)
        guard characters.count % 4 == 0 else { return nil }
        var bytes: [UInt8] = []
        for start in stride(from: 0, to: characters.count, by: 4) {
            var bits = 0
            var padding = 0
            for character in characters[start..<start + 4] {
                if let value = alphabet.firstIndex(of: character), padding == 0 {
                    bits = bits << 6 | value
                } else if character == UInt8(ascii: "=") {
                    bits <<= 6
                    padding += 1
                } else {
                    return nil
                }
            }
            guard padding <= 2 else { return nil }
            for index in 0..<(3 - padding) { bytes.append(UInt8(truncatingIfNeeded: bits >> (16 - 8 * index))) }
        }
        return encode(bytes) == text ? bytes : nil
    }
}
