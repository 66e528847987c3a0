import KirikaeCanonicalJSON

/// Writes diagnostics as a SARIF 2.1.0 log, which code hosts and editors show beside the lines.
public struct SARIFLog: Sendable {
    /// What is known about a code, apart from where it was found.
    public struct Rule: Sendable {
        /// One line.
        public var title: LocalizedText
        /// What it means and why it matters.
        public var meaning: LocalizedText
        /// What to do.
        public var remedy: LocalizedText
        /// How bad it is by itself.
        public var severity: Severity

        /// Makes a rule.
        public init(title: LocalizedText, meaning: LocalizedText, remedy: LocalizedText, severity: Severity) {
            self.title = title
            self.meaning = meaning
            self.remedy = remedy
            self.severity = severity
        }
    }

    /// The language of the texts; SARIF has one per log.
    public var language: Language
    /// The version of the program that found it.
    public var programVersion: String
    /// The rule of a code; nil if nothing more is known about it.
    public var rule: @Sendable (String) -> Rule?

    /// Makes a writer.
    public init(language: Language, programVersion: String, rule: @escaping @Sendable (String) -> Rule?) {
        self.language = language
        self.programVersion = programVersion
        self.rule = rule
    }

    /// The log of one run: the findings in file order, and the rules that occur among them.
    public func document(_ diagnostics: Diagnostics) -> JSONValue {
        let findings = diagnostics.inFileOrder
        let codes = Set(findings.map(\.message.code)).sorted()
        let driver: JSONValue = [
            "name": "kirikae", "version": .string(programVersion), "rules": .array(codes.map(descriptor)),
        ]
        let run: JSONValue = [
            "tool": ["driver": driver], "language": .string(language.rawValue), "columnKind": "unicodeCodePoints",
            "results": .array(
                findings.map { finding in
                    result(finding, ruleIndex: codes.firstIndex(of: finding.message.code) ?? -1)
                }),
        ]
        return [
            "$schema": "https://json.schemastore.org/sarif-2.1.0.json", "version": "2.1.0", "runs": [run],
        ]
    }

    private func descriptor(_ code: String) -> JSONValue {
        var members: [String: JSONValue] = ["id": .string(code)]
        if let rule = rule(code) {
            members["name"] = .string(Self.name(of: rule.title.en))
            members["shortDescription"] = message(rule.title[language])
            members["fullDescription"] = message(rule.meaning[language])
            members["help"] = message(rule.remedy[language])
            members["defaultConfiguration"] = ["level": .string(rule.severity.rawValue)]
            // `helpUri` must be absolute, and where a checkout is published is not known here.
            members["properties"] = ["page": .string("Docs/Diagnostics/\(code).md")]
        }
        return .object(members)
    }

    private func result(_ diagnostic: Diagnostic, ruleIndex: Int) -> JSONValue {
        let text = [diagnostic.text(in: language), diagnostic.advice(in: language)].compactMap { $0 }
        var members: [String: JSONValue] = [
            "ruleId": .string(diagnostic.message.code), "ruleIndex": .integer(Int64(ruleIndex)),
            "level": .string(diagnostic.severity.rawValue), "message": message(text.joined(separator: "\n")),
            "locations": .array(diagnostic.location.map { [.object(Self.location($0))] } ?? []),
        ]
        if !diagnostic.notes.isEmpty {
            members["relatedLocations"] = .array(
                diagnostic.notes.map { note in
                    var members = Self.location(note.location)
                    members["message"] = message(note.text(in: language))
                    return .object(members)
                })
        }
        return .object(members)
    }

    private func message(_ text: String) -> JSONValue { ["text": .string(text)] }

    private static func location(_ location: SourceLocation) -> [String: JSONValue] {
        let region: JSONValue = [
            "startLine": .integer(Int64(location.start.line)), "startColumn": .integer(Int64(location.start.column)),
            "endLine": .integer(Int64(location.end.line)), "endColumn": .integer(Int64(location.end.column)),
        ]
        return ["physicalLocation": ["artifactLocation": ["uri": .string(uri(of: location.file))], "region": region]]
    }

    /// The URI reference of a path: percent-encoded, and with a scheme if the path is absolute.
    static func uri(of path: String) -> String {
        var uri = path.hasPrefix("/") ? "file://" : ""
        for byte in path.utf8 {
            let scalar = Unicode.Scalar(byte)
            // The unreserved characters of RFC 3986, and what separates names. A colon is encoded: it would end a scheme.
            if scalar.isASCII,
                scalar.properties.isAlphabetic || ("0"..."9").contains(scalar)
                    || "-._~/".unicodeScalars.contains(scalar)
            {
                uri.unicodeScalars.append(scalar)
            } else {
                let digits = String(byte, radix: 16, uppercase: true)
                uri += "%" + (digits.count == 1 ? "0" : "") + digits
            }
        }
        return uri
    }

    /// The words of a title as one identifier: ‘a key is written twice’ is `AKeyIsWrittenTwice`.
    static func name(of title: String) -> String {
        title.split { !($0.isASCII && ($0.isLetter || $0.isNumber)) }
            .map { $0.prefix(1).uppercased() + $0.dropFirst() }.joined()
    }
}
