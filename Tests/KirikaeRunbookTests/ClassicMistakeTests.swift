import KirikaeDiagnostics
import KirikaeRunbook
import KirikaeTestSupport
import Testing

/// The mistakes everybody makes once, as they are shown.
@Suite struct ClassicMistakeTests {
    /// The gate that is not there because its key has no s.
    @Test(arguments: Language.allCases)
    func singularPrecondition(language: Language) {
        let text =
            TestLibrary.head
            + "precondition:\n  - {portal.db: main}\nsteps:\n" + TestLibrary.step()
        assertSnapshot(rendered(text, language), named: "singular-precondition-\(language.rawValue)")
    }

    /// The second of two equal keys, behind Japanese text on the same line.
    @Test(arguments: Language.allCases)
    func duplicateKeyBehindJapaneseText(language: Language) {
        let text =
            TestLibrary.head + """
                steps:
                  - id: look
                    title: {ja: ポータルの DB を切り替える, en: Switch the DB over, ja: 重複}
                    source: [M1]
                    action: {command: [look.exe], on: batch-pc}
                    typical: 1m
                    timeout: 5m
                    changes: {}
                    verifications: []
                """
        assertSnapshot(rendered(text, language), named: "duplicate-key-\(language.rawValue)")
    }

    private func rendered(_ text: String, _ language: Language) -> String {
        let diagnostics = TestLibrary.with(text).diagnostics
        #expect(diagnostics.all.count == 1)
        return DiagnosticRenderer(language: language, sources: ["test.yaml": text]).render(diagnostics)
    }
}
