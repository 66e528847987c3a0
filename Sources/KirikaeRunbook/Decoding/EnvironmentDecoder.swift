import KirikaeDiagnostics
import KirikaeSyntax

/// Reads an environment once its parameters have values.
struct EnvironmentDecoder {
    let context: DecodingContext
    /// The allowed-signers files of the folder.
    let signers: [AllowedSigners]
    /// The inventory files of the folder.
    var inventoryFiles: [InventoryFile] = []
    /// The inventory tables of the folder.
    var inventoryTables: [InventoryTable] = []
    /// The files of the folder with certificates of authorities.
    var authorities: [CertificateAuthorities] = []
    /// The files of host keys of the folder.
    var knownHosts: [KnownHosts] = []
    /// The folder of the environment's file, within that of all files; empty for the folder itself.
    var folder = ""

    func decode(_ root: Node, name: Located<String>) -> Environment? {
        guard let reader = MappingReader(root, .environment, in: context) else { return nil }
        context.edition(reader)
        guard let title = context.localizedText(reader["title"]) else { return nil }
        var environment = Environment(name: name, title: title, file: root.location.file)
        environment.places = section("places", .places, reader, &environment, place)
        environment.hosts = section("hosts", .hosts, reader, &environment, host)
        environment.groups = section("groups", .groups, reader, &environment, group)
        environment.inventories = section("inventories", .inventories, reader, &environment, inventory)
        environment.secrets = section("secrets", .secretSources, reader, &environment, secret)
        authority(reader, into: &environment)
        environment.actions = section("actions", .boundActions, reader, &environment) { entry in
            ActionDecoder(context: context) { _ in [] }.action(entry.value, among: MappingShape.bindableActions)
        }
        environment.notices = section("notify", .notices, reader, &environment, notice)
        environment.observations = section("observe", .observations, reader, &environment) { entry in
            observation(entry.value).map { .init(how: $0, location: entry.keyLocation) }
        }
        environment.checks = section("checks", .checks, reader, &environment, readinessCheck)
        return environment
    }

    /// The entries of a section, each read by `decode`; where each stands is kept.
    private func section<Value>(
        _ key: String, _ shape: MappingShape, _ reader: MappingReader, _ environment: inout Environment,
        _ decode: (Node.Entry) -> Value?
    ) -> [String: Value] {
        guard let node = reader[key], let inner = MappingReader(node, shape, in: context) else { return [:] }
        var values: [String: Value] = [:]
        for entry in inner.entries {
            values[entry.key] = decode(entry)
            environment.definitions["\(key)/\(entry.key)"] = entry.keyLocation
        }
        return values
    }

    private func place(_ entry: Node.Entry) -> Environment.Place? {
        guard let reader = MappingReader(entry.value, .place, in: context) else { return nil }
        let title = context.localizedText(reader["title"])
        let url = address(reader["url"])
        let hasPages = context.truth(reader["pages"]) ?? false
        // A person may be sent to other addresses; a program goes only where requests may go.
        if let url, url.value.lowercased().hasPrefix("http") { webAddress(url) }
        let settings = settings(reader, url: url)
        return title.map { .init(title: $0, url: url?.value, hasPages: hasPages, settings: settings) }
    }

    private func host(_ entry: Node.Entry) -> Environment.Host? {
        guard let reader = MappingReader(entry.value, .host, in: context) else { return nil }
        let title = context.localizedText(reader["title"])
        let directory = address(reader["directory"])
        let ssh = reader["ssh"].flatMap(sshAccess)
        guard let title, let directory else { return nil }
        if reader["ssh"] != nil, ssh == nil { return nil }
        check(directory: directory, of: ssh)
        let elevation = context.word(reader["elevation"], as: Environment.Elevation.self) ?? .checked
        return .init(title: title, directory: directory.value, ssh: ssh, elevation: elevation)
    }

    /// A text that a machine is going to read.
    func address(_ node: Node?) -> Located<String>? {
        guard let text = context.text(node) else { return nil }
        LookAlikes.report(text.value, at: text.location, in: context)
        return text
    }

    private func group(_ entry: Node.Entry) -> Environment.Group? {
        guard let reader = MappingReader(entry.value, .group, in: context) else { return nil }
        let title = context.localizedText(reader["title"])
        let members = context.list(reader["members"], isEmptyAllowed: false).compactMap { context.text($0) }
        context.reportDuplicates(members)
        return title.map { .init(title: $0, members: members.map(\.value)) }
    }

    private func secret(_ entry: Node.Entry) -> Environment.Secret? {
        guard let reader = MappingReader(entry.value, .secretSource, in: context) else { return nil }
        let title = context.localizedText(reader["title"])
        let variable = context.text(reader["variable"]).map { Environment.SecretSource.variable($0.value) }
        let file = address(reader["file"]).map { Environment.SecretSource.file($0.value) }
        let command = secretCommand(reader)
        guard let title, let source = variable ?? file ?? command else { return nil }
        return .init(title: title, source: source)
    }

    // MARK: Observations

    private func observation(_ node: Node) -> Environment.Observation? {
        if node.scalar == "ask" { return .ask }
        guard node.entries != nil else {
            context.report(
                SyntaxMessage.notAllowed(
                    node.scalar ?? "", suggestion: nil,
                    allowed: [
                        "ask", "{http: …}", "{tcp: …}", "{dns: …}", "{sip: …}", "{command: …}", "{file: …}",
                        "{count: …}",
                    ]),
                at: node.location)
            return nil
        }
        guard let reader = MappingReader(node, .observation, in: context) else { return nil }
        let timeout = context.duration(reader["timeout"]) ?? Environment.defaultProbeTimeout
        return reader["http"].flatMap { http($0, timeout) } ?? reader["tcp"].flatMap { tcp($0, timeout) }
            ?? reader["dns"].flatMap { dns($0, timeout) } ?? reader["sip"].flatMap { sip($0, timeout) }
            ?? reader["command"].flatMap { command($0, timeout) } ?? reader["file"].flatMap { file($0, timeout) }
            ?? reader["count"].flatMap { count($0, timeout) }
    }

    private func tcp(_ node: Node, _ timeout: Milliseconds) -> Environment.Observation? {
        guard let reader = MappingReader(node, .tcpProbe, in: context) else { return nil }
        let address = address(reader["address"])
        let answers = context.text(reader["answers"])
        let silent = context.text(reader["silent"])
        guard let address, let answers, let silent else { return nil }
        if NetworkAddress(address.value) == nil {
            context.report(RunbookMessage.notAnAddress(address.value), at: address.location)
        }
        return .tcp(address: address.value, answers: answers.value, silent: silent.value, timeout: timeout)
    }

    private func command(_ node: Node, _ timeout: Milliseconds) -> Environment.Observation? {
        guard let reader = MappingReader(node, .commandProbe, in: context) else { return nil }
        let run = context.list(reader["run"], isEmptyAllowed: false).compactMap { context.text($0) }
        ArgumentCheck(context: context).check(run.map { Located(TextTemplate($0.value), at: $0.location) })
        let host = context.identifier(reader["on"])
        let silent = context.text(reader["silent"])
        var values: [String: String] = [:]
        if let node = reader["values"], let list = MappingReader(node, .printedValues, in: context) {
            for entry in list.entries {
                guard let printed = context.text(entry.value) else { continue }
                if values.updateValue(entry.key, forKey: printed.value) != nil {
                    context.report(SyntaxMessage.duplicateDefinition(printed.value), at: printed.location)
                }
            }
        }
        let secrets = ActionDecoder(context: context) { _ in [] }.secretFiles(reader["secrets"])
        guard let host, !run.isEmpty else { return nil }
        return .command(
            run.map(\.value), host: host.value, values: values, silent: silent?.value, timeout: timeout,
            secrets: secrets.mapValues(\.value))
    }
}
