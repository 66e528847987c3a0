import KirikaeCanonicalJSON
import Testing

@Suite struct CanonicalFormTests {
    @Test(
        arguments: [
            (JSONValue.null, "null"),
            (true, "true"),
            (false, "false"),
            (0, "0"),
            (-1, "-1"),
            (.integer(.max), "9223372036854775807"),
            (.integer(.min), "-9223372036854775808"),
            ("", #""""#),
            ([], "[]"),
            ([:], "{}"),
            ([1, [2, []], ["a": nil]], #"[1,[2,[]],{"a":null}]"#),
            (["b": 1, "a": 2, "": 3], #"{"":3,"a":2,"b":1}"#),
            ("\u{8}\t\n\u{C}\r\"\\/", #""\b\t\n\f\r\"\\/""#),
            ("\u{0}\u{1F}\u{7F}", "\"\\u0000\\u001f\u{7F}\""),
            ("切り替え😀\u{2028}", "\"切り替え😀\u{2028}\""),
        ] as [(JSONValue, String)])
    func writes(_ value: JSONValue, _ text: String) throws {
        #expect(value.canonicalText == text)
        #expect(value.canonicalBytes == Array(text.utf8))
        #expect(try JSONValue(parsingCanonical: text.utf8) == value)
    }

    /// RFC 8785, section 3.2.3: the keys of the sorting example, in their canonical order.
    @Test func sortsKeysByUTF16CodeUnits() throws {
        let keys = ["\r", "1", "\u{80}", "ö", "€", "😀", "דּ"]
        let canonicallyOrdered: [[UInt32]] = [[0x0D], [0x31], [0x80], [0xF6], [0x20AC], [0x1F600], [0xFB33]]
        let text = """
            {"\\u20ac":"Euro Sign","\\r":"Carriage Return","\\ufb33":"Hebrew Letter Dalet With Dagesh","1":"One",\
            "\\ud83d\\ude00":"Emoji: Grinning Face","\\u0080":"Control",\
            "\\u00f6":"Latin Small Letter O With Diaeresis"}
            """
        let value = try JSONValue(parsing: text.utf8)
        #expect(value.objectValue?.count == keys.count)
        // Keys alone, in the order of their lines.
        let written = value.indentedText.split(separator: "\n").dropFirst().dropLast()
        #expect(written.count == canonicallyOrdered.count)
        for (line, scalars) in zip(written, canonicallyOrdered) {
            let key =
                scalars == [0x0D] ? #"\r"# : String(String.UnicodeScalarView(scalars.compactMap(Unicode.Scalar.init)))
            #expect(line.utf8.starts(with: "  \"\(key)\": ".utf8))
        }
    }

    /// RFC 8785, section 3.2.2, the string and the literals of its example.
    @Test func writesTheExampleOfTheRFC() throws {
        let input = #"""
            {
              "string": "\u20ac$\u000F\u000aA'\u0042\u0022\u005c\\\"\/",
              "literals": [null, true, false]
            }
            """#
        let expected = #"{"literals":[null,true,false],"string":"€$\u000f\nA'B\"\\\\\"/"}"#
        #expect(try JSONValue(parsing: input.utf8).canonicalText == expected)
    }

    @Test func writesForReading() {
        let value: JSONValue = ["b": [1, [], [:]], "a": ["x": "y"]]
        #expect(
            value.indentedText == """
                {
                  "a": {
                    "x": "y"
                  },
                  "b": [
                    1,
                    [],
                    {}
                  ]
                }
                """)
    }

    @Test func equalityIsThatOfTheBytes() {
        let composed = JSONValue.string("\u{E9}")
        let decomposed = JSONValue.string("e\u{301}")
        #expect(composed != decomposed)
        #expect(composed.canonicalBytes != decomposed.canonicalBytes)
        #expect(JSONValue.object(["\u{E9}": 1]) != JSONValue.object(["e\u{301}": 1]))
        #expect(JSONValue.object(["a": 1, "b": 2]) == JSONValue.object(["b": 2, "a": 1]))
        #expect(JSONValue.object(["a": 1]) != JSONValue.object(["a": 1, "b": 2]))
    }

    @Test func accessors() {
        let value: JSONValue = ["text": "a", "number": 7, "list": [1], "truth": true, "nothing": nil]
        #expect(value["text"]?.stringValue == "a")
        #expect(value["number"]?.integerValue == 7)
        #expect(value["list"]?.arrayValue == [1])
        #expect(value["truth"]?.boolValue == true)
        #expect(value["nothing"] == .some(.null))
        #expect(value["missing"] == Optional<JSONValue>.none)
        #expect(value["text"]?.integerValue == nil && value["text"]?["x"] == Optional<JSONValue>.none)
        #expect(value.objectValue?.count == 5)
    }

    /// Keys stand in the order of their UTF-16 code units, whatever their UTF-8 is.
    @Test func orderOfKeys() {
        let pieces = ["", "a", "b", "\u{7F}", "é", "切", "\u{D7FF}", "\u{E000}", "\u{FFFF}", "😀", "\u{10FFFF}"]
        let keys = pieces.flatMap { first in pieces.map { first + $0 } }
        for left in keys {
            for right in keys where left != right {
                let text = JSONValue.object([left: .integer(1), right: .integer(2)]).canonicalText
                let leftIsFirst = left.utf16.lexicographicallyPrecedes(right.utf16)
                #expect(
                    text.hasSuffix(leftIsFirst ? ":2}" : ":1}"), "\(left.debugDescription) \(right.debugDescription)")
            }
        }
    }
}
