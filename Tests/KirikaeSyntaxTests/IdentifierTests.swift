import KirikaeSyntax
import Testing

/// Identifiers admit nothing that looks like something else.
@Suite struct IdentifierTests {
    @Test(arguments: [
        "a", "portal.switchover", "fail-over-db", "m3.6-01", "0", "a.b.c", String(repeating: "a", count: 120),
    ])
    func valid(text: String) {
        #expect(Identifier.isValid(text))
    }

    @Test(arguments: [
        "", ".", "a.", ".a", "a..b", "-a", "a-", "a.-b", "a_b", "a b", "a/b", "A", "а",  // the last is Cyrillic
        "é", "ａ", "a\u{200B}", "\u{202E}a", "a\n", "a\u{301}", "../a", "a:b", "ソ", "ｱ",
        String(repeating: "a", count: 121),
    ])
    func invalid(text: String) {
        #expect(!Identifier.isValid(text))
    }

    @Test(arguments: [("INV1", true), ("INV10-BATCHES", true), ("Inv.a", true), ("ＩＮＶ", false), ("-A", false)])
    func withCapitals(text: String, expected: Bool) {
        #expect(Identifier.isValid(text, allowingCapitals: true) == expected)
        #expect(!Identifier.isValid(text))
    }
}
