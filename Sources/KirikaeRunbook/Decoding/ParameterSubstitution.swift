import KirikaeDiagnostics
import KirikaeSyntax

/// Fills `${name}` in the scalars and keys of a tree.
struct ParameterSubstitution {
    let words: [String: LocalizedText]
    /// Names whose words only stand for what nobody has given yet.
    let open: Set<String>
    let context: DecodingContext
    /// What was filled in where.
    private(set) var trace = SubstitutionTrace()

    init(words: [String: LocalizedText], open: Set<String> = [], context: DecodingContext) {
        self.words = words
        self.open = open
        self.context = context
    }

    /// The tree with every reference filled in.
    ///
    /// An undefined name is reported where it stands and left as written.
    mutating func apply(to node: Node, language: Language = .en) -> Node {
        guard node.mayHoldReferences else { return node }
        switch node.content {
        case .scalar(let text):
            guard Self.start(ofReferenceIn: text[...]) != nil else { return node }
            let filled = fill(text, language: language, at: node.location)
            return Node(filled.literal.map { .scalar($0) } ?? .template(filled), at: node.location)
        case .template: return node
        case .sequence(let elements):
            var filled = elements
            for index in elements.indices where elements[index].mayHoldReferences {
                filled[index] = apply(to: elements[index], language: language)
            }
            return Node(.sequence(filled), at: node.location)
        case .mapping(let entries):
            var filled = entries
            var hasNewKeys = false
            for (index, entry) in entries.enumerated() {
                filled[index].key = key(entry)
                hasNewKeys = hasNewKeys || filled[index].key != entry.key
                guard entry.value.mayHoldReferences else { continue }
                filled[index].value = apply(to: entry.value, language: Language(rawValue: entry.key) ?? language)
            }
            return Node(.mapping(hasNewKeys ? unique(filled) : filled), at: node.location)
        }
    }

    /// A key with its references filled in; what only a run knows cannot be a key.
    private mutating func key(_ entry: Node.Entry) -> String {
        guard Self.start(ofReferenceIn: entry.key[...]) != nil else { return entry.key }
        let filled = fill(entry.key, language: .en, at: entry.keyLocation)
        if let text = filled.literal { return text }
        context.report(SyntaxMessage.outputNotUsableHere, at: entry.keyLocation)
        return entry.key
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

    /// Where the first `${` stands.
    ///
    /// By byte: a search by characters takes longer than all the rest, and would not find a `{` with an accent on it.
    private static func start(ofReferenceIn text: Substring) -> Substring.Index? {
        var rest = text.utf8
        while let dollar = rest.firstIndex(of: UInt8(ascii: "$")) {
            rest = rest[rest.index(after: dollar)...]
            if rest.first == UInt8(ascii: "{") { return dollar }
        }
        return nil
    }

    private mutating func fill(_ text: String, language: Language, at location: SourceLocation) -> TextTemplate {
        var segments: [TextTemplate.Segment] = []
        var rest = text[...]
        while let start = Self.start(ofReferenceIn: rest) {
            segments.append(.text(String(rest[..<start])))
            rest = rest[rest.utf8.index(start, offsetBy: 2)...]
            guard let end = rest.utf8.firstIndex(of: UInt8(ascii: "}")) else {
                context.report(RunbookMessage.referenceNotClosed, at: location)
                return TextTemplate(segments + [.text("${" + rest)])
            }
            let name = String(rest[..<end])
            rest = rest[rest.utf8.index(after: end)...]
            segments.append(value(of: name, language: language, at: location))
        }
        return TextTemplate((segments + [.text(String(rest))]).filter { $0 != .text("") })
    }

    private mutating func value(of name: String, language: Language, at location: SourceLocation)
        -> TextTemplate.Segment
    {
        if let word = words[name] {
            trace.usedNames.insert(name)
            if open.contains(name) { trace.openPlaces.insert(location) }
            return .text(word[language])
        }
        if let output = OutputReference(written: name) { return .output(output) }
        if name.hasPrefix(TextTemplate.itemPrefix), name.utf8.count > TextTemplate.itemPrefix.utf8.count {
            return .item(String(name.dropFirst(TextTemplate.itemPrefix.count)))
        }
        context.report(
            RunbookMessage.undefinedParameter(name, suggestion: Suggestion.nearest(to: name, among: words.keys)),
            at: location)
        return .text("${\(name)}")
    }
}
