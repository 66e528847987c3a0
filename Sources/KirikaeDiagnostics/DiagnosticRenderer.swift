/// Writes diagnostics for a terminal: place, code, text, the line with a caret under it, and what to do next.
public struct DiagnosticRenderer: Sendable {
    /// The language of the text.
    public var language: Language
    /// The text of each file, for the excerpts.
    public var sources: [String: String]

    /// Lines longer than this many cells are shown around the caret only.
    static let excerptCells = 110

    /// Makes a renderer.
    public init(language: Language, sources: [String: String]) {
        self.language = language
        self.sources = sources
    }

    /// All diagnostics in file order, each followed by an empty line.
    public func render(_ diagnostics: Diagnostics) -> String {
        let ordered = diagnostics.inFileOrder
        let sourceLines = SourceLines(of: ordered, in: sources)
        return ordered.map { render($0, sourceLines) + "\n" }.joined(separator: "\n")
    }

    /// One diagnostic, several lines, no final line feed.
    public func render(_ diagnostic: Diagnostic) -> String {
        render(diagnostic, SourceLines(of: [diagnostic], in: sources))
    }

    private func render(_ diagnostic: Diagnostic, _ sourceLines: SourceLines) -> String {
        let kind = diagnostic.severity.word(in: language)
        var lines: [String] = []
        let place = diagnostic.location.map { TerminalText.safe($0.text) + ": " } ?? ""
        lines.append("\(place)\(kind) \(diagnostic.message.code): \(diagnostic.text(in: language))")
        if let location = diagnostic.location, diagnostic.message.showsSource {
            lines += excerpt(location, sourceLines, mark: "^")
        }
        for note in diagnostic.notes {
            let word = language == .ja ? "参照" : "note"
            lines.append("\(TerminalText.safe(note.location.text)): \(word): \(note.text(in: language))")
            lines += excerpt(note.location, sourceLines, mark: "-")
        }
        if let advice = diagnostic.advice(in: language) { lines.append("  → " + advice) }
        return lines.joined(separator: "\n")
    }

    private func excerpt(_ location: SourceLocation, _ sourceLines: SourceLines, mark: Character) -> [String] {
        guard let scalars = sourceLines.line(at: location) else { return [] }
        let goesOn = location.end.line != location.start.line
        let start = min(location.start.column - 1, scalars.count)
        let end = goesOn ? scalars.count : max(start, min(location.end.column - 1, scalars.count))
        let window = Self.window(of: scalars, around: start)
        let head = window.shown.lowerBound > 0 ? "…" : ""
        let tail = window.shown.upperBound < scalars.count ? "…" : ""
        let shown = head + scalars[window.shown].map(Self.safe).joined() + tail
        let lead = DisplayWidth.cells(of: head) + window.lead
        let marked = Self.cells(scalars[start..<max(start, min(end, window.shown.upperBound))])
        // What goes on where it cannot be seen is marked to the end of what can.
        let beyond = goesOn || end > window.shown.upperBound ? "…" : ""
        let marks = String(repeating: mark, count: max(1, marked)) + beyond
        let number = String(location.start.line)
        let gutter = String(repeating: " ", count: number.count)
        return [" \(number) | \(shown)", " \(gutter) | \(String(repeating: " ", count: lead))\(marks)"]
    }

    /// The scalars of a line that fit, and the cells of those before `start`.
    private static func window(of scalars: [Unicode.Scalar], around start: Int) -> (shown: Range<Int>, lead: Int) {
        // A cell at each side is kept for an ellipsis.
        let cells = excerptCells - 2
        // Backwards from the mark, so that a long line costs no more than what is shown of it.
        var first = start
        var lead = 0
        while first > 0 {
            let width = DisplayWidth.cells(of: safe(scalars[first - 1]))
            guard lead + width <= cells * 2 / 3 else { break }
            lead += width
            first -= 1
        }
        var last = start
        var width = lead
        while last < scalars.count {
            width += DisplayWidth.cells(of: safe(scalars[last]))
            guard width <= cells else { break }
            last += 1
        }
        return (first..<last, lead)
    }

    private static func safe(_ scalar: Unicode.Scalar) -> String { TerminalText.safe(String(scalar)) }

    private static func cells(_ scalars: ArraySlice<Unicode.Scalar>) -> Int {
        scalars.reduce(0) { $0 + DisplayWidth.cells(of: safe($1)) }
    }
}
