import KirikaeDiagnostics

/// One node of a YAML document: a scalar, a sequence or a mapping, with its place in the text.
///
/// A scalar is text whatever it looks like: the schema that reads it decides what it means, so `no`, `010` and `1:30` stay
/// what the author wrote.
public struct Node: Sendable, Hashable {
    /// What a node holds.
    public enum Content: Sendable, Hashable {
        /// The text of a scalar, in any of YAML's five styles.
        case scalar(String)
        /// The elements of a sequence.
        case sequence([Node])
        /// The entries of a mapping, in the order written. Keys are unique: the parser has reported the others.
        case mapping([Entry])
        /// A scalar with holes that only a run can fill. The parser makes none; filling in parameters does.
        case template(TextTemplate)
    }

    /// A key and its value.
    public struct Entry: Sendable, Hashable {
        /// The text of the key.
        public var key: String
        /// Where the key stands.
        public var keyLocation: SourceLocation
        /// The value.
        public var value: Node

        /// Makes an entry.
        public init(key: String, keyLocation: SourceLocation, value: Node) {
            self.key = key
            self.keyLocation = keyLocation
            self.value = value
        }
    }

    /// What the node holds.
    public let content: Content
    /// Whether a `$` stands in some text or key of it, so that there may be references to fill in.
    ///
    /// Almost no node holds one, and most work on references is to pass by all the others.
    public let mayHoldReferences: Bool
    /// Where it stands.
    public let location: SourceLocation

    /// Makes a node.
    public init(_ content: Content, at location: SourceLocation) {
        let mayHoldReferences =
            switch content {
            case .scalar(let text): Self.mayHoldReferences(text)
            case .template: false
            case .sequence(let nodes): nodes.contains(where: \.mayHoldReferences)
            case .mapping(let entries):
                entries.contains { $0.value.mayHoldReferences || Self.mayHoldReferences($0.key) }
            }
        self.init(content, mayHoldReferences: mayHoldReferences, at: location)
    }

    /// Makes a node of which it is known whether it may hold references.
    init(_ content: consuming Content, mayHoldReferences: Bool, at location: SourceLocation) {
        self.content = content
        self.mayHoldReferences = mayHoldReferences
        self.location = location
    }

    private static func mayHoldReferences(_ text: String) -> Bool { text.utf8.contains(UInt8(ascii: "$")) }

    /// The text if it is a scalar.
    public var scalar: String? {
        if case .scalar(let text) = content { text } else { nil }
    }

    /// The elements if it is a sequence.
    public var elements: [Node]? {
        if case .sequence(let nodes) = content { nodes } else { nil }
    }

    /// The entries if it is a mapping.
    public var entries: [Entry]? {
        if case .mapping(let entries) = content { entries } else { nil }
    }

    /// The value under a key if it is a mapping that has it.
    public subscript(key: String) -> Node? {
        guard case .mapping(let entries) = content else { return nil }
        return entries.index(ofKey: key).map { entries[$0].value }
    }
}

extension [Node.Entry] {
    /// The index of the entry that has a key of the language; nil if there is none.
    ///
    /// Keys of the language are lower-case ASCII, to which nothing is equal that has other bytes. The length tells almost all of
    /// them apart, and no entry is copied to look at it.
    @inline(__always)
    func index(ofKey key: String) -> Int? {
        let count = key.utf8.count
        var index = 0
        while index < self.count {
            if self[index].key.utf8.count == count, self[index].key == key { return index }
            index += 1
        }
        return nil
    }
}

/// A value together with the place it was read from.
public struct Located<Value: Sendable>: Sendable {
    /// The value.
    public var value: Value
    /// Where it stands.
    public var location: SourceLocation

    /// Makes a located value.
    public init(_ value: Value, at location: SourceLocation) {
        self.value = value
        self.location = location
    }
}

extension Located: Equatable where Value: Equatable {}
extension Located: Hashable where Value: Hashable {}
