import KirikaeDiagnostics

/// A message for tests of the renderer.
struct TestMessage: DiagnosticMessage {
    var code = "KRK9901"
    var severity = Severity.error
    var words = LocalizedText(ja: "キー「窓口」はここでは使えません", en: "unknown key ‘窓口’")
    var hint: LocalizedText? = LocalizedText(ja: "「手順」のことですか。", en: "Did you mean ‘手順’?")

    func text(in language: Language) -> String { words[language] }
    func advice(in language: Language) -> String? { hint?[language] }
}

/// A location on one line of `test.yaml`.
func place(_ line: Int, _ columns: Range<Int>, file: String = "test.yaml") -> SourceLocation {
    SourceLocation(
        file: file, start: .init(line: line, column: columns.lowerBound),
        end: .init(line: line, column: columns.upperBound))
}

/// A location of this project; `Testing` has a type of the same name.
typealias Place = SourceLocation
