import Glibc
import KirikaeEngine
import KirikaeProcess
import KirikaeRunbook
import KirikaeSyntax

/// How a program of a host is started, here or by ssh: which file, with which environment, and what of it is refused.
struct HostProgram: Sendable {
    /// The name of the host in its environment.
    let name: String
    let host: Environment.Host
    private let hosts: [String: Environment.Host]
    private let address: String?
    private let opensConnections: Bool

    /// A program named by a path.
    ///
    /// A runbook names a program; the environment says in which directory it is.
    struct NameRefused: Error {
        var name: String
    }

    /// An argument that `cmd.exe` would read again as a command (CVE-2024-24576).
    struct ArgumentRefused: Error {
        var program: String
        var character: Character
    }

    /// A host that stands for the items of an inventory, and no address, or one that ssh could take for something else.
    struct AddressRefused: Error {
        var address: String
    }

    /// What all programs find in their environment.
    private static let variables = [("PATH", "/usr/local/bin:/usr/bin:/bin"), ("LANG", "C.UTF-8")]

    /// Programs of a host; nil if the environment has no such host.
    ///
    /// - Parameters:
    ///   - name: the host.
    ///   - environment: where it is defined, and the hosts through which it is reached.
    ///   - address: where it is, for a host that stands for each item of an inventory: what the item's detail says.
    ///   - opensConnections: whether a connection may be opened that outlives the program, where the host says so; a look opens none.
    init?(_ name: String, in environment: Environment, address: String? = nil, opensConnections: Bool = true) {
        guard let host = environment.hosts[name] else { return nil }
        self.name = name
        self.host = host
        hosts = environment.hosts
        self.address = address
        self.opensConnections = opensConnections
    }

    /// Makes a program ready to be started; for a remote host, this is where a kept connection is opened.
    ///
    /// - Parameters:
    ///   - arguments: the program and its arguments; each arrives as it is.
    ///   - key: the entry of its environment, `NAME=value`, by which it is found after its engine died; nil for one that only looks.
    ///   - names: the secrets it needs, by the variable that names a file with each.
    ///   - secrets: their values.
    ///   - terminal: whether it gets a terminal of its own.
    /// - Throws: `NameRefused`, `ArgumentRefused`, `AddressRefused`, `RemoteCommand.Refused`, `PreparedProgram.NotReached`,
    ///   `SecretStore.NotRead`, or what the system refused.
    func prepare(
        _ arguments: [String], key: String? = nil, secrets names: [String: String], from secrets: UsedSecrets,
        terminal: Bool = false
    ) async throws -> PreparedProgram {
        let program = arguments.first ?? ""
        guard !program.contains("/"), !program.isEmpty else { throw NameRefused(name: program) }
        // An output may hold what `cmd.exe` reads again; what the runbook says was looked at when it was read.
        for argument in arguments.dropFirst() {
            if let character = CommandInterpreter.refusedCharacter(in: argument, of: program) {
                throw ArgumentRefused(program: program, character: character)
            }
        }
        let keyVariable = key.map { key in
            let parts = key.split(separator: "=", maxSplits: 1)
            return (String(parts[0]), parts.count > 1 ? String(parts[1]) : "")
        }
        let keys = keyVariable.map { [$0] } ?? []
        if let access = host.ssh {
            return try await remote(arguments, access, keys, names, secrets, terminal: terminal)
        }
        let (files, fileVariables) = try secrets.files(names)
        let configuration = ChildProcessConfiguration(
            executablePath: "\(host.directory)/\(program)", arguments: Array(arguments.dropFirst()),
            environment: Self.variables + keys + fileVariables, files: files,
            workingDirectory: host.directory, terminal: terminal)
        return PreparedProgram(configuration: configuration, files: nil, host: name)
    }

    // MARK: Remote

    private func remote(
        _ arguments: [String], _ access: SSHAccess, _ keys: [(String, String)], _ names: [String: String],
        _ secrets: UsedSecrets, terminal: Bool
    ) async throws -> PreparedProgram {
        guard names.isEmpty || !terminal else { throw RemoteCommand.Refused.secretsWithTerminal }
        var contents: [[UInt8]] = []
        var variables = keys
        if access.system == .linux { variables.append(("LANG", "C.UTF-8")) }
        for (index, (variable, name)) in names.sorted(by: { $0.key < $1.key }).enumerated() {
            contents.append(try secrets.value(of: name))
            variables.append((variable, "/dev/fd/\(RemoteCommand.firstSecretDescriptor + index)"))
        }
        let command = RemoteCommand(
            directory: host.directory, arguments: arguments, variables: variables, secretSizes: contents.map(\.count))
        let way = try way(to: access)
        let files = try Self.files(way)
        var line = SSHCommandLine(
            hops: hops(way, files), hasTerminal: terminal, command: try command.spelled(for: access))
        if let keep = access.keep { line.sharing = try await sharing(way, keep) }
        let configuration = ChildProcessConfiguration(
            executablePath: SSHCommandLine.executablePath, arguments: line.arguments,
            environment: Self.clientVariables + keys,
            standardInput: contents.isEmpty ? nil : contents.flatMap(\.self), terminal: terminal)
        return PreparedProgram(configuration: configuration, files: files, host: shownName)
    }

    /// What ssh on this machine finds in its environment: the user's agent, besides what all programs get.
    private static var clientVariables: [(String, String)] {
        variables
            + ["SSH_AUTH_SOCK", "HOME"].compactMap { name in getenv(name).map { (name, String(cString: $0)) } }
    }

    /// The name in messages: which of the items it is, where it stands for many.
    private var shownName: String { address.map { "\(name) (\($0))" } ?? name }

    /// One machine on the way.
    private struct Stop {
        var name: String
        var address: String
        var access: SSHAccess
    }

    /// The machines on the way, this host last.
    private func way(to access: SSHAccess) throws(AddressRefused) -> [Stop] {
        let own: String
        switch access.address {
        case .text(let text): own = text
        case .detail: own = address ?? ""
        }
        var way = [Stop(name: shownName, address: own, access: access)]
        var passed: Set<String> = [name]
        var next = access.jump?.value
        // A circle was reported when the environment was read.
        while let name = next, passed.insert(name).inserted, let access = hosts[name]?.ssh,
            case .text(let text) = access.address
        {
            way.insert(Stop(name: name, address: text, access: access), at: 0)
            next = access.jump?.value
        }
        for stop in way where !SSHAccess.isAddress(stop.address) { throw AddressRefused(address: stop.address) }
        return way
    }

    private static func files(_ way: [Stop]) throws -> SSHFiles {
        try SSHFiles(way.map { ($0.name, $0.access.knownHosts?.bytes ?? []) })
    }

    private func hops(_ way: [Stop], _ files: SSHFiles) -> [SSHCommandLine.Hop] {
        way.enumerated().map { index, stop in
            SSHCommandLine.Hop(
                name: stop.name, address: stop.address, port: stop.access.port, user: stop.access.user,
                identity: stop.access.identity, knownHostsPath: files.knownHostsPath(index),
                logPath: files.logPath(index),
                connectTimeoutSeconds: max(1, Int((stop.access.connectTimeout.count + 999) / 1000)))
        }
    }

    /// What is added to the time for opening connections before one counts as not opened.
    private static let openingGraceMilliseconds: Int64 = 15_000

    /// The connection that is kept for this host, opened if need be.
    ///
    /// Where it cannot be had for a reason of this machine, the program gets a connection of its own.
    private func sharing(_ way: [Stop], _ keep: Milliseconds) async throws -> SSHCommandLine.Sharing {
        let directory: ControlDirectory
        do throws(ControlDirectory.NotUsable) { directory = try ControlDirectory() } catch { return .none }
        let parts = way.flatMap { stop in
            [
                stop.address, "\(stop.access.port)", stop.access.user ?? "", stop.access.identity ?? "",
                String(decoding: stop.access.knownHosts?.bytes ?? [], as: UTF8.self),
            ]
        }
        let connection = KeptConnection(socket: directory.socket(of: parts + ["\(keep.count)"]))
        guard opensConnections else { return connection.isOpen() ? .used(socket: connection.socket) : .none }
        // Of its own: what the holder of the connection writes is about the programs of others too.
        let files = try Self.files(way)
        let opener = SSHCommandLine(
            hops: hops(way, files),
            sharing: .kept(socket: connection.socket, seconds: max(1, Int((keep.count + 999) / 1000))))
        let limit = way.reduce(Self.openingGraceMilliseconds) { $0 + $1.access.connectTimeout.count }
        let end: SSHLog.End?
        do throws(ChildProcessError) {
            end = try await connection.open(
                opener, files, environment: Self.clientVariables, limitMilliseconds: Int(limit))
        } catch {
            if case .executableUnusable(let path, _) = error {
                throw PreparedProgram.NotReached(host: shownName, failure: .clientMissing, detail: path)
            }
            throw error
        }
        if case .notReached(let host, let failure, let detail)? = end {
            throw PreparedProgram.NotReached(host: host, failure: failure, detail: detail)
        }
        return .used(socket: connection.socket)
    }
}
