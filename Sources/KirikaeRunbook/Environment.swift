import KirikaeDiagnostics
import KirikaeSyntax

/// Where a plan happens: its places and hosts, and how each variable is observed there.
///
/// A production environment, a drill and a test differ in nothing else.
public struct Environment: Sendable {
    /// Somewhere a person acts.
    public struct Place: Sendable, Hashable {
        /// What it is.
        public var title: LocalizedText
        /// Its address.
        public var url: String?
        /// Whether its pages describe themselves to a program.
        public var hasPages: Bool
    }

    /// A machine where programs are started.
    public struct Host: Sendable, Hashable {
        /// What it is.
        public var title: LocalizedText
        /// The directory in which its programs are.
        public var directory: String
    }

    /// How a variable is observed.
    public enum Observation: Sendable, Hashable {
        /// A person is asked.
        case ask
        /// The body of the answer to a GET is the value.
        case httpBody(url: String, timeout: Milliseconds)
        /// Whether an address answers is the value.
        case httpAnswer(url: String, answers: String, silent: String, timeout: Milliseconds)
    }

    /// Its name.
    public var name: Located<String>
    /// What it is.
    public var title: LocalizedText
    /// Its places by name.
    public var places: [String: Place]
    /// Its hosts by name.
    public var hosts: [String: Host]
    /// How each variable is observed.
    public var observations: [String: (how: Observation, location: SourceLocation)]
    /// The file it was read from.
    public var file: String

    /// How long a probe may take where the environment does not say.
    public static let defaultProbeTimeout = Milliseconds(5_000)
}

/// An environment as written, before its parameters have values.
public struct EnvironmentTemplate: Sendable {
    /// Its name.
    public var name: Located<String>
    /// Its parameters.
    public var parameters: [RunbookTemplate.Parameter]
    /// The whole file.
    public var root: Node

    /// Reads the head of an environment file.
    public init?(_ root: Node, in context: DecodingContext) {
        guard let name = context.identifier(root["environment"]) else { return nil }
        self.name = name
        self.root = root
        parameters = RunbookTemplate.parameters(root["parameters"], in: context)
    }

    /// Values to check it with when nobody has given any.
    public var sampleArguments: [String: String] {
        Dictionary(
            parameters.map { ($0.name.value, $0.defaultValue ?? $0.allowed.first ?? "http://127.0.0.1/") },
            uniquingKeysWith: { first, _ in first })
    }

    /// The environment with its parameters filled in; nil after errors.
    ///
    /// A parameter without a value is an error, because an environment half filled in would send an operator to the
    /// wrong place.
    public func decode(arguments: [String: String], in context: DecodingContext) -> Environment? {
        var words: [String: LocalizedText] = [:]
        for parameter in parameters {
            if let value = arguments[parameter.name.value] ?? parameter.defaultValue {
                words[parameter.name.value] = LocalizedText(verbatim: value)
            } else {
                context.report(
                    RunbookMessage.parameterWithoutValue(parameter.name.value, owner: name.value),
                    at: parameter.name.location)
                words[parameter.name.value] = LocalizedText(verbatim: "")
            }
        }
        let substitution = ParameterSubstitution(words: words, context: context)
        return EnvironmentDecoder(context: context).decode(substitution.apply(to: root), name: name)
    }
}

struct EnvironmentDecoder {
    let context: DecodingContext

    func decode(_ root: Node, name: Located<String>) -> Environment? {
        guard var reader = MappingReader(root, in: context) else { return nil }
        context.edition(&reader)
        _ = reader.required("environment")
        let title = context.localizedText(reader.required("title"))
        _ = reader.optional("parameters")
        var places: [String: Environment.Place] = [:]
        for entry in entries(reader.optional("places")) { places[entry.key] = place(entry.value) }
        var hosts: [String: Environment.Host] = [:]
        for entry in entries(reader.optional("hosts")) { hosts[entry.key] = host(entry.value) }
        var observations: [String: (how: Environment.Observation, location: SourceLocation)] = [:]
        for entry in entries(reader.optional("observe")) {
            if let how = observation(entry.value) { observations[entry.key] = (how, entry.keyLocation) }
        }
        reader.finish()
        guard let title else { return nil }
        return Environment(
            name: name, title: title, places: places, hosts: hosts, observations: observations,
            file: root.location.file)
    }

    private func entries(_ node: Node?) -> [Node.Entry] {
        guard let node else { return [] }
        if node.entries == nil { context.report(SyntaxMessage.wrongKind(expected: .mapping), at: node.location) }
        return node.entries ?? []
    }

    private func place(_ node: Node) -> Environment.Place? {
        guard var reader = MappingReader(node, in: context) else { return nil }
        let title = context.localizedText(reader.required("title"))
        let url = context.text(reader.optional("url"))
        let hasPages = context.truth(reader.optional("pages")) ?? false
        reader.finish()
        return title.map { .init(title: $0, url: url?.value, hasPages: hasPages) }
    }

    private func host(_ node: Node) -> Environment.Host? {
        guard var reader = MappingReader(node, in: context) else { return nil }
        let title = context.localizedText(reader.required("title"))
        let directory = context.text(reader.required("directory"))
        reader.finish()
        guard let title, let directory else { return nil }
        return .init(title: title, directory: directory.value)
    }

    private func observation(_ node: Node) -> Environment.Observation? {
        if node.scalar == "ask" { return .ask }
        guard node.entries != nil, var reader = MappingReader(node, in: context),
            let http = reader.required("http")
        else {
            if node.entries == nil {
                context.report(
                    SyntaxMessage.notAllowed(node.scalar ?? "", suggestion: nil, allowed: ["ask", "{http: …}"]),
                    at: node.location)
            }
            return nil
        }
        let timeout = context.duration(reader.optional("timeout")) ?? Environment.defaultProbeTimeout
        reader.finish()
        guard var inner = MappingReader(http, in: context) else { return nil }
        let url = context.text(inner.required("url"))
        let answers = context.text(inner.optional("answers"))
        let silent = context.text(inner.value("silent", required: answers != nil))
        inner.finish()
        guard let url else { return nil }
        guard let answers, let silent else { return .httpBody(url: url.value, timeout: timeout) }
        return .httpAnswer(url: url.value, answers: answers.value, silent: silent.value, timeout: timeout)
    }
}
