import KirikaeDiagnostics

/// Reads a mapping key by key and, at the end, reports the keys that its shape does not have.
///
/// Decoding goes on after a fault, so that all faults of a file are found in one pass; a value that could not be read is nil.
public struct MappingReader {
    /// The mapping.
    public let node: Node
    /// Its entries, in the order written.
    public let entries: [Node.Entry]
    private let shape: MappingShape
    private let context: DecodingContext

    /// Starts reading; nil, with a finding, if the node is not a mapping.
    public init?(_ node: Node, _ shape: MappingShape, in context: DecodingContext) {
        guard let entries = node.entries else {
            context.report(SyntaxMessage.wrongKind(expected: .mapping), at: node.location)
            return nil
        }
        self.node = node
        self.shape = shape
        self.context = context
        self.entries = entries
        if entries.isEmpty, shape.freeKeys?.isRequired == true {
            context.report(SyntaxMessage.emptyMapping, at: node.location)
        }
        for name in shape.requiredNames where self[name] == nil {
            context.report(SyntaxMessage.missingKey(name), at: headLocation)
        }
        for choice in shape.exactlyOneOf { checkChoice(choice) }
        for dependence in shape.dependences { check(dependence) }
        checkKeys()
    }

    /// The value under a key; nil if it is not there.
    ///
    /// That it is missing is reported already if the shape requires it.
    public subscript(key: String) -> Node? {
        for entry in entries where entry.key == key { return entry.value }
        return nil
    }

    /// The value under a key that this mapping needs although its shape does not always.
    public func required(_ key: String) -> Node? {
        let value = self[key]
        if value == nil { context.report(SyntaxMessage.missingKey(key), at: headLocation) }
        return value
    }

    /// The entries whose keys the author chose.
    public var freeEntries: [Node.Entry] {
        entries.filter { !shape.names.contains($0.key) }
    }

    /// Reports every key that the shape does not have, with the nearest known one.
    private func checkKeys() {
        for entry in entries where !shape.names.contains(entry.key) {
            if let free = shape.freeKeys, entry.key.matches(free.key) { continue }
            let suggestion = Suggestion.nearest(to: entry.key, among: shape.names)
            if suggestion == nil, let free = shape.freeKeys {
                context.report(SyntaxMessage.wrongKind(expected: free.key.expectation), at: entry.keyLocation)
            } else {
                context.report(
                    SyntaxMessage.unknownKey(entry.key, suggestion: suggestion, known: shape.names),
                    at: entry.keyLocation)
            }
        }
    }

    private func check(_ dependence: MappingShape.Dependence) {
        guard self[dependence.key]?.entries?.contains(where: { dependence.having.contains($0.key) }) == true else {
            return
        }
        for name in dependence.requires where self[name] == nil {
            context.report(SyntaxMessage.missingKey(name), at: headLocation)
        }
        for entry in entries where dependence.refuses.contains(entry.key) {
            let known = shape.names.filter { !dependence.refuses.contains($0) }
            context.report(SyntaxMessage.unknownKey(entry.key, suggestion: nil, known: known), at: entry.keyLocation)
        }
    }

    private func checkChoice(_ names: [String]) {
        let present = names.filter { self[$0] != nil }
        if present.isEmpty {
            context.report(SyntaxMessage.noneOfKeys(names), at: headLocation)
        } else if present.count > 1 {
            for entry in entries.filter({ names.contains($0.key) }).dropFirst() {
                context.report(SyntaxMessage.keysExclude(present), at: entry.keyLocation)
            }
        }
    }

    /// The first key: where something missing is reported, rather than over the whole mapping.
    private var headLocation: SourceLocation {
        entries.first?.keyLocation ?? node.location
    }
}

extension String {
    /// Whether the text has a form that keys may have.
    func matches(_ form: TextForm) -> Bool {
        switch form {
        case .identifier: Identifier.isValid(self)
        case .identifierWithCapitals: Identifier.isValid(self, allowingCapitals: true)
        case .variable: contains(".") && Identifier.isValid(self)
        default: true
        }
    }
}

extension TextForm {
    /// What to tell an author who wrote something else.
    var expectation: SyntaxMessage.Expectation {
        switch self {
        case .identifier, .identifierWithCapitals: .identifier
        case .variable: .variableName
        case .duration: .duration
        case .integer: .integer
        case .percentage: .percentage
        case .truth: .trueOrFalse
        case .runbookStep: .runbookStep
        default: .text
        }
    }
}
