import KirikaeDiagnostics
import Testing

/// A broken file of any size is reported on in one go.
@Suite struct ManyFindingsTests {
    /// Going through the file once for each finding would take minutes here.
    @Test(.timeLimit(.minutes(1))) func manyFindingsInALargeFile() {
        let count = 20_000
        let source = (1...count).map { "行 \($0): \(String(repeating: "x", count: 40))\r\n" }.joined()
        let findings = (1...count).map { number in
            Diagnostic(
                TestMessage(),
                at: Place(
                    file: "a.yaml", start: .init(line: number, column: 3), end: .init(line: number, column: 5)))
        }
        let renderer = DiagnosticRenderer(language: .en, sources: ["a.yaml": source])
        let text = renderer.render(Diagnostics(findings))
        #expect(text.contains(" 1 | 行 1: "))
        #expect(text.contains(" 20000 | 行 20000: "))
        #expect(renderer.render(findings[count - 1]) == text.split(separator: "\n\n").last.map { $0.trimmedEnd })
    }
}

extension Substring {
    /// Without line feeds at its end.
    fileprivate var trimmedEnd: String {
        var rest = self
        while rest.last == "\n" { rest = rest.dropLast() }
        return String(rest)
    }
}
