/// The form of identifiers, so narrow that no invisible, bidirectional or look-alike character fits in.
public enum Identifier {
    /// Whether a text is an identifier.
    public static func isValid(_ text: String, allowingCapitals: Bool = false) -> Bool {
        let parts = text.split(separator: ".", omittingEmptySubsequences: false)
        return parts.allSatisfy { part in
            !part.isEmpty && part.first != "-" && part.last != "-"
                && part.utf8.allSatisfy { byte in
                    (0x61...0x7A).contains(byte) || (0x30...0x39).contains(byte) || byte == 0x2D
                        || (allowingCapitals && (0x41...0x5A).contains(byte))
                }
        } && text.utf8.count <= 120
    }
}
