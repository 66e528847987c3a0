import KirikaeDiagnostics
import KirikaeTestSupport
import Testing

/// The picture of a diagnostic: every caret stands under the cells it speaks of.
@Suite struct DiagnosticRendererTests {
    private static let source = """
        kirikae: 1
        title: {ja: 切り替え, 窓口: コールセンター, en: Switch}
        \tsteps:\tx
        名前: "か\u{3099}\u{200B}" # ｱｲｳ😀①
        last
        """

    private func rendered(
        _ location: Place?, message: TestMessage = TestMessage(), notes: [DiagnosticNote] = [],
        language: Language = .en, source: String = Self.source
    ) -> String {
        DiagnosticRenderer(language: language, sources: ["test.yaml": source])
            .render(Diagnostic(message, at: location, notes: notes))
    }

    @Test(arguments: Language.allCases)
    func japaneseLine(language: Language) {
        assertSnapshot(rendered(place(2, 19..<21), language: language), named: "japanese-line-\(language.rawValue)")
    }

    @Test(arguments: Language.allCases)
    func warningWithNotes(language: Language) {
        var message = TestMessage()
        message.severity = .warning
        message.hint = nil
        let note = DiagnosticNote(text: .init(ja: "最初の記述はここです", en: "first written here"), location: place(4, 1..<3))
        let elsewhere = DiagnosticNote(
            text: .init(ja: "別のファイル", en: "in a file not at hand"), location: place(7, 1..<2, file: "other.yaml"))
        assertSnapshot(
            rendered(place(2, 23..<30), message: message, notes: [note, elsewhere], language: language),
            named: "warning-with-notes-\(language.rawValue)")
    }

    @Test func tabs() {
        assertSnapshot(rendered(place(3, 9..<10)), named: "tabs")
    }

    @Test func combiningAndInvisible() {
        assertSnapshot(rendered(place(4, 12..<16)), named: "combining-and-invisible")
    }

    @Test func withoutPlace() {
        assertSnapshot(rendered(nil), named: "without-place")
    }

    @Test func pastTheEndOfTheLine() {
        assertSnapshot(rendered(place(5, 5..<6)), named: "past-the-end-of-the-line")
    }

    @Test func overSeveralLinesMarksTheRestOfTheFirst() {
        let location = Place(
            file: "test.yaml", start: .init(line: 2, column: 8), end: .init(line: 4, column: 3))
        assertSnapshot(rendered(location), named: "over-several-lines")
    }

    @Test func veryLongLineShowsTheSurroundings() {
        let line = String(repeating: "長い値, ", count: 60) + "窓口: 1, " + String(repeating: "後ろ, ", count: 60)
        let text = rendered(place(1, 301..<303), source: line)
        assertSnapshot(text, named: "very-long-line")
        #expect(text.split(separator: "\n").allSatisfy { DisplayWidth.cells(of: $0) <= 120 })
    }

    /// Where a line is cut, and where a mark goes on beyond what is shown, an ellipsis says so.
    @Test(arguments: [
        // (columns, starts with an ellipsis, ends with one, the mark goes on)
        (1..<3, false, true, false), (301..<700, true, true, true), (1..<1_000, false, true, true),
        (1_495..<1_500, true, false, false), (1_500..<1_501, true, false, false),
    ])
    func ellipses(columns: Range<Int>, before: Bool, after: Bool, beyond: Bool) {
        let line = String(repeating: "窓口と", count: 500)
        let lines = rendered(place(1, columns), source: line).split(separator: "\n")
        let shown = lines[1].dropFirst(5)
        let marks = lines[2].dropFirst(5)
        #expect(shown.hasPrefix("…") == before)
        #expect(shown.hasSuffix("…") == after)
        #expect(marks.hasSuffix("…") == beyond)
        #expect(DisplayWidth.cells(of: shown) <= 110)
        // The last mark stands under the last cell of what it marks.
        #expect(DisplayWidth.cells(of: marks) <= DisplayWidth.cells(of: shown))
    }

    /// Time grows with the line, not with its square.
    @Test func lineOfManyScalars() {
        let line = String(repeating: "a, ", count: 4_000) + "窓口"
        let clock = ContinuousClock()
        var text = ""
        let time = clock.measure { text = rendered(place(1, 12_001..<12_003), source: line) }
        #expect(text.contains("窓口\n"))
        #expect(time < .seconds(1))
    }

    @Test func textOfMessagesIsMadeSafe() {
        var message = TestMessage()
        message.words = LocalizedText(verbatim: "‘\u{1B}[2J\u{202E}’")
        message.hint = LocalizedText(verbatim: "a\rb")
        let location = place(1, 1..<2, file: "a\u{1B}.yaml")
        let text = DiagnosticRenderer(language: .en, sources: ["a\u{1B}.yaml": "\u{1B}[1A"]).render(
            Diagnostic(message, at: location, notes: [.init(text: .init(verbatim: "\u{7}"), location: location)]))
        #expect(!text.unicodeScalars.contains { TerminalText.isUnsafe($0) && $0 != "\n" })
        assertSnapshot(text, named: "made-safe")
    }

    @Test func fileOrderAndDuplicates() {
        var diagnostics = Diagnostics()
        var other = TestMessage()
        other.code = "KRK9902"
        other.words = LocalizedText(verbatim: "other")
        diagnostics.report(TestMessage(), at: place(2, 19..<21))
        diagnostics.report(other, at: place(2, 19..<21))
        diagnostics.report(other, at: place(1, 1..<3, file: "b.yaml"))
        diagnostics.report(TestMessage(), at: place(2, 19..<21))
        diagnostics.report(other, at: place(2, 3..<4))
        diagnostics.report(other, at: place(10, 1..<2, file: "a.yaml"))
        diagnostics.report(other, at: place(9, 1..<2, file: "a.yaml"))
        diagnostics.report(other, at: nil)
        let order = diagnostics.inFileOrder.map { "\($0.location?.text ?? "-") \($0.message.code)" }
        #expect(
            order == [
                "- KRK9902", "a.yaml:9:1 KRK9902", "a.yaml:10:1 KRK9902", "b.yaml:1:1 KRK9902", "test.yaml:2:3 KRK9902",
                "test.yaml:2:19 KRK9901", "test.yaml:2:19 KRK9902",
            ])
        assertSnapshot(
            DiagnosticRenderer(language: .ja, sources: ["test.yaml": Self.source]).render(diagnostics),
            named: "file-order")
    }

    @Test(arguments: ["a\nbb\nccc", "a\r\nbb\r\nccc", "a\rbb\rccc", "a\u{85}bb\u{2028}ccc", "a\u{2029}bb\nccc\n"])
    func lineEnds(source: String) {
        #expect(rendered(place(2, 1..<3), source: source).contains("2 | bb\n   | ^^\n"))
        #expect(rendered(place(3, 1..<4), source: source).contains("3 | ccc\n   | ^^^\n"))
    }

    /// Whatever stands in a line, the carets stand exactly under the marked stretch.
    @Test func caretsStandUnderWhatTheyMark() throws {
        var generator = SeededGenerator(for: "carets")
        let alphabet: [Unicode.Scalar] = ["a", " ", "あ", "漢", "ｱ", "Ａ", "\t", "😀", "①", "\u{200B}", "ソ", "、", "\u{1B}"]
        for _ in 0..<400 {
            let scalars = (0..<Int.random(in: 1...40, using: &generator)).map { _ in
                alphabet.randomElement(using: &generator)!
            }
            let start = Int.random(in: 0..<scalars.count, using: &generator)
            let end = Int.random(in: (start + 1)...scalars.count, using: &generator)
            let line = String(String.UnicodeScalarView(scalars))
            let context: Comment = "seed \(generator.seed), \(scalars), \(start)..<\(end)"
            let lines = rendered(place(1, (start + 1)..<(end + 1)), source: line).split(separator: "\n")
            let shown = try #require(lines.count >= 3 ? lines[1].dropFirst(5) : nil, context)
            let marks = lines[2].dropFirst(5)
            let stretch = TerminalText.safe(String(String.UnicodeScalarView(scalars[start..<end])))
            let lead = marks.prefix { $0 == " " }.count
            var cells = 0
            let rest = shown.unicodeScalars.drop { scalar in
                guard cells < lead else { return false }
                cells += DisplayWidth.cells(of: scalar)
                return true
            }
            #expect(cells == lead, context)
            guard DisplayWidth.cells(of: shown) < 100 else { continue }
            #expect(String(rest).unicodeScalars.starts(with: stretch.unicodeScalars), context)
            #expect(marks.count - lead == max(1, DisplayWidth.cells(of: stretch)), context)
        }
    }
}
