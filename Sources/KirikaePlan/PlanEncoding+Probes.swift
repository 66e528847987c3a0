import KirikaeCanonicalJSON
import KirikaeRunbook
import KirikaeSyntax

/// The canonical form of looks by HTTP and at files, and of how servers are reached.
///
/// What is not said is left out, so that the plans of folders that do not use it keep their fingerprints.
extension PlanEncoding {
    static func encode(_ probe: HTTPProbe) -> JSONValue {
        adding(
            decisive(probe.judgement),
            to: compact([
                "url": .string(probe.url), "silent": probe.silent.map { .string($0) },
                "timeout": .integer(probe.timeout.count),
                "method": probe.method == .get ? nil : .string(probe.method.rawValue),
                "redirects": probe.redirects == 0 ? nil : .integer(Int64(probe.redirects)),
                "encoding": probe.encoding == .utf8 ? nil : .string(probe.encoding.rawValue),
                "settings": encode(probe.settings),
            ]))
    }

    private static func decisive(_ judgement: HTTPProbe.Judgement) -> (key: String, value: JSONValue)? {
        switch judgement {
        case .firstWord: nil
        case .answer(let value): ("answers", .string(value))
        case .status(let values): ("status", meanings(values))
        case .header(let name, let values): ("header", .object(["name": .string(name), "values": meanings(values)]))
        case .text(let values): ("contains", meanings(values))
        case .json(let pointer, let values):
            ("json", .object(["pointer": .string(pointer), "values": meanings(values)]))
        case .certificate(let values):
            (
                "certificate",
                meanings(
                    Dictionary(values.map { ($0.key.rawValue, $0.value) }, uniquingKeysWith: { first, _ in first }))
            )
        }
    }

    static func encode(_ probe: FileProbe) -> JSONValue {
        let decisive: (key: String, value: JSONValue) =
            switch probe.judgement {
            case .presence(let value): ("present", .string(value))
            case .hash(let values): ("sha256", meanings(values))
            }
        return adding(
            decisive,
            to: compact([
                "file": .string(probe.path), "on": probe.host.map { .string($0) },
                "absent": probe.absent.map { .string($0) }, "maximum": .integer(Int64(probe.maximumBytes)),
                "timeout": .integer(probe.timeout.count),
            ]))
    }

    private static func adding(_ member: (key: String, value: JSONValue)?, to value: JSONValue) -> JSONValue {
        guard let member, var members = value.objectValue else { return value }
        members[member.key] = member.value
        return .object(members)
    }

    /// How a server is reached and known; nil where nothing is said of it.
    static func encode(_ settings: ConnectionSettings) -> JSONValue? {
        guard !settings.isDefault else { return nil }
        return compact([
            "resolve": settings.overrides.isEmpty ? nil : strings(settings.overrides.map(\.written)),
            "authorities": settings.authorities.map {
                .object(["file": .string($0.path), "sha256": .string(hash(ofFile: $0.bytes))])
            },
            "leastDaysLeft": settings.leastDaysLeft == 0 ? nil : .integer(Int64(settings.leastDaysLeft)),
        ])
    }

    private static func meanings(_ values: [String: String]) -> JSONValue { .object(values.mapValues { .string($0) }) }
}
