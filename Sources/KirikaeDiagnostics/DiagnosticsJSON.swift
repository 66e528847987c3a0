import KirikaeCanonicalJSON

/// Writes diagnostics as JSON for programs.
///
/// The form is part of the interface: members are added, never renamed or removed, without another `version`.
public enum DiagnosticsJSON {
    /// The version of the form.
    public static let version: Int64 = 1

    /// The document: every finding in file order with both languages, and how many there are.
    public static func document(_ diagnostics: Diagnostics) -> JSONValue {
        let findings = diagnostics.inFileOrder
        func count(_ severity: Severity) -> JSONValue {
            .integer(Int64(findings.filter { $0.severity == severity }.count))
        }
        return [
            "version": .integer(version),
            "diagnostics": .array(findings.map(finding)),
            "summary": ["errors": count(.error), "warnings": count(.warning)],
        ]
    }

    private static func finding(_ diagnostic: Diagnostic) -> JSONValue {
        var members: [String: JSONValue] = [
            "code": .string(diagnostic.message.code),
            "severity": .string(diagnostic.severity.rawValue),
            "message": localized { diagnostic.text(in: $0) },
            "notes": .array(
                diagnostic.notes.map { note in
                    var members = place(note.location)
                    members["message"] = localized { note.text(in: $0) }
                    return .object(members)
                }),
        ]
        let hasAdvice = diagnostic.advice(in: .en) != nil
        members["advice"] = hasAdvice ? localized { diagnostic.advice(in: $0) ?? "" } : .null
        return .object(members.merging(place(diagnostic.location)) { $1 })
    }

    private static func place(_ location: SourceLocation?) -> [String: JSONValue] {
        guard let location else { return ["file": .null, "start": .null, "end": .null] }
        return [
            "file": .string(location.file), "start": position(location.start), "end": position(location.end),
        ]
    }

    private static func position(_ position: SourcePosition) -> JSONValue {
        ["line": .integer(Int64(position.line)), "column": .integer(Int64(position.column))]
    }

    private static func localized(_ text: (Language) -> String) -> JSONValue {
        .object(Dictionary(uniqueKeysWithValues: Language.allCases.map { ($0.rawValue, .string(text($0))) }))
    }
}
