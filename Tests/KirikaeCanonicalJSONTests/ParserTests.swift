import KirikaeCanonicalJSON
import Testing

@Suite struct ParserTests {
    @Test(
        arguments: [
            ("", 0, .unexpectedEnd), (" ", 1, .unexpectedEnd), ("[1,", 3, .unexpectedEnd), ("\"a", 2, .unexpectedEnd),
            ("tru", 3, .unexpectedEnd), ("-", 1, .unexpectedEnd), ("\"\\u12", 5, .unexpectedEnd),
            ("\"\\", 2, .unexpectedEnd),
            ("nul1", 3, .unexpectedByte(0x31)), ("[1 2]", 3, .unexpectedByte(0x32)), ("[,]", 1, .unexpectedByte(0x2C)),
            ("[1,]", 3, .unexpectedByte(0x5D)), ("{1:2}", 1, .unexpectedByte(0x31)),
            ("{\"a\" 1}", 5, .unexpectedByte(0x31)),
            ("{\"a\":1,}", 7, .unexpectedByte(0x7D)), ("+1", 0, .unexpectedByte(0x2B)),
            ("-a", 1, .unexpectedByte(0x61)),
            ("NaN", 0, .unexpectedByte(0x4E)), ("'a'", 0, .unexpectedByte(0x27)),
            ("\u{FEFF}1", 0, .unexpectedByte(0xEF)),
            ("1 x", 2, .trailingBytes), ("{}{}", 2, .trailingBytes), ("1\u{0}", 1, .trailingBytes),
            ("{\"a\":1,\"b\":2,\"a\":1}", 13, .duplicateKey("a")), ("{\"a\":1,\"\\u0061\":1}", 7, .duplicateKey("a")),
            ("\"a\nb\"", 2, .controlCharacter(0x0A)), ("\"\\x\"", 1, .invalidEscape),
            ("\"\\u00g0\"", 1, .invalidEscape),
            ("\"\\ud800\"", 1, .loneSurrogate), ("\"\\udc00\"", 1, .loneSurrogate),
            ("\"\\ud800\\u0041\"", 1, .loneSurrogate),
            ("\"\\ud800\\ud800\"", 1, .loneSurrogate), ("\"\\ud800x\"", 1, .loneSurrogate),
            ("1.0", 0, .notAnInteger), ("1e3", 0, .notAnInteger), ("[-0.5]", 1, .notAnInteger),
            ("2E0", 0, .notAnInteger),
            ("01", 0, .leadingZero), ("-00", 0, .leadingZero),
            ("9223372036854775808", 0, .integerOutOfRange), ("-9223372036854775809", 0, .integerOutOfRange),
            ("99999999999999999999999999", 0, .integerOutOfRange),
        ] as [(String, Int, JSONSyntaxError.Reason)])
    func refuses(_ text: String, _ offset: Int, _ reason: JSONSyntaxError.Reason) {
        #expect(throws: JSONSyntaxError(offset: offset, reason: reason)) { try JSONValue(parsing: text.utf8) }
    }

    /// Ill-formed byte sequences of table 3-7 of the Unicode standard, each inside `"a…"`.
    @Test(
        arguments: [
            [0x80], [0xC3], [0xC0, 0x80], [0xC1, 0xBF], [0xE0, 0x80, 0x80], [0xED, 0xA0, 0x80], [0xE3, 0x81],
            [0xF0, 0x80, 0x80, 0x80], [0xF4, 0x90, 0x80, 0x80], [0xF5, 0x80, 0x80, 0x80], [0xFF],
        ] as [[UInt8]])
    func refusesIllFormedUTF8(_ sequence: [UInt8]) {
        let bytes = Array("\"a".utf8) + sequence + Array("\"".utf8)
        #expect(throws: JSONSyntaxError(offset: 2, reason: .invalidUTF8)) { try JSONValue(parsing: bytes) }
    }

    @Test func acceptsWhiteSpaceEscapesAndNegativeZero() throws {
        let text = " \t\r\n{ \"\\u0041\\ud83d\\ude00\\/\" : [ -0 , \"\\b\\f\\n\\r\\t\" ] } "
        #expect(try JSONValue(parsing: text.utf8) == ["A😀/": [0, "\u{8}\u{C}\n\r\t"]])
    }

    @Test func limitsTheDepth() throws {
        let deepest = String(repeating: "[", count: 64) + String(repeating: "]", count: 64)
        #expect(try JSONValue(parsing: deepest.utf8).canonicalText == deepest)
        let tooDeep = String(repeating: "[", count: 65) + String(repeating: "]", count: 65)
        #expect(throws: JSONSyntaxError(offset: 64, reason: .tooDeep)) { try JSONValue(parsing: tooDeep.utf8) }
        let hostile = String(repeating: "{\"a\":[", count: 100_000)
        #expect(throws: JSONSyntaxError.self) { try JSONValue(parsing: hostile.utf8) }
        // Depth is that of nesting, not of the number of containers.
        let wide = "[" + Array(repeating: "[]", count: 200).joined(separator: ",") + "]"
        #expect(try JSONValue(parsing: wide.utf8).arrayValue?.count == 200)
    }

    @Test(arguments: [
        (" 1", 0), ("1 ", 1), ("{\"b\":1,\"a\":2}", 2), ("[1, 2]", 3), ("\"\\u0041\"", 1), ("\"\\/\"", 1), ("-0", 0),
        ("\"\\u000A\"", 2), ("\"\\u001F\"", 6), ("\"\\u007f\"", 1),
    ])
    func canonicalParsingRefusesOtherForms(_ text: String, _ offset: Int) throws {
        _ = try JSONValue(parsing: text.utf8)
        #expect(throws: JSONSyntaxError(offset: offset, reason: .notCanonical)) {
            try JSONValue(parsingCanonical: text.utf8)
        }
    }

    @Test func acceptsAnyCollection() throws {
        #expect(try JSONValue(parsing: "xx[1]yy".utf8.dropFirst(2).dropLast(2)) == [1])
        #expect(try JSONValue(parsingCanonical: Array("xx[1]".utf8)[2...]) == [1])
    }
}
