import KirikaeTestSupport
import Testing

@testable import KirikaeCLI

/// No two different texts look the same in a report.
@Suite struct ExactTextTests {
    @Test(arguments: [
        ("plain", "plain"), ("a b", "a b"), ("切り替え（メイン）", "切り替え（メイン）"), ("ＳＩＰ　", "ＳＩＰ\\u{3000}"),
        ("a  b", "a\\u{20}\\u{20}b"), (" a", "\\u{20}a"), ("a ", "a\\u{20}"), ("a\tb", "a\\u{9}b"),
        ("a\nb", "a\\u{A}b"),
        ("a\u{202E}b", "a\\u{202E}b"), ("a\u{200B}b", "a\\u{200B}b"), ("a\u{FEFF}", "a\\u{FEFF}"),
        ("\u{1B}[31m", "\\u{1B}[31m"),
        ("p\u{0430}ss", "p\\u{430}ss"), ("\u{2010}force", "\\u{2010}force"), ("a\u{A0}b", "a\\u{A0}b"),
        ("e\u{301}", "e\\u{301}"), ("é", "é"), ("か\u{3099}", "か\\u{3099}"), ("が", "が"), ("\u{2F00}", "\\u{2F00}"),
        ("\\u{202E}", "\\u{5C}u{202E}"), ("C:\\users", "C:\\users"), ("\u{E0041}", "\\u{E0041}"),
        ("\u{3164}", "\\u{3164}"),
        ("\u{1D5BA}", "\\u{1D5BA}"), ("\u{0}", "\\u{0}"), ("", ""),
    ])
    func whatCouldBeMistakenIsShownByItsCode(text: String, shown: String) {
        #expect(ExactText.safe(text).unicodeScalars.elementsEqual(shown.unicodeScalars), "\(ExactText.safe(text))")
    }

    @Test(arguments: [
        ("host01", "host0l", "host0\\u{31}", "host0\\u{6C}"), ("二階", "ニ階", "\\u{4E8C}階", "\\u{30CB}階"),
        ("a-b", "aーb", "a\\u{2D}b", "a\\u{30FC}b"), ("SIP", "ＳIP", "\\u{53}IP", "\\u{FF33}IP"),
        ("on", "off", "on", "off"), ("main", "dr", "main", "dr"), ("same", "same", "same", "same"),
        ("run 0 now", "run O now and later", "run \\u{30} now", "run \\u{4F} now and later"),
        // What has only moved, or is a part of another letter, is no riddle.
        ("Now. Then go.", "Now and then go. Wait.", "Now. Then go.", "Now and then go. Wait."),
        ("l1", "1l", "\\u{6C}\\u{31}", "\\u{31}\\u{6C}"), ("a l 1", "a 1 l", "a \\u{6C} \\u{31}", "a \\u{31} \\u{6C}"),
        ("modern", "modem", "mode\\u{72}\\u{6E}", "mode\\u{6D}"), ("clown", "down", "\\u{63}\\u{6C}own", "\\u{64}own"),
    ])
    func whatDiffersAndLooksAlikeIsShownByItsCode(old: String, new: String, shownOld: String, shownNew: String) {
        let shown = ExactText.pair(old, new)
        #expect(shown.old == shownOld && shown.new == shownNew, "\(shown)")
    }

    /// Texts of characters that are hard to tell apart, drawn by lot: shown texts are equal only where the texts are.
    @Test func differentTextsAreShownDifferently() {
        let seed: UInt64 = 20_261_123
        var generator = SeededGenerator(seed: seed)
        let characters: [Unicode.Scalar] = Array(
            "ab \\u{}20E\t\n-\u{2010}\u{202E}\u{200B}аbO0l1カ力ニ二\u{3099}\u{E9}e\u{301}\u{A0}\u{3000}".unicodeScalars)
        var shown: [String: [Unicode.Scalar]] = [:]
        for _ in 0..<20_000 {
            let text = (0..<Int.random(in: 0...9, using: &generator)).map { _ in
                characters[Int.random(in: 0..<characters.count, using: &generator)]
            }
            let seen = ExactText.safe(String(String.UnicodeScalarView(text)))
            let safe = seen.unicodeScalars.allSatisfy { $0.value >= 0x20 && !ExactText.isMistakable($0) || $0.isASCII }
            #expect(safe, "seed \(seed): \(seen)")
            if let earlier = shown[seen] { #expect(earlier == text, "seed \(seed): \(seen)") }
            shown[seen] = text
        }
    }
}
