/// Looks for one text in a stream of characters, without keeping the stream (Knuth, Morris and Pratt).
struct TextSearch: Sendable {
    private let pattern: [TextUnit]
    /// The text as it is written, to tell whether it came in the same spelling.
    let scalars: [Unicode.Scalar]
    /// For each prefix of the pattern, the length of the longest shorter prefix that also ends it.
    private let fallback: [Int]
    private var matchedCount = 0
    /// How much was matched before the last character, which a mark may still change.
    private var previousCount = 0

    init(_ text: [Unicode.Scalar]) {
        scalars = text
        pattern = TextUnit.units(of: text)
        var fallback = [Int](repeating: 0, count: pattern.count)
        var length = 0
        for index in pattern.indices.dropFirst() {
            while length > 0, pattern[index] != pattern[length] { length = fallback[length - 1] }
            if pattern[index] == pattern[length] { length += 1 }
            fallback[index] = length
        }
        self.fallback = fallback
    }

    /// A search for a text of which control sequences and CR do not count.
    init(visible text: String) {
        var filter = ControlSequenceFilter()
        self.init(text.unicodeScalars.compactMap { filter.filter($0) })
    }

    /// The number of characters looked for.
    var length: Int { pattern.count }

    /// Forgets what was seen.
    mutating func restart() {
        matchedCount = 0
        previousCount = 0
    }

    /// Takes one character; returns whether the text is complete with it.
    ///
    /// An empty pattern never is.
    ///
    /// - Parameters:
    ///   - unit: the character.
    ///   - isCorrection: whether it is the last character again, with one more mark.
    mutating func advance(_ unit: TextUnit, isCorrection: Bool = false) -> Bool {
        guard !pattern.isEmpty else { return false }
        if isCorrection { matchedCount = previousCount }
        previousCount = matchedCount
        while matchedCount > 0, matchedCount == pattern.count || pattern[matchedCount] != unit {
            matchedCount = fallback[matchedCount - 1]
        }
        if pattern[matchedCount] == unit { matchedCount += 1 }
        return matchedCount == pattern.count
    }
}
