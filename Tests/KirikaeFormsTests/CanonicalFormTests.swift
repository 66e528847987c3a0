import KirikaeDiagnostics
import KirikaeRunbook
import KirikaeSyntax
import KirikaeTestSupport
import Testing

@testable import KirikaeForms

/// What the canonical form looks like, one rule a row.
@Suite struct CanonicalFormTests {
    struct Row: CustomStringConvertible, Sendable {
        var description: String
        var written: String
        var canonical: String

        init(_ description: String, _ written: String, _ canonical: String) {
            self.description = description
            self.written = written
            self.canonical = canonical
        }
    }

    @Test(arguments: [
        Row("keys in the order of the shape", "service: a\ntitle: x\nkirikae: 1", "kirikae: 1\nservice: a\ntitle: x\n"),
        Row(
            "a small mapping on one line, a comment keeps its own",
            "kirikae: 1\nservice: a\ntitle:\n  en: a\n  ja: 甲\ninvariants:\n- id: I\n  because:\n    # why\n    ja: 甲 # 甲\n    en: b",
            """
            kirikae: 1
            service: a
            title: {ja: 甲, en: a}

            invariants:
              - id: I
                because:
                  # why
                  ja: 甲 # 甲
                  en: b

            """),
        Row(
            "header, footer, end of line, above an element",
            "# head\n\nkirikae: 1 # one\nanswers: a\nby: x\nentries: # all\n  # first\n- {answer: y, step: a/b}   # c\n# foot\n",
            """
            # head

            kirikae: 1 # one
            answers: a
            by: x

            entries: # all
              # first
              - {step: a/b, answer: y} # c
            # foot

            """),
        Row(
            "a comment above a key that moves goes with it",
            "kirikae: 1\nanswers: a\n# the list\nentries: []\n# the person\nby: x\n",
            "kirikae: 1\nanswers: a\n# the person\nby: x\n# the list\nentries: []\n"),
        Row(
            "byte order mark, carriage returns, tabs in comments, blanks at the end",
            "\u{FEFF}kirikae: 1\r\nanswers: a #\tx  \r\n",
            "kirikae: 1\nanswers: a # x\n"),
        Row(
            "quotes only where they are needed",
            "a: 'x'\nb: \"a: b\"\nc: 'no'\nd: \"it's\"\ne: 'say \"x\"'\nf: ''\ng: \"${p}\"\nh: 'a\\b\"'",
            "a: x\nb: \"a: b\"\nc: \"no\"\nd: it's\ne: say \"x\"\nf: \"\"\ng: \"${p}\"\nh: a\\b\"\n"),
        Row("quotes of the other kind", "a: '- \"x\"'", "a: '- \"x\"'\n"),
        Row(
            "a text of several lines is kept", "a: |\n   one\n\n     two # no comment\n",
            "a: |\n  one\n\n    two # no comment\n"),
        Row("a comment beside a text of several lines", "a: |- # c\n   one\n   two\n", "a: |- # c\n  one\n  two\n"),
        Row("a text that looks like a comment stays a text", "a: 'x # y'\nb: x#y", "a: \"x # y\"\nb: x#y\n"),
        Row(
            "a long text is folded, and not in Japanese",
            "en: \(String(repeating: "word ", count: 30))end\nja: \(String(repeating: "言葉 ", count: 30))終",
            "en: >-\n  \(String(repeating: "word ", count: 22))word\n  \(String(repeating: "word ", count: 7))end\nja: \(String(repeating: "言葉 ", count: 30))終\n"
        ),
        Row("lists of words on one line", "a:\n- x\n- y\nb: [[x], {}]", "a: [x, y]\n\nb:\n  - [x]\n  - {}\n"),
        Row("document marks go", "%YAML 1.1\n---\na: x\n...\n", "a: x\n"),
    ])
    func canonical(row: Row) throws {
        #expect(try FormatterTests.format(row.written) == row.canonical)
        #expect(try FormatterTests.format(row.canonical) == row.canonical)
    }

    @Test func stepsStandApartAndSmallListsDoNot() throws {
        let step = "{id: s, action: {include: x}, source: [M1], title: {ja: 甲, en: a}}"
        let text = "kirikae: 1\nrunbook: a\nsteps: [\(step), \(step)]\npreconditions:\n- {a.b: c}\n\n\n- {a.b: d}\n"
        assertSnapshot(try FormatterTests.format(text), named: "steps")
    }

    @Test func everySmallShapeIsAShape() {
        for name in Layout.oneLineShapes { #expect(LanguageShapes.shape(named: name) != nil, "\(name)") }
    }

    @Test(arguments: ["a: [", "a: 1\na: 2", "a: &x y", ""])
    func aFileWithErrorsIsLeftAlone(text: String) {
        var diagnostics = Diagnostics()
        #expect(Formatter().format(Array(text.utf8), file: "text.yaml", into: &diagnostics) == nil)
        #expect(!diagnostics.all.isEmpty)
    }

    /// The proof is able to fail: KRK0801 and KRK0802.
    @Test func aChangedMeaningAndALostCommentAreNoticed() throws {
        let root = try #require(FormatterPropertyTests.parse("a: x # one\nb: [y]"))
        let comments = Comment.all(in: SourceScalars(Array("a: x # one\nb: [y]".utf8)), of: root)
        let fault = { (text: String) in Formatter().fault(of: Array(text.utf8), root, comments) }
        #expect(fault("b:\n  - y\n# one\na: x\n") == nil)
        #expect(fault("b: [y]\na: z # one\n") == .meaningWouldChange)
        #expect(fault("b: []\na: x # one\n") == .meaningWouldChange)
        #expect(fault("b: [y\n") == .meaningWouldChange)
        #expect(fault("b: [y]\na: x\n") == .commentWouldBeLost("# one"))
        #expect(fault("# one\nb: [y]\na: x # one\n") == .commentWouldBeLost("# one"))
        #expect(FormsMessage.meaningWouldChange.code == "KRK0801")
        #expect(FormsMessage.commentWouldBeLost("").code == "KRK0802")
    }

    // MARK: Folders

    /// The folder of the tutorial, with changes.
    private static func library(_ change: (String, String) -> String = { $1 }) throws -> RunbookLibrary {
        RunbookLibrary(
            files: try TutorialTests.names.map { name in
                .init(path: name, bytes: Array(change(name, try ProjectFolder.text(of: "Docs/tutorial/\(name)")).utf8))
            })
    }

    @Test func aFolderIsFormattedWithoutChangingAPlan() throws {
        let untidy = try Self.library {
            $1.replacing("\n  - id:", with: "\n\n\n  - id:").replacing(": {", with: ":   { ")
        }
        let run = FormatRun(library: untidy)
        #expect(run.diagnostics.all.isEmpty)
        #expect(run.changes.map(\.path) == TutorialTests.names.sorted())
        for file in run.changes {
            let shipped = try ProjectFolder.text(of: "Docs/tutorial/\(file.path)")
            #expect(String(decoding: file.bytes, as: UTF8.self) == shipped, "\(file.path)")
        }
        #expect(FormatRun(library: untidy, paths: ["service.yaml"]).changes.map(\.path) == ["service.yaml"])
        #expect(FormatRun(library: try Self.library()).changes == [])
    }

    @Test func aFileWithErrorsKeepsItsFindings() throws {
        let broken = try Self.library { $1.replacing("direction: switchover", with: "direction:   switchove") }
        let run = FormatRun(library: broken)
        #expect(run.changes == [])
        #expect(run.diagnostics.all.map { $0.location?.file } == ["switchover.yaml"])
    }

    /// KRK0803: every runbook in every environment is compared, and a difference is named.
    @Test func aChangedPlanIsNoticed() throws {
        let before = try Self.library()
        let after = try Self.library { $1.replacing("timeout: 10m", with: "timeout: 11m") }
        let changed = FormsMessage.planWouldChange(runbook: "shop.switchover", environment: "lab")
        #expect(FormatCheck.differences(before: before, after: before) == [])
        #expect(FormatCheck.differences(before: before, after: after) == [changed])
        #expect(changed.code == "KRK0803")
        // A plan that cannot be made any more is a difference too.
        let broken = try Self.library { $1.replacing("{shop.site: dr}", with: "{shop.site: moon}") }
        #expect(FormatCheck.differences(before: before, after: broken) == [changed])
    }

    @Test func everyMessageHasItsCodeAndBothLanguages() {
        let messages: [FormsMessage] = [
            .meaningWouldChange, .commentWouldBeLost("# x"), .planWouldChange(runbook: "a", environment: "b"),
            .notCanonical,
            .fileNotWritten("a.yaml", reason: "no space"),
        ]
        #expect(messages.map(\.code) == ["KRK0801", "KRK0802", "KRK0803", "KRK0804", "KRK0805"])
        for message in messages {
            for language in Language.allCases {
                #expect(!message.text(in: language).isEmpty && message.advice(in: language) != nil)
            }
            #expect(message.text(in: .ja) != message.text(in: .en))
        }
    }
}
