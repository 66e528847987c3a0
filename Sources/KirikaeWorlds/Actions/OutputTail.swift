/// The end of what a program printed, for the line it stands at.
///
/// In none of the encodings is the byte of a line feed part of another character, so lines are found before decoding.
struct OutputTail {
    /// More than anybody reads as one line.
    private static let maximumBytes = 4_096
    private static let maximumCharacters = 200

    private var bytes: [UInt8] = []

    /// Takes what may be shown of the output.
    mutating func take(_ shown: [UInt8]) {
        bytes += shown.suffix(Self.maximumBytes)
        if bytes.count > 2 * Self.maximumBytes { bytes.removeFirst(bytes.count - Self.maximumBytes) }
    }

    /// The last line with anything on it, whole or not, as a person would see it.
    ///
    /// - Parameter text: gives the text of bytes in the encoding of the program.
    func lastLine(_ text: ([UInt8]) -> String) -> String {
        for line in bytes.split(separator: 0x0A).reversed() {
            let seen = Self.seen(text(Array(line)))
            if !seen.isEmpty { return String(seen.suffix(Self.maximumCharacters)) }
        }
        return ""
    }

    /// Without control sequences, and of parts that were written over each other only the last.
    private static func seen(_ line: String) -> String {
        let parts = line.unicodeScalars.split(separator: "\r").map { part in
            var filter = ControlSequenceFilter()
            var text = ""
            for scalar in part { if let kept = filter.filter(scalar) { text.unicodeScalars.append(kept) } }
            return text[...].trimmed
        }
        return parts.last { !$0.isEmpty } ?? ""
    }
}
