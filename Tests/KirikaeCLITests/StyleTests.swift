import Testing

@testable import KirikaeCLI

@Suite struct StyleTests {
    @Test(arguments: [
        ("", ""), ("plain", "plain"), ("切り替え", "切り替え"),
        ("\u{1B}[1;31m切\u{1B}[0m", "切"), ("a\u{1B}[2mb\u{1B}[0mc", "abc"), ("a\u{1B}[", "a"),
    ])
    func plain(text: String, expected: String) {
        #expect(Style.plain(text) == expected)
    }

    /// What is written with emphasis is what is left without it.
    @Test func emphasisIsTakenOff() {
        let style = Style(isColoured: true)
        for shown in [style.bold("a"), style.faint("a"), style.good("a"), style.bad("a"), style.caution("a")] {
            #expect(shown != "a")
            #expect(Style.plain(shown) == "a")
        }
    }
}
