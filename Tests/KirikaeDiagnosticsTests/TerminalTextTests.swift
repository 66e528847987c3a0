import KirikaeDiagnostics
import Testing

/// Text from outside can neither steer the terminal nor reorder or hide what a person reads.
@Suite struct TerminalTextTests {
    @Test(arguments: [
        ("plain ASCII", "plain ASCII"),
        ("日本語。①髙﨑 ｱ 😀", "日本語。①髙﨑 ｱ 😀"),
        ("e\u{301}か\u{3099}", "e\u{301}か\u{3099}"),
        ("\u{1B}[2J", "\\u{1B}[2J"),
        ("\u{1B}[1A\u{1B}[2K", "\\u{1B}[1A\\u{1B}[2K"),
        ("a\rb", "a\\u{D}b"),
        ("a\u{8}b", "a\\u{8}b"),
        ("\u{7}", "\\u{7}"),
        ("\u{1B}]0;t\u{7}", "\\u{1B}]0;t\\u{7}"),
        ("\u{1B}]8;;http://evil.example\u{1B}\\", "\\u{1B}]8;;http://evil.example\\u{1B}\\"),
        ("\u{9B}31m", "\\u{9B}31m"),
        ("a\u{0}b", "a\\u{0}b"),
        ("\u{7F}", "\\u{7F}"),
        ("a\nb", "a\\u{A}b"),
        ("a\r\nb", "a\\u{D}\\u{A}b"),
        ("a\u{85}b\u{2028}c\u{2029}d", "a\\u{85}b\\u{2028}c\\u{2029}d"),
        ("a\tb", "a    b"),
        ("\u{202E}gnp.exe", "\\u{202E}gnp.exe"),
        ("\u{2066}\u{2067}\u{2068}\u{2069}", "\\u{2066}\\u{2067}\\u{2068}\\u{2069}"),
        ("a\u{200B}b\u{FEFF}c\u{200D}d", "a\\u{200B}b\\u{FEFF}c\\u{200D}d"),
        ("\u{E000}\u{E0041}", "\\u{E000}\\u{E0041}"),
        ("続行しますか? [Y/n]\r", "続行しますか? [Y/n]\\u{D}"),
    ])
    func safe(text: String, expected: String) {
        #expect(TerminalText.safe(text).unicodeScalars.elementsEqual(expected.unicodeScalars))
    }

    @Test func lineFeedsStayOnRequest() {
        #expect(TerminalText.safe("一\n二\u{1B}[2J\n", keepingLines: true) == "一\n二\\u{1B}[2J\n")
        #expect(TerminalText.safe("a\nb\u{1B}", keepingLines: true) == "a\nb\\u{1B}")
    }

    /// Every scalar there is: what is shown holds no control, format, private or separator character, and is not changed by
    /// being made safe again.
    @Test func everyScalar() {
        var shown = ""
        for value in UInt32(0)...0x10FFFF {
            guard let scalar = Unicode.Scalar(value) else { continue }
            shown += TerminalText.safe(String(scalar))
        }
        let unsafe = shown.unicodeScalars.filter {
            switch $0.properties.generalCategory {
            case .control, .format, .privateUse, .lineSeparator, .paragraphSeparator, .unassigned: true
            default: false
            }
        }
        #expect(unsafe.isEmpty)
        #expect(TerminalText.safe(shown) == shown)
    }

    /// Letters that have no glyph: a name that holds one looks like another name.
    @Test(arguments: [0x115F, 0x1160, 0x3164, 0xFFA0, 0x034F, 0xE0100] as [UInt32])
    func invisibleLetters(value: UInt32) throws {
        let scalar = try #require(Unicode.Scalar(value))
        #expect(TerminalText.isUnsafe(scalar))
    }

    @Test func veryLongLine() {
        let text = String(repeating: "あ\u{1B}", count: 500_000)
        let safe = TerminalText.safe(text)
        #expect(safe.unicodeScalars.count == 500_000 * 7)
        #expect(!safe.unicodeScalars.contains("\u{1B}"))
    }
}
