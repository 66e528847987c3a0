/// Reads JSON that is in its canonical form, and nothing else, in one pass.
///
/// It says only that something is not right; what and where, `JSONParser` and a comparison with the canonical form find out. It
/// accepts exactly what they accept: a test puts both to the same documents.
struct CanonicalJSONParser {
    private let bytes: UnsafeBufferPointer<UInt8>
    private var position = 0
    private var depth = 0

    /// The value; nil when the bytes are not the canonical form of one.
    static func value(of bytes: UnsafeBufferPointer<UInt8>) -> JSONValue? {
        var parser = CanonicalJSONParser(bytes: bytes)
        guard let value = parser.value(), parser.position == bytes.count else { return nil }
        return value
    }

    private init(bytes: UnsafeBufferPointer<UInt8>) {
        self.bytes = bytes
    }

    private var next: UInt8? { position < bytes.count ? bytes[position] : nil }

    private mutating func take(_ byte: UInt8) -> Bool {
        guard position < bytes.count, bytes[position] == byte else { return false }
        position += 1
        return true
    }

    private mutating func value() -> JSONValue? {
        switch next {
        case UInt8(ascii: "{"): object()
        case UInt8(ascii: "["): array()
        case UInt8(ascii: "\""): string().map { .string($0) }
        case UInt8(ascii: "t"): word("true", .bool(true))
        case UInt8(ascii: "f"): word("false", .bool(false))
        case UInt8(ascii: "n"): word("null", .null)
        default: integer().map { .integer($0) }
        }
    }

    private mutating func word(_ word: StaticString, _ value: JSONValue) -> JSONValue? {
        guard take(word) else { return nil }
        return value
    }

    private mutating func take(_ word: StaticString) -> Bool {
        guard bytes.count - position >= word.utf8CodeUnitCount else { return false }
        for index in 0..<word.utf8CodeUnitCount where bytes[position + index] != word.utf8Start[index] { return false }
        position += word.utf8CodeUnitCount
        return true
    }

    private mutating func descend() -> Bool {
        position += 1
        depth += 1
        return depth <= JSONParser.maximumDepth
    }

    private mutating func array() -> JSONValue? {
        guard descend() else { return nil }
        var elements: [JSONValue] = []
        if !take(UInt8(ascii: "]")) {
            repeat {
                guard let element = value() else { return nil }
                elements.append(element)
            } while take(UInt8(ascii: ","))
            guard take(UInt8(ascii: "]")) else { return nil }
        }
        depth -= 1
        return .array(elements)
    }

    private mutating func object() -> JSONValue? {
        guard descend() else { return nil }
        if take(UInt8(ascii: "}")) {
            depth -= 1
            return .object([:])
        }
        var members = [String: JSONValue](minimumCapacity: 8)
        var last: String?
        repeat {
            guard next == UInt8(ascii: "\""), let key = string() else { return nil }
            if let last, !JSONWriter.precedes(last, key) { return nil }
            guard take(UInt8(ascii: ":")), let value = value() else { return nil }
            // Two keys in their order may still be canonically equivalent.
            guard members.updateValue(value, forKey: key) == nil else { return nil }
            last = key
        } while take(UInt8(ascii: ","))
        guard take(UInt8(ascii: "}")) else { return nil }
        depth -= 1
        return .object(members)
    }

    private mutating func integer() -> Int64? {
        let isNegative = take(UInt8(ascii: "-"))
        let start = position
        // Counted downwards from zero, because Int64.min has no positive counterpart.
        var value: Int64 = 0
        while position < bytes.count, case let digit = bytes[position] &- UInt8(ascii: "0"), digit < 10 {
            let (product, productOverflows) = value.multipliedReportingOverflow(by: 10)
            let (difference, differenceOverflows) = product.subtractingReportingOverflow(Int64(digit))
            if productOverflows || differenceOverflows { return nil }
            value = difference
            position += 1
        }
        let digits = position - start
        guard digits > 0, bytes[start] != UInt8(ascii: "0") || (digits == 1 && !isNegative) else { return nil }
        if isNegative { return value }
        let (negated, overflows) = Int64(0).subtractingReportingOverflow(value)
        return overflows ? nil : negated
    }

    private mutating func string() -> String? {
        position += 1
        let start = position
        var isASCII = true
        while position < bytes.count {
            let byte = bytes[position]
            if byte == UInt8(ascii: "\"") {
                let text = UnsafeBufferPointer(rebasing: bytes[start..<position])
                position += 1
                return isASCII ? String(decoding: text, as: UTF8.self) : String(validating: text, as: UTF8.self)
            }
            if byte == UInt8(ascii: "\\") { return escapedString(from: start) }
            if byte < 0x20 { return nil }
            if byte >= 0x80 { isASCII = false }
            position += 1
        }
        return nil
    }

    /// A text with escapes, of which the first is at the position.
    private mutating func escapedString(from start: Int) -> String? {
        var unescaped = Array(bytes[start..<position])
        while position < bytes.count {
            let byte = bytes[position]
            position += 1
            switch byte {
            case UInt8(ascii: "\""): return String(validating: unescaped, as: UTF8.self)
            case UInt8(ascii: "\\"):
                guard let character = escaped() else { return nil }
                unescaped.append(character)
            case 0..<0x20: return nil
            default: unescaped.append(byte)
            }
        }
        return nil
    }

    /// The character of an escape, in the one form that the canonical form has for it.
    private mutating func escaped() -> UInt8? {
        guard let letter = next else { return nil }
        position += 1
        switch letter {
        case UInt8(ascii: "\""), UInt8(ascii: "\\"): return letter
        case UInt8(ascii: "b"): return 0x08
        case UInt8(ascii: "t"): return 0x09
        case UInt8(ascii: "n"): return 0x0A
        case UInt8(ascii: "f"): return 0x0C
        case UInt8(ascii: "r"): return 0x0D
        case UInt8(ascii: "u"):
            guard take("00"), let high = next, high == UInt8(ascii: "0") || high == UInt8(ascii: "1") else {
                return nil
            }
            position += 1
            guard let low = next else { return nil }
            position += 1
            let digit: UInt8
            switch low {
            case UInt8(ascii: "0")...UInt8(ascii: "9"): digit = low - UInt8(ascii: "0")
            case UInt8(ascii: "a")...UInt8(ascii: "f"): digit = low - UInt8(ascii: "a") + 10
            default: return nil
            }
            let control = (high - UInt8(ascii: "0")) << 4 | digit
            return [0x08, 0x09, 0x0A, 0x0C, 0x0D].contains(control) ? nil : control
        default: return nil
        }
    }
}
