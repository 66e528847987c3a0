import KirikaeDiagnostics
import KirikaeSyntax

extension DecodingContext {
    private static func isVariable(_ key: String) -> Bool { key.utf8.contains(0x2E) && Identifier.isValid(key) }

    /// A condition; nil, with a finding, if it is none.
    public func condition(_ node: Node?) -> Condition? {
        guard let node else { return nil }
        if node.elements != nil {
            return Condition.all(conditions(node), at: node.location)
        }
        guard let reader = MappingReader(node, .condition, in: self) else { return nil }
        var parts: [Condition] = []
        if let all = reader["all"] {
            parts.append(Condition(.all(conditions(all, isEmptyAllowed: false)), at: all.location))
        }
        if let any = reader["any"] {
            parts.append(Condition(.any(conditions(any, isEmptyAllowed: false)), at: any.location))
        }
        if let not = reader["not"], let inner = condition(not) {
            parts.append(Condition(.not(inner), at: not.location))
        }
        let because = localizedText(reader["because"])
        let source = texts(reader["source"]).map(\.value)
        let within = duration(reader["within"])
        let every = duration(reader["every"])
        let evidence = word(reader["evidence"], as: EvidenceRequirement.self)
        for entry in reader.freeEntries where Self.isVariable(entry.key) {
            let values = valuesOrValue(entry.value)
            guard !values.isEmpty else { continue }
            let test = Condition.Test(variable: Located(entry.key, at: entry.keyLocation), values: values)
            parts.append(Condition(.test(test), at: entry.keyLocation))
        }
        guard !parts.isEmpty else {
            // A gate without a test would be no gate at all; anything else that left no part has its finding already.
            if reader.entries.allSatisfy({ MappingShape.condition.notAlone.contains($0.key) }) {
                report(SyntaxMessage.wrongKind(expected: .variableName), at: node.location)
            }
            return nil
        }
        var result = Condition.all(parts, at: node.location)
        result.because = because
        result.source = source
        result.within = within
        result.every = every
        result.needsEvidenceOfRun = evidence == .run
        result.location = node.location
        return result
    }

    /// A list of conditions.
    public func conditions(_ node: Node?, isEmptyAllowed: Bool = true) -> [Condition] {
        list(node, isEmptyAllowed: isEmptyAllowed).compactMap(condition)
    }

    /// One condition, or a list of them.
    public func conditionOrConditions(_ node: Node) -> [Condition] {
        node.elements != nil ? conditions(node) : [condition(node)].compactMap { $0 }
    }

    private func valuesOrValue(_ node: Node) -> [Located<String>] {
        switch node.content {
        case .scalar, .template: return [text(node)].compactMap { $0 }
        case .sequence(let elements) where !elements.isEmpty: return elements.compactMap { text($0) }
        default:
            report(SyntaxMessage.wrongKind(expected: .textOrList), at: node.location)
            return []
        }
    }
}

/// What a condition may demand of the age of its evidence.
enum EvidenceRequirement: String, CaseIterable {
    case run
}
