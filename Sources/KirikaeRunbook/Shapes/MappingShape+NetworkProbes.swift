import KirikaeSyntax

/// The probes that ask a DNS or a SIP server.
extension MappingShape {
    static let dnsProbe = MappingShape(
        "dns-probe", "One question to one DNS server. The answer decides. Nobody else is asked.",
        keys: [
            .required(
                "server", .anyText, "The IP address of the server, with its port if that is not 53: `192.0.2.53:5353`."),
            .required("name", .anyText, "The name to ask for, as a whole."),
            .required("type", .text(.word(DNSRecordType.allCases.map(\.rawValue))), "The type of record to ask for."),
            .required("values", .mapping("dns-answers"), "For each value of the variable the answers that mean it."),
            .optional("absent", .anyText, "The value if the server says that there is no such name or record."),
            .optional("silent", .anyText, "The value if no server answers there."),
            .optional(
                "ttl-at-most", .text(.duration),
                "How long others may go on using the answer. If that is longer, no value is found."),
        ],
        example: """
            server: 192.0.2.53
            name: portal.example.jp
            type: A
            values: {main: [198.51.100.10], dr: [203.0.113.10, 203.0.113.11]}
            ttl-at-most: 5m
            """)
    static let dnsAnswers = MappingShape(
        "dns-answers",
        "Values of the variable, and all the answers that mean each. Order and duplicates do not count; an answer too many or too few means no value.",
        freeKeys: .init(
            .any, .list(.anyText, isEmptyAllowed: false), isRequired: true,
            "A value, and its answers, written as `dig +short` prints them, a TXT without its quotation marks."),
        example: "{main: [198.51.100.10], dr: [203.0.113.10, 203.0.113.11]}")

    static let sipProbe = MappingShape(
        "sip-probe", "An `OPTIONS` request to a SIP server. The answer decides. No call is placed.",
        keys: [
            .required("address", .anyText, "Host and port, `host:port`."),
            .optional(
                "transport", .text(.word(SIPProbe.Transport.allCases.map(\.rawValue))), default: "udp",
                "What carries the request."),
            .optional("user", .anyText, "Whom at the server the request is for. Without it, for the server itself."),
            .optional("answers", .anyText, "The value if any final answer comes, whatever its status."),
            .optional("values", .mapping("sip-statuses"), "For each value of the variable the statuses that mean it."),
            .optional("silent", .anyText, "The value if no server answers there."),
        ], exactlyOneOf: [["answers", "values"]],
        example:
            "{address: 'sip-main.example.jp:5060', transport: udp, values: {up: [2xx], down: ['503']}, silent: down}")
    static let sipStatuses = MappingShape(
        "sip-statuses", "Values of the variable, and the statuses that mean each.",
        freeKeys: .init(
            .any, .list(.anyText, isEmptyAllowed: false), isRequired: true,
            "A value, and its statuses: three digits, or a class such as `2xx`, which counts where the digits do not stand."
        ),
        example: "{up: [2xx], down: ['503', 5xx]}")
}
