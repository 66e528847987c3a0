import KirikaeSyntax

/// How a remote host is reached by ssh, and what runs there.
public struct SSHAccess: Sendable, Hashable {
    /// Where a host is.
    public enum Address: Sendable, Hashable {
        /// At this name or address.
        case text(String)
        /// At the one that this detail of an item of an inventory holds: the host stands for each of the items.
        case detail(String)
    }

    /// What runs on a host.
    public enum System: String, Sendable, Hashable, CaseIterable {
        /// A POSIX shell starts programs.
        case linux
        /// OpenSSH Server of Windows.
        case windows
    }

    /// What starts programs on Windows.
    public enum Shell: String, Sendable, Hashable, CaseIterable {
        /// `cmd.exe`, which must be the server's default shell.
        case cmd
        /// Windows PowerShell, whatever the server's default shell is.
        case powershell
    }

    /// Where it is.
    public var address: Address
    /// The port of its ssh server.
    public var port: Int
    /// Who logs in; nil for the name of the user who runs the engine.
    public var user: String?
    /// What runs there.
    public var system: System
    /// What starts programs there, on Windows.
    public var shell: Shell
    /// The keys by which it is known; nil if the folder has no such file, and then no plan is made.
    public var knownHosts: KnownHosts?
    /// The private key that logs in; nil for what ssh takes by itself: the user's own keys and agent.
    public var identity: String?
    /// The host through which it is reached, by its name in the environment.
    public var jump: Located<String>?
    /// How long opening a connection may take.
    public var connectTimeout: Milliseconds
    /// How long a connection is kept after it was last used; nil if each program gets one of its own.
    public var keep: Milliseconds?
    /// The file of keys that the folder does not have, and those that it has.
    var knownHostsNotFound: KnownHosts.Missing?

    /// Says how a host is reached.
    public init(
        address: Address, port: Int = SSHAccess.defaultPort, user: String? = nil, system: System = .linux,
        shell: Shell = .cmd, knownHosts: KnownHosts? = nil, identity: String? = nil, jump: Located<String>? = nil,
        connectTimeout: Milliseconds = SSHAccess.defaultConnectTimeout, keep: Milliseconds? = nil
    ) {
        self.address = address
        self.port = port
        self.user = user
        self.system = system
        self.shell = shell
        self.knownHosts = knownHosts
        self.identity = identity
        self.jump = jump
        self.connectTimeout = connectTimeout
        self.keep = keep
    }

    /// The port where the environment does not say.
    public static let defaultPort = 22

    /// How long opening a connection may take where the environment does not say.
    public static let defaultConnectTimeout = Milliseconds(10_000)

    /// Whether a text can be the name or address of a host and nothing else: no option, no user, no port, no token of ssh.
    public static func isAddress(_ text: String) -> Bool {
        guard let first = text.utf8.first, text.utf8.count <= 253 else { return false }
        if text.utf8.contains(UInt8(ascii: ":")) {
            // IPv6, without a zone.
            let digits: Set<UInt8> = Set("0123456789abcdefABCDEF:.".utf8)
            return text.utf8.allSatisfy(digits.contains) && text.split(separator: ":").count <= 8
                && text.utf8.count { $0 == UInt8(ascii: ":") } >= 2
        }
        return isLetterOrDigit(first) && text.utf8.allSatisfy { isLetterOrDigit($0) || "-._".utf8.contains($0) }
    }

    /// Whether a text can be the name of a user: also `DOMAIN\user` as Windows writes it.
    public static func isUser(_ text: String) -> Bool {
        let parts = text.split(separator: "\\", omittingEmptySubsequences: false)
        return parts.count <= 2 && text.utf8.count <= 128
            && parts.allSatisfy { part in
                guard let first = part.utf8.first, isLetterOrDigit(first) || first == UInt8(ascii: "_") else {
                    return false
                }
                return part.utf8.allSatisfy { isLetterOrDigit($0) || "-._".utf8.contains($0) }
            }
    }

    /// Whether a text is an absolute path that ssh reads as nothing but a path.
    public static func isPath(_ text: String) -> Bool {
        text.hasPrefix("/")
            && text.unicodeScalars.allSatisfy { scalar in
                scalar.value >= 0x20 && scalar.value != 0x7F && !"\"'\\$%".unicodeScalars.contains(scalar)
            }
    }

    private static func isLetterOrDigit(_ byte: UInt8) -> Bool {
        switch byte {
        case 0x30...0x39, 0x41...0x5A, 0x61...0x7A: true
        default: false
        }
    }
}
