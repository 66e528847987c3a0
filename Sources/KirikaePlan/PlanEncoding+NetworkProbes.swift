import KirikaeCanonicalJSON
import KirikaeRunbook
import KirikaeSyntax

/// The canonical form of the probes that ask a DNS or a SIP server.
extension PlanEncoding {
    static func encode(_ probe: DNSProbe) -> JSONValue {
        compact([
            "dns": .string(probe.server.written), "name": .string(probe.name.description),
            "type": .string(probe.type.rawValue), "values": .object(probe.values.mapValues(strings)),
            "absent": probe.absent.map { .string($0) }, "silent": probe.silent.map { .string($0) },
            "longestLife": probe.longestLife.map { .integer($0.count) }, "timeout": .integer(probe.timeout.count),
        ])
    }

    static func encode(_ probe: SIPProbe) -> JSONValue {
        var answers: JSONValue?
        var values: JSONValue?
        switch probe.meaning {
        case .anyAnswer(let value): answers = .string(value)
        case .byStatus(let statuses): values = .object(statuses.mapValues { .string($0) })
        }
        return compact([
            "sip": .string(probe.address.written), "transport": .string(probe.transport.rawValue),
            "user": probe.user.map { .string($0) }, "answers": answers, "values": values,
            "silent": probe.silent.map { .string($0) }, "timeout": .integer(probe.timeout.count),
        ])
    }
}
