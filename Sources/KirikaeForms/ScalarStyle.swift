import KirikaeDiagnostics
import KirikaeSyntax

/// How a text is written: plain where every YAML reader reads it back as the same text, else quoted; long texts folded at
/// their spaces, texts of several lines as they are.
enum ScalarStyle {
    /// Where a text stands.
    struct Place {
        /// What the language expects there; nil where it is not known.
        var form: TextForm?
        /// Whether it stands within `{…}` or `[…]`.
        var isInFlow: Bool
        /// Whether it is one of the language's own keys.
        var isFixedKey = false
        /// Whether it is Japanese, which has no spaces to be folded at.
        var isJapanese = false
    }

    /// The text on one line.
    static func inline(_ text: String, _ place: Place) -> String {
        if isPlain(text, place) { return text }
        let isPrintable = text.unicodeScalars.allSatisfy(isPrintable)
        if isPrintable, text.contains("\"") || text.contains("\\") {
            return "'" + text.split(separator: "'", omittingEmptySubsequences: false).joined(separator: "''") + "'"
        }
        return "\"" + text.unicodeScalars.map(escaped).joined() + "\""
    }

    /// The first line's mark and the lines of a text that is better written as a block; nil where it is not.
    ///
    /// - Parameters:
    ///   - text: the text.
    ///   - lead: the cells before it on its first line.
    ///   - indent: the cells before its further lines.
    ///   - place: where it stands.
    static func block(_ text: String, lead: Int, indent: Int, _ place: Place) -> (mark: String, lines: [String])? {
        if text.contains("\n") { return literal(text) }
        let width = lead + DisplayWidth.cells(of: inline(text, place))
        guard width > CanonicalWriter.width, !place.isJapanese, isFoldable(text) else { return nil }
        let lines = folded(text, width: CanonicalWriter.width - indent)
        return lines.count > 1 ? (">-", lines) : nil
    }

    // MARK: Plain and quoted

    private static func isPlain(_ text: String, _ place: Place) -> Bool {
        guard let first = text.unicodeScalars.first, let last = text.unicodeScalars.last else { return false }
        let scalars = Array(text.unicodeScalars)
        guard scalars.allSatisfy({ isPrintable($0) && $0 != "\t" }), !first.properties.isWhitespace,
            !last.properties.isWhitespace, !",[]{}#&*!|>'\"%@`?:".unicodeScalars.contains(first),
            !text.hasPrefix("---"), !text.hasPrefix("..."), !text.contains("${")
        else { return false }
        if first == "-", scalars.count == 1 || scalars[1] == " " { return false }
        for (index, scalar) in scalars.enumerated() {
            let isLast = index + 1 == scalars.count
            if scalar == ":", isLast || scalars[index + 1] == " " || place.isInFlow { return false }
            if scalar == "#", scalars[index - 1] == " " { return false }
            if place.isInFlow, ",?[]{}".unicodeScalars.contains(scalar) { return false }
        }
        return place.isFixedKey || !isAmbiguous(text) || isTyped(place.form)
    }

    /// Whether the language expects a number or a truth value here, which other readers may well read as one.
    private static func isTyped(_ form: TextForm?) -> Bool {
        switch form {
        case .truth, .integer, .edition: true
        default: false
        }
    }

    /// Whether some YAML reader takes a plain text for something else.
    private static func isAmbiguous(_ text: String) -> Bool {
        let words = ["yes", "no", "on", "off", "true", "false", "null", "~", "=", "<<", ".nan"]
        if words.contains(text.lowercased()) || text.lowercased().hasSuffix(".inf") { return true }
        let scalars = text.unicodeScalars
        guard let first = scalars.first, "0123456789+-.".unicodeScalars.contains(first) else { return false }
        let digits = "0123456789".unicodeScalars
        let others = "_:.+-xXoabcdefABCDEFTZ ".unicodeScalars
        return scalars.contains(where: digits.contains)
            && scalars.allSatisfy { digits.contains($0) || others.contains($0) }
    }

    private static func isPrintable(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar.value {
        case 0x09, 0x20...0x7E, 0xA0...0x2027, 0x202A...0xD7FF, 0xE000...0xFEFE, 0xFF00...0xFFFD, 0x10000...0x10FFFF:
            true
        default: false
        }
    }

    private static func escaped(_ scalar: Unicode.Scalar) -> String {
        switch scalar {
        case "\"": return "\\\""
        case "\\": return "\\\\"
        case "\n": return "\\n"
        case "\t": return "\\t"
        case "\r": return "\\r"
        default:
            guard !isPrintable(scalar) else { return String(Character(scalar)) }
            let digits = String(scalar.value, radix: 16, uppercase: true)
            let (mark, width) = scalar.value <= 0xFF ? ("\\x", 2) : ("\\u", 4)
            return mark + String(repeating: "0", count: max(0, width - digits.count)) + digits
        }
    }

    // MARK: Blocks

    private static func literal(_ text: String) -> (mark: String, lines: [String])? {
        var lines = text.split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
        let endsInBreak = lines.last == ""
        if endsInBreak { lines.removeLast() }
        // More than one break at the end would run into the blank lines of the layout.
        guard let last = lines.last, !last.isEmpty else { return nil }
        for line in lines {
            guard line.unicodeScalars.allSatisfy(isPrintable), line.unicodeScalars.first != "\t",
                line.unicodeScalars.last.map(SourceScalars.isBlank) != true
            else { return nil }
        }
        let firstText = lines.first { !$0.isEmpty } ?? ""
        let indicator = firstText.hasPrefix(" ") ? "2" : ""
        return ("|" + indicator + (endsInBreak ? "" : "-"), lines)
    }

    private static func isFoldable(_ text: String) -> Bool {
        let scalars = text.unicodeScalars
        guard let first = scalars.first, let last = scalars.last else { return false }
        return !first.properties.isWhitespace && !last.properties.isWhitespace
            && scalars.allSatisfy { isPrintable($0) && $0 != "\t" }
    }

    /// The lines of a text, broken only at single spaces, each as full as it can be.
    private static func folded(_ text: String, width: Int) -> [String] {
        let scalars = Array(text.unicodeScalars)
        var words: [String.UnicodeScalarView] = [.init()]
        for (index, scalar) in scalars.enumerated() {
            let isSingle =
                scalar == " " && index > 0 && index + 1 < scalars.count && scalars[index - 1] != " "
                && scalars[index + 1] != " "
            if isSingle { words.append(.init()) } else { words[words.count - 1].append(scalar) }
        }
        var lines: [String] = []
        var cells = 0
        for word in words.map(String.init) {
            let wordCells = DisplayWidth.cells(of: word)
            if let line = lines.last, cells + 1 + wordCells <= width {
                lines[lines.count - 1] = line + " " + word
                cells += 1 + wordCells
            } else {
                lines.append(word)
                cells = wordCells
            }
        }
        return lines
    }
}
