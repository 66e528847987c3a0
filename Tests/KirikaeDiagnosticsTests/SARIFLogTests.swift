import KirikaeCanonicalJSON
import KirikaeTestSupport
import Testing

@testable import KirikaeDiagnostics

/// The log for code hosts.
///
/// That it keeps to the schema is tested with the program as it was built.
@Suite struct SARIFLogTests {
    @Test(arguments: Language.allCases)
    func document(language: Language) {
        let log = SARIFLog(language: language, programVersion: "1.2.3") { code in
            code == "KRK9901"
                ? SARIFLog.Rule(
                    title: .init(ja: "知らないキー", en: "an unknown key"), meaning: .init(ja: "意味", en: "meaning"),
                    remedy: .init(ja: "対処", en: "remedy"), severity: .error) : nil
        }
        assertSnapshot(
            log.document(DiagnosticsJSONTests.diagnostics).indentedText, named: "sarif.\(language.rawValue)")
    }

    @Test(arguments: [
        ("Runbooks/a.yaml", "Runbooks/a.yaml"), ("a b#c?.yaml", "a%20b%23c%3F.yaml"), ("c:/x", "c%3A/x"),
        ("手順.yaml", "%E6%89%8B%E9%A0%86.yaml"), ("/some dir/x", "file:///some%20dir/x"), ("100%", "100%25"),
        ("../é\u{1}", "../%C3%A9%01"), ("a-b._~", "a-b._~"),
    ])
    func addresses(path: String, uri: String) {
        #expect(SARIFLog.uri(of: path) == uri)
    }

    @Test func names() {
        #expect(SARIFLog.name(of: "a key is written twice") == "AKeyIsWrittenTwice")
        #expect(SARIFLog.name(of: "not of the form NAME=VALUE") == "NotOfTheFormNAMEVALUE")
    }
}
