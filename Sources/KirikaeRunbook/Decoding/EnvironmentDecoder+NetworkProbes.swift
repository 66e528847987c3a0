import KirikaeDiagnostics
import KirikaeSyntax

/// Reads the probes that ask a DNS or a SIP server.
extension EnvironmentDecoder {
    func dns(_ node: Node, _ timeout: Milliseconds) -> Environment.Observation? {
        guard let reader = MappingReader(node, .dnsProbe, in: context) else { return nil }
        let server = dnsServer(reader["server"])
        let name = dnsName(reader["name"])
        let type = context.word(reader["type"], as: DNSRecordType.self)
        let values = type.flatMap { answers(reader["values"], type: $0) }
        let absent = context.text(reader["absent"])
        let silent = context.text(reader["silent"])
        let longestLife = context.duration(reader["ttl-at-most"])
        guard let server, let name, let type, let values else { return nil }
        return .dns(
            DNSProbe(
                server: server, name: name, type: type, values: values, absent: absent?.value, silent: silent?.value,
                longestLife: longestLife, timeout: timeout))
    }

    func sip(_ node: Node, _ timeout: Milliseconds) -> Environment.Observation? {
        guard let reader = MappingReader(node, .sipProbe, in: context) else { return nil }
        let address = address(reader["address"])
        let transport = reader["transport"].map { context.word($0, as: SIPProbe.Transport.self) } ?? .udp
        let user = sipUser(reader["user"])
        let any = context.text(reader["answers"]).map { SIPProbe.Meaning.anyAnswer($0.value) }
        let meaning = any ?? reader["values"].map { .byStatus(statuses($0)) }
        let silent = context.text(reader["silent"])
        guard let address, let transport, let meaning else { return nil }
        guard let network = NetworkAddress(address.value) else {
            context.report(RunbookMessage.notAnAddress(address.value), at: address.location)
            return nil
        }
        return .sip(
            SIPProbe(
                address: network, transport: transport, user: user?.value, meaning: meaning, silent: silent?.value,
                timeout: timeout))
    }

    func dnsServer(_ node: Node?) -> NetworkAddress? {
        guard let text = address(node) else { return nil }
        if let server = NetworkAddress(text.value, defaultPort: DNSProbe.defaultPort), IPAddress(server.host) != nil {
            return server
        }
        if !isReportedAsLookAlike(text.value) {
            context.report(NetworkProbeMessage.serverNotByAddress(text.value), at: text.location)
        }
        return nil
    }

    func dnsName(_ node: Node?) -> DNSName? {
        guard let text = address(node) else { return nil }
        do throws(NameFault) {
            return try DNSName(text.value)
        } catch {
            report(error, in: text)
            return nil
        }
    }

    private func sipUser(_ node: Node?) -> Located<String>? {
        guard let text = address(node) else { return nil }
        guard let fault = SIPProbe.fault(inUser: text.value) else { return text }
        report(fault, in: text)
        return nil
    }

    /// A character that looks like another is reported as such, and only as such.
    private func report(_ fault: NameFault, in text: Located<String>) {
        guard !isReportedAsLookAlike(text.value) else { return }
        context.report(NetworkProbeMessage.nameRefused(text.value, fault), at: text.location)
    }

    private func isReportedAsLookAlike(_ text: String) -> Bool {
        text.unicodeScalars.contains(where: TerminalText.isUnsafe) || LookAlikes.first(in: text) != nil
    }

    /// The answers that mean each value.
    ///
    /// Two values that the same answers mean could not be told apart.
    private func answers(_ node: Node?, type: DNSRecordType) -> [String: [String]]? {
        guard let node, let reader = MappingReader(node, .dnsAnswers, in: context) else { return nil }
        var values: [String: [String]] = [:]
        var meant: [[String]: SourceLocation] = [:]
        for entry in reader.entries {
            let texts = context.list(entry.value, isEmptyAllowed: false).compactMap { address($0) }
            let answers = texts.compactMap { answer($0, type: type) }
            context.reportDuplicates(answers)
            let set = DNSProbe.canonicalSet(answers.map(\.value))
            if answers.count == texts.count, let first = meant.updateValue(entry.value.location, forKey: set) {
                context.report(
                    SyntaxMessage.duplicateDefinition(set.joined(separator: ", ")), at: entry.value.location,
                    notes: [DiagnosticNote(text: SyntaxMessage.firstDefinedHere, location: first)])
            }
            values[entry.key] = set
        }
        return values
    }

    /// An answer in the form in which answers are compared.
    func answer(_ text: Located<String>, type: DNSRecordType) -> Located<String>? {
        if let answer = type.canonicalAnswer(text.value) { return Located(answer, at: text.location) }
        if !isReportedAsLookAlike(text.value) {
            context.report(
                NetworkProbeMessage.answerImpossible(text.value, kind: type.rawValue, example: type.example),
                at: text.location)
        }
        return nil
    }

    /// The value of each status.
    private func statuses(_ node: Node) -> [String: String] {
        guard let reader = MappingReader(node, .sipStatuses, in: context) else { return [:] }
        var values: [String: String] = [:]
        var all: [Located<String>] = []
        for entry in reader.entries {
            for text in context.list(entry.value, isEmptyAllowed: false).compactMap({ context.text($0) }) {
                guard SIPProbe.isStatus(text.value) else {
                    context.report(
                        NetworkProbeMessage.answerImpossible(text.value, kind: "SIP", example: "200, 503, 2xx"),
                        at: text.location)
                    continue
                }
                values[text.value] = entry.key
                all.append(text)
            }
        }
        context.reportDuplicates(all)
        return values
    }
}
