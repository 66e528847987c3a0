/// The arguments of ssh: everything it may and may not do, whatever the configuration files of the machine say.
struct SSHCommandLine: Sendable {
    /// One machine on the way, the one that runs the program last.
    struct Hop: Sendable {
        /// Its name in the environment, for messages.
        var name: String
        var address: String
        var port: Int
        var user: String?
        var identity: String?
        /// The file of the keys by which it is known.
        var knownHostsPath: String
        /// Where ssh writes down what happens.
        var logPath: String
        var connectTimeoutSeconds: Int
    }

    /// Whether a connection is shared.
    enum Sharing: Sendable {
        /// It is for this program alone.
        case none
        /// The one behind this socket is used if it is there.
        case used(socket: String)
        /// It is opened for others, behind this socket, and ends when nobody has used it for so long.
        case kept(socket: String, seconds: Int)
    }

    /// Where ssh is looked for: where the packages of the distributions put it.
    static let executablePath = "/usr/bin/ssh"

    /// After so many of these intervals without a word from the other side a connection is dead.
    private static let aliveIntervalSeconds = 10
    private static let aliveCount = 3

    /// What is written down besides errors: by it a lost connection is told from a program that ended with 255.
    ///
    /// The text of a command is left out: it may hold anything.
    private static let programPlaces = ["!clientloop.c:client_session2_setup*", "clientloop.c:*", "mux.c:*"]
    private static let connectionPlaces = ["sshconnect.c:*", "ssh.c:*", "channels.c:channel_input_open_failure*"]

    var hops: [Hop]
    var sharing = Sharing.none
    var hasTerminal = false
    /// What runs there; nil for a connection that only others use.
    var command: String?

    /// The arguments.
    var arguments: [String] {
        guard let target = hops.last else { return [] }
        // What holds a connection for others must not write down all they do.
        var arguments = Self.options(
            of: target, logging: (command == nil ? [] : Self.programPlaces) + Self.connectionPlaces)
        if hops.count > 1 {
            arguments.append("-oProxyCommand=\(Self.proxyCommand(Array(hops.dropLast()), to: target))")
        }
        switch sharing {
        case .none: arguments += ["-oControlMaster=no", "-oControlPath=none"]
        case .used(let socket): arguments += ["-oControlMaster=no", "-oControlPath=\(Self.value(socket))"]
        case .kept(let socket, let seconds):
            arguments += [
                "-oControlMaster=yes", "-oControlPath=\(Self.value(socket))", "-oControlPersist=\(seconds)", "-f", "-N",
            ]
        }
        switch (command, hasTerminal) {
        case (nil, _): break
        case (_, true): arguments.append("-tt")
        case (_, false): arguments.append("-T")
        }
        return arguments + ["--", target.address] + (command.map { [$0] } ?? [])
    }

    private static func options(of hop: Hop, logging places: [String]) -> [String] {
        var options = [
            "-F", "none", "-E", hop.logPath, "-p", "\(hop.port)", "-oLogLevel=ERROR",
            "-oLogVerbose=\(places.joined(separator: ","))", "-oBatchMode=yes", "-oNumberOfPasswordPrompts=0",
            "-oStrictHostKeyChecking=yes", "-oUserKnownHostsFile=\(value(hop.knownHostsPath))",
            "-oGlobalKnownHostsFile=/dev/null",
            // The exact name: else ssh also takes a key that is known for another port of the same address.
            "-oHostKeyAlias=\(knownName(of: hop))", "-oCheckHostIP=no", "-oUpdateHostKeys=no", "-oVerifyHostKeyDNS=no",
            "-oNoHostAuthenticationForLocalhost=no", "-oCanonicalizeHostname=no", "-oPasswordAuthentication=no",
            "-oKbdInteractiveAuthentication=no", "-oForwardAgent=no", "-oForwardX11=no", "-oTunnel=no",
            "-oClearAllForwardings=yes", "-oPermitLocalCommand=no", "-oAddKeysToAgent=no", "-oEscapeChar=none",
            "-oRequestTTY=no", "-oConnectTimeout=\(hop.connectTimeoutSeconds)", "-oConnectionAttempts=1",
            "-oTCPKeepAlive=yes", "-oServerAliveInterval=\(aliveIntervalSeconds)",
            "-oServerAliveCountMax=\(aliveCount)",
        ]
        if let user = hop.user { options += ["-l", user] }
        if let identity = hop.identity { options += ["-oIdentityFile=\(value(identity))", "-oIdentitiesOnly=yes"] }
        return options
    }

    /// How a host is called in `known_hosts`.
    static func knownName(of hop: Hop) -> String {
        let address = hop.address.lowercased()
        return hop.port == 22 ? address : "[\(address)]:\(hop.port)"
    }

    /// The command that connects to a machine through others.
    ///
    /// `ProxyJump` would hand none of these options on to the ssh that it starts.
    private static func proxyCommand(_ hops: [Hop], to target: Hop) -> String {
        guard let jump = hops.last else { return "" }
        var arguments =
            [executablePath] + options(of: jump, logging: connectionPlaces) + [
                "-oControlMaster=no", "-oControlPath=none",
            ]
        if hops.count > 1 { arguments.append("-oProxyCommand=\(proxyCommand(Array(hops.dropLast()), to: jump))") }
        arguments += ["-W", "[\(target.address)]:\(target.port)", "--", jump.address]
        // ssh replaces what follows a percent sign, and a POSIX shell reads the rest, behind an `exec` of ssh.
        return arguments.map { POSIXQuoting.quoted($0).replacing("%", with: "%%") }.joined(separator: " ")
    }

    /// A value that ssh reads as one word, with nothing in it to replace.
    private static func value(_ path: String) -> String { "\"\(path.replacing("%", with: "%%"))\"" }
}

/// Words for a POSIX shell.
enum POSIXQuoting {
    /// A word that the shell gives back as it was.
    ///
    /// Backslashes and exclamation marks stand outside of the quotation marks, so that the login shells fish and csh do not take a
    /// part of a word for an order. A line feed is an error in csh, which starts nothing then.
    static func quoted(_ word: String) -> String {
        let isPlain = word.utf8.allSatisfy { byte in
            switch byte {
            case 0x30...0x39, 0x41...0x5A, 0x61...0x7A: true
            default: "-._/:=,@+".utf8.contains(byte)
            }
        }
        if isPlain, !word.isEmpty { return word }
        var text = "'"
        // By scalar: a sign with an accent over it is another character and the same sign.
        for scalar in word.unicodeScalars {
            switch scalar {
            case "'", "\\", "!": text += "'\\\(scalar)'"
            default: text.unicodeScalars.append(scalar)
            }
        }
        return text + "'"
    }
}
