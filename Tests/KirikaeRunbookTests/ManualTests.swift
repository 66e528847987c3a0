import KirikaeDiagnostics
import KirikaeSyntax
import KirikaeTestSupport
import Testing

@testable import KirikaeRunbook

/// Fact indexes: how they are read, what is checked between them and the places that name their facts, what becomes of each fact.
@Suite struct ManualTests {
    static let head = """
        kirikae: 1
        manual: volume
        title: {ja: 巻, en: volume}
        edition: "1.0"
        date: "2025-05-28"

        """

    /// Names facts in every part of a runbook.
    static let runbook = CheckFixture.expanded(
        CheckFixture.head + """
            source: [F-whole]
            cautions: [{ja: 注意, en: caution, source: [F-caution]}]
            notes: [{ja: 補足, en: note, source: [F-note]}]
            preconditions:
              - any: [{a.db: main, source: [F-inner]}, {b.db: main}]
                source: [F-before]
            steps:
              - id: look
                unless: {a.db: dr, source: [F-unless]}
                cautions: [{ja: 注意, en: caution, source: [F-step-caution]}]
                action: {manual: {instructions: [{do: {ja: 見る, en: look}, source: [F-do]}], answer: {ask: {ja: 何, en: what}, choices: [{value: y, title: {ja: 可, en: yes}}, {value: n, title: {ja: 否, en: no}}], accept: [y]}}}
                …
              - id: fault-only
                when: {cause: maintenance}
                action: {command: [x.exe], on: pc}
                …
              - id: wait
                title: {ja: 待つ, en: wait}
                source: [F-wait]
                action: {wait: {until: {a.db: main, source: [F-until]}}}
              - id: both
                title: {ja: 並行, en: both}
                source: [F-both]
                action:
                  parallel:
                    - id: left
                      action: {command: [x.exe], on: pc}
                      …
                    - id: right
                      when: {cause: maintenance}
                      notes: [{ja: 補足, en: note, source: [F-member]}]
                      action: {command: [y.exe], on: pc}
                      …
            postconditions: [{c.mode: on, source: [F-after]}]
            """)

    static let service =
        CheckFixture.service.replacing(
            "takes: 1m}", with: "takes: 1m, source: [F-transition]}"
        ).replacing("when: {a.db: dr}", with: "when: {a.db: dr, source: [F-transition-when]}")
            + """

            invariants:
              - {id: I1, because: {ja: 理由, en: why}, always: {a.db: [main, dr], source: [F-inner-invariant]}, source: [F-invariant]}
            """

    /// An index of these facts, all steps.
    static func index(_ facts: [String]) -> String {
        head + "facts:\n"
            + facts.map { "  - {id: \($0), kind: step, text: {ja: 事実, en: fact}}\n" }.joined()
    }

    static func library(_ index: String?, runbook: String = runbook, scenario: String? = nil) -> RunbookLibrary {
        var others = ["service.yaml": service]
        others["manual.yaml"] = index
        others["scenario.yaml"] = scenario
        return CheckFixture.library(runbook, others: others)
    }

    static let named = [
        "M1", "F-whole", "F-caution", "F-note", "F-inner", "F-before", "F-unless", "F-step-caution", "F-do", "F-wait",
        "F-until", "F-both", "F-member", "F-after", "F-transition", "F-transition-when", "F-invariant",
        "F-inner-invariant",
    ]

    // MARK: Reading

    @Test(arguments: [
        """
        facts:
          - {id: M1, kind: stp, text: {ja: 甲, en: a}}
        #                  ^^^ KRK0113
          - {id: M2, kind: erratum, text: {ja: 甲, en: a}}
        #    ^^ KRK0109
          - {id: M3, kind: step, severity: high, text: {ja: 甲, en: a}}
        #                        ^^^^^^^^ KRK0108
          - {id: M 4, kind: step, text: {ja: 甲, en: a}}
        #        ^^^ KRK0110
          - {id: M5, kind: erratum, severity: grave, text: {ja: 甲, en: a}}
        #                                     ^^^^^ KRK0113
          - {id: M6, kind: step, text: {ja: 甲}}
        #                              ^^^^^^^^ KRK0114
          - {id: M7, kind: step, direction: back, text: {ja: 甲, en: a}}
        #                                   ^^^^ KRK0113
          - {id: M8, kind: step, text: {ja: 甲, en: a}, excuse: 不要}
        #                                               ^^^^^^ KRK0108
        """,
        """
        carried: [step, steps]
        #               ^^^^^ KRK0113
        facts: []
        """,
        """
        facts:
          - {id: M1, kind: step, text: {ja: 甲, en: a}}
          - {id: M1-2, kind: note, text: {ja: 甲, en: a}}
          - {id: M1, kind: term, text: {ja: 乙, en: b}}
        #        ^^ KRK0118
        """,
    ])
    func whatIsWrongInAnIndex(text: String) {
        let marked = MarkedText(Self.head + text)
        let files = [RunbookLibrary.SourceFile(path: "test.yaml", bytes: Array(marked.text.utf8))]
        marked.expectMarks(of: RunbookLibrary(files: files).diagnostics)
    }

    @Test func twoIndexes() {
        let other = Self.index(["G-1"]).replacing("manual: volume", with: "manual: other")
        func codes(_ second: String) -> [String] {
            RunbookLibrary(files: [
                .init(path: "a.yaml", bytes: Array(Self.index(["F-1"]).utf8)),
                .init(path: "b.yaml", bytes: Array(second.utf8)),
            ]).diagnostics.all.map(\.message.code)
        }
        #expect(codes(other) == [])
        // The same name, and the same fact in two volumes, which a `source` could not tell apart.
        #expect(codes(other.replacing("manual: other", with: "manual: volume")) == ["KRK0118"])
        #expect(codes(other.replacing("G-1", with: "F-1")) == ["KRK0118"])
    }

    // MARK: Checks

    @Test func aFactThatTheIndexDoesNotHave() {
        let marked = MarkedText(
            CheckFixture.expanded(
                CheckFixture.head + """
                    cautions: [{ja: 注意, en: caution, source: [F-cautoin]}]
                    #                                           ^^^^^^^^^ KRK0370
                    preconditions: [{a.db: main, source: [全然別]}]
                    #                                     ^^^^^^ KRK0370
                    steps:
                      - id: look
                        action: {command: [x.exe], on: pc}
                        …
                    """))
        let index = Self.index(Self.named + ["F-cautious", "F-caution"].filter { !Self.named.contains($0) })
        let diagnostics = Self.library(index, runbook: marked.text).diagnostics
        marked.expectMarks(of: diagnostics)
        #expect(diagnostics.all.map { $0.advice(in: .en) }.first == "Did you mean ‘F-caution’?")
        #expect(diagnostics.all.last?.advice(in: .ja)?.contains("事実索引") == true)
        // Without an index nobody knows what a fact is.
        #expect(Self.library(nil, runbook: marked.text).diagnostics.all.isEmpty)
    }

    @Test func anExcuseForWhatIsCarried() throws {
        let excused = ", excused: {ja: 不要, en: no need}}"
        let index = Self.index(Self.named).replacing(
            "id: F-note, kind: step, text: {ja: 事実, en: fact}}",
            with: "id: F-note, kind: step, text: {ja: 事実, en: fact}" + excused)
        let found = Self.library(index).diagnostics
        #expect(found.all.map(\.message.code) == ["KRK0371"])
        let only = try #require(found.all.first)
        #expect(only.severity == .warning && only.location?.file == "manual.yaml")
        #expect(only.notes.map(\.location.file) == ["test.yaml"])
    }

    @Test(arguments: Language.allCases)
    func wording(language: Language) {
        for message: ManualMessage in [.unknownFact("MARK", suggestion: "NEAR"), .excusedAndCarried("MARK")] {
            #expect(message.text(in: language).contains("MARK"))
        }
        #expect(ManualMessage.unknownFact("x", suggestion: "NEAR").advice(in: language)?.contains("NEAR") == true)
    }

    // MARK: What a run pins

    @Test(arguments: [
        ("kirikae: 1\nmanual: a\n", true), ("\u{FEFF}# note\n\nkirikae: 1\r\n# more\nmanual: a\n", true),
        ("kirikae: 1\nrunbook: a\nmanual: b\n", false), ("manual: a\nkirikae: 1\n", false), ("kirikae: 1\n", false),
        ("", false), ("kirikae: 1\n  manual: a\n", false), ("kirikae: 1\nmanually: a\n", false),
    ])
    func anIndexIsKnownByItsSecondKey(text: String, isManual: Bool) {
        #expect(Manual.isManual(Array(text.utf8)) == isManual)
    }

    @Test func aRunPinsNoIndex() {
        let library = Self.library(Self.index(Self.named))
        #expect(library.manuals.count == 1)
        #expect(library.pinnedFiles.count == library.files.count - 1)
        #expect(!library.pinnedFiles.contains { $0.path == "manual.yaml" })
    }
}
