import KirikaeDiagnostics
import KirikaeSyntax

/// An environment as written, before its parameters have values.
public struct EnvironmentTemplate: Sendable {
    /// Its name.
    public var name: Located<String>
    /// Its parameters.
    public var parameters: [Parameter]
    /// The whole file.
    public var root: Node
    /// The allowed-signers files of the folder.
    private let signers: [AllowedSigners]
    /// The inventory files of the folder, once all of it has been read.
    var inventoryFiles: [InventoryFile] = []
    /// The inventory tables of the folder, once all of it has been read.
    var inventoryTables: [InventoryTable] = []
    /// The files of the folder with certificates of authorities.
    var authorities: [CertificateAuthorities] = []
    /// The files of host keys of the folder.
    private let knownHosts: [KnownHosts]
    /// The folder of its file, within that of all files; empty for the folder itself.
    private let folder: String

    /// Reads the head of an environment file.
    ///
    /// - Parameters:
    ///   - root: the file.
    ///   - path: the path of the file in the folder.
    ///   - signers: the allowed-signers files of the folder.
    ///   - knownHosts: the files of host keys of the folder.
    ///   - context: receives the findings.
    public init?(
        _ root: Node, path: String = "", signers: [AllowedSigners] = [], knownHosts: [KnownHosts] = [],
        in context: DecodingContext
    ) {
        guard let name = context.identifier(root["environment"]) else { return nil }
        self.name = name
        self.root = root
        self.signers = signers
        self.knownHosts = knownHosts
        folder = path.split(separator: "/").dropLast().joined(separator: "/")
        parameters = Parameter.decode(root["parameters"], in: context)
    }

    /// Values to check it with when nobody has given any.
    public var sampleArguments: [String: String] { sampleArguments { $0.example ?? "http://127.0.0.1/" } }

    /// Values to show it with when nobody has given any: `sample` makes those that are free.
    public func sampleArguments(_ sample: (Parameter) -> String) -> [String: String] {
        Dictionary(
            parameters.map { ($0.name.value, $0.defaultValue ?? $0.allowed.first ?? sample($0)) },
            uniquingKeysWith: { first, _ in first })
    }

    /// The environment with its parameters filled in; nil after errors.
    ///
    /// A parameter without a value is an error, because an environment half filled in would send an operator to the
    /// wrong place.
    public func decode(arguments: [String: String], in context: DecodingContext) -> Environment? {
        var trace = SubstitutionTrace()
        return decode(arguments: arguments, open: [], trace: &trace, in: context)
    }

    /// The environment with sample values where nobody has given any yet, for checks; `context` receives only what does not
    /// depend on them.
    func sample(in context: DecodingContext) -> Environment? {
        let found = DecodingContext()
        var trace = SubstitutionTrace()
        let open = parameters.filter { $0.defaultValue == nil && $0.allowed.isEmpty }.map(\.name.value)
        let environment = decode(arguments: sampleArguments, open: Set(open), trace: &trace, in: found)
        context.diagnostics.append(trace.judgeable(found.diagnostics))
        return environment
    }

    private func decode(
        arguments: [String: String], open: Set<String>, trace: inout SubstitutionTrace, in context: DecodingContext
    ) -> Environment? {
        var words: [String: LocalizedText] = [:]
        var open = open
        var isOpen = false
        for parameter in parameters {
            if let value = arguments[parameter.name.value] ?? parameter.defaultValue {
                words[parameter.name.value] = LocalizedText(verbatim: value)
            } else {
                context.report(
                    RunbookMessage.parameterWithoutValue(
                        parameter.name.value, owner: name.value, whereFound: parameter.whereFound),
                    at: parameter.name.location)
                words[parameter.name.value] = LocalizedText(verbatim: "")
                open.insert(parameter.name.value)
                isOpen = true
            }
        }
        // What is found where a value is missing is not about what is written there.
        let found = isOpen ? DecodingContext() : context
        var substitution = ParameterSubstitution(words: words, open: open, context: found)
        let filled = substitution.apply(to: root)
        trace = substitution.trace
        let environment = EnvironmentDecoder(
            context: found, signers: signers, inventoryFiles: inventoryFiles, inventoryTables: inventoryTables,
            authorities: authorities,
            knownHosts: knownHosts, folder: folder
        ).decode(filled, name: name)
        if isOpen { context.diagnostics.append(trace.judgeable(found.diagnostics)) }
        return environment
    }
}
