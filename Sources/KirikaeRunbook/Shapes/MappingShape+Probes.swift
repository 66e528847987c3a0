import KirikaeSyntax

/// The shapes of looks by HTTP and at files.
extension MappingShape {
    /// All of them.
    static let ofProbes: [MappingShape] = [
        httpProbe, statusValues, headerValues, jsonValues, certificateValues, tlsSettings, fileProbe, fileHashes,
    ]

    /// One text, or several.
    private static let oneOrMore = ValueShape.either([.anyText, .list(.anyText, isEmptyAllowed: false)])

    /// Another address for a host, of a probe or a place.
    static let resolveKey = Key.optional(
        "resolve", oneOrMore,
        "The address to go to instead of asking DNS: `ADDRESS` for the host of the URL, or `HOST:PORT:ADDRESS`.")
    /// What certificates must be like, of a probe or a place.
    static let tlsKey = Key.optional("tls", .mapping("tls"), "What the certificates of the server must be like.")

    static let httpProbe = MappingShape(
        "http-probe",
        """
        A GET, or a HEAD. One key says what of the answer decides; without one the first word of the body is the value.
        """,
        keys: [
            .required("url", .anyText, "The address: `http` or `https`, without a user."),
            .optional(
                "method", .text(.word(HTTPProbe.Method.allCases.map(\.rawValue))), default: "GET", "How it asks."),
            .optional("answers", .anyText, "The value if anything below status 500 comes back. Needs `silent`."),
            .optional("status", .mapping("status-values"), "The status decides."),
            .optional("header", .mapping("header-values"), "A header field decides; the status must be below 400."),
            .optional(
                "contains", .mapping("printed-values"),
                "For each value, a text that the body has then. Exactly one must be there; the status must be 2xx."),
            .optional("json", .mapping("json-values"), "A part of a JSON body decides; the status must be 2xx."),
            .optional("certificate", .mapping("certificate-values"), "The certificate of the server decides."),
            .optional("silent", .anyText, "The value if nobody answers. A certificate that is refused is an answer."),
            .optional(
                "redirects", .either([.text(.word(["refuse", "follow"])), .text(.integer)]), default: "refuse",
                "Whether redirects are followed: `follow` up to \(HTTPProbe.usualRedirects), or a number of them."),
            resolveKey, tlsKey,
            .optional(
                "encoding", .text(.word(CommandAction.Encoding.allCases.map(\.rawValue))), default: "utf-8",
                "How the body is encoded, for `contains`."),
        ], atMostOneOf: [["answers", "status", "header", "contains", "json", "certificate"]],
        example: "{url: 'https://portal.example/health', status: {up: 200, maintenance: 503}, silent: down}")

    static let statusValues = MappingShape(
        "status-values", "Values of the variable, and the status or statuses that mean each.",
        freeKeys: .init(
            .any, oneOrMore, isRequired: true, "A value; statuses such as `200`, or a class such as `5xx`."),
        example: "{up: [200, 204], maintenance: 503}")

    static let headerValues = MappingShape(
        "header-values", "A header field, and what its text means.",
        keys: [
            .required("name", .anyText, "The name of the field, whatever its capitals."),
            .required(
                "values", .mapping("printed-values"), "For each value of the variable, the text of the field then."),
        ], example: "{name: X-Site, values: {main: J1, dr: J2}}")

    static let jsonValues = MappingShape(
        "json-values", "A part of a JSON text, and what it means.",
        keys: [
            .required(
                "pointer", .anyText, "The JSON pointer (RFC 6901) that leads to a text, a number, `true` or `false`."),
            .required("values", .mapping("printed-values"), "For each value of the variable, what is there then."),
        ], example: "{pointer: /site/active, values: {main: J1, dr: J2}}")

    static let certificateValues = MappingShape(
        "certificate-values", "Values of the variable, and the state or states of the certificate that mean each.",
        freeKeys: .init(
            .any,
            .either([
                .text(.word(CertificateState.allCases.map(\.rawValue))),
                .list(.text(.word(CertificateState.allCases.map(\.rawValue))), isEmptyAllowed: false),
            ]), isRequired: true, "A value, and states."),
        example: "{good: valid, bad: [expired, wrong-name, unknown-authority]}")

    static let tlsSettings = MappingShape(
        "tls", "What the certificates of a server must be like. TLS 1.2 is the oldest that is spoken.",
        keys: [
            .optional(
                "ca", .anyText,
                """
                The file of the folder with the certificates of the only authorities that count, in PEM: `…authorities.pem`. \
                Without it those of the system count.
                """),
            .optional(
                "days-left-at-least", .text(.integer),
                "How many days every certificate must still be valid, from 1 to 3650."),
        ], example: "{days-left-at-least: 14}")

    static let fileProbe = MappingShape(
        "file-probe", "Whether a file is there, or its content, decides.",
        keys: [
            .required("path", .anyText, "Its absolute path. It must be a regular file, not a link."),
            .optional("on", .text(.identifier), default: "this machine", "The host it lies on."),
            .optional("present", .anyText, "The value if it is there. Needs `absent`."),
            .optional("sha256", .mapping("file-hashes"), "The SHA-256 of its content decides."),
            .optional("absent", .anyText, "The value if it is not there."),
            .optional("max-size", .text(.size), default: "64MiB", "How large it may be."),
        ], exactlyOneOf: [["present", "sha256"]],
        example: "{path: /opt/portal/portal.war, present: there, absent: missing}")

    static let fileHashes = MappingShape(
        "file-hashes", "Values of the variable, and the SHA-256 or hashes that mean each, in hexadecimal.",
        freeKeys: .init(.any, oneOrMore, isRequired: true, "A value; 64 hexadecimal digits, or a list of such."),
        example: "{new: 9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08}")
}
