/// Numbers of JSON texts that others write, which may have fractions and exponents.
///
/// Our own JSON has neither, because two readers may disagree about the last digit. Here nobody calculates: a value is compared
/// with what the environment says. So such a number is taken as the text it is written as.
enum JSONNumbers {
    /// The text with every number that is no 64-bit integer as a string; a token that is no number stays, and is refused later.
    static func asText(_ bytes: [UInt8]) -> [UInt8] {
        var result: [UInt8] = []
        result.reserveCapacity(bytes.count)
        var index = 0
        var isInString = false
        while index < bytes.count {
            let byte = bytes[index]
            if isInString {
                result.append(byte)
                if byte == 0x5C, index + 1 < bytes.count {
                    index += 1
                    result.append(bytes[index])
                } else if byte == 0x22 {
                    isInString = false
                }
                index += 1
            } else if isPartOfNumber(byte), byte != 0x65, byte != 0x45 {
                var end = index
                while end < bytes.count, isPartOfNumber(bytes[end]) { end += 1 }
                let token = bytes[index..<end]
                let isWhole = Int64(String(decoding: token, as: UTF8.self)) != nil
                result += !isWhole && isNumber(token) ? [0x22] + token + [0x22] : Array(token)
                index = end
            } else {
                isInString = byte == 0x22
                result.append(byte)
                index += 1
            }
        }
        return result
    }

    /// Digits, `+`, `-`, `.`, `e` and `E`.
    private static func isPartOfNumber(_ byte: UInt8) -> Bool {
        (0x30...0x39).contains(byte) || [0x2B, 0x2D, 0x2E, 0x65, 0x45].contains(byte)
    }

    /// RFC 8259, section 6.
    private static func isNumber(_ token: ArraySlice<UInt8>) -> Bool {
        var rest = token
        func isDigit(_ byte: UInt8?) -> Bool { byte.map { (0x30...0x39).contains($0) } ?? false }
        func dropDigits() -> Bool {
            guard isDigit(rest.first) else { return false }
            rest = rest.drop { isDigit($0) }
            return true
        }
        if rest.first == 0x2D { rest = rest.dropFirst() }
        if rest.first == 0x30, isDigit(rest.dropFirst().first) { return false }
        guard dropDigits() else { return false }
        if rest.first == 0x2E {
            rest = rest.dropFirst()
            guard dropDigits() else { return false }
        }
        if rest.first == 0x65 || rest.first == 0x45 {
            rest = rest.dropFirst()
            if rest.first == 0x2B || rest.first == 0x2D { rest = rest.dropFirst() }
            guard dropDigits() else { return false }
        }
        return rest.isEmpty
    }
}
