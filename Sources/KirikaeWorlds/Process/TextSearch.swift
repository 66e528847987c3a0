/// Looks for one text in a stream of characters, without keeping the stream (Knuth, Morris and Pratt).
struct TextSearch: Sendable {
    private let pattern: [Unicode.Scalar]
    /// For each prefix of the pattern, the length of the longest shorter prefix that also ends it.
    private let fallback: [Int]
    private var matchedCount = 0

    init(_ pattern: [Unicode.Scalar]) {
        self.pattern = pattern
        var fallback = [Int](repeating: 0, count: pattern.count)
        var length = 0
        for index in pattern.indices.dropFirst() {
            while length > 0, pattern[index] != pattern[length] { length = fallback[length - 1] }
            if pattern[index] == pattern[length] { length += 1 }
            fallback[index] = length
        }
        self.fallback = fallback
    }

    /// The number of characters looked for.
    var length: Int { pattern.count }

    /// Forgets what was seen.
    mutating func restart() { matchedCount = 0 }

    /// Takes one character; returns whether the text is complete with it.
    ///
    /// An empty pattern never is.
    mutating func advance(_ scalar: Unicode.Scalar) -> Bool {
        guard !pattern.isEmpty else { return false }
        while matchedCount > 0, matchedCount == pattern.count || pattern[matchedCount] != scalar {
            matchedCount = fallback[matchedCount - 1]
        }
        if pattern[matchedCount] == scalar { matchedCount += 1 }
        return matchedCount == pattern.count
    }
}
