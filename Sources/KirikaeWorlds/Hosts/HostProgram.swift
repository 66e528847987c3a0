import KirikaeProcess
import KirikaeRunbook

/// How a program of a host is started: which file, with which environment, and what of it is refused.
struct HostProgram: Sendable {
    let host: Environment.Host

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

    /// What all programs find in their environment.
    private static let variables = [("PATH", "/usr/local/bin:/usr/bin:/bin"), ("LANG", "C.UTF-8")]

    /// The child that runs the program.
    ///
    /// - Parameters:
    ///   - arguments: the program and its arguments; there is no shell.
    ///   - key: the entry of its environment, `NAME=value`, by which it is found after its engine died; nil for one that only looks.
    ///   - names: the secrets it needs, by the variable that names a file with each.
    ///   - secrets: their values.
    ///   - terminal: whether it gets a terminal of its own.
    /// - Throws: `NameRefused`, `ArgumentRefused`, `SecretStore.NotRead`.
    func configuration(
        _ arguments: [String], key: String? = nil, secrets names: [String: String], from secrets: UsedSecrets,
        terminal: Bool = false
    ) throws -> ChildProcessConfiguration {
        let name = arguments.first ?? ""
        guard !name.contains("/"), !name.isEmpty else { throw NameRefused(name: name) }
        // An output may hold what `cmd.exe` reads again; what the runbook says was looked at when it was read.
        for argument in arguments.dropFirst() {
            if let character = CommandInterpreter.refusedCharacter(in: argument, of: name) {
                throw ArgumentRefused(program: name, character: character)
            }
        }
        let (files, fileVariables) = try secrets.files(names)
        let keyVariable = key.map { key in
            let parts = key.split(separator: "=", maxSplits: 1)
            return (String(parts[0]), parts.count > 1 ? String(parts[1]) : "")
        }
        return ChildProcessConfiguration(
            executablePath: "\(host.directory)/\(name)", arguments: Array(arguments.dropFirst()),
            environment: Self.variables + (keyVariable.map { [$0] } ?? []) + fileVariables, files: files,
            workingDirectory: host.directory, terminal: terminal)
    }
}
