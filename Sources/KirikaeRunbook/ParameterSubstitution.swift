import KirikaeDiagnostics
import KirikaeSyntax

/// Fills `${name}` in the scalars and keys of a tree.
struct ParameterSubstitution {
    let words: [String: LocalizedText]
    let context: DecodingContext

    /// The tree with every reference filled in.
    ///
    /// An undefined name is reported where it stands and left as written.
    func apply(to node: Node, language: Language = .en) -> Node {
        switch node.content {
        case .scalar(let text):
            return Node(.scalar(fill(text, language: language, at: node.location)), at: node.location)
        case .sequence(let elements):
            return Node(.sequence(elements.map { apply(to: $0, language: language) }), at: node.location)
        case .mapping(let entries):
            let filled = entries.map { entry in
                Node.Entry(
                    key: fill(entry.key, language: .en, at: entry.keyLocation), keyLocation: entry.keyLocation,
                    value: apply(to: entry.value, language: Language(rawValue: entry.key) ?? language))
            }
            return Node(.mapping(unique(filled)), at: node.location)
        }
    }

    /// Keys that were different as written may be the same once filled in.
    private func unique(_ entries: [Node.Entry]) -> [Node.Entry] {
        var first: [String: SourceLocation] = [:]
        return entries.filter { entry in
            guard let place = first[entry.key] else {
                first[entry.key] = entry.keyLocation
                return true
            }
            let note = DiagnosticNote(text: SyntaxMessage.firstWrittenHere, location: place)
            context.report(SyntaxMessage.duplicateKey(entry.key), at: entry.keyLocation, notes: [note])
            return false
        }
    }

    private func fill(_ text: String, language: Language, at location: SourceLocation) -> String {
        // By byte: almost no scalar holds a reference, and a search by characters would be a third of a load.
        guard text.utf8.contains(UInt8(ascii: "$")), text.contains("${") else { return text }
        var result = ""
        var rest = text[...]
        while let start = rest.firstRange(of: "${") {
            result += rest[..<start.lowerBound]
            rest = rest[start.upperBound...]
            guard let end = rest.firstIndex(of: "}") else {
                context.report(RunbookMessage.referenceNotClosed, at: location)
                return result + "${" + rest
            }
            let name = String(rest[..<end])
            rest = rest[rest.index(after: end)...]
            if let word = words[name] {
                result += word[language]
            } else {
                context.report(
                    RunbookMessage.undefinedParameter(
                        name, suggestion: Suggestion.nearest(to: name, among: words.keys)), at: location)
                result += "${\(name)}"
            }
        }
        return result + rest
    }
}
