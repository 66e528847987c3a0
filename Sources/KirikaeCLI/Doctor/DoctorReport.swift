import KirikaeCanonicalJSON
import KirikaeDiagnostics
import KirikaeWorlds

/// What came of looking at an environment before the day.
struct DoctorReport: Sendable {
    /// The version of the form for programs.
    static let version: Int64 = 1

    /// The name of the environment.
    var environment: String
    /// What it is.
    var title: LocalizedText
    /// What was looked at, in the order of the table.
    var findings: [ReadinessFinding]
    /// Whether a warning keeps it from being ready, too.
    var isStrict: Bool

    /// How many came out so.
    func count(_ standing: ReadinessFinding.Standing) -> Int { findings.count { $0.standing == standing } }

    /// Whether the plans of the folder can be carried out there.
    var isReady: Bool { count(.failing) == 0 && !(isStrict && count(.warning) > 0) }

    /// For programs, with both languages.
    ///
    /// The form is part of the interface: members are added, never renamed or removed, without another `version`.
    ///
    /// - Parameter omitsWell: whether what is well is only counted.
    func document(omitsWell: Bool) -> JSONValue {
        let shown = findings.filter { !omitsWell || $0.standing != .well }
        return [
            "version": .integer(Self.version), "kirikae": .string(KirikaeVersion.text),
            "environment": .string(environment), "ready": .bool(isReady), "checks": .array(shown.map(Self.check)),
            "summary": [
                "well": .integer(Int64(count(.well))), "warnings": .integer(Int64(count(.warning))),
                "failed": .integer(Int64(count(.failing))),
            ],
        ]
    }

    private static func check(_ finding: ReadinessFinding) -> JSONValue {
        [
            "kind": .string(finding.kind.rawValue), "subject": .string(finding.subject),
            "standing": .string(finding.standing.rawValue), "title": finding.title.map(localized) ?? .null,
            "expected": localized(finding.expected),
            "why": finding.problem.map { .string($0.word.rawValue) } ?? .null,
            "seen": finding.problem.map { localized($0.seen) } ?? .null,
            "next": finding.problem.map { localized($0.next) } ?? .null,
        ]
    }

    private static func localized(_ text: LocalizedText) -> JSONValue {
        .object(Dictionary(uniqueKeysWithValues: Language.allCases.map { ($0.rawValue, .string(text[$0])) }))
    }
}
