import KirikaeDiagnostics
import KirikaeSyntax

/// Reads what must be so before the day.
extension EnvironmentDecoder {
    func readinessCheck(_ entry: Node.Entry) -> ReadinessCheck? {
        guard let reader = MappingReader(entry.value, .check, in: context) else { return nil }
        let title = context.localizedText(reader["title"])
        let severity = context.word(reader["severity"], as: ReadinessCheck.Severity.self) ?? .fails
        let timeout = context.duration(reader["timeout"]) ?? ReadinessCheck.defaultTimeout
        let subject =
            reader["file"].flatMap(file) ?? reader["dns"].flatMap(name) ?? reader["tls"].flatMap(certificate)
            ?? reader["tcp"].flatMap(port) ?? reader["command"].flatMap(program) ?? reader["disk"].flatMap(disk)
            ?? reader["clock"].flatMap(clock)
        guard let title, let subject else { return nil }
        return ReadinessCheck(title: title, severity: severity, subject: subject, timeout: timeout)
    }

    private func file(_ node: Node) -> ReadinessCheck.Subject? {
        guard let reader = MappingReader(node, .fileCheck, in: context) else { return nil }
        let host = context.identifier(reader["on"])
        let path = path(reader["path"], isHostNamed: reader["on"] != nil)
        let edition = context.text(reader["edition"])
        let hash = context.text(edition == nil ? reader["sha256"] : reader.required("sha256"))
        if let hash, !isHash(hash) { return nil }
        return path.map {
            .file(.init(path: $0, host: host, sha256: hash?.value.lowercased(), edition: edition?.value))
        }
    }

    private func name(_ node: Node) -> ReadinessCheck.Subject? {
        guard let reader = MappingReader(node, .nameCheck, in: context) else { return nil }
        let name = dnsName(reader["name"])
        let type = reader["type"] == nil ? .a : context.word(reader["type"], as: DNSRecordType.self)
        let servers = context.list(reader["servers"], isEmptyAllowed: false).compactMap { dnsServer($0) }
        let texts = context.list(reader["expect"], isEmptyAllowed: false).compactMap { machineText($0) }
        let expected = type.map { type in texts.compactMap { answer($0, type: type) } } ?? []
        context.reportDuplicates(expected)
        guard let name, let type else { return nil }
        return .name(
            .init(name: name, type: type, servers: servers, expected: DNSProbe.canonicalSet(expected.map(\.value))))
    }

    private func certificate(_ node: Node) -> ReadinessCheck.Subject? {
        guard let reader = MappingReader(node, .certificateCheck, in: context) else { return nil }
        let address = networkAddress(reader["address"])
        var settings = settings(reader, url: nil)
        settings.authorities = certificateAuthorities(reader["ca"])
        let days = context.integer(reader["days-left-at-least"], in: 1...3_650) ?? ReadinessCheck.defaultDaysLeft
        settings.leastDaysLeft = days
        return address.map { .certificate(.init(address: $0, settings: settings)) }
    }

    private func port(_ node: Node) -> ReadinessCheck.Subject? {
        guard let reader = MappingReader(node, .portCheck, in: context) else { return nil }
        return networkAddress(reader["address"]).map { .port($0) }
    }

    private func program(_ node: Node) -> ReadinessCheck.Subject? {
        guard let reader = MappingReader(node, .commandCheck, in: context) else { return nil }
        let run = context.texts(reader["run"], isEmptyAllowed: false)
        ArgumentCheck(context: context).check(run.map { Located(TextTemplate($0.value), at: $0.location) })
        let host = context.identifier(reader["on"])
        let code = context.integer(reader["exit"], in: 0...255) ?? 0
        let printed = context.text(reader["printed"])
        guard let host, !run.isEmpty else { return nil }
        return .command(.init(arguments: run.map(\.value), host: host, exitCode: code, printed: printed?.value))
    }

    private func disk(_ node: Node) -> ReadinessCheck.Subject? {
        guard let reader = MappingReader(node, .diskCheck, in: context) else { return nil }
        let host = context.identifier(reader["on"])
        let path = path(reader["path"], isHostNamed: reader["on"] != nil)
        let atLeast = context.byteCount(reader["at-least"])
        guard let path, let atLeast else { return nil }
        return .disk(.init(path: path, host: host, atLeast: atLeast))
    }

    private func clock(_ node: Node) -> ReadinessCheck.Subject? {
        guard let reader = MappingReader(node, .clockCheck, in: context) else { return nil }
        let atMost = context.duration(reader["at-most"]) ?? ReadinessCheck.defaultClockDifference
        return context.identifier(reader["on"]).map { .clock(.init(host: $0, atMost: atMost)) }
    }

    // MARK: Texts for machines

    private func machineText(_ node: Node?) -> Located<String>? {
        guard let text = context.text(node) else { return nil }
        LookAlikes.report(text.value, at: text.location, in: context)
        return text
    }

    private func path(_ node: Node?, isHostNamed: Bool) -> String? {
        guard let text = machineText(node) else { return nil }
        if !isHostNamed, !text.value.hasPrefix("/") {
            context.report(HTTPProbeMessage.notOfForm(text.value, .absolutePath), at: text.location)
        }
        return text.value
    }

    private func networkAddress(_ node: Node?) -> NetworkAddress? {
        guard let text = machineText(node) else { return nil }
        guard let address = NetworkAddress(text.value) else {
            context.report(RunbookMessage.notAnAddress(text.value), at: text.location)
            return nil
        }
        return address
    }
}
