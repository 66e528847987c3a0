import KirikaeCanonicalJSON
import KirikaeDiagnostics
import KirikaeTestSupport
import Testing

/// The documents for programs.
@Suite struct DiagnosticsJSONTests {
    static var diagnostics: Diagnostics {
        var warning = TestMessage()
        warning.code = "KRK9902"
        warning.severity = .warning
        warning.hint = nil
        var raised = Diagnostic(warning, at: place(1, 1..<8, file: "a b#/手順.yaml"))
        raised.raise(to: .error)
        let note = DiagnosticNote(text: .init(ja: "最初の定義", en: "first defined here"), location: place(2, 1..<3))
        return Diagnostics([
            Diagnostic(
                TestMessage(),
                at: Place(file: "test.yaml", start: .init(line: 3, column: 5), end: .init(line: 9, column: 1)),
                notes: [note]),
            Diagnostic(warning, at: place(1, 1..<8)), raised, Diagnostic(TestMessage(), at: nil),
            Diagnostic(TestMessage(), at: nil),
        ])
    }

    @Test func document() throws {
        let text = DiagnosticsJSON.document(Self.diagnostics).indentedText
        assertSnapshot(text, named: "diagnostics-json")
        let parsed = try JSONValue(parsing: Array(text.utf8))
        #expect(parsed["diagnostics"]?.arrayValue?.count == 4, "what is found twice is shown once")
        #expect(parsed["summary"] == ["errors": 3, "warnings": 1])
    }

    @Test func nothingFound() {
        let text = DiagnosticsJSON.document(Diagnostics()).canonicalText
        #expect(text == #"{"diagnostics":[],"summary":{"errors":0,"warnings":0},"version":1}"#)
    }
}
