import KirikaeDiagnostics

/// Reads a mapping key by key and, at the end, reports the keys nobody asked for.
///
/// Decoding goes on after a fault, so that all faults of a file are found in one pass; a value that could not be read is nil.
public struct MappingReader {
    /// The mapping.
    public let node: Node
    private let context: DecodingContext
    private let entries: [Node.Entry]
    private var known: [String] = []

    /// Starts reading; nil, with a finding, if the node is not a mapping.
    public init?(_ node: Node, in context: DecodingContext) {
        guard let entries = node.entries else {
            context.report(SyntaxMessage.wrongKind(expected: .mapping), at: node.location)
            return nil
        }
        self.node = node
        self.context = context
        self.entries = entries
    }

    /// The value under a key, or nil; the key is known from now on.
    public mutating func optional(_ key: String) -> Node? {
        known.append(key)
        return entries.first { $0.key == key }?.value
    }

    /// The value under a key; a finding if it is not there.
    public mutating func required(_ key: String) -> Node? {
        let value = optional(key)
        if value == nil { context.report(SyntaxMessage.missingKey(key), at: headLocation) }
        return value
    }

    /// The value under a key, required or not.
    public mutating func value(_ key: String, required: Bool) -> Node? {
        required ? self.required(key) : optional(key)
    }

    /// Reports every key that was not asked for, with the nearest known one.
    public func finish() {
        for entry in entries where !known.contains(entry.key) {
            let suggestion = Suggestion.nearest(to: entry.key, among: known)
            context.report(
                SyntaxMessage.unknownKey(entry.key, suggestion: suggestion, known: known), at: entry.keyLocation)
        }
    }

    /// The first key: where something missing is reported, rather than over the whole mapping.
    private var headLocation: SourceLocation {
        entries.first?.keyLocation ?? node.location
    }
}
