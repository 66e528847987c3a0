import KirikaeDiagnostics

/// Texts shown to a reviewer so that no two different ones look the same.
///
/// Whoever wants to slip a change past a reviewer writes it with characters that are not seen, that reorder what is seen, or that
/// look like others. Here each of these is shown by its code, `\u{202E}`; and so is a backslash before `u{`, so that what looks like
/// a code is one.
enum ExactText {
    /// A text in which every character that could be mistaken is shown by its code.
    ///
    /// It has no line feed.
    static func safe(_ text: String) -> String {
        shown(Array(text.unicodeScalars), marked: []).joined()
    }

    /// Two versions of a text, in which also those characters are shown by their codes that differ and look alike.
    static func pair(_ old: String, _ new: String) -> (old: String, new: String) {
        let shown = shown(Array(old.unicodeScalars), Array(new.unicodeScalars))
        return (shown.old.joined(), shown.new.joined())
    }

    /// Each character of two versions of a text as it is shown.
    static func shown(_ old: [Unicode.Scalar], _ new: [Unicode.Scalar]) -> (old: [String], new: [String]) {
        let (left, right) = LookAlikes.differing(old, new)
        return (shown(old, marked: left), shown(new, marked: right))
    }

    /// The code of a character.
    static func code(_ scalar: Unicode.Scalar) -> String {
        "\\u{" + String(scalar.value, radix: 16, uppercase: true) + "}"
    }

    private static func shown(_ scalars: [Unicode.Scalar], marked: Set<Int>) -> [String] {
        scalars.indices.map { index in
            let scalar = scalars[index]
            let isShownByCode =
                switch scalar {
                case " ":
                    // One between two words is seen; those at the ends and beside another are not.
                    index == 0 || index == scalars.count - 1 || scalars[index - 1] == " " || scalars[index + 1] == " "
                case "\\": index + 2 < scalars.count && scalars[index + 1] == "u" && scalars[index + 2] == "{"
                default: !scalar.isASCII && isMistakable(scalar)
                }
            let isControl = scalar.value < 0x20 || scalar.value == 0x7F
            return isShownByCode || isControl || marked.contains(index) ? code(scalar) : String(scalar)
        }
    }

    /// Whether a character outside of ASCII is not seen, changes how others are seen, or belongs to no script that a runbook is
    /// written in.
    static func isMistakable(_ scalar: Unicode.Scalar) -> Bool {
        if TerminalText.isUnsafe(scalar) || signs.contains(scalar) || smallForms.contains(scalar.value) { return true }
        return switch scalar.properties.generalCategory {
        // Accents that are characters of their own: `é` written with one looks like `é` written as one.
        case .nonspacingMark, .spacingMark, .enclosingMark, .spaceSeparator: true
        case .uppercaseLetter, .lowercaseLetter, .titlecaseLetter, .modifierLetter, .otherLetter, .decimalNumber,
            .letterNumber:
            !scripts.contains { $0.contains(scalar.value) }
        default: radicals.contains(scalar.value)
        }
    }

    /// The letters of the two languages: Latin with its accents, kana and Chinese characters, full-width and half-width forms.
    private static let scripts: [ClosedRange<UInt32>] = [
        0xAA...0xFF, 0x3005...0x3007, 0x3021...0x3029, 0x3041...0x3096, 0x309D...0x309F, 0x30A1...0x30FF,
        0x31F0...0x31FF,
        0x3400...0x4DBF, 0x4E00...0x9FFF, 0xFF10...0xFF19, 0xFF21...0xFF3A, 0xFF41...0xFF5A, 0xFF66...0xFF9D,
        0x20000...0x2A6DF, 0x2A700...0x2EBE0, 0x30000...0x323AF,
    ]
    /// Parts of Chinese characters that look like whole ones.
    private static let radicals: ClosedRange<UInt32> = 0x2E80...0x2FDF
    /// Small forms of the signs of ASCII.
    private static let smallForms: ClosedRange<UInt32> = 0xFE50...0xFE6F
    /// What is taken for a sign of ASCII, and in which nobody writes a sentence; and the signs that reports themselves use: those for
    /// what is left out, and for a value that goes on in the next line.
    private static let signs = Set<Unicode.Scalar>(
        ("\u{2010}\u{2011}\u{2012}\u{2043}\u{2212}\u{2044}\u{2215}\u{29F8}\u{2216}\u{2236}\u{2024}\u{A789}"
            + "\u{2027}\u{2032}\u{2033}\u{2035}\u{201A}\u{2039}\u{203A}\u{204E}\u{2217}\u{2219}\u{2223}\u{223C}"
            + "\u{2500}\u{2502}\u{2571}\u{2572}\u{2758}\u{29F5}\u{2E40}" + ValueLine.cutMarks + ValueLine.continuation)
            .unicodeScalars)
}
