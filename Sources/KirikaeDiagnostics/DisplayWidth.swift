/// Widths in terminal cells.
///
/// Carets, columns and rules are placed by these, never by counting characters.
public enum DisplayWidth {
    /// The cells a terminal gives one Unicode scalar: 2 for East Asian wide and full-width forms and for emoji, 0 for
    /// combining marks and format characters, else 1.
    ///
    /// Follows the classes W and F of Unicode TR 11. Ambiguous characters (class A) count 1, as in terminals with a
    /// UTF-8 locale.
    public static func cells(of scalar: Unicode.Scalar) -> Int {
        let value = scalar.value
        if value < 0x300 { return value < 0x20 || (value >= 0x7F && value < 0xA0) ? 0 : 1 }
        switch scalar.properties.generalCategory {
        case .nonspacingMark, .enclosingMark, .format, .control: return 0
        default: break
        }
        for range in wide where range.contains(value) { return 2 }
        return 1
    }

    /// The cells of a whole text on one line.
    public static func cells(of text: some StringProtocol) -> Int {
        var sum = 0
        for scalar in text.unicodeScalars { sum += cells(of: scalar) }
        return sum
    }

    /// The text, followed by as many spaces as it takes to fill `cells`.
    public static func padded(_ text: String, to cells: Int) -> String {
        text + String(repeating: " ", count: max(0, cells - self.cells(of: text)))
    }

    /// The text broken into lines of at most `cells`, between words where there are spaces, else between characters
    /// (Japanese has no spaces), and with no closing mark such as 。 or 」 at the head of a line and no opening one at its end.
    public static func wrapped(_ text: String, to cells: Int) -> [String] {
        var lines: [String] = []
        for paragraph in text.split(separator: "\n", omittingEmptySubsequences: false) {
            var line = ""
            var width = 0
            var lastSpace: String.Index?
            for character in paragraph {
                let characterWidth = self.cells(of: String(character))
                var isBroken = false
                // What goes to the next line with a word may fill that line too.
                while width + characterWidth > cells, !line.isEmpty, !closingMarks.contains(character) {
                    if character != " ", let space = lastSpace,
                        character.isASCII || line[space...].allSatisfy(\.isASCII)
                    {
                        let rest = String(line[line.index(after: space)...])
                        lines.append(String(line[..<space]))
                        line = rest
                    } else {
                        // An opening mark goes with what it opens.
                        let isOpening = line.count > 1 && line.last.map(openingMarks.contains) == true
                        let opened = isOpening ? String(line.removeLast()) : ""
                        lines.append(line)
                        line = opened
                    }
                    width = self.cells(of: line)
                    lastSpace = nil
                    isBroken = true
                }
                if isBroken, character == " ", line.isEmpty { continue }
                if character == " " { lastSpace = line.endIndex }
                line.append(character)
                width += characterWidth
            }
            lines.append(line)
        }
        return lines
    }

    private static let openingMarks: Set<Character> = ["「", "（", "『", "(", "[", "〔"]
    private static let closingMarks: Set<Character> = ["。", "、", "」", "）", ")", "]", "』", "・", "ー", ".", ",", "！", "？"]

    private static let wide: [ClosedRange<UInt32>] = [
        0x1100...0x115F, 0x231A...0x231B, 0x2329...0x232A, 0x23E9...0x23EC, 0x23F0...0x23F0, 0x23F3...0x23F3,
        0x25FD...0x25FE, 0x2614...0x2615, 0x2648...0x2653, 0x267F...0x267F, 0x2693...0x2693, 0x26A1...0x26A1,
        0x26AA...0x26AB, 0x26BD...0x26BE, 0x26C4...0x26C5, 0x26CE...0x26CE, 0x26D4...0x26D4, 0x26EA...0x26EA,
        0x26F2...0x26F3, 0x26F5...0x26F5, 0x26FA...0x26FA, 0x26FD...0x26FD, 0x2705...0x2705, 0x270A...0x270B,
        0x2728...0x2728, 0x274C...0x274C, 0x274E...0x274E, 0x2753...0x2755, 0x2757...0x2757, 0x2795...0x2797,
        0x27B0...0x27B0, 0x27BF...0x27BF, 0x2B1B...0x2B1C, 0x2B50...0x2B50, 0x2B55...0x2B55, 0x2E80...0x2FD5,
        0x2FF0...0x303E, 0x3041...0x33FF, 0x3400...0x4DBF, 0x4E00...0xA4CF, 0xA960...0xA97C, 0xAC00...0xD7A3,
        0xF900...0xFAFF, 0xFE10...0xFE19, 0xFE30...0xFE6B, 0xFF01...0xFF60, 0xFFE0...0xFFE6, 0x16FE0...0x18AFF,
        0x1B000...0x1B2FB, 0x1F004...0x1F004, 0x1F0CF...0x1F0CF, 0x1F18E...0x1F18E, 0x1F191...0x1F19A,
        0x1F200...0x1F320, 0x1F32D...0x1F64F, 0x1F680...0x1F6FC, 0x1F7E0...0x1F7EB, 0x1F90C...0x1FAFF,
        0x20000...0x3FFFD,
    ]
}
