import KirikaeCanonicalJSON
import KirikaeRunbook
import KirikaeSyntax

/// Writes the JSON Schema (draft 2020-12) of a kind of file, for editors.
///
/// A schema sees the values that a YAML reader makes of plain scalars, where `1` is a number and `true` a truth value. The
/// language takes all of them for text, so wherever a text may stand the schema takes all of them too. It refuses nothing that
/// is right but a name spelled `null` or `~`; it does not see what no schema can: names that are defined nowhere, keys written
/// twice, keys that only another key's value makes necessary.
public struct SchemaWriter {
    /// The kind of file.
    public let kind: LanguageShapes.FileKind

    /// Makes a writer.
    public init(kind: LanguageShapes.FileKind) {
        self.kind = kind
    }

    /// The address a schema names itself by; nothing is found there.
    public var identifier: String { "https://kirikae.example/schema/1/\(fileName)" }

    /// The name of the file it is kept in.
    public var fileName: String { "\(kind.name).schema.json" }

    /// The schema, for reading, with a line feed at the end.
    public var text: String { schema.indentedText + "\n" }

    /// The schema.
    public var schema: JSONValue {
        var definitions: [String: JSONValue] = [:]
        for shape in LanguageShapes.reached(from: kind.shape) {
            guard shape.mayBeList else {
                definitions[shape.name] = mapping(shape)
                continue
            }
            definitions[shape.name] = .object([
                "if": Self.type("array"), "then": .object(["items": Self.reference(shape.name)]),
                "else": Self.reference(shape.name + "-mapping"),
            ])
            definitions[shape.name + "-mapping"] = mapping(shape)
        }
        return .object([
            "$schema": "https://json-schema.org/draft/2020-12/schema",
            "$id": .string(identifier),
            "title": .string("Kirikae: \(kind.name)"),
            "description": .string(kind.shape.meaning),
            "$ref": .string("#/$defs/\(kind.shape.name)"),
            "$defs": .object(definitions),
        ])
    }

    // MARK: Mappings

    private func mapping(_ shape: MappingShape) -> JSONValue {
        var members: [String: JSONValue] = [
            "type": "object", "title": .string(shape.name), "description": .string(shape.meaning),
            "additionalProperties": .bool(false),
        ]
        var properties: [String: JSONValue] = [:]
        for key in shape.keys { properties[key.name] = described(value(key.value), as: key) }
        if !properties.isEmpty { members["properties"] = .object(properties) }
        // A translation that is missing is an error of its own, and so the shape does not call it required.
        let required = shape.names.filter {
            shape.requiredNames.contains($0) || (MappingShape.localizedText.names.contains($0))
        }
        if !required.isEmpty { members["required"] = .array(required.map(JSONValue.string)) }
        if let free = shape.freeKeys {
            let described = described(value(free.value), free.meaning)
            if let pattern = pattern(of: free.key) {
                members["patternProperties"] = .object([pattern: described])
            } else {
                members["additionalProperties"] = described
            }
            if free.isRequired { members["minProperties"] = .integer(1) }
        }
        var rules = shape.exactlyOneOf.map { names in
            JSONValue.object(["oneOf": .array(names.map { Self.having([$0]) })])
        }
        rules += shape.atMostOneOf.map { names in
            let none = JSONValue.object(["not": .object(["anyOf": .array(names.map { Self.having([$0]) })])])
            return .object(["oneOf": .array(names.map { Self.having([$0]) } + [none])])
        }
        rules += shape.dependences.map(dependence)
        if !shape.notAlone.isEmpty {
            let names = JSONValue.array(shape.notAlone.map(JSONValue.string))
            rules.append(.object(["not": .object(["propertyNames": .object(["enum": names])])]))
        }
        if !rules.isEmpty { members["allOf"] = .array(rules) }
        return .object(members)
    }

    private func dependence(_ dependence: MappingShape.Dependence) -> JSONValue {
        let decides = JSONValue.object([
            "type": "object", "anyOf": .array(dependence.having.map { Self.having([$0]) }),
        ])
        var then: [String: JSONValue] = [:]
        if !dependence.requires.isEmpty { then["required"] = .array(dependence.requires.map(JSONValue.string)) }
        if !dependence.refuses.isEmpty {
            then["properties"] = .object(
                Dictionary(
                    dependence.refuses.map { ($0, JSONValue.bool(false)) }, uniquingKeysWith: { first, _ in first }))
        }
        return .object([
            "if": .object([
                "required": .array([.string(dependence.key)]), "properties": .object([dependence.key: decides]),
            ]),
            "then": .object(then),
        ])
    }

    // MARK: Values

    private func value(_ shape: ValueShape) -> JSONValue {
        switch shape {
        case .text(let form): return text(form)
        case .localizedText: return Self.reference(MappingShape.localizedText.name)
        case .mapping(let name): return Self.reference(name)
        case .list(let element, let isEmptyAllowed):
            var members: [String: JSONValue] = ["type": "array", "items": value(element)]
            if !isEmptyAllowed { members["minItems"] = .integer(1) }
            return .object(members)
        case .oneMappingOf(let names): return oneMapping(of: names.compactMap(LanguageShapes.shape(named:)))
        case .either(let alternatives): return either(alternatives)
        }
    }

    /// One of several kinds of value, told apart by their JSON type, so that a message speaks of the one that was meant.
    private func either(_ alternatives: [ValueShape]) -> JSONValue {
        // A text may have any type but a list's and a mapping's, so it is what is left over.
        let texts = alternatives.filter { if case .text = $0 { true } else { false } }
        let others = alternatives.filter { if case .text = $0 { false } else { true } }
        let ordered = others + texts
        guard let last = ordered.last else { return .bool(false) }
        return ordered.dropLast().reversed().reduce(value(last)) { rest, alternative in
            let type = if case .list = alternative { "array" } else { "object" }
            return .object(["if": Self.type(type), "then": value(alternative), "else": rest])
        }
    }

    /// One of several mappings, told apart by the key that only one of them requires.
    private func oneMapping(of shapes: [MappingShape]) -> JSONValue {
        let references = shapes.map { Self.reference($0.name) }
        // Without such a key an editor proposes all of them.
        let none = JSONValue.object(["type": "object", "anyOf": .array(references)])
        return zip(shapes, references).reversed().reduce(none) { rest, pair in
            .object([
                "if": .object([
                    "type": "object", "required": .array(pair.0.requiredNames.prefix(1).map(JSONValue.string)),
                ]),
                "then": pair.1, "else": rest,
            ])
        }
    }

    private func described(_ schema: JSONValue, as key: MappingShape.Key) -> JSONValue {
        described(schema, key.meaning + (key.fallback.map { " Default: \($0)." } ?? ""))
    }

    private func described(_ schema: JSONValue, _ meaning: String) -> JSONValue {
        guard case .object(var members) = schema else { return schema }
        members["description"] = .string(meaning)
        return .object(members)
    }

    private static func reference(_ name: String) -> JSONValue { .object(["$ref": .string("#/$defs/\(name)")]) }

    private static func type(_ name: String) -> JSONValue { .object(["type": .string(name)]) }

    private static func having(_ names: [String]) -> JSONValue {
        .object(["required": .array(names.map(JSONValue.string))])
    }
}

// MARK: Texts

extension SchemaWriter {
    private func text(_ form: TextForm) -> JSONValue {
        switch form {
        case .any, .template: return .object(["type": ["string", "number", "boolean", "null"]])
        case .truth: return alternatives([.bool(true), .bool(false), "true", "false"])
        case .edition: return .object(["enum": [.integer(1), "1"]])
        case .word(let words): return alternatives(words.map(JSONValue.string))
        case .integer, .shareOrCount, .numbers: return patterned(["string", "integer"], form)
        // A name of digits is a name, and so is one that spells a truth value.
        case .identifier, .identifierWithCapitals: return patterned(["string", "number", "boolean"], form)
        case .variable, .duration, .percentage, .size, .runbookStep, .code: return patterned(["string"], form)
        }
    }

    private func alternatives(_ values: [JSONValue]) -> JSONValue {
        let words = JSONValue.object(["enum": .array(values)])
        guard kind.hasParameters else { return words }
        return .object(["anyOf": [words, .object(["type": "string", "pattern": .string(Self.parameter)])]])
    }

    private func patterned(_ types: JSONValue, _ form: TextForm) -> JSONValue {
        var members: [String: JSONValue] = ["type": types]
        if let pattern = pattern(of: form) { members["pattern"] = .string(pattern) }
        if let expected = Self.expectation(of: form) { members["patternErrorMessage"] = .string(expected) }
        return .object(members)
    }

    /// The regular expression of a form, parameters where they may stand; nil where any text will do.
    ///
    /// It is read by ECMA-262 and by Python alike.
    private func pattern(of form: TextForm) -> String? {
        guard let strict = Self.pattern(of: form) else { return nil }
        return kind.hasParameters ? "\(strict)|\(Self.parameter)" : strict
    }

    private static let parameter = #"\$\{[^}]+\}"#

    private static func pattern(of form: TextForm) -> String? {
        let part = "[a-z0-9]([a-z0-9-]*[a-z0-9])?"
        switch form {
        case .identifier: return #"^\#(part)(\.\#(part))*$"#
        case .identifierWithCapitals:
            let part = "[A-Za-z0-9]([A-Za-z0-9-]*[A-Za-z0-9])?"
            return #"^\#(part)(\.\#(part))*$"#
        case .variable: return #"^\#(part)(\.\#(part))+$"#
        case .duration: return "^[0-9]+(ms|s|m|h)$"
        case .integer: return "^(0|-?[1-9][0-9]*)$"
        case .percentage: return "^(100|[1-9][0-9]?)%$"
        case .shareOrCount: return "^((100|[1-9][0-9]?)%|[1-9][0-9]{0,4})$"
        case .numbers: return #"^(0|[1-9][0-9]*)(\.\.(0|[1-9][0-9]*)?)?$"#
        case .size: return "^[0-9]+(KiB|MiB)$"
        case .runbookStep: return #"^\#(part)(\.\#(part))*/\#(part)(\.\#(part))*$"#
        case .code: return "^KRK[0-9]{4}$"
        case .any, .template, .truth, .edition, .word: return nil
        }
    }

    private static func expectation(of form: TextForm) -> String? {
        switch form {
        case .identifier, .identifierWithCapitals:
            "Expected an identifier: lower-case letters, digits, ‘-’, and ‘.’ between parts."
        case .variable: "Expected the name of a variable. It has a dot, for example portal.db."
        case .duration: "Expected a duration, for example 500ms, 30s, 5m, 8h."
        case .integer: "Expected a whole number."
        case .percentage: "Expected a share from 1% to 100%."
        case .shareOrCount: "Expected a share such as 10%, or a number."
        case .numbers: "Expected numbers: 0, 1..39 or 40.."
        case .size: "Expected a size, for example 64KiB or 16MiB."
        case .runbookStep: "Expected ‘runbook/step’, or {none: reason}."
        case .code: "Expected the code of a diagnostic, for example KRK0305."
        case .any, .template, .truth, .edition, .word: nil
        }
    }
}
