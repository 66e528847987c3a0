import KirikaeDiagnostics
import KirikaeSyntax

/// Reads looks by HTTP and at files, and how servers are reached.
extension EnvironmentDecoder {
    /// How a server is reached and known, beyond its URL.
    func settings(_ reader: MappingReader, url: Located<String>?) -> ConnectionSettings {
        var settings = ConnectionSettings()
        for text in oneOrMore(reader["resolve"]) {
            if let override = AddressOverride(text.value) {
                settings.overrides.append(override)
            } else {
                context.report(HTTPProbeMessage.notOfForm(text.value, .override), at: text.location)
            }
        }
        guard let node = reader["tls"], let tls = MappingReader(node, .tlsSettings, in: context) else {
            return settings
        }
        needsTLS("tls", at: node.location, url)
        settings.authorities = certificateAuthorities(tls["ca"])
        settings.leastDaysLeft = context.integer(tls["days-left-at-least"], in: 1...3_650) ?? 0
        return settings
    }

    /// The authorities that count, by the path of their file.
    func certificateAuthorities(_ node: Node?) -> CertificateAuthorities? {
        guard let path = context.text(node) else { return nil }
        let found = authorities.first { $0.path == path.value && $0.isUsable }
        if found == nil {
            context.report(
                HTTPProbeMessage.notOfForm(path.value, .authorities(known: authorities.map(\.path))), at: path.location)
        }
        return found
    }

    /// Whether a text is a SHA-256 in hexadecimal; it is reported if it is none.
    func isHash(_ text: Located<String>) -> Bool {
        if text.value.utf8.count == 64, text.value.allSatisfy(\.isHexDigit) { return true }
        context.report(HTTPProbeMessage.notOfForm(text.value, .hash), at: text.location)
        return false
    }

    /// A URL that requests may go to.
    func webAddress(_ text: Located<String>?) {
        guard let text else { return }
        do {
            _ = try WebAddress(text.value)
        } catch {
            // An odd character has been reported as what it is.
            if error == .character, LookAlikes.isFound(in: text.value) { return }
            context.report(HTTPProbeMessage.notAWebAddress(text.value, error), at: text.location)
        }
    }

    private func needsTLS(_ key: String, at location: SourceLocation, _ url: Located<String>?) {
        guard let url, let address = try? WebAddress(url.value), !address.isSecure else { return }
        context.report(HTTPProbeMessage.doesNotFit(key, .needsTLS), at: location)
    }

    private func oneOrMore(_ node: Node?) -> [Located<String>] {
        guard let node else { return [] }
        if case .sequence = node.content { return context.texts(node, isEmptyAllowed: false) }
        return context.text(node).map { [$0] } ?? []
    }

    // MARK: HTTP

    func http(_ node: Node, _ timeout: Milliseconds) -> Environment.Observation? {
        guard let reader = MappingReader(node, .httpProbe, in: context) else { return nil }
        let url = address(reader["url"])
        webAddress(url)
        let method = context.word(reader["method"], as: HTTPProbe.Method.self) ?? .get
        let settings = settings(reader, url: url)
        let judgement = judgement(reader, settings, url)
        let silent = context.text(reader["answers"] == nil ? reader["silent"] : reader.required("silent"))
        if method == .head, let body = reader.entries.first(where: { ["contains", "json"].contains($0.key) }) {
            context.report(HTTPProbeMessage.doesNotFit(body.key, .needsBody), at: body.keyLocation)
        } else if method == .head, let judgement, judgement.needsBody {
            context.report(HTTPProbeMessage.doesNotFit("method: HEAD", .needsBody), at: reader["method"]?.location)
        }
        if let encoding = reader["encoding"], reader["contains"] == nil {
            context.report(HTTPProbeMessage.doesNotFit("encoding", .needsText), at: encoding.location)
        }
        guard let url, let judgement else { return nil }
        var probe = HTTPProbe(url: url.value, judgement: judgement, silent: silent?.value, timeout: timeout)
        probe.method = method
        probe.redirects = redirects(reader["redirects"])
        probe.settings = settings
        probe.encoding = context.word(reader["encoding"], as: CommandAction.Encoding.self) ?? .utf8
        return .http(probe)
    }

    private func redirects(_ node: Node?) -> Int {
        guard let node else { return 0 }
        return switch node.scalar {
        case "refuse": 0
        case "follow": HTTPProbe.usualRedirects
        default: context.integer(node, in: 1...HTTPProbe.mostRedirects) ?? 0
        }
    }

    private func judgement(
        _ reader: MappingReader, _ settings: ConnectionSettings, _ url: Located<String>?
    ) -> HTTPProbe.Judgement? {
        if let node = reader["answers"] { return context.text(node).map { .answer($0.value) } }
        if let node = reader["status"] { return .status(statuses(node)) }
        if let node = reader["header"] { return header(node) }
        if let node = reader["contains"] {
            let values = meanings(node, .printedValues)
            reportParts(values)
            return .text(values.mapValues(\.value))
        }
        if let node = reader["json"] { return json(node) }
        if let entry = reader.entries.first(where: { $0.key == "certificate" }) {
            needsTLS("certificate", at: entry.keyLocation, url)
            return .certificate(certificates(entry.value, settings))
        }
        // A value for silence alone leaves open what an answer means.
        if reader["silent"] != nil { return context.text(reader.required("answers")).map { .answer($0.value) } }
        return .firstWord
    }

    private func header(_ node: Node) -> HTTPProbe.Judgement? {
        guard let reader = MappingReader(node, .headerValues, in: context) else { return nil }
        let name = context.text(reader["name"])
        if let name, !Self.isToken(name.value) {
            context.report(HTTPProbeMessage.notOfForm(name.value, .headerName), at: name.location)
        }
        guard let name, let values = reader["values"] else { return nil }
        return .header(name: name.value, meanings(values, .printedValues).mapValues(\.value))
    }

    private func json(_ node: Node) -> HTTPProbe.Judgement? {
        guard let reader = MappingReader(node, .jsonValues, in: context) else { return nil }
        let pointer = context.text(reader["pointer"])
        if let pointer, !(pointer.value.isEmpty || pointer.value.hasPrefix("/")) {
            context.report(HTTPProbeMessage.notOfForm(pointer.value, .pointer), at: pointer.location)
        }
        guard let pointer, let values = reader["values"] else { return nil }
        return .json(pointer: pointer.value, meanings(values, .printedValues).mapValues(\.value))
    }

    private func statuses(_ node: Node) -> [String: String] {
        let values = meanings(node, .statusValues) { text in
            guard Self.isStatus(text.value) else {
                context.report(HTTPProbeMessage.notOfForm(text.value, .status), at: text.location)
                return false
            }
            return true
        }
        return values.mapValues(\.value)
    }

    private func certificates(_ node: Node, _ settings: ConnectionSettings) -> [CertificateState: String] {
        var states: [CertificateState: String] = [:]
        for (text, value) in meanings(node, .certificateValues) {
            guard let state = CertificateState(rawValue: text) else {
                let allowed = CertificateState.allCases.map(\.rawValue)
                context.report(
                    SyntaxMessage.notAllowed(
                        text, suggestion: Suggestion.nearest(to: text, among: allowed), allowed: allowed),
                    at: value.location)
                continue
            }
            if state == .expiresSoon, settings.leastDaysLeft == 0 {
                context.report(HTTPProbeMessage.doesNotFit(text, .needsDays), at: value.location)
            }
            states[state] = value.value
        }
        return states
    }

    // MARK: Files

    func file(_ node: Node, _ timeout: Milliseconds) -> Environment.Observation? {
        guard let reader = MappingReader(node, .fileProbe, in: context) else { return nil }
        let path = address(reader["path"])
        if let path, !path.value.hasPrefix("/") {
            context.report(HTTPProbeMessage.notOfForm(path.value, .absolutePath), at: path.location)
        }
        let absent = context.text(reader["present"] == nil ? reader["absent"] : reader.required("absent"))
        let host = context.identifier(reader["on"])
        let maximum = reader["max-size"] == nil ? FileProbe.defaultMaximum : context.byteCount(reader["max-size"])
        let judgement: FileProbe.Judgement? =
            reader["sha256"].map { .hash(hashes($0)) } ?? context.text(reader["present"]).map { .presence($0.value) }
        guard let path, let judgement, let maximum else { return nil }
        return .file(
            FileProbe(
                path: path.value, host: host?.value, judgement: judgement, absent: absent?.value,
                maximumBytes: maximum.count, timeout: timeout))
    }

    private func hashes(_ node: Node) -> [String: String] {
        let values = meanings(node, .fileHashes) { isHash($0) }
        return Dictionary(
            values.map { ($0.key.lowercased(), $0.value.value) }, uniquingKeysWith: { first, _ in first })
    }

    // MARK: Parts

    /// What texts mean: for each text the value, at the place of the text.
    ///
    /// - Parameters:
    ///   - node: values, and a text or several for each.
    ///   - shape: its shape.
    ///   - isRight: whether a text has its form; it reports one that does not.
    private func meanings(
        _ node: Node, _ shape: MappingShape, _ isRight: (Located<String>) -> Bool = { _ in true }
    ) -> [String: Located<String>] {
        guard let reader = MappingReader(node, shape, in: context) else { return [:] }
        var values: [String: Located<String>] = [:]
        for entry in reader.entries {
            let texts =
                shape === MappingShape.printedValues
                ? [context.text(entry.value)].compactMap(\.self) : oneOrMore(entry.value)
            for text in texts where isRight(text) {
                if let first = values[text.value] {
                    context.report(
                        HTTPProbeMessage.doesNotFit(text.value, .meansTwo(first.value)), at: text.location)
                } else {
                    values[text.value] = Located(entry.key, at: text.location)
                }
            }
        }
        return values
    }

    /// A text that is part of another could never be told from it.
    private func reportParts(_ values: [String: Located<String>]) {
        for (text, value) in values.sorted(by: { $0.key < $1.key }) {
            let longer = values.keys.sorted().first { $0 != text && $0.contains(text) }
            if let longer { context.report(HTTPProbeMessage.doesNotFit(text, .isPartOf(longer)), at: value.location) }
        }
    }

    private static func isStatus(_ text: String) -> Bool {
        let classes = ["1xx", "2xx", "3xx", "4xx", "5xx"]
        return classes.contains(text) || (WholeNumber.read(text).map { (100...599).contains($0) } ?? false)
    }

    /// RFC 9110, section 5.6.2.
    private static func isToken(_ text: String) -> Bool {
        !text.isEmpty
            && text.utf8.allSatisfy { byte in
                (0x30...0x39).contains(byte) || (0x41...0x5A).contains(byte) || (0x61...0x7A).contains(byte)
                    || "!#$%&'*+-.^_`|~".utf8.contains(byte)
            }
    }
}
