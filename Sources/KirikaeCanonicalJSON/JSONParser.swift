/// Reads one JSON document from bytes; never traps on any bytes.
struct JSONParser {
    /// Deeper nesting is refused, so that hostile bytes cannot exhaust the stack.
    static let maximumDepth = 64

    private let bytes: [UInt8]
    private var position = 0
    private var depth = 0

    init(_ bytes: some Collection<UInt8>) {
        self.bytes = Array(bytes)
    }

    mutating func document() throws(JSONSyntaxError) -> JSONValue {
        skipWhiteSpace()
        let value = try value()
        skipWhiteSpace()
        guard position == bytes.count else { throw error(.trailingBytes) }
        return value
    }

    private mutating func value() throws(JSONSyntaxError) -> JSONValue {
        switch try peek() {
        case UInt8(ascii: "{"): return try object()
        case UInt8(ascii: "["): return try array()
        case UInt8(ascii: "\""): return .string(try string())
        case UInt8(ascii: "-"), UInt8(ascii: "0")...UInt8(ascii: "9"): return .integer(try integer())
        case UInt8(ascii: "t"): return try literal("true", .bool(true))
        case UInt8(ascii: "f"): return try literal("false", .bool(false))
        case UInt8(ascii: "n"): return try literal("null", .null)
        case let other: throw error(.unexpectedByte(other))
        }
    }

    private mutating func object() throws(JSONSyntaxError) -> JSONValue {
        try descend()
        var members: [String: JSONValue] = [:]
        var isComplete = try isNext(UInt8(ascii: "}"))
        while !isComplete {
            let keyOffset = position
            guard try peek() == UInt8(ascii: "\"") else { throw error(.unexpectedByte(bytes[position])) }
            let key = try string()
            skipWhiteSpace()
            try expect(UInt8(ascii: ":"))
            skipWhiteSpace()
            guard members.updateValue(try value(), forKey: key) == nil else {
                throw JSONSyntaxError(offset: keyOffset, reason: .duplicateKey(key))
            }
            isComplete = try endsAfterElement(with: UInt8(ascii: "}"))
        }
        depth -= 1
        return .object(members)
    }

    private mutating func array() throws(JSONSyntaxError) -> JSONValue {
        try descend()
        var elements: [JSONValue] = []
        var isComplete = try isNext(UInt8(ascii: "]"))
        while !isComplete {
            elements.append(try value())
            isComplete = try endsAfterElement(with: UInt8(ascii: "]"))
        }
        depth -= 1
        return .array(elements)
    }

    private mutating func descend() throws(JSONSyntaxError) {
        guard depth < Self.maximumDepth else { throw error(.tooDeep) }
        depth += 1
        position += 1
        skipWhiteSpace()
    }

    /// After an element: true at the closing bracket, false at a comma.
    private mutating func endsAfterElement(with bracket: UInt8) throws(JSONSyntaxError) -> Bool {
        skipWhiteSpace()
        if try isNext(bracket) { return true }
        try expect(UInt8(ascii: ","))
        skipWhiteSpace()
        return false
    }

    private mutating func literal(_ text: StaticString, _ value: JSONValue) throws(JSONSyntaxError) -> JSONValue {
        for index in 0..<text.utf8CodeUnitCount { try expect(text.utf8Start[index]) }
        return value
    }

    private mutating func integer() throws(JSONSyntaxError) -> Int64 {
        let start = position
        let isNegative = try isNext(UInt8(ascii: "-"))
        let firstDigit = try peek()
        var digits = 0
        var value: Int64 = 0
        var overflows = false
        while position < bytes.count, case let digit = bytes[position] &- UInt8(ascii: "0"), digit < 10 {
            // Counted downwards from zero, because Int64.min has no positive counterpart.
            let (product, productOverflows) = value.multipliedReportingOverflow(by: 10)
            let (difference, differenceOverflows) = product.subtractingReportingOverflow(Int64(digit))
            overflows = overflows || productOverflows || differenceOverflows
            value = difference
            digits += 1
            position += 1
        }
        guard digits > 0 else { throw error(.unexpectedByte(firstDigit)) }
        if digits > 1, firstDigit == UInt8(ascii: "0") {
            throw JSONSyntaxError(offset: start, reason: .leadingZero)
        }
        if position < bytes.count, [UInt8(ascii: "."), UInt8(ascii: "e"), UInt8(ascii: "E")].contains(bytes[position]) {
            throw JSONSyntaxError(offset: start, reason: .notAnInteger)
        }
        let (negated, negationOverflows) = Int64(0).subtractingReportingOverflow(value)
        guard !overflows, isNegative || !negationOverflows else {
            throw JSONSyntaxError(offset: start, reason: .integerOutOfRange)
        }
        return isNegative ? value : negated
    }

    private mutating func string() throws(JSONSyntaxError) -> String {
        position += 1
        var unescaped: [UInt8] = []
        var chunkStart = position
        while true {
            switch try peek() {
            case UInt8(ascii: "\""):
                try append(chunkStart..<position, to: &unescaped)
                position += 1
                return String(decoding: unescaped, as: UTF8.self)
            case UInt8(ascii: "\\"):
                try append(chunkStart..<position, to: &unescaped)
                try appendEscape(to: &unescaped)
                chunkStart = position
            case let control where control < 0x20:
                throw error(.controlCharacter(control))
            default:
                position += 1
            }
        }
    }

    /// Appends bytes that stand in the document as they are, when they are UTF-8.
    private func append(_ range: Range<Int>, to unescaped: inout [UInt8]) throws(JSONSyntaxError) {
        let chunk = bytes[range]
        if chunk.contains(where: { $0 >= 0x80 }) {
            var parser = Unicode.UTF8.ForwardParser()
            var input = chunk.makeIterator()
            var offset = range.lowerBound
            decoding: while true {
                switch parser.parseScalar(from: &input) {
                case .valid(let scalar): offset += scalar.count
                case .emptyInput: break decoding
                case .error: throw JSONSyntaxError(offset: offset, reason: .invalidUTF8)
                }
            }
        }
        unescaped.append(contentsOf: chunk)
    }

    private mutating func appendEscape(to unescaped: inout [UInt8]) throws(JSONSyntaxError) {
        let start = position
        position += 1
        let letter = try peek()
        position += 1
        switch letter {
        case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"): unescaped.append(letter)
        case UInt8(ascii: "b"): unescaped.append(0x08)
        case UInt8(ascii: "t"): unescaped.append(0x09)
        case UInt8(ascii: "n"): unescaped.append(0x0A)
        case UInt8(ascii: "f"): unescaped.append(0x0C)
        case UInt8(ascii: "r"): unescaped.append(0x0D)
        case UInt8(ascii: "u"):
            guard let scalar = Unicode.Scalar(try escapedCodePoint(start: start)),
                let encoded = Unicode.UTF8.encode(scalar)
            else { throw JSONSyntaxError(offset: start, reason: .loneSurrogate) }
            unescaped.append(contentsOf: encoded)
        default: throw JSONSyntaxError(offset: start, reason: .invalidEscape)
        }
    }

    /// The code point of `\uXXXX`, or of a surrogate pair; a half without its other half is returned as it is.
    private mutating func escapedCodePoint(start: Int) throws(JSONSyntaxError) -> UInt32 {
        let first = try hexadecimalUnit(start: start)
        guard (0xD800..<0xDC00).contains(first), bytes[position...].starts(with: "\\u".utf8) else { return first }
        let secondStart = position
        position += 2
        let second = try hexadecimalUnit(start: secondStart)
        guard (0xDC00..<0xE000).contains(second) else { return first }
        return 0x10000 + (first - 0xD800) << 10 + (second - 0xDC00)
    }

    private mutating func hexadecimalUnit(start: Int) throws(JSONSyntaxError) -> UInt32 {
        var unit: UInt32 = 0
        for _ in 0..<4 {
            let digit: UInt8
            switch try peek() {
            case let byte where (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte): digit = byte - UInt8(ascii: "0")
            case let byte where (UInt8(ascii: "a")...UInt8(ascii: "f")).contains(byte): digit = byte - 87
            case let byte where (UInt8(ascii: "A")...UInt8(ascii: "F")).contains(byte): digit = byte - 55
            default: throw JSONSyntaxError(offset: start, reason: .invalidEscape)
            }
            unit = unit << 4 | UInt32(digit)
            position += 1
        }
        return unit
    }

    private mutating func skipWhiteSpace() {
        while position < bytes.count, Self.isWhiteSpace(bytes[position]) { position += 1 }
    }

    private static func isWhiteSpace(_ byte: UInt8) -> Bool {
        byte == 0x20 || byte == 0x0A || byte == 0x0D || byte == 0x09
    }

    private func peek() throws(JSONSyntaxError) -> UInt8 {
        guard position < bytes.count else { throw error(.unexpectedEnd) }
        return bytes[position]
    }

    /// Consumes `byte` when it is next.
    private mutating func isNext(_ byte: UInt8) throws(JSONSyntaxError) -> Bool {
        guard try peek() == byte else { return false }
        position += 1
        return true
    }

    private mutating func expect(_ byte: UInt8) throws(JSONSyntaxError) {
        guard try isNext(byte) else { throw error(.unexpectedByte(bytes[position])) }
    }

    private func error(_ reason: JSONSyntaxError.Reason) -> JSONSyntaxError {
        JSONSyntaxError(offset: position, reason: reason)
    }
}
