import KirikaeDiagnostics
import KirikaeRunbook
import Testing

/// What is given in the place of a secret's name may be the secret itself.
@Suite struct SecretEchoTests {
    private static let secret = "S3cr3t-パス|w"

    private func rendered(type: String) -> (text: String, codes: [String]) {
        let file = """
            kirikae: 1
            runbook: test.runbook
            kind: plan
            direction: switchover
            title: {ja: 試験, en: Test}
            parameters: {password: {title: {ja: 値, en: value}, type: \(type), default: "\(Self.secret)"}}
            steps: []
            """
        let library = RunbookLibrary(files: [.init(path: "a.yaml", bytes: Array(file.utf8))])
        let texts = Language.allCases.map { language in
            DiagnosticRenderer(language: language, sources: ["a.yaml": file]).render(library.diagnostics)
        }
        return (
            texts.joined() + "\(DiagnosticsJSON.document(library.diagnostics))",
            library.diagnostics.all.map(\.message.code)
        )
    }

    @Test func itIsNotShownInAnyForm() {
        let (text, codes) = rendered(type: "secret")
        #expect(codes.contains("KRK0323"))
        #expect(text.contains("a.yaml:6:"))
        #expect(!text.contains(Self.secret))
        #expect(!text.contains("S3cr3t"))
    }

    /// The control: any other value is shown with its line.
    @Test func anotherValueIsShown() {
        let (text, codes) = rendered(type: "integer")
        #expect(codes.contains("KRK0323"))
        #expect(text.contains(Self.secret))
    }
}
