import KirikaeCheckpoint
import KirikaeProcess
import KirikaeRunbook

/// A program of a remote host, spelled for whatever reads it there.
struct RemoteCommand: Sendable {
    /// Why a program cannot be spelled.
    enum Refused: Error, Hashable {
        /// What reads it there would read this character again.
        case character(Character)
        /// It is longer than the system there takes; so many bytes at most.
        case tooLong(mostBytes: Int)
        /// Its name is not that of a file in the directory.
        case name
        /// Secrets as files on Windows.
        case secretsOnWindows
        /// Secrets as files beside a terminal.
        case secretsWithTerminal
        /// More secrets than a shell has descriptors for.
        case tooManySecrets
    }

    var directory: String
    /// The program and its arguments.
    var arguments: [String]
    /// What it finds in its environment besides what its machine gives it.
    var variables: [(String, String)]
    /// How many bytes each of its secrets has; they are sent on its standard input.
    var secretSizes: [Int] = []

    /// What ssh sends to the other side.
    func spelled(for access: SSHAccess) throws(Refused) -> String {
        switch (access.system, access.shell) {
        case (.linux, _): try spelledForPOSIX()
        case (.windows, .cmd): try spelledForCommandInterpreter()
        case (.windows, .powershell): try spelledForPowerShell()
        }
    }

    // MARK: POSIX

    /// What Linux takes as one argument, with its closing zero byte: the login shell gets the command as one.
    private static let mostPOSIXBytes = 131_071

    /// Where the first secret is found.
    static let firstSecretDescriptor = 3

    /// The shell stays, so that a program that a signal ends has an exit code (128 and more) on every kind of connection.
    private static let program = #"cd "$1" || exit 126; shift; "$@"; exit $?"#

    /// Takes secrets from standard input into files that have lost their names before the program starts.
    ///
    /// They are in memory: a machine without a file system there gets none. `dd` reads byte by byte, so that nothing of the next
    /// secret is taken.
    private static func secretProgram(_ sizes: [Int]) -> String {
        let places = sizes.enumerated().map { "\($0.offset + firstSecretDescriptor) \($0.element)" }
        return """
            d=; for c in /dev/shm "${XDG_RUNTIME_DIR:-}"; do [ -n "$c" ] && [ -d "$c" ] && [ -w "$c" ] && d=$c && break; done; \
            if [ -z "$d" ]; then echo "kirikae: no file system in memory for secrets" >&2; exit 126; fi; \
            u=$(umask); umask 077; for p in \(places.map { "\"\($0)\"" }.joined(separator: " ")); do \
            f=$(mktemp "$d/kirikae.XXXXXXXX") || exit 126; n=${p#* }; dd bs=1 count="$n" of="$f" 2>/dev/null; \
            s=$(wc -c <"$f"); eval "exec ${p% *}<\\"\\$f\\""; rm -f -- "$f"; [ "$s" -eq "$n" ] || exit 126; done; \
            exec </dev/null; umask "$u"; \(program)
            """
    }

    private func spelledForPOSIX() throws(Refused) -> String {
        guard let name = arguments.first, !name.isEmpty, !name.contains("/") else { throw .name }
        guard secretSizes.count <= SSHCheck.mostSecrets else { throw .tooManySecrets }
        let script = secretSizes.isEmpty ? Self.program : Self.secretProgram(secretSizes)
        let words =
            ["exec", "env"] + variables.map { "\($0)=\($1)" }
            + ["/bin/sh", "-c", script, "kirikae", directory, "./\(name)"] + arguments.dropFirst()
        let text = words.map(POSIXQuoting.quoted).joined(separator: " ")
        guard text.utf8.count <= Self.mostPOSIXBytes else { throw .tooLong(mostBytes: Self.mostPOSIXBytes) }
        return text
    }

    // MARK: Windows

    /// `cmd.exe` takes 8,191 characters; some are its own.
    private static let mostWindowsBytes = 8_000

    private func windowsName() throws(Refused) -> String {
        guard secretSizes.isEmpty else { throw .secretsOnWindows }
        guard let name = arguments.first, !name.isEmpty, !name.contains(where: { "/\\:\"%*?<>|".contains($0) }),
            name.unicodeScalars.allSatisfy({ $0.value >= 0x20 }), name != ".", name != ".."
        else { throw .name }
        for argument in arguments.dropFirst() {
            if let character = CommandInterpreter.refusedCharacter(in: argument, of: name) {
                throw .character(character)
            }
            if argument.unicodeScalars.contains("\0") { throw .character("\0") }
        }
        return name
    }

    /// Everything stands in quotation marks, and nothing is let through that `cmd.exe` reads again within them or that would
    /// end them.
    private func spelledForCommandInterpreter() throws(Refused) -> String {
        let name = try windowsName()
        for text in [directory, name] + arguments.dropFirst() + variables.flatMap({ [$0, $1] }) {
            // As for a batch file, whatever the program is.
            if let character = CommandInterpreter.refusedCharacter(in: text, of: "x.cmd") {
                throw .character(character)
            }
        }
        let isBatch = CommandCheck.isBatchFile(name)
        let parts =
            [#"cd /d "\#(directory)""#] + variables.map { #"set "\#($0)=\#($1)""# } + [
                (isBatch ? "call " : "")
                    + ([#"".\\#(name)""#] + arguments.dropFirst().map { WindowsQuoting.quoted($0) })
                    .joined(separator: " ")
            ]
        let text = parts.joined(separator: "&& ")
        guard text.utf8.count <= Self.mostWindowsBytes else { throw .tooLong(mostBytes: Self.mostWindowsBytes) }
        return text
    }

    /// The command line of the program is handed to the system as it is: Windows PowerShell 5.1 drops empty arguments and does not
    /// spell quotation marks within others.
    private func spelledForPowerShell() throws(Refused) -> String {
        let name = try windowsName()
        let line = arguments.dropFirst().map { WindowsQuoting.quoted($0) }.joined(separator: " ")
        var lines = ["$ErrorActionPreference='Stop'", "$ProgressPreference='SilentlyContinue'"]
        lines += variables.map { "[Environment]::SetEnvironmentVariable(\(Self.literal($0)),\(Self.literal($1)))" }
        lines += [
            "$i=New-Object System.Diagnostics.ProcessStartInfo",
            "$i.FileName=\(Self.literal("\(directory)\\\(name)"))", "$i.Arguments=\(Self.literal(line))",
            "$i.WorkingDirectory=\(Self.literal(directory))", "$i.UseShellExecute=$false",
            "$p=[System.Diagnostics.Process]::Start($i)", "$p.WaitForExit()", "exit $p.ExitCode",
        ]
        let bytes = lines.joined(separator: ";").utf16.flatMap { [UInt8($0 & 0xFF), UInt8($0 >> 8)] }
        let text = "powershell.exe -NoProfile -NonInteractive -EncodedCommand \(Base64.encode(bytes))"
        guard text.utf8.count <= Self.mostWindowsBytes else { throw .tooLong(mostBytes: Self.mostWindowsBytes) }
        return text
    }

    /// A text of PowerShell in which nothing is replaced; it takes typographic quotation marks for plain ones.
    static func literal(_ text: String) -> String {
        var literal = "'"
        for scalar in text.unicodeScalars {
            if "'\u{2018}\u{2019}\u{201A}\u{201B}".unicodeScalars.contains(scalar) {
                literal.unicodeScalars.append(scalar)
            }
            literal.unicodeScalars.append(scalar)
        }
        return literal + "'"
    }
}

/// Arguments as programs of Windows take them apart (`CommandLineToArgvW`, and the C runtime of Microsoft).
enum WindowsQuoting {
    /// An argument in quotation marks: backslashes before one are doubled, and one within has a backslash before it.
    static func quoted(_ argument: String) -> String {
        var text = "\""
        var backslashes = 0
        for scalar in argument.unicodeScalars {
            if scalar == "\\" {
                backslashes += 1
            } else {
                if scalar == "\"" { text += String(repeating: "\\", count: backslashes + 1) }
                backslashes = 0
            }
            text.unicodeScalars.append(scalar)
        }
        return text + String(repeating: "\\", count: backslashes) + "\""
    }
}
