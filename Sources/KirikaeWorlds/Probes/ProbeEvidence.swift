import KirikaeDiagnostics

/// What a look rests on, kept short enough to stand in the record beside every reading.
struct ProbeEvidence: Sendable {
    /// How long one text may be, in characters.
    private static let maximumCharacters = 200
    /// How long all of them may be together, in bytes.
    private static let maximumBytes = 1_024

    /// The texts by name.
    private(set) var values: [String: String] = [:]
    private var byteCount = 0

    /// Adds a text, unless there is none or no room.
    mutating func add(_ name: String, _ value: String?) {
        guard let value, !value.isEmpty else { return }
        let text = Self.bounded(value)
        let length = name.utf8.count + text.utf8.count
        guard byteCount + length <= Self.maximumBytes else { return }
        byteCount += length
        values[name] = text
    }

    /// A text from outside on one line of bounded length, with what it would do to a terminal written out.
    static func bounded(_ text: String) -> String { String(TerminalText.safe(text).prefix(maximumCharacters)) }

    /// A URL without what may be secret in it: who asks, and what stands behind `?` and `#`.
    static func withoutSecrets(_ url: String) -> String {
        var text = url.prefix { $0 != "?" && $0 != "#" }
        if let start = text.firstRange(of: "://")?.upperBound {
            let authority = text[start...].prefix { $0 != "/" }
            if let at = authority.lastIndex(of: "@") { text.removeSubrange(start...at) }
        }
        return String(text) + (text.utf8.count < url.utf8.count && url.contains("?") ? "?…" : "")
    }
}
