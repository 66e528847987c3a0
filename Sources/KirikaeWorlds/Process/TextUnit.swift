/// One character as conversations are compared by: a sign and the marks that combine with it.
///
/// Two are the same if they are canonically equivalent (Unicode, UAX #15): が in one code point and か with a combining dakuten. And if
/// they are the same character of JIS X 0208 to which tables give different code points: what CP932 calls ～ (U+FF5E), EUC-JP calls
/// 〜 (U+301C), and a person who reads the screen cannot tell which. Half-width and full-width kana are different characters.
struct TextUnit: Sendable {
    private let base: Unicode.Scalar
    private var marks: [Unicode.Scalar] = []

    init(_ scalar: Unicode.Scalar) { base = Self.sameInTables[scalar] ?? scalar }

    /// Whether a scalar belongs to the sign before it.
    static func isMark(_ scalar: Unicode.Scalar) -> Bool {
        scalar.value >= 0x300 && scalar.properties.canonicalCombiningClass != .notReordered
    }

    /// The unit with one more mark.
    func adding(_ mark: Unicode.Scalar) -> TextUnit {
        var unit = self
        unit.marks.append(mark)
        return unit
    }

    /// A text as units.
    static func units(of text: some Sequence<Unicode.Scalar>) -> [TextUnit] {
        var units: [TextUnit] = []
        for scalar in text {
            if isMark(scalar), let last = units.popLast() {
                units.append(last.adding(scalar))
            } else {
                units.append(TextUnit(scalar))
            }
        }
        return units
    }

    /// The code points that tables give to one character of JIS X 0208: those of CP932 to those of the others.
    private static let sameInTables: [Unicode.Scalar: Unicode.Scalar] = [
        "\u{FF5E}": "\u{301C}", "\u{2225}": "\u{2016}", "\u{FF0D}": "\u{2212}", "\u{FFE0}": "\u{00A2}",
        "\u{FFE1}": "\u{00A3}", "\u{FFE2}": "\u{00AC}", "\u{2015}": "\u{2014}", "\u{FFE4}": "\u{00A6}",
        // The byte 5C is shown as a yen sign on Japanese screens.
        "\u{00A5}": "\\",
    ]

    /// Signs that are canonically equivalent to another sign alone: those for compatibility, and units of measure.
    private static func mayHaveTwin(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar.value {
        case 0xC0...0x24F, 0x340...0x387, 0x1E00...0x1FFF, 0x2000...0x2001, 0x2126...0x212B, 0x2329...0x232A,
            0xF900...0xFAFF, 0x2F800...0x2FA1F:
            true
        default: false
        }
    }

    private var text: String {
        var text = String(base)
        for mark in marks { text.unicodeScalars.append(mark) }
        return text
    }

    static func == (left: TextUnit, right: TextUnit) -> Bool {
        if left.base == right.base, left.marks == right.marks { return true }
        if left.marks.isEmpty, right.marks.isEmpty, !mayHaveTwin(left.base), !mayHaveTwin(right.base) { return false }
        // Texts are compared by canonical equivalence.
        return left.text == right.text
    }
}

extension TextUnit: Equatable {}
