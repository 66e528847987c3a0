/// A line for PowerShell taken apart: words at spaces, quotation marks holding words together.
struct PowerShellCommand: Sendable, Hashable {
    /// The line as it was typed.
    let line: String
    /// The first word.
    let name: String
    /// The other words, without their quotation marks.
    let arguments: [String]

    init(_ line: String) {
        self.line = line
        var words: [String] = []
        var word: String?
        var quote: Character?
        for character in line {
            if let open = quote {
                if character == open { quote = nil } else { word = (word ?? "") + String(character) }
            } else if character == "\"" || character == "'" {
                quote = character
                word = word ?? ""
            } else if character == " " {
                if let whole = word { words.append(whole) }
                word = nil
            } else {
                word = (word ?? "") + String(character)
            }
        }
        if let whole = word { words.append(whole) }
        name = words.first ?? ""
        arguments = Array(words.dropFirst())
    }
}
