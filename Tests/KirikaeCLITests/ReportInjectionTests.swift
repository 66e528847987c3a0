import KirikaeDiagnostics
import KirikaeEngine
import KirikaeTestSupport
import Testing

@testable import KirikaeCLI

/// What somebody could put into a name, a remark or a record to make a report do or show something else.
@Suite struct ReportInjectionTests {
    /// An input, and how it may stand in a line of Markdown and in HTML.
    struct Attack: Sendable, CustomTestStringConvertible {
        var text: String
        var markdown: String
        var html: String

        var testDescription: String { TerminalText.safe(text) }
    }

    static let attacks = [
        Attack(
            text: "<script>alert(1)</script>", markdown: #"\<script\>alert(1)\</script\>"#,
            html: "&lt;script&gt;alert(1)&lt;/script&gt;"),
        Attack(
            text: "\"><img src=x onerror=alert(1)>", markdown: #""\>\<img src=x onerror=alert(1)\>"#,
            html: "&quot;&gt;&lt;img src=x onerror=alert(1)&gt;"),
        Attack(text: "a | b", markdown: #"a \| b"#, html: "a | b"),
        Attack(text: "`a``b```c", markdown: #"\`a\`\`b\`\`\`c"#, html: "`a``b```c"),
        Attack(
            text: "[x](javascript:alert(1))", markdown: #"\[x\](javascript:alert(1))"#, html: "[x](javascript:alert(1))"
        ),
        Attack(text: "a\u{202E}b", markdown: #"a\\u\{202E\}b"#, html: "a\\u{202E}b"),
        Attack(text: "a\u{1B}[2Jb", markdown: #"a\\u\{1B\}\[2Jb"#, html: "a\\u{1B}[2Jb"),
        Attack(text: "a\u{200B}b\u{2066}c", markdown: #"a\\u\{200B\}b\\u\{2066\}c"#, html: "a\\u{200B}b\\u{2066}c"),
        Attack(
            text: "</pre></svg>&amp;", markdown: #"\</pre\>\</svg\>\&amp;"#, html: "&lt;/pre&gt;&lt;/svg&gt;&amp;amp;"),
        Attack(text: "one\n# two", markdown: ##"one ⏎ \# two"##, html: "one<br># two"),
    ]

    /// A run in which the input stands wherever somebody can write something.
    private func report(_ attack: Attack, _ language: Language) async throws -> RunReport {
        let runs = try ReportedRuns()
        let plan = try runs.plan()
        var script = ReportedPlant.Script(answers: ReportedRuns.goodAnswers)
        script.answers["agree approval"] = [ReportedRuns.answer("approve", attack.text, by: "sato")]
        script.answers["open-valve manual"] = [ReportedRuns.answer("stuck", attack.text, by: attack.text)]
        script.answers["open-valve problem"] = [ReportedRuns.answer("skip", attack.text, by: attack.text)]
        script.outcomes["stop-a"] = [.failed(.notStarted(reason: attack.text))]
        script.answers["stop-a problem"] = [ReportedRuns.answer("retry", by: attack.text)]
        script.outcomes["start-b"] = [.succeeded(warnings: [attack.text])]
        script.notes["pressure"] = attack.text
        try await runs.start("r", ReportedPlant(plan: plan, speed: 60, script: script), speed: 60)
        let quoted = attack.text.unicodeScalars.map { scalar in
            scalar == "\"" || scalar == "\\" || scalar.value < 0x20
                ? "\\u" + String(String(scalar.value + 0x10000, radix: 16).dropFirst()) : String(scalar)
        }.joined()
        try runs.addDrill(
            DrillRecordTests.record.replacing("\"valve\"", with: "\"\(quoted)\"")
                .replacing("pump-a-lost", with: quoted).replacing("pump.a: off → on", with: quoted)
                .replacing("{\"dr\":", with: "{\"\(quoted)\":1,\"dr\":"), to: "r")
        return try await runs.report("r", language)
    }

    @Test(arguments: attacks)
    func nothingThatSomebodyWroteIsMarkup(attack: Attack) async throws {
        let report = try await report(attack, .en)
        if case .record = report.drill {} else { Issue.record("the record beside the run was read") }
        let markdown = ReportMarkdown(document: report.document).text
        #expect(markdown.contains(attack.markdown), "the input is there, harmless")
        let html = ReportHTML(document: report.document).text
        #expect(html.contains(attack.html), "the input is there, harmless")
        #expect(HTMLCheck.findings(html) == [])
        #expect(HTMLCheck.references(html).allSatisfy { $0.hasPrefix("#pattern-") })
        let ours: Set = [
            "html", "head", "meta", "title", "style", "body", "header", "main", "section", "h1", "h2", "h3", "p", "b",
            "small", "table", "thead", "tbody", "tr", "th", "td", "pre", "span", "br", "svg", "defs", "pattern", "rect",
            "circle", "line", "polyline", "text",
        ]
        #expect(HTMLCheck.elements(html).subtracting(ours) == [])
        for text in [markdown, html] {
            let unsafe = text.unicodeScalars.filter { $0 != "\n" && TerminalText.isUnsafe($0) }
            #expect(unsafe.isEmpty, "\(unsafe.map { String($0.value, radix: 16) })")
        }
        // Every row of a table has as many cells as its head.
        var columns: Int?
        for line in markdown.split(separator: "\n", omittingEmptySubsequences: false) {
            guard line.hasPrefix("| ") else {
                columns = nil
                continue
            }
            let cells = line.replacing("\\\\", with: "").replacing("\\|", with: "").count { $0 == "|" }
            #expect(cells == columns ?? cells, "\(line)")
            columns = cells
        }
    }

    /// The control: the check finds markup that is not closed, or that refers to something.
    @Test func theCheckFindsWhatItLooksFor() {
        #expect(HTMLCheck.findings("<p>a</p>") == [])
        #expect(HTMLCheck.findings("<p><b>a</p></b>") != [])
        #expect(HTMLCheck.findings("<p>a < b</p>") != [])
        #expect(HTMLCheck.findings("<p>a & b</p>") != [])
        #expect(HTMLCheck.references("<img src=\"http://x/\">") == ["http://x/"])
        #expect(HTMLCheck.elements("<p><script></script></p>") == ["p", "script"])
        for attack in Self.attacks {
            #expect(attack.text != attack.html || attack.text != attack.markdown, "\(attack.testDescription)")
        }
    }

    @Test(arguments: [
        (["a"], "```"), (["```"], "````"), (["a````b"], "`````"), (["`", "``"], "```"),
    ])
    func aFenceIsLongerThanWhatItHolds(lines: [String], fence: String) {
        let block = ReportText.markdownBlock(lines)
        #expect(block.first == fence && block.last == fence && Array(block.dropFirst().dropLast()) == lines)
    }
}
