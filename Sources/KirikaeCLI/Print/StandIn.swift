/// What stands in a plan for a value that nobody has given yet, so that a paper never shows an invented one.
enum StandIn {
    private static let head = "http://kirikae-value-of-"
    private static let tail = ".invalid/"

    /// What stands for the value of a parameter: an address, because most such values must be one, and none that exists.
    static func value(of parameter: String) -> String { head + parameter + tail }

    /// A text in which every stand-in is replaced by words of its parameter.
    static func replaced(in text: String, by words: (String) -> String) -> String {
        var result = ""
        var rest = text[...]
        while let start = rest.firstRange(of: head) {
            let name = rest[start.upperBound...]
            guard let end = name.firstRange(of: tail) else { break }
            result += rest[..<start.lowerBound] + words(String(name[..<end.lowerBound]))
            rest = rest[end.upperBound...]
        }
        return result + rest
    }
}
