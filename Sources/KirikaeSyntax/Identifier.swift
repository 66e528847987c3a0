/// The form of identifiers, so narrow that no invisible, bidirectional or look-alike character fits in.
public enum Identifier {
    /// The longest, in bytes.
    private static let longest = 120

    /// Whether a text is an identifier.
    public static func isValid(_ text: String, allowingCapitals: Bool = false) -> Bool {
        guard text.utf8.count <= longest else { return false }
        let dot = UInt8(ascii: ".")
        let hyphen = UInt8(ascii: "-")
        var previous = dot
        for byte in text.utf8 {
            switch byte {
            case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "0")...UInt8(ascii: "9"): break
            case UInt8(ascii: "A")...UInt8(ascii: "Z"): guard allowingCapitals else { return false }
            // No part is empty, and none begins or ends with a hyphen.
            case hyphen: guard previous != dot else { return false }
            case dot: guard previous != dot, previous != hyphen else { return false }
            default: return false
            }
            previous = byte
        }
        return previous != dot && previous != hyphen
    }
}
