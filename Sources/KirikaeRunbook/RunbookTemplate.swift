import KirikaeDiagnostics
import KirikaeSyntax

/// A runbook as written, before its parameters have values.
///
/// Parameters are filled in on the tree of the file, scalar by scalar, so a value can never become a key, a second list
/// element or another condition, and is never scanned for parameters again.
public struct RunbookTemplate: Sendable {
    /// A value that whoever includes the runbook gives.
    public struct Parameter: Sendable {
        /// Its name.
        public var name: Located<String>
        /// The values it may have; empty allows any text.
        public var allowed: [String]
        /// Its value if none is given.
        public var defaultValue: String?
    }

    /// Words that follow from the value of a parameter.
    public struct Lookup: Sendable {
        /// Its name.
        public var name: Located<String>
        /// The parameter it follows.
        public var parameter: Located<String>
        /// The words for each value.
        public var values: [String: LocalizedText]
    }

    /// Its identifier.
    public var id: Located<String>
    /// Its parameters.
    public var parameters: [Parameter]
    /// Its lookups.
    public var lookups: [Lookup]
    /// The whole file.
    public var root: Node

    /// Reads the head of a runbook file: what is needed to fill in parameters.
    public init?(_ root: Node, in context: DecodingContext) {
        guard let id = context.identifier(root["runbook"]) else { return nil }
        self.id = id
        self.root = root
        parameters = Self.parameters(root["parameters"], in: context)
        lookups = Self.lookups(root["lookups"], in: context)
        let names = Set(parameters.map(\.name.value))
        for lookup in lookups {
            guard names.contains(lookup.parameter.value),
                let parameter = parameters.first(where: { $0.name.value == lookup.parameter.value })
            else {
                context.report(
                    RunbookMessage.undefinedParameter(
                        lookup.parameter.value,
                        suggestion: Suggestion.nearest(to: lookup.parameter.value, among: names)),
                    at: lookup.parameter.location)
                continue
            }
            for value in parameter.allowed where lookup.values[value] == nil {
                context.report(
                    RunbookMessage.lookupIncomplete(lookup.name.value, value: value), at: lookup.name.location)
            }
        }
        context.reportDuplicates(parameters.map(\.name) + lookups.map(\.name))
    }

    /// Reads the key `parameters` of a runbook or an environment.
    static func parameters(_ node: Node?, in context: DecodingContext) -> [Parameter] {
        guard let node, var outer = MappingReader(node, in: context) else { return [] }
        return (node.entries ?? []).compactMap { entry in
            _ = outer.optional(entry.key)
            guard Identifier.isValid(entry.key) else {
                context.report(SyntaxMessage.wrongKind(expected: .identifier), at: entry.keyLocation)
                return nil
            }
            guard var reader = MappingReader(entry.value, in: context) else { return nil }
            _ = context.localizedText(reader.required("title"))
            let allowed = context.texts(reader.optional("allowed")).map(\.value)
            let defaultValue = context.text(reader.optional("default"))
            reader.finish()
            if let defaultValue, !allowed.isEmpty, !allowed.contains(defaultValue.value) {
                context.report(
                    SyntaxMessage.notAllowed(
                        defaultValue.value, suggestion: Suggestion.nearest(to: defaultValue.value, among: allowed),
                        allowed: allowed), at: defaultValue.location)
            }
            return Parameter(
                name: Located(entry.key, at: entry.keyLocation), allowed: allowed, defaultValue: defaultValue?.value)
        }
    }

    private static func lookups(_ node: Node?, in context: DecodingContext) -> [Lookup] {
        guard let node, MappingReader(node, in: context) != nil else { return [] }
        return (node.entries ?? []).compactMap { entry in
            guard var reader = MappingReader(entry.value, in: context) else { return nil }
            let parameter = context.text(reader.required("by"))
            var values: [String: LocalizedText] = [:]
            for value in reader.required("values")?.entries ?? [] {
                values[value.key] = context.textOrLocalizedText(value.value)
            }
            reader.finish()
            return parameter.map {
                Lookup(name: Located(entry.key, at: entry.keyLocation), parameter: $0, values: values)
            }
        }
    }

    /// The values that an unincluded runbook is checked with: each parameter's default, else its first allowed value.
    public var sampleArguments: [String: String] {
        Dictionary(
            parameters.map { ($0.name.value, $0.defaultValue ?? $0.allowed.first ?? $0.name.value) },
            uniquingKeysWith: { first, _ in first })
    }

    /// Whether these arguments give every parameter a value that it may have.
    func accepts(_ arguments: [String: String]) -> Bool {
        parameters.allSatisfy { parameter in
            guard let value = arguments[parameter.name.value] ?? parameter.defaultValue else { return false }
            return parameter.allowed.isEmpty || parameter.allowed.contains(value)
        }
    }

    /// The words that stand for `${…}` with these arguments, defaults filled in.
    public func words(for arguments: [String: String]) -> [String: LocalizedText] {
        var words: [String: LocalizedText] = [:]
        for parameter in parameters {
            if let value = arguments[parameter.name.value] ?? parameter.defaultValue {
                words[parameter.name.value] = LocalizedText(verbatim: value)
            }
        }
        for lookup in lookups {
            if let value = words[lookup.parameter.value]?.en { words[lookup.name.value] = lookup.values[value] }
        }
        return words
    }
}
