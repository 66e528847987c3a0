import KirikaeCanonicalJSON

/// Goes through two values side by side down to what a person would call one change: a text in both languages, a list that only
/// makes sense as a whole, a single value.
struct ValueWalk {
    /// Keys of lists that are compared as a whole.
    private static let wholes: Set<String> = [
        "accept", "unexpected", "expect", "members", "waves", "values", "shows", "press", "source", "numbers",
        "command", "run",
        "items", "exclusive", "when", "resolve",
    ]

    /// The changes between two values.
    static func changes(_ old: JSONValue?, _ new: JSONValue?, keys: [String] = []) -> [ValueDifference] {
        guard old != new else { return [] }
        switch (old, new) {
        case (.object(let before), .object(let after)):
            if isText(before), isText(after) { break }
            return Set(before.keys).union(after.keys).sorted()
                .flatMap { changes(before[$0], after[$0], keys: keys + [$0]) }
        case (.array(let before), .array(let after)):
            if keys.last.map(wholes.contains) ?? false { break }
            return ListAlignment(before, after).pairs.flatMap { pair in
                changes(
                    pair.old.map { before[$0] }, pair.new.map { after[$0] },
                    keys: keys + ["\((pair.new ?? pair.old ?? 0) + 1)"])
            }
        default: break
        }
        return [ValueDifference(keys: keys, old: old, new: new)]
    }

    /// Whether an object is a text in both languages.
    static func isText(_ members: [String: JSONValue]) -> Bool {
        members.count == 2 && members["ja"]?.stringValue != nil && members["en"]?.stringValue != nil
    }
}

extension JSONValue {
    /// Whether it is a text in both languages.
    var isLocalizedText: Bool { objectValue.map(ValueWalk.isText) ?? false }
}
