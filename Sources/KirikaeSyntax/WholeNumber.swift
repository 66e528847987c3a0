/// Whole numbers as people write them in a file: an optional `-` and ASCII digits, nothing else.
///
/// YAML 1.1 would read `010` as 8 and `1_000` as a number; here the first is refused for its leading zero, the second for its mark.
public enum WholeNumber {
    /// The number; nil if the text is none, or too large.
    public static func read(_ text: String) -> Int? {
        let digits = text.hasPrefix("-") ? text.dropFirst() : text[...]
        guard !digits.isEmpty, digits.utf8.allSatisfy({ (0x30...0x39).contains($0) }),
            digits.utf8.count == 1 || digits.utf8.first != 0x30
        else { return nil }
        return Int(text)
    }
}
