/// Why a child was not started, or could not be written to.
public enum ChildProcessError: Error, Equatable, Sendable {
    /// The executable is not an absolute path.
    case executableNotAbsolute(path: String)
    /// The executable does not exist, is no regular file, or may not be executed.
    case executableUnusable(path: String, reason: String)
    /// The argument at this place holds a NUL, after which the system would cut it off. Place 0 is `argumentZero`.
    case argumentHoldsNull(index: Int)
    /// The executable or working directory holds a NUL.
    case pathHoldsNull(path: String)
    /// The name of an environment entry is empty, holds `=` or NUL, or its value holds NUL.
    case environmentEntryInvalid(name: String)
    /// The executable is a batch file and this argument holds a character that `cmd.exe` would interpret.
    case batchArgumentRefused(index: Int, character: String)
    /// The working directory does not exist or is no directory.
    case workingDirectoryUnusable(path: String, reason: String)
    /// A system call failed before anything was started.
    case systemCall(SystemCallError)
    /// The system refused to start the executable. Nothing was started.
    case spawnFailed(path: String, error: SystemCallError)
    /// The child was started but could not be watched, so it was killed at once. It may have had an effect.
    case killedAfterStart(SystemCallError)
    /// Bytes were written to a child that has no terminal.
    case noTerminal
    /// Bytes were written to a child that has ended.
    case notRunning
    /// The bytes could not be written; `writtenCount` of them were.
    case writeFailed(writtenCount: Int, error: SystemCallError)
}
