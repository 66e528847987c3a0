import KirikaeDiagnostics
import KirikaeSyntax

/// Reads how a remote host is reached.
extension EnvironmentDecoder {
    /// The value of the key `ssh` of a host.
    func sshAccess(_ node: Node) -> SSHAccess? {
        guard let reader = MappingReader(node, .sshAccess, in: context) else { return nil }
        let address = text(reader["address"], .address, SSHAccess.isAddress)
        let detail = context.identifier(reader["address-detail"])
        let user = text(reader["user"], .user, SSHAccess.isUser)
        let identity = text(reader["identity"], .identity, SSHAccess.isPath)
        let port = reader["port"] == nil ? SSHAccess.defaultPort : context.integer(reader["port"], in: 1...65_535)
        let system = context.word(reader["system"], as: SSHAccess.System.self) ?? .linux
        let shell = context.word(reader["shell"], as: SSHAccess.Shell.self) ?? .cmd
        if let place = reader["shell"]?.location, system != .windows {
            context.report(SSHMessage.unsupported(.shellOnLinux, host: ""), at: place)
        }
        let jump = context.identifier(reader["jump"])
        let timeout = length(reader["connect-timeout"], from: 1_000, to: 600_000) ?? SSHAccess.defaultConnectTimeout
        let keep = length(reader["keep"], from: 1_000, to: 86_400_000)
        let known = context.text(reader["known-hosts"]) ?? Located(besideEnvironment, at: node.location)
        let kind: SSHAccess.Address? =
            address.map { .text($0.value) } ?? detail.map { .detail($0.value) }
        guard let kind, let port else { return nil }
        var access = SSHAccess(
            address: kind, port: port, user: user?.value, system: system, shell: shell,
            knownHosts: knownHosts.first { $0.path == known.value }, identity: identity?.value, jump: jump,
            connectTimeout: timeout, keep: keep)
        if access.knownHosts == nil {
            access.knownHostsNotFound = .init(path: known, known: knownHosts.map(\.path))
        }
        return access
    }

    /// Where the keys of hosts are if the environment does not say.
    private var besideEnvironment: String { folder.isEmpty ? "known_hosts" : "\(folder)/known_hosts" }

    /// The directory of a host: one of the engine's machine may be anything that can be opened there.
    func check(directory: Located<String>, of access: SSHAccess?) {
        guard let access else { return }
        let isGood =
            access.system == .linux
            ? directory.value.hasPrefix("/") && Self.hasNoControl(directory.value)
            : Self.isWindowsDirectory(directory.value)
        guard !isGood else { return }
        context.report(
            SSHMessage.notOfForm(directory.value, access.system == .linux ? .linuxDirectory : .windowsDirectory),
            at: directory.location)
    }

    private func text(_ node: Node?, _ form: SSHMessage.Form, _ isGood: (String) -> Bool) -> Located<String>? {
        guard let text = context.text(node) else { return nil }
        // Once is enough: a character that looks like another is no part of any of these.
        guard isGood(text.value) else {
            context.report(SSHMessage.notOfForm(text.value, form), at: text.location)
            return nil
        }
        return text
    }

    private func length(_ node: Node?, from least: Int64, to most: Int64) -> Milliseconds? {
        guard let node, let length = context.duration(node) else { return nil }
        guard (least...most).contains(length.count) else {
            context.report(
                SyntaxMessage.notInRange(length.written, Int(least / 1000), Int(most / 1000)), at: node.location)
            return nil
        }
        return length
    }

    private static func hasNoControl(_ text: String) -> Bool {
        text.unicodeScalars.allSatisfy { $0.value >= 0x20 && $0.value != 0x7F }
    }

    /// `C:\…`, without what `cmd.exe` would read again and without `..`.
    private static func isWindowsDirectory(_ text: String) -> Bool {
        let bytes = Array(text.utf8)
        guard bytes.count >= 3, bytes[1] == UInt8(ascii: ":"), bytes[2] == UInt8(ascii: "\\"),
            (0x41...0x5A).contains(bytes[0] & 0xDF), hasNoControl(text)
        else { return false }
        return !text.contains(where: { "\"%!^&|<>*?/".contains($0) }) && !text.contains("..")
    }
}
