import KirikaeSyntax

/// The shapes of what must be so before the day.
extension MappingShape {
    /// All of them.
    static let ofChecks: [MappingShape] = [
        checks, check, fileCheck, nameCheck, certificateCheck, portCheck, commandCheck, diskCheck, clockCheck,
    ]

    static let checks = MappingShape(
        "checks", "What must be so before the day, by name. `kirikae doctor` looks; no run is judged by it.",
        freeKeys: .init(.identifier, .mapping("check"), "A check."))
    static let check = MappingShape(
        "check", "One thing that must be so. Looking changes nothing.",
        keys: [
            .required("title", .localizedText, "What it is."),
            .optional(
                "severity", .text(.word(ReadinessCheck.Severity.allCases.map(\.rawValue))), default: "fails",
                "Whether the environment is not ready where it is not so, or a warning is all."),
            .optional("file", .mapping("file-check"), "A file is there."),
            .optional("dns", .mapping("dns-check"), "A name is known to DNS servers."),
            .optional("tls", .mapping("tls-check"), "The certificate of a server is valid."),
            .optional("tcp", .mapping("tcp-check"), "A port takes connections."),
            .optional("command", .mapping("command-check"), "A program says what it should."),
            .optional("disk", .mapping("disk-check"), "There is enough free space."),
            .optional("clock", .mapping("clock-check"), "The clock of a host is right."),
            .optional("timeout", .text(.duration), default: "10s", "How long looking may take."),
        ], exactlyOneOf: [["file", "dns", "tls", "tcp", "command", "disk", "clock"]],
        example: """
            title: {ja: DR 拠点の DB, en: Database of the DR site}
            tcp: {address: '192.0.2.10:5432'}
            """)
    static let fileCheck = MappingShape(
        "file-check", "A regular file that is there, and is the one meant.",
        keys: [
            .required("path", .anyText, "Its path. A relative one is below the directory of the host."),
            .optional("on", .text(.identifier), default: "the engine's machine", "The host it is on."),
            .optional("sha256", .anyText, "What its content hashes to, in 64 hexadecimal digits."),
            .optional("edition", .anyText, "What people call the edition with that hash. Needs `sha256`."),
        ], example: "{path: /opt/kirikae/Runbooks/service.yaml}")
    static let nameCheck = MappingShape(
        "dns-check", "A name that each of some DNS servers must know.",
        keys: [
            .required("name", .anyText, "The name."),
            .optional(
                "type", .text(.word(DNSRecordType.allCases.map(\.rawValue))), default: "A", "The type of the records."),
            .required(
                "servers", .list(.anyText, isEmptyAllowed: false),
                "The addresses of the servers; with `:port` behind them where it is not 53."),
            .optional(
                "expect", .list(.anyText, isEmptyAllowed: false), default: "any answer",
                "The records that each server must answer with, in any order."),
        ], example: "{name: portal.example.jp, servers: [192.0.2.53, 198.51.100.53]}")
    static let certificateCheck = MappingShape(
        "tls-check", "A server whose certificate must be trusted, for the right name, and valid for a while.",
        keys: [
            .required("address", .anyText, "The name that the certificate must be for and the port, `host:port`."),
            .optional("resolve", .anyText, "The address to go to instead of asking DNS."),
            .optional(
                "days-left-at-least", .text(.integer), default: "30",
                "How many days every certificate must be valid still, from 1 to 3650."),
            .optional(
                "ca", .anyText, default: "the authorities of the system",
                "The file of the folder with the authorities that count: `…authorities.pem`."),
        ], example: "{address: 'portal.example.jp:443', days-left-at-least: 14}")
    static let portCheck = MappingShape(
        "tcp-check", "A port that takes connections. Nothing is sent.",
        keys: [.required("address", .anyText, "Host and port, `host:port`.")], example: "{address: '192.0.2.10:5432'}")
    static let commandCheck = MappingShape(
        "command-check", "A program that must say something. It must change nothing.",
        keys: [
            .required("run", .list(.anyText, isEmptyAllowed: false), "The program and its arguments."),
            .required("on", .text(.identifier), "The host."),
            .optional("exit", .text(.integer), default: "0", "The exit code that is right, from 0 to 255."),
            .optional("printed", .anyText, "What it must print, apart from white space at both ends."),
        ], example: "{run: [pg_isready, -q], on: db-a}")
    static let diskCheck = MappingShape(
        "disk-check", "Space that must be free.",
        keys: [
            .required("path", .anyText, "A path on the file system."),
            .optional("on", .text(.identifier), default: "the engine's machine", "The host it is on."),
            .required("at-least", .text(.size), "How much must be free, such as `500MiB`."),
        ], example: "{path: /var/lib/kirikae, at-least: 500MiB}")
    static let clockCheck = MappingShape(
        "clock-check", "The clock of another machine, beside that of the engine's.",
        keys: [
            .required("on", .text(.identifier), "The host."),
            .optional("at-most", .text(.duration), default: "5s", "How far they may be apart."),
        ], example: "{on: batch-pc, at-most: 2s}")
}
