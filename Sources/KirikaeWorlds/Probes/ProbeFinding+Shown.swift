import KirikaeDiagnostics

extension ProbeFinding {
    /// The most characters of a text from outside that are kept.
    private static let mostCharacters = 300

    /// Texts from outside as evidence keeps them: safe to show, joined by commas, and cut where nobody reads on.
    static func shown(_ texts: [String]) -> String {
        let whole = TerminalText.safe(texts.joined(separator: ", "))
        let kept = whole.unicodeScalars.prefix(mostCharacters)
        return kept.endIndex == whole.unicodeScalars.endIndex ? whole : String(String.UnicodeScalarView(kept)) + "…"
    }
}
