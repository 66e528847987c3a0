import KirikaeDiagnostics
import Testing

/// What is quoted is cut in one place, so no message echoes a document.
@Suite struct BoundedTextTests {
    private func shown(_ text: String, _ language: Language = .en) -> String {
        var message = TestMessage()
        message.words = LocalizedText(verbatim: text)
        message.hint = message.words
        let diagnostic = Diagnostic(
            message, at: nil, notes: [.init(text: message.words, location: place(1, 1..<2))])
        #expect(diagnostic.advice(in: language) == diagnostic.text(in: language))
        #expect(diagnostic.notes[0].text(in: language) == diagnostic.text(in: language))
        return diagnostic.text(in: language)
    }

    @Test func aValueOfSixtyCellsStays() {
        let narrow = "unknown key ‘\(String(repeating: "x", count: 60))’, and ‘y’"
        #expect(shown(narrow) == narrow)
        let wide = "キー「\(String(repeating: "窓", count: 30))」は使えません"
        #expect(shown(wide, .ja) == wide)
    }

    @Test func aLongerOneIsCutToSixtyWithAnEllipsis() {
        let narrow = "unknown key ‘\(String(repeating: "x", count: 61))’, and ‘y’"
        #expect(shown(narrow) == "unknown key ‘\(String(repeating: "x", count: 59))…’, and ‘y’")
        let wide = "キー「\(String(repeating: "窓", count: 31))」は「y」の値ではありません"
        #expect(shown(wide, .ja) == "キー「\(String(repeating: "窓", count: 29))…」は「y」の値ではありません")
    }

    @Test func everyQuotedValueIsCut() {
        let long = String(repeating: "x", count: 65_536)
        let text = shown("‘\(long)’ is no value of ‘\(long)’")
        #expect(DisplayWidth.cells(of: text) == 60 + 60 + "‘’ is no value of ‘’".count)
    }

    @Test(arguments: ["", "‘", "‘’", "’", "「‘」’", "don’t", "‘a", "a’b‘c’d"])
    func marksThatDoNotMatchAreLeftAlone(text: String) {
        #expect(shown(text) == text)
    }

    /// A value with marks of its own, or without any, is still no document.
    @Test(arguments: ["‘’", "", "‘", "’"])
    func theWholeIsCut(mark: String) {
        let text = shown("an invisible character: \(mark)" + String(repeating: "x", count: 65_536))
        #expect(DisplayWidth.cells(of: text) == 1_000)
        #expect(text.hasSuffix("x…"))
    }

    @Test func itIsMadeSafeBeforeItIsMeasured() {
        let text = shown("‘" + String(repeating: "\u{200B}", count: 40) + "’")
        #expect(DisplayWidth.cells(of: text) == 62)
        #expect(text.hasPrefix("‘\\u{200B}\\u{200B}"))
    }
}
