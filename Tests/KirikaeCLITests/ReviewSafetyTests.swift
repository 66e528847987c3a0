import KirikaeDiagnostics
import KirikaePlan
import KirikaeRunbook
import KirikaeTestSupport
import Testing

@testable import KirikaeCLI

/// What somebody writes who wants a reviewer to overlook, misread or click on something.
@Suite struct ReviewSafetyTests {
    private static let file = "run.yaml"

    /// Compares the base with itself after edits of its runbook; nil if the new side is refused.
    private func report(
        _ old: [(String, String)], _ new: [(String, String)], file: String = Self.file
    ) async throws -> ReviewReport? {
        func side(_ edits: [(String, String)]) -> ReviewSide {
            let text = edits.reduce(GitProject.runbook) { $0.replacing($1.0, with: $1.1) }
            let files = ["service.yaml": GitProject.service, "drill.yaml": GitProject.environment, file: text]
            return ReviewSide(
                name: "side", displayPrefix: "", files: files.map { .init(path: $0.key, bytes: Array($0.value.utf8)) })
        }
        do { return try await ReviewReport.comparing(side(old), side(new), rehearse: nil) } catch is LibraryFailure {
            return nil
        }
    }

    private struct Outputs {
        var text: String
        var markdown: String
        var html: String
        var json: String
        var all: [String] { [text, markdown, html, json] }
    }

    private func outputs(_ report: ReviewReport) -> Outputs {
        let wording = ScreenWording(language: .en)
        let document = ReviewDocumentBuilder(report: report, wording: wording).document
        let procedures = ProcedurePair.pairs(report.difference, wording: wording)
        return Outputs(
            text: ReviewTextReport(document: document, style: Style(isColoured: false)).lines.joined(separator: "\n"),
            markdown: ReviewMarkdown(document: document).text,
            html: ReviewHTML(document: document, procedures: procedures).text, json: ReviewJSON(report: report).text)
    }

    // MARK: Texts

    /// As YAML writes it, and a part of it that must not stand where a form would make something of it.
    private static let texts: [(yaml: String, mark: String)] = [
        ("please @octocat/team look", "@"), ("see #12 and GH-12 and !3", "#12"),
        ("[click](http://evil.example/)", "]("),
        ("![x](//evil.example/t.png)", "!["), ("<img src=x onerror=alert(1)>", "<img"),
        ("<script>alert(1)</script>", "<script"), ("go to www.evil.example now", "www."),
        ("https://evil.example/?a=1", "://"), ("mail root@evil.example", "@"), ("a | b | c", "| b |"),
        ("``` end ```", "end"), ("`x` <!-- hidden", "<!--"), ("**not bold** ~~gone~~", "**not"),
        ("# heading", "# heading"), ("- [x] done", "[x] done"), (":tada: :+1:", ":tada:"),
        ("commit 0123abc4", "0123abc4"),
        ("</summary></details>", "</summary></details> "), ("&lt;b&gt; &#64;you", "&#64;you"),
        ("$(rm -rf /) $x", "$("),
        ("\\\\u{202E}", "\\u{202E}"), ("=1+cmd|' /C calc'!A0", "cmd|"),
    ]

    @Test(arguments: texts)
    func aTextIsNothingButText(text: (yaml: String, mark: String)) async throws {
        let quoted = "\"\(text.yaml)\""
        let edits = [
            ("{ja: DB を動かす, en: Move the DB}", "{ja: DB を動かす, en: \(quoted)}"),
            (
                "source: [M1]",
                "source: [M1]\n    notes: [{ja: 備考, en: \(quoted)}]\n    cautions: [{ja: \(quoted), en: \(quoted)}]"
            ),
        ]
        // Both ways: as what is new, and as what was there.
        for (old, new) in [([], edits), (edits, [])] {
            guard let report = try await report(old, new) else {
                Issue.record("refused: \(text)")
                continue
            }
            let outputs = outputs(report)
            expectNoHiddenCharacters(outputs)
            let outside = Self.outsideOfCode(outputs.markdown)
            #expect(!outside.contains(text.mark), "\(outside)")
            let open = outside.matches(of: #/<(\/?[a-z]+)/#).map { String($0.output.1) }
            #expect(
                Set(open).subtracting(["br", "sub", "/sub", "details", "/details", "summary", "/summary"]).isEmpty,
                "\(open)")
            #expect(open.count { $0 == "details" } == open.count { $0 == "/details" })
            expectPlain(outputs.html)
            // It is there, as it was written.
            let shown = text.yaml.replacing("\\\\u{", with: "\\u{5C}u{")
            #expect(outputs.html.contains(ProcedureHTML.escaped(shown)), "\(shown)")
            #expect(Self.joined(outputs.text).contains(shown), "\(outputs.text)")
            #expect(outputs.markdown.contains(shown), "\(outputs.markdown)")
        }
    }

    /// Names of files come from a repository too.
    @Test(arguments: [
        "ru`n@x.yaml", "a|b.yaml", "<b>.yaml", "x](http:evil).yaml", "r\u{202E}lmay.yaml", "ru\u{1B}[2Jn.yaml",
    ])
    func aNameOfAFileIsNothingButAName(name: String) async throws {
        let report = try #require(try await report([], [("[move, db]", "[move, db, -f]")], file: name))
        let outputs = outputs(report)
        expectNoHiddenCharacters(outputs)
        let outside = Self.outsideOfCode(outputs.markdown)
        #expect(!["@", "](", "<b>", "a|b"].contains { outside.contains($0) }, "\(outside)")
        expectPlain(outputs.html)
    }

    // MARK: Arguments

    /// Two ways of writing a command of which one could pass for the other.
    private static let commands: [(old: String, new: String)] = [
        ("[move, db]", "[\"move db\"]"), ("[move, \"db x\"]", "[move, db, x]"), ("[move, db]", "[move, db, \"\"]"),
        ("[move, \"\", db]", "[move, db, \"\"]"), ("[move, \"\"]", "[move, \" \"]"), ("[move, db]", "[move, \"db \"]"),
        ("[move, db]", "[move, \" db\"]"), ("[move, \"a b\"]", "[move, \"a  b\"]"),
        ("[move, \"a b\"]", "[move, \"a\\u00A0b\"]"),
        ("[move, \"a b\"]", "[move, \"a\\tb\"]"), ("[move, db]", "[move, 'db']"), ("[move, \"'db'\"]", "[move, db]"),
        ("[move, \"\\\"db\\\"\"]", "[move, db]"), ("[move, db]", "[move, d\u{0412}]"),
        ("[move, db]", "[move, \"d\\u200Bb\"]"),
        ("[move, host01]", "[move, host0l]"), ("[move, modern]", "[move, modem]"), ("[move, -f]", "[move, \u{2010}f]"),
        ("[move, ab]", "[move, \u{FF41}b]"), ("[move, e]", "[move, \"e\\u0301\"]"),
        ("[move, \"\u{E9}\"]", "[move, \"e\\u0301\"]"),
        ("[move, \"⟪empty text⟫\"]", "[move, \"\"]"), ("[move, \"[2] db\"]", "[move, db]"),
        ("[move, \"true\"]", "[move, \"yes\"]"),
        ("[move, \"a\\rb\"]", "[move, b]"), ("[move, \"1\\\\u{20}\"]", "[move, \"1 \"]"),
        ("[move, $HOME]", "[move, \"${HOME\"]"),
        ("[move, \"a↵\"]", "[move, a]"), ("[move, a/b]", "[move, a\u{2215}b]"), ("[move, l1]", "[move, 1l]"),
        ("[move, Ⅰ]", "[move, I]"), ("[move, \"a\\u2066b\"]", "[move, ab]"),
    ]

    /// The form of what is said of it is another one before and after, and holds nothing that could be taken for something else.
    @Test(arguments: commands)
    func twoCommandsAreNeverShownAlike(command: (old: String, new: String)) async throws {
        // What a runbook may not say is refused with its place; both ways, because only the new side is looked at by all rules.
        for (old, new) in [(command.old, command.new), (command.new, command.old)] {
            guard let report = try await report([("[move, db]", old)], [("[move, db]", new)]) else { continue }
            let outputs = outputs(report)
            expectNoHiddenCharacters(outputs)
            let isSame = command.new.contains("'db'") && command.old == "[move, db]"
            #expect(report.difference.isEmpty == isSame, "\(old) \(new)")
            guard !isSame else { continue }
            let document = ReviewDocumentBuilder(report: report, wording: ScreenWording(language: .en)).document
            // What the old side said may be what no runbook may say; then there was no plan.
            guard report.difference.unplanned.isEmpty else {
                #expect(document.entries[0].word == "can be planned now")
                continue
            }
            let line = try #require(document.entries.flatMap(\.lines).first { !$0.old.isEmpty || !$0.new.isEmpty })
            let wording = ScreenWording(language: .en)
            let (before, after) = (line.old.map { $0.text(wording) }, line.new.map { $0.text(wording) })
            #expect(before != after && document.entries[0].risk == .actionChanged, "\(before) \(after)")
            for text in line.unified.map({ $0.value.text(wording) }) {
                #expect(Self.joined(outputs.text).contains(text), "\(outputs.text)")
                #expect(outputs.markdown.contains(text))
                #expect(Self.withoutElements(outputs.html).contains(ProcedureHTML.escaped(text)), "\(text)")
            }
        }
    }

    /// Of long arguments what is the same is left out, with the number of characters; what differs stays in sight.
    @Test func theChangedPartOfALongArgumentIsInSight() async throws {
        let long = (0..<3_000).map { "k\($0)=v" }.joined(separator: ";")
        let changed = long.replacing("k1500=v", with: "k1500=w")
        let report = try #require(
            try await report([("[move, db]", "[move, \"\(long)\"]")], [("[move, db]", "[move, \"\(changed)\"]")]))
        let outputs = outputs(report)
        #expect(outputs.text.contains("characters the same") && Self.joined(outputs.text).contains("k1500=w"))
        #expect(outputs.text.count < 2_500 && outputs.markdown.contains("k1500=w") && outputs.markdown.count < 2_500)
        let pieces = ValueLine.pair(long, changed)
        let cut = pieces.old.pieces.reduce(0) { sum, piece in
            switch piece {
            case .same(let text), .changed(let text): sum + text.count
            case .cut(let count): sum + count
            }
        }
        #expect(cut == long.count)
        // What is only on one side is never cut.
        let added = try #require(try await self.report([], [("[move, db]", "[move, db, \"\(long)\"]")]))
        #expect(Self.joined(self.outputs(added).text).contains(long))
        // Of long lists, likewise.
        let list = (0..<200).map { "a\($0)" }.joined(separator: ", ")
        let lists = try #require(
            try await self.report([("[move, db]", "[move, \(list)]")], [("[move, db]", "[move, \(list), --force]")]))
        let shown = self.outputs(lists).text
        #expect(
            shown.contains("+ [202] --force") && shown.contains("[1–200] ⟪200 the same⟫") && !shown.contains("a100"),
            "\(shown)")
    }

    // MARK: What the forms may hold

    private func expectNoHiddenCharacters(_ outputs: Outputs, sourceLocation: Testing.SourceLocation = #_sourceLocation)
    {
        // The signs of the report itself.
        let own = Set("−↵⟪⟫".unicodeScalars)
        for text in outputs.all {
            let bad = text.unicodeScalars.filter { scalar in
                scalar.isASCII
                    ? scalar != "\n" && (scalar.value < 0x20 || scalar.value == 0x7F)
                    : !own.contains(scalar) && ExactText.isMistakable(scalar)
            }
            #expect(bad.isEmpty, "\(bad.map(\.value))", sourceLocation: sourceLocation)
        }
    }

    private func expectPlain(_ html: String, sourceLocation: Testing.SourceLocation = #_sourceLocation) {
        #expect(HTMLCheck.findings(html).isEmpty, "\(HTMLCheck.findings(html))", sourceLocation: sourceLocation)
        #expect(HTMLCheck.references(html).allSatisfy { $0.hasPrefix("#") }, sourceLocation: sourceLocation)
        let risky: Set = ["script", "img", "iframe", "object", "form", "base", "link", "svg"]
        #expect(HTMLCheck.elements(html).isDisjoint(with: risky), sourceLocation: sourceLocation)
        #expect(html.firstRange(of: #/<[^>]*\son[a-z]+\s*=/#) == nil, sourceLocation: sourceLocation)
    }

    /// A report for a terminal without the breaks inside of values.
    private static func joined(_ text: String) -> String {
        text.replacing(#/↵\n +/#, with: "").replacing(#/\n {5,}(?![−+!·] )/#, with: " ")
    }

    private static func withoutElements(_ html: String) -> String {
        html.replacing(#/<\/?(?:ins|del|em|i)>/#, with: "")
    }

    /// Markdown without what stands in code spans and blocks, by the rules of CommonMark.
    private static func outsideOfCode(_ markdown: String) -> String {
        var lines: [String] = []
        var fence: Int?
        for line in markdown.split(separator: "\n", omittingEmptySubsequences: false) {
            let ticks = line.drop { $0 == " " }.prefix { $0 == "`" }.count
            if let length = fence {
                if ticks >= length, line.drop(while: { $0 == " " }).dropFirst(ticks).isEmpty { fence = nil }
            } else if ticks >= 3, !line.drop(while: { $0 == " " }).dropFirst(ticks).contains("`") {
                fence = ticks
            } else {
                lines.append(withoutSpans(String(line)))
            }
        }
        return lines.joined(separator: "\n").replacing(#/<code>[^<]*<\/code>/#, with: "")
    }

    private static func withoutSpans(_ line: String) -> String {
        var result = ""
        var rest = line[...]
        while let start = rest.firstIndex(of: "`") {
            result += rest[..<start]
            let ticks = rest[start...].prefix { $0 == "`" }
            rest = rest[ticks.endIndex...]
            var end: Range<Substring.Index>?
            var look = rest
            while end == nil, let next = look.firstIndex(of: "`") {
                let run = look[next...].prefix { $0 == "`" }
                if run.count == ticks.count { end = run.startIndex..<run.endIndex }
                look = look[run.endIndex...]
            }
            guard let end else {
                result += ticks
                continue
            }
            rest = rest[end.upperBound...]
        }
        return result + rest
    }
}
