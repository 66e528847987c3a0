import KirikaeDiagnostics
import Testing

/// The choice of language.
@Suite struct LanguageTests {
    @Test(arguments: [
        ("ja_JP.UTF-8", Language.ja), ("ja", .ja), ("JA_JP", .ja), ("en_US.UTF-8", .en), ("C", .en), ("", .en),
        ("de_DE", .en),
    ])
    func localeName(name: String, expected: Language) {
        #expect(Language(localeName: name) == expected)
    }

    @Test func severityOrder() {
        #expect(Severity.warning < .error)
        #expect(!(Severity.error < .warning))
        var diagnostics = Diagnostics()
        var warning = TestMessage()
        warning.severity = .warning
        diagnostics.report(warning, at: nil)
        #expect(!diagnostics.hasErrors)
        diagnostics.append(Diagnostics([Diagnostic(TestMessage(), at: nil)]))
        #expect(diagnostics.hasErrors)
    }
}
