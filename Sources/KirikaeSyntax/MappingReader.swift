import KirikaeDiagnostics

/// Reads a mapping key by key and, at the end, reports the keys that its shape does not have.
///
/// Decoding goes on after a fault, so that all faults of a file are found in one pass; a value that could not be read is nil.
public struct MappingReader {
    /// Where the mapping stands.
    public let location: SourceLocation
    /// Its entries, in the order written.
    public let entries: [Node.Entry]
    private let shape: MappingShape
    private let context: DecodingContext

    /// Starts reading; nil, with a finding, if the node is not a mapping.
    public init?(_ node: Node, _ shape: MappingShape, in context: DecodingContext) {
        guard case .mapping(let entries) = node.content else {
            context.report(SyntaxMessage.wrongKind(expected: .mapping), at: node.location)
            return nil
        }
        location = node.location
        self.shape = shape
        self.context = context
        self.entries = entries
        if entries.isEmpty, shape.freeKeys?.isRequired == true {
            context.report(SyntaxMessage.emptyMapping, at: node.location)
        }
        for name in shape.requiredNames where !has(name) {
            context.report(SyntaxMessage.missingKey(name), at: headLocation)
        }
        for choice in shape.exactlyOneOf { checkChoice(choice) }
        for choice in shape.atMostOneOf where choice.contains(where: has) { checkChoice(choice) }
        for dependence in shape.dependences { check(dependence) }
        checkKeys()
    }

    /// The value under a key; nil if it is not there.
    ///
    /// That it is missing is reported already if the shape requires it.
    public subscript(key: String) -> Node? {
        entries.index(ofKey: key).map { entries[$0].value }
    }

    private func has(_ key: String) -> Bool { entries.index(ofKey: key) != nil }

    /// The value under a key that this mapping needs although its shape does not always.
    public func required(_ key: String) -> Node? {
        let value = self[key]
        if value == nil { context.report(SyntaxMessage.missingKey(key), at: headLocation) }
        return value
    }

    /// The entries whose keys the author chose.
    public var freeEntries: [Node.Entry] {
        guard entries.contains(where: { shape.index(ofName: $0.key) != nil }) else { return entries }
        return entries.filter { shape.index(ofName: $0.key) == nil }
    }

    /// Reports every key that the shape does not have, with the nearest known one.
    private func checkKeys() {
        // Most mappings have their keys in the order of the shape, so each is looked for from the last one on.
        var last = 0
        for index in entries.indices {
            if let known = shape.index(ofName: entries[index].key, from: last) {
                last = known
                continue
            }
            let entry = entries[index]
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
        guard let index = entries.index(ofKey: dependence.key), case .mapping(let parts) = entries[index].value.content,
            dependence.having.contains(where: { parts.index(ofKey: $0) != nil })
        else { return }
        for name in dependence.requires where !has(name) {
            context.report(SyntaxMessage.missingKey(name), at: headLocation)
        }
        guard dependence.refuses.contains(where: has) else { return }
        for entry in entries where dependence.refuses.contains(entry.key) {
            let known = shape.names.filter { !dependence.refuses.contains($0) }
            context.report(SyntaxMessage.unknownKey(entry.key, suggestion: nil, known: known), at: entry.keyLocation)
        }
    }

    private func checkChoice(_ names: [String]) {
        let present = names.filter(has)
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
        entries.first?.keyLocation ?? location
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
