import Glibc

/// Refuses what could become another command than the one that was written.
public enum CommandCheck {
    /// What `cmd.exe` interprets even within quotes, or ends a command line with.
    private static let batchMetacharacters: Set<Unicode.Scalar> = [
        "&", "|", "<", ">", "^", "%", "!", "\"", "(", ")", "\r", "\n",
    ]

    /// Whether Windows would run this path by `cmd.exe`.
    ///
    /// Windows ignores dots and spaces at the end of a name and the case of its letters, so `RUN.BAT. .` is a batch file.
    public static func isBatchFile(_ path: String) -> Bool {
        let trimmed = path.unicodeScalars.reversed().drop { $0 == "." || $0 == " " }
        let ending = trimmed.prefix(4).reversed().map { $0.properties.lowercaseMapping }.joined()
        return ending == ".bat" || ending == ".cmd"
    }

    /// Throws ``ChildProcessError/batchArgumentRefused(index:character:)`` for the first argument of a batch file that
    /// `cmd.exe` would parse again.
    ///
    /// It is refused because no way of escaping it is safe (CVE-2024-24576).
    ///
    /// The arguments do not include the program itself; the first one has index 1, as in an argument vector.
    public static func checkBatchArguments(
        executablePath: String, arguments: [String]
    ) throws(ChildProcessError) {
        guard isBatchFile(executablePath) else { return }
        for (index, argument) in arguments.enumerated() {
            if let found = argument.unicodeScalars.first(where: batchMetacharacters.contains) {
                throw .batchArgumentRefused(index: index + 1, character: String(found))
            }
        }
    }

    /// Throws for a configuration that must not be started.
    ///
    /// Looks at the file system, starts nothing.
    static func check(_ configuration: ChildProcessConfiguration) throws(ChildProcessError) {
        let path = configuration.executablePath
        for text in [path, configuration.workingDirectory ?? ""] where holdsNull(text) {
            throw .pathHoldsNull(path: text)
        }
        for (index, argument) in ([configuration.argumentZero] + configuration.arguments).enumerated()
        where holdsNull(argument) {
            throw .argumentHoldsNull(index: index)
        }
        for (name, value) in configuration.environment
        where name.isEmpty || name.utf8.contains(0x3D) || holdsNull(name) || holdsNull(value) {
            throw .environmentEntryInvalid(name: name)
        }
        guard path.utf8.first == 0x2F else { throw .executableNotAbsolute(path: path) }
        try checkBatchArguments(executablePath: path, arguments: configuration.arguments)
        if let reason = reasonAgainst(path, type: mode_t(S_IFREG), typeName: "a regular file") {
            throw .executableUnusable(path: path, reason: reason)
        }
        if let directory = configuration.workingDirectory,
            let reason = reasonAgainst(directory, type: mode_t(S_IFDIR), typeName: "a directory")
        {
            throw .workingDirectoryUnusable(path: directory, reason: reason)
        }
    }

    private static func holdsNull(_ text: String) -> Bool { text.utf8.contains(0) }

    /// Why the path is not of this type or may not be executed (for a directory: entered); `nil` if all is well.
    private static func reasonAgainst(_ path: String, type: mode_t, typeName: String) -> String? {
        var status = stat()
        guard stat(path, &status) == 0 else { return SystemCallError(call: "stat", errorNumber: errno).description }
        guard status.st_mode & mode_t(S_IFMT) == type else { return "not \(typeName)" }
        guard access(path, X_OK) == 0 else { return SystemCallError(call: "access", errorNumber: errno).description }
        return nil
    }
}
