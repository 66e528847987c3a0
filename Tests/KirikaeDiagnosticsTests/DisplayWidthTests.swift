import KirikaeDiagnostics
import KirikaeTestSupport
import Testing

/// Widths, padding and wrapping in terminal cells.
@Suite struct DisplayWidthTests {
    @Test(arguments: [
        ("", 0),
        ("abc", 3),
        ("あいう", 6),
        ("切り替え", 8),
        ("ＡＢ１", 6),  // full-width forms
        ("ｱｲｳ", 3),  // half-width kana
        ("ｶﾞ", 2),  // half-width kana with its half-width voicing mark, which takes a cell
        ("が", 2),
        ("か\u{3099}", 2),  // the same, decomposed
        ("e\u{301}", 1),
        ("\u{3000}", 2),  // ideographic space
        ("「」、。ー〜～", 14),
        ("髙﨑𠮟", 6),
        ("한글", 4),
        ("😀⛔✅", 6),
        ("①±→…α‘’", 7),  // ambiguous: one cell in a UTF-8 locale
        ("−－-", 4),  // minus sign, full-width hyphen-minus, hyphen-minus
        ("￥¥", 3),
        ("\u{200B}\u{FEFF}\u{202E}", 0),
        ("\t\u{1B}\r", 0),
        ("a\u{7F}b\u{85}c", 3),
    ])
    func cells(text: String, expected: Int) {
        #expect(DisplayWidth.cells(of: text) == expected)
    }

    @Test(arguments: [("ab", 4, "ab  "), ("窓口", 6, "窓口  "), ("窓口", 4, "窓口"), ("窓口", 3, "窓口"), ("", 2, "  ")])
    func padding(text: String, cells: Int, expected: String) {
        #expect(DisplayWidth.padded(text, to: cells) == expected)
    }

    @Test(arguments: [
        ("", 10, [""]),
        ("one two three", 7, ["one two", "three"]),
        ("one two three", 13, ["one two three"]),
        ("切り替えを行います", 8, ["切り替え", "を行いま", "す"]),
        ("aあ", 2, ["a", "あ"]),
        ("first\nsecond", 20, ["first", "second"]),
        ("a\n\nb", 20, ["a", "", "b"]),
        ("abcdefgh", 3, ["abc", "def", "gh"]),
        ("GAX を開く", 6, ["GAX を", "開く"]),
        ("漢字 word", 7, ["漢字", "word"]),
        ("a 「画面、GAX", 8, ["a", "「画面、", "GAX"]),
    ])
    func wrapping(text: String, cells: Int, expected: [String]) {
        #expect(DisplayWidth.wrapped(text, to: cells) == expected)
    }

    /// No character but a space may be lost, no line may begin with a closing mark, and only closing marks may stand beyond
    /// the last cell.
    @Test func wrappingKeepsEveryCharacter() {
        var generator = SeededGenerator(for: "wrapping")
        let words = ["GAX", "a", "DR", "を", "拠点", "ソフト", "「画面", "😀", "切り替え"]
        let closing = ["", "", "", "。", "、", "」", ")"]
        let closingMarks: Set<Character> = ["。", "、", "」", ")"]
        for _ in 0..<500 {
            var text = ""
            for _ in 0..<Int.random(in: 0...20, using: &generator) {
                if Bool.random(using: &generator) && !text.isEmpty { text += " " }
                text += words.randomElement(using: &generator)! + closing.randomElement(using: &generator)!
            }
            let width = Int.random(in: 8...30, using: &generator)
            let lines = DisplayWidth.wrapped(text, to: width)
            let context: Comment = "seed \(generator.seed), ‘\(text)’ to \(width): \(lines)"
            #expect(lines.joined().filter { $0 != " " } == text.filter { $0 != " " }, context)
            for line in lines {
                #expect(line.first.map { !closingMarks.contains($0) } ?? true, context)
                let core = line.last.map { closingMarks.contains($0) } ?? false ? line.dropLast() : line[...]
                #expect(DisplayWidth.cells(of: core) <= width, context)
            }
        }
    }
}
