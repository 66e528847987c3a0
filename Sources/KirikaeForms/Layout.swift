import KirikaeRunbook
import KirikaeSyntax

/// What the shapes say about how a value is laid out.
enum Layout {
    /// What a value is, as far as the language knows.
    enum Kind {
        case text(TextForm)
        case list(ValueShape)
        case mapping(MappingShape)
        case unknown
    }

    /// Mappings that are written on one line where they fit.
    static let oneLineShapes: Set<String> = [
        "text", "assignments", "condition", "when", "arguments", "parameter", "lookup", "lookup-values", "no-reverse",
        "output", "command-action", "http-action", "include-action", "bound-action", "wait-action", "wait", "exchange",
        "secret-reply", "secret-files", "http-headers", "choice", "direction-words", "place", "host", "group",
        "inventory", "inventory-item", "item-details", "secret-source", "observation", "http-probe", "tcp-probe",
        "command-probe", "printed-values", "dns-probe", "dns-answers", "sip-probe", "sip-statuses", "count-probe",
        "counted-numbers",
        "answer-entry", "event", "expectation", "severities", "limits",
    ]

    /// What a value is, given what the language expects where it stands.
    static func kind(of value: Piece.Value, expected: ValueShape?) -> Kind {
        switch (expected, value) {
        case (.text(let form), .text): return .text(form)
        case (.localizedText, .mapping): return .mapping(.localizedText)
        case (.list(let element, _), .list): return .list(element)
        case (.mapping(let name), .mapping): return LanguageShapes.shape(named: name).map(Kind.mapping) ?? .unknown
        case (.mapping(let name), .list):
            return LanguageShapes.shape(named: name)?.mayBeList == true ? .list(.mapping(name)) : .unknown
        case (.oneMappingOf(let names), .mapping(let pieces)):
            let shapes = names.compactMap(LanguageShapes.shape(named:))
            let shape = shapes.first { shape in pieces.contains { $0.key == shape.requiredNames.first } }
            return shape.map(Kind.mapping) ?? .unknown
        case (.either(let alternatives), _):
            for alternative in alternatives {
                let kind = kind(of: value, expected: alternative)
                if case .unknown = kind { continue }
                return kind
            }
            return .unknown
        default: return .unknown
        }
    }

    /// What the language expects under a key.
    static func expected(under key: String?, in shape: MappingShape?) -> ValueShape? {
        shape?.keys.first { $0.name == key }?.value ?? shape?.freeKeys?.value
    }

    /// A value with all entries in canonical order, and every comment above an entry that begins on the line of its element
    /// given to the element, above which it has to stand.
    static func arranged(_ value: Piece.Value, expected: ValueShape?) -> Piece.Value {
        switch (value, kind(of: value, expected: expected)) {
        case (.text, _): return value
        case (.mapping(let pieces), .mapping(let shape)):
            return .mapping(
                ordered(pieces, in: shape).map { arranged($0, expected: self.expected(under: $0.key, in: shape)) })
        case (.mapping(let pieces), _): return .mapping(pieces.map { arranged($0, expected: nil) })
        case (.list(let pieces), .list(let element)): return .list(pieces.map { arranged($0, expected: element) })
        case (.list(let pieces), _): return .list(pieces.map { arranged($0, expected: nil) })
        }
    }

    private static func arranged(_ piece: Piece, expected: ValueShape?) -> Piece {
        var piece = piece
        piece.value = arranged(piece.value, expected: expected)
        guard piece.key == nil else { return piece }
        switch piece.value {
        case .text: break
        case .list(var inner) where !inner.isEmpty:
            piece.above += inner[0].above
            inner[0].above = []
            piece.value = .list(inner)
        case .mapping(var inner) where !inner.isEmpty:
            piece.above += inner[0].above
            inner[0].above = []
            piece.value = .mapping(inner)
        case .list, .mapping: break
        }
        return piece
    }

    /// The entries of a mapping in canonical order: keys that the author chose first, in his order, then the others in the order
    /// of the shape.
    private static func ordered(_ pieces: [Piece], in shape: MappingShape) -> [Piece] {
        let places = Dictionary(shape.names.enumerated().map { ($1, $0) }, uniquingKeysWith: { first, _ in first })
        let chosen = pieces.filter { places[$0.key ?? ""] == nil }
        let fixed = pieces.filter { places[$0.key ?? ""] != nil }
            .sorted { places[$0.key ?? "", default: 0] < places[$1.key ?? "", default: 0] }
        return shape.freeKeys != nil ? chosen + fixed : fixed + chosen
    }

    /// Whether a mapping mixes keys of its shape into those that the author chose, so that each deserves a line.
    static func mixesKeys(_ pieces: [Piece], of shape: MappingShape) -> Bool {
        shape.freeKeys != nil && pieces.contains { shape.names.contains($0.key ?? "") }
    }
}
