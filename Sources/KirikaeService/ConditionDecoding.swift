import KirikaeDiagnostics
import KirikaeSyntax

extension DecodingContext {
    private static let conditionKeys = ["all", "any", "not", "because", "source", "within", "every", "evidence"]

    /// A condition; nil, with a finding, if it is none.
    public func condition(_ node: Node?) -> Condition? {
        guard let node else { return nil }
        if node.elements != nil {
            return Condition.all(conditions(node), at: node.location)
        }
        guard var reader = MappingReader(node, in: self), let entries = node.entries else { return nil }
        var parts: [Condition] = []
        if let all = reader.optional("all") { parts.append(Condition(.all(conditions(all)), at: all.location)) }
        if let any = reader.optional("any") { parts.append(Condition(.any(conditions(any)), at: any.location)) }
        if let not = reader.optional("not"), let inner = condition(not) {
            parts.append(Condition(.not(inner), at: not.location))
        }
        let because = localizedText(reader.optional("because"))
        let source = texts(reader.optional("source")).map(\.value)
        let within = duration(reader.optional("within"))
        let every = duration(reader.optional("every"))
        let evidence = word(reader.optional("evidence"), as: EvidenceRequirement.self)
        for entry in entries where !Self.conditionKeys.contains(entry.key) {
            guard entry.key.contains("."), Identifier.isValid(entry.key) else {
                let suggestion = Suggestion.nearest(to: entry.key, among: Self.conditionKeys)
                if suggestion != nil {
                    report(
                        SyntaxMessage.unknownKey(entry.key, suggestion: suggestion, known: Self.conditionKeys),
                        at: entry.keyLocation)
                } else {
                    report(SyntaxMessage.wrongKind(expected: .variableName), at: entry.keyLocation)
                }
                continue
            }
            let values = valuesOrValue(entry.value)
            guard !values.isEmpty else { continue }
            let test = Condition.Test(variable: Located(entry.key, at: entry.keyLocation), values: values)
            parts.append(Condition(.test(test), at: entry.keyLocation))
        }
        guard !parts.isEmpty else {
            if entries.isEmpty { report(SyntaxMessage.wrongKind(expected: .variableName), at: node.location) }
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
    public func conditions(_ node: Node?) -> [Condition] {
        list(node).compactMap(condition)
    }

    private func valuesOrValue(_ node: Node) -> [Located<String>] {
        switch node.content {
        case .scalar(let text): return [Located(text, at: node.location)]
        case .sequence(let elements) where !elements.isEmpty: return elements.compactMap(text)
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
