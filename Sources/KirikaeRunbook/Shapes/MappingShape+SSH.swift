import KirikaeSyntax

/// The shape of how a remote host is reached.
extension MappingShape {
    static let sshAccess = MappingShape(
        "ssh",
        "How a remote host is reached by the ssh of the engine's machine. The key of the host must be known beforehand.",
        keys: [
            .optional("address", .anyText, "Its name or address."),
            .optional(
                "address-detail", .text(.identifier),
                "The detail that holds the address, for a host that stands for each item of an inventory."),
            .optional("port", .text(.integer), default: "22", "The port of its ssh server."),
            .optional("user", .anyText, "Who logs in there; else the name of the user who runs the engine."),
            .optional(
                "system", .text(.word(SSHAccess.System.allCases.map(\.rawValue))), default: "linux", "What runs there."
            ),
            .optional(
                "shell", .text(.word(SSHAccess.Shell.allCases.map(\.rawValue))), default: "cmd",
                "What starts programs on Windows: `cmd` where it is the server's default shell, or Windows PowerShell."),
            .optional(
                "known-hosts", .anyText,
                "The file of the keys of hosts, by its path in the folder: `…known_hosts`. Else `known_hosts` beside the environment."
            ),
            .optional(
                "identity", .anyText,
                "The private key that logs in, by its full path; else the user's own keys and agent."),
            .optional("jump", .text(.identifier), "The host of this environment through which it is reached."),
            .optional("connect-timeout", .text(.duration), default: "10s", "How long opening a connection may take."),
            .optional(
                "keep", .text(.duration),
                "How long a connection is kept for the next program after its last use, from 1s to 24h; else each gets its own."
            ),
        ], exactlyOneOf: [["address", "address-detail"]],
        example: "{address: 192.0.2.10, user: operator, keep: 10m}")
}
