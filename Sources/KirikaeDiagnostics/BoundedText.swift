/// The text of a message, safe for a terminal and never longer than a person reads.
///
/// Messages quote what stands in a file, and that may be as long as the file: the one place where it is cut is here.
enum BoundedText {
    /// The most cells of a value between quotation marks.
    static let quotedCells = 60
    /// The most cells of a whole message, for what stands in it without quotation marks or with marks of its own.
    static let messageCells = 1_000

    /// The text, safe, with every quoted value and the whole of it cut to their limits.
    static func bounded(_ text: String) -> String {
        var result = ""
        var rest = TerminalText.safe(text)[...]
        while let start = rest.firstIndex(where: { closingMark(of: $0) != nil }),
            let mark = closingMark(of: rest[start]),
            let end = rest[start...].firstIndex(of: mark)
        {
            let value = rest.index(after: start)
            result += rest[..<value]
            result += cut(rest[value..<end], to: quotedCells)
            rest = rest[end...]
            // The closing mark opens nothing.
            result.append(rest.removeFirst())
        }
        return cut(result + rest, to: messageCells)
    }

    private static func closingMark(of character: Character) -> Character? {
        switch character {
        case "‘": "’"
        case "「": "」"
        default: nil
        }
    }

    /// The beginning of a text that is wider than `cells`, with an ellipsis in the last of them.
    private static func cut(_ text: some StringProtocol, to cells: Int) -> String {
        guard DisplayWidth.cells(of: text) > cells else { return String(text) }
        var width = 0
        let kept = text.unicodeScalars.prefix { scalar in
            width += DisplayWidth.cells(of: scalar)
            return width < cells
        }
        return String(String.UnicodeScalarView(kept)) + "…"
    }
}
