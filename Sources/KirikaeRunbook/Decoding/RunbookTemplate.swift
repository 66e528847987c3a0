import KirikaeDiagnostics
import KirikaeSyntax

/// A runbook as written, before its parameters have values.
///
/// Parameters are filled in on the tree of the file, scalar by scalar, so a value can never become a key, a second list
/// element or another condition, and is never scanned for parameters again.
public struct RunbookTemplate: Sendable {
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
    /// The identifiers of its steps, members of groups among them.
    public private(set) var stepIdentifiers: Set<String> = []
    /// The runbooks it includes.
    public private(set) var includedRunbooks: [String] = []
    /// What its steps say under `when`, each once: parameters, and the values with which a step is part of it.
    private(set) var choices: [[String: [String]]] = []
    private var knownChoices: Set<[String: [String]]> = []
    /// The parameters that decide which steps are part of it.
    private(set) var chosenNames: Set<String> = []

    /// Whether it is only there to be included by others.
    var isProcedure: Bool { root["kind"]?.scalar == Runbook.Kind.procedure.rawValue }

    /// Reads the head of a runbook file: what is needed to fill in parameters.
    public init?(_ root: Node, in context: DecodingContext) {
        guard let id = context.identifier(root["runbook"]) else { return nil }
        self.id = id
        self.root = root
        parameters = Parameter.decode(root["parameters"], in: context)
        if !parameters.contains(where: { $0.name.value == Self.cause }) {
            parameters.append(
                Parameter(
                    name: Located(Self.cause, at: id.location), title: .init(ja: "切り替えの原因", en: "Cause"),
                    type: .text, allowed: Self.causes,
                    defaultValue: Self.causes[0]))
        }
        lookups = Self.lookups(root["lookups"], in: context)
        scan(root["steps"])
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

    /// Looks through the steps for what others need to know of them before parameters have values.
    private mutating func scan(_ steps: Node?) {
        guard let steps = steps?.elements else { return }
        stepIdentifiers.reserveCapacity(stepIdentifiers.count + steps.count)
        for step in steps {
            if let id = step["id"]?.scalar { stepIdentifiers.insert(id) }
            if let entries = step["when"]?.entries {
                let choice = Dictionary(
                    entries.map { ($0.key, ($0.value.elements ?? [$0.value]).compactMap(\.scalar)) },
                    uniquingKeysWith: { first, _ in first })
                chosenNames.formUnion(choice.keys)
                if knownChoices.insert(choice).inserted { choices.append(choice) }
            }
            guard let action = step["action"] else { continue }
            if let id = action["include"]?.scalar { includedRunbooks.append(id) }
            if let members = action["parallel"] { scan(members) }
        }
    }

    /// The parameter that every runbook has: why the plan is carried out.
    ///
    /// It need not be declared; steps choose by it with `when`, and includes pass it on.
    public static let cause = "cause"

    /// What a cause may be.
    public static let causes = ["fault", "maintenance", "drill"]

    private static func lookups(_ node: Node?, in context: DecodingContext) -> [Lookup] {
        guard let node, let reader = MappingReader(node, .lookups, in: context) else { return [] }
        return reader.entries.compactMap { entry in
            guard let reader = MappingReader(entry.value, .lookup, in: context) else { return nil }
            let parameter = context.text(reader["by"])
            var values: [String: LocalizedText] = [:]
            if let node = reader["values"], let list = MappingReader(node, .lookupValues, in: context) {
                for value in list.entries { values[value.key] = context.textOrLocalizedText(value.value) }
            }
            return parameter.map {
                Lookup(name: Located(entry.key, at: entry.keyLocation), parameter: $0, values: values)
            }
        }
    }

    /// The values that an unincluded runbook is checked with: each parameter's default, else its first allowed value.
    public var sampleArguments: [String: String] {
        Dictionary(
            parameters.map { ($0.name.value, $0.sample) },
            uniquingKeysWith: { first, _ in first })
    }

    /// The parameters for which ``sampleArguments`` holds a value that only stands for one.
    var openNames: Set<String> {
        Set(parameters.filter { $0.defaultValue == nil && $0.allowed.isEmpty }.map(\.name.value))
    }

    /// Whether these arguments give every parameter a value that it may have.
    func accepts(_ arguments: [String: String]) -> Bool {
        parameters.allSatisfy { parameter in
            guard let value = arguments[parameter.name.value] ?? parameter.defaultValue else { return false }
            return parameter.accepts(value)
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
