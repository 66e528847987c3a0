import KirikaeDiagnostics

/// Collects what is found while nodes are decoded.
public final class DecodingContext {
    /// The findings so far.
    public var diagnostics: Diagnostics

    /// Makes an empty context.
    public init() {
        diagnostics = Diagnostics()
    }

    /// Adds a finding.
    public func report(_ message: any DiagnosticMessage, at location: SourceLocation?, notes: [DiagnosticNote] = []) {
        diagnostics.report(message, at: location, notes: notes)
    }
}

extension MappingShape {
    /// A text in both languages.
    public static let localizedText = MappingShape(
        "text", "A text that people read, in both languages.",
        keys: [
            .optional("ja", .anyText, "The Japanese text. A missing one is reported as such."),
            .optional("en", .anyText, "The English text. A missing one is reported as such."),
        ], example: "{ja: 通話機能, en: Call function}")
}

/// Decoding of the plain types of the language. Each reports what is wrong and gives nil.
extension DecodingContext {
    /// A scalar's text.
    public func text(_ node: Node?) -> Located<String>? {
        guard let node else { return nil }
        switch node.content {
        case .scalar(let text): return Located(text, at: node.location)
        case .template:
            report(SyntaxMessage.outputNotUsableHere, at: node.location)
            return nil
        case .sequence, .mapping:
            report(SyntaxMessage.wrongKind(expected: .text), at: node.location)
            return nil
        }
    }

    /// A scalar's text, in which outputs of earlier steps may stand.
    public func template(_ node: Node?) -> Located<TextTemplate>? {
        guard let node else { return nil }
        if case .template(let template) = node.content { return Located(template, at: node.location) }
        return text(node).map { Located(TextTemplate($0.value), at: $0.location) }
    }

    /// A list of texts in which outputs of earlier steps may stand.
    public func templates(_ node: Node?) -> [Located<TextTemplate>] {
        list(node).compactMap(template)
    }

    /// The elements of a list; empty if there is none.
    public func list(_ node: Node?, isEmptyAllowed: Bool = true) -> [Node] {
        guard let node else { return [] }
        guard case .sequence(let elements) = node.content else {
            report(SyntaxMessage.wrongKind(expected: .list), at: node.location)
            return []
        }
        if elements.isEmpty, !isEmptyAllowed { report(SyntaxMessage.emptyMapping, at: node.location) }
        return elements
    }

    /// A list of texts.
    public func texts(_ node: Node?, isEmptyAllowed: Bool = true) -> [Located<String>] {
        list(node, isEmptyAllowed: isEmptyAllowed).compactMap(text)
    }

    /// A text in both languages.
    public func localizedText(_ node: Node?) -> LocalizedText? {
        guard let node else { return nil }
        guard case .mapping(let entries) = node.content else {
            report(SyntaxMessage.wrongKind(expected: .localizedText), at: node.location)
            return nil
        }
        // Half of all mappings are texts, and nearly all of those are written so: nothing can be found in them.
        if entries.count == 2, entries[0].key == "ja", entries[1].key == "en",
            case .scalar(let japanese) = entries[0].value.content, case .scalar(let english) = entries[1].value.content,
            !japanese.isEmpty, !english.isEmpty
        {
            return LocalizedText(ja: japanese, en: english)
        }
        return MappingReader(node, .localizedText, in: self).flatMap(localizedText)
    }

    /// The members `ja` and `en` of a mapping that may have others too.
    public func localizedText(_ reader: MappingReader) -> LocalizedText? {
        let japanese = text(reader["ja"])?.value
        let english = text(reader["en"])?.value
        // What is there and is no text is reported as such.
        if japanese?.isEmpty ?? (reader["ja"] == nil) {
            report(SyntaxMessage.missingTranslation(.ja), at: reader.location)
        }
        if english?.isEmpty ?? (reader["en"] == nil) {
            report(SyntaxMessage.missingTranslation(.en), at: reader.location)
        }
        guard let japanese, let english else { return nil }
        return LocalizedText(ja: japanese, en: english)
    }

    /// A text in both languages, or one literal for both.
    public func textOrLocalizedText(_ node: Node?) -> LocalizedText? {
        guard let node else { return nil }
        if let literal = node.scalar { return LocalizedText(verbatim: literal) }
        return localizedText(node)
    }

    /// A duration.
    public func duration(_ node: Node?) -> Milliseconds? {
        guard let node else { return nil }
        guard let value = node.scalar.flatMap({ Milliseconds(written: $0) }) else {
            report(SyntaxMessage.wrongKind(expected: .duration), at: node.location)
            return nil
        }
        return value
    }

    /// A size in bytes.
    public func byteCount(_ node: Node?) -> ByteCount? {
        guard let node else { return nil }
        guard let value = node.scalar.flatMap({ ByteCount(written: $0) }) else {
            report(SyntaxMessage.wrongKind(expected: .byteCount), at: node.location)
            return nil
        }
        return value
    }

    /// A whole number between two bounds.
    public func integer(_ node: Node?, in range: ClosedRange<Int>) -> Int? {
        guard let text = text(node) else { return nil }
        guard let value = WholeNumber.read(text.value), range.contains(value) else {
            report(SyntaxMessage.notInRange(text.value, range.lowerBound, range.upperBound), at: text.location)
            return nil
        }
        return value
    }

    /// A share from 1% to 100%, in percent.
    public func percentage(_ node: Node?) -> Int? {
        guard let text = text(node) else { return nil }
        guard text.value.hasSuffix("%"), let value = WholeNumber.read(String(text.value.dropLast())),
            (1...100).contains(value)
        else {
            report(SyntaxMessage.wrongKind(expected: .percentage), at: text.location)
            return nil
        }
        return value
    }

    /// `true` or `false`, and nothing else that YAML 1.1 would take for a truth value.
    public func truth(_ node: Node?) -> Bool? {
        guard let node else { return nil }
        guard let value = node.scalar.flatMap({ Bool($0) }) else {
            report(SyntaxMessage.wrongKind(expected: .trueOrFalse), at: node.location)
            return nil
        }
        return value
    }

    /// One of a set of words.
    public func word<Word: RawRepresentable & CaseIterable>(_ node: Node?, as type: Word.Type) -> Word?
    where Word.RawValue == String {
        guard let text = text(node) else { return nil }
        if let word = Word(rawValue: text.value) { return word }
        let allowed = Word.allCases.map(\.rawValue)
        report(
            SyntaxMessage.notAllowed(
                text.value, suggestion: Suggestion.nearest(to: text.value, among: allowed), allowed: allowed),
            at: text.location)
        return nil
    }

    /// An identifier: lower-case ASCII letters, digits and `-`, in parts joined by `.`; capitals where `allowingCapitals`.
    public func identifier(_ node: Node?, allowingCapitals: Bool = false) -> Located<String>? {
        guard let text = text(node) else { return nil }
        guard Identifier.isValid(text.value, allowingCapitals: allowingCapitals) else {
            report(SyntaxMessage.wrongKind(expected: .identifier), at: text.location)
            return nil
        }
        return text
    }

    /// The key `kirikae`, which must name an edition this program knows.
    public func edition(_ reader: MappingReader) {
        guard let edition = text(reader["kirikae"]) else { return }
        if edition.value != "1" { report(SyntaxMessage.unsupportedEdition(edition.value), at: edition.location) }
    }

    /// The name of a variable.
    public func variable(_ node: Node?) -> Located<String>? {
        guard let text = text(node) else { return nil }
        guard text.value.matches(.variable) else {
            report(SyntaxMessage.wrongKind(expected: .variableName), at: text.location)
            return nil
        }
        return text
    }

    /// A mapping of names to values, where nothing else looks at the names.
    public func assignments(
        _ node: Node?, _ shape: MappingShape
    ) -> [(variable: Located<String>, value: Located<String>)] {
        guard let node, MappingReader(node, shape, in: self) != nil else { return [] }
        return assignments(node)
    }

    /// A mapping of variables to values.
    ///
    /// A name that is none is found when it is looked up.
    public func assignments(_ node: Node?) -> [(variable: Located<String>, value: Located<String>)] {
        guard let node else { return [] }
        guard let entries = node.entries else {
            report(SyntaxMessage.wrongKind(expected: .mapping), at: node.location)
            return []
        }
        return entries.compactMap { entry in
            text(entry.value).map { (Located(entry.key, at: entry.keyLocation), $0) }
        }
    }

    /// Reports every name that was already defined, with the place of the first.
    public func reportDuplicates(_ names: [Located<String>]) {
        // For a few names a table costs more than it saves.
        if names.count <= 8 {
            for index in names.indices {
                if let first = names[..<index].first(where: { $0.value == names[index].value }) {
                    reportDuplicate(names[index], of: first.location)
                }
            }
            return
        }
        var first: [String: SourceLocation] = [:]
        first.reserveCapacity(names.count)
        for name in names {
            if let place = first.updateValue(name.location, forKey: name.value) {
                first[name.value] = place
                reportDuplicate(name, of: place)
            }
        }
    }

    private func reportDuplicate(_ name: Located<String>, of first: SourceLocation) {
        report(
            SyntaxMessage.duplicateDefinition(name.value), at: name.location,
            notes: [DiagnosticNote(text: SyntaxMessage.firstDefinedHere, location: first)])
    }
}
