/// Windows PowerShell, as far as the preparation of the batch PC needs it (manual, 3.1.2).
///
/// It understands `Enable-PSRemoting -Force`, `Get-Item` and `Set-Item` of TrustedHosts, `Resolve-DnsName`, `Test-WSMan` and `exit`.
/// To anything else it answers as the real one does to what it does not know.
public struct PowerShellConsole: ConsoleProgram {
    /// What lies outside the PC's folder.
    public struct Surroundings: Sendable, Hashable {
        /// Whether the network profile is public.
        public var isPublic: Bool
        /// Whether the names of the four servers resolve.
        public var namesResolve: Bool
        /// Whether the four servers answer.
        public var hostsAnswer: Bool

        /// Makes them; by default everything is in order.
        public init(isPublic: Bool = false, namesResolve: Bool = true, hostsAnswer: Bool = true) {
            self.isPublic = isPublic
            self.namesResolve = namesResolve
            self.hostsAnswer = hostsAnswer
        }
    }

    /// What lies outside the PC's folder now.
    public var surroundings: Surroundings
    private let settings: RemotingSettings
    private let isElevated: Bool
    /// The value that waits for the answer to the question.
    private var proposed: String?

    private static let prompt = #"PS C:\WINDOWS\system32> "#
    private static let trustedHostsPath = #"wsman:\localhost\client\trustedhosts"#

    /// Makes it ready.
    ///
    /// - Parameters:
    ///   - pc: the PC that it runs on.
    ///   - isElevated: whether it was started as administrator.
    ///   - surroundings: what lies outside the PC's folder.
    public init(on pc: SimulatedPC, isElevated: Bool, surroundings: Surroundings = Surroundings()) {
        settings = RemotingSettings(of: pc)
        self.isElevated = isElevated
        self.surroundings = surroundings
    }

    /// The heading, and the first prompt.
    public mutating func begin() -> ConsoleTurn {
        ConsoleTurn(
            "Windows PowerShell\nCopyright (C) Microsoft Corporation. All rights reserved.\n\n\(Self.prompt)", .line)
    }

    /// Answers a command, or the question whether to go on.
    public mutating func receive(_ input: String) throws(SystemCallError) -> ConsoleTurn {
        if let proposed { return try decided(input, on: proposed) }
        let command = PowerShellCommand(input)
        switch command.name.lowercased() {
        case "": return turn("")
        case "exit": return ConsoleTurn("", .ended(code: 0))
        case "enable-psremoting": return turn(try enableRemoting(command))
        case "get-item" where isTrustedHosts(command): return turn(PowerShellText.item(try settings.trusted))
        case "set-item" where isTrustedHosts(command): return try setItem(command)
        case "resolve-dnsname": return turn(resolved(command))
        case "test-wsman": return turn(tested(command))
        case "get-item", "set-item": return turn(PowerShellText.noSuchPath(command))
        default: return turn(PowerShellText.unknown(command))
        }
    }

    private func turn(_ text: String) -> ConsoleTurn { ConsoleTurn(text + Self.prompt, .line) }

    private func isTrustedHosts(_ command: PowerShellCommand) -> Bool {
        command.arguments.first?.lowercased() == Self.trustedHostsPath
    }

    private func enableRemoting(_ command: PowerShellCommand) throws(SystemCallError) -> String {
        if let stray = command.arguments.first(where: { $0.lowercased() != "-force" }) {
            return PowerShellText.strayArgument(stray, of: command)
        }
        guard isElevated else { return PowerShellText.denied(command) }
        guard !surroundings.isPublic else { return PowerShellText.publicProfile(command) }
        guard try !settings.isOn else { return PowerShellText.alreadyOn }
        try settings.setOn(true)
        return PowerShellText.switchedOn
    }

    private mutating func setItem(_ command: PowerShellCommand) throws(SystemCallError) -> ConsoleTurn {
        var rest = command.arguments.dropFirst()
        var value: String?
        var isForced = false
        while let argument = rest.popFirst() {
            switch argument.lowercased() {
            case "-value": value = rest.popFirst()
            case "-force": isForced = true
            default: return turn(PowerShellText.strayArgument(argument, of: command))
            }
        }
        guard let value else { return turn(PowerShellText.missingValue(command)) }
        guard isElevated else { return turn(PowerShellText.denied(command)) }
        guard !isForced else {
            try settings.setTrusted(value)
            return turn("")
        }
        proposed = value
        return ConsoleTurn(PowerShellText.trustQuestion, .line)
    }

    private mutating func decided(_ input: String, on value: String) throws(SystemCallError) -> ConsoleTurn {
        switch input.lowercased() {
        case "y", "":
            proposed = nil
            try settings.setTrusted(value)
            return turn("")
        case "n", "s":
            proposed = nil
            return turn("")
        case "?": return ConsoleTurn(PowerShellText.trustHelp + PowerShellText.trustChoices, .line)
        default: return ConsoleTurn(PowerShellText.trustChoices, .line)
        }
    }

    private func resolved(_ command: PowerShellCommand) -> String {
        guard let host = command.arguments.first else { return PowerShellText.missingValue(command) }
        return isKnown(host) && surroundings.namesResolve
            ? PowerShellText.resolved(host) : PowerShellText.unresolved(host, command)
    }

    private func tested(_ command: PowerShellCommand) -> String {
        guard let host = command.arguments.first else { return PowerShellText.missingValue(command) }
        return isKnown(host) && surroundings.namesResolve && surroundings.hostsAnswer
            ? PowerShellText.answered : PowerShellText.silent(host, command)
    }

    private func isKnown(_ host: String) -> Bool { RemotingSettings.trustedHosts.contains(host.lowercased()) }
}
