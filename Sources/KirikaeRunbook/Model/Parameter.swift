import KirikaeDiagnostics
import KirikaeSyntax

/// A value that whoever starts or includes a runbook, or uses an environment, gives.
public struct Parameter: Sendable {
    /// Its name.
    public var name: Located<String>
    /// What it is.
    public var title = LocalizedText(verbatim: "")
    /// Where its value is found.
    public var whereFound: LocalizedText?
    /// What values it may have.
    public var type: ValueType
    /// The only values it may have; empty allows all of its type.
    public var allowed: [String]
    /// For a parameter that names a variable: values that the variable must have.
    public var variableValues: [Located<String>] = []
    /// Its value if none is given.
    public var defaultValue: String?
    /// A value that it could have; files are checked and plans are shown with it as long as nobody has given one.
    public var example: String?

    /// Whether a text is one of its values.
    public func accepts(_ value: String) -> Bool {
        type.accepts(value) && (allowed.isEmpty || allowed.contains(value))
    }

    /// A value to check with when nobody has given any.
    var sample: String {
        if let value = defaultValue ?? example ?? allowed.first { return value }
        return type == .text || type == .identifier || type == .secret ? name.value : type.sample
    }

    /// Reports a value that it may not have.
    public func check(_ value: Located<String>, in context: DecodingContext) {
        if !type.accepts(value.value) {
            // Whoever puts the secret itself where its name belongs must not find it on the screen and in logs.
            let shown = type == .secret ? "•••" : value.value
            context.report(RunbookMessage.notOfType(shown, type: type), at: value.location)
        } else if !accepts(value.value) {
            context.report(
                SyntaxMessage.notAllowed(
                    value.value, suggestion: Suggestion.nearest(to: value.value, among: allowed), allowed: allowed),
                at: value.location)
        }
    }

    /// Reads the key `parameters` of a runbook or an environment.
    static func decode(_ node: Node?, in context: DecodingContext) -> [Parameter] {
        guard let node, let outer = MappingReader(node, .parameters, in: context) else { return [] }
        return outer.entries.compactMap { entry in
            guard Identifier.isValid(entry.key), let reader = MappingReader(entry.value, .parameter, in: context) else {
                return nil
            }
            let title = context.localizedText(reader["title"])
            var parameter = Parameter(
                name: Located(entry.key, at: entry.keyLocation),
                type: context.word(reader["type"], as: ValueType.self) ?? .text,
                allowed: [], variableValues: context.texts(reader["values"], isEmptyAllowed: false))
            if let title { parameter.title = title }
            parameter.whereFound = context.localizedText(reader["where"])
            let allowed = context.texts(reader["allowed"], isEmptyAllowed: false)
            for value in allowed { parameter.check(value, in: context) }
            parameter.allowed = allowed.map(\.value)
            if let node = reader["values"], parameter.type != .variable {
                context.report(RunbookMessage.valuesWithoutVariable, at: node.location)
            }
            if let value = context.text(reader["default"]) {
                parameter.check(value, in: context)
                parameter.defaultValue = value.value
            }
            if let value = context.text(reader["example"]) {
                parameter.check(value, in: context)
                parameter.example = value.value
            }
            return parameter
        }
    }
}
