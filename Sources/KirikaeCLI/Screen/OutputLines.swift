/// Lines of what a program printed.
enum OutputLines {
    /// The parts between line feeds, by bytes, which is what the program wrote; a carriage return before a line feed goes with it.
    static func split(_ text: String) -> [String] {
        var text = text
        return text.withUTF8 { units in
            units.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false).map { line in
                String(
                    decoding: line.last == UInt8(ascii: "\r") && line.endIndex < units.endIndex
                        ? line.dropLast() : line, as: UTF8.self)
            }
        }
    }
}
