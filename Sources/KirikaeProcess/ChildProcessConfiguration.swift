/// What to start.
///
/// Nothing is inherited but what is named here.
public struct ChildProcessConfiguration: Sendable {
    /// The absolute path of a regular, executable file.
    ///
    /// It is not looked up anywhere.
    public var executablePath: String
    /// The first element of the child's argument vector; the executable's path unless said otherwise.
    public var argumentZero: String
    /// The other arguments.
    ///
    /// Each arrives as exactly one element; there is no shell that could split or expand it.
    public var arguments: [String]
    /// The whole environment of the child.
    public var environment: [(String, String)]
    /// Contents of files that only the child can read; each is found at ``pathOfFile(_:)``.
    ///
    /// They are in memory, so they reach no disk, no argument and no environment.
    public var files: [[UInt8]]
    /// What the child reads from standard input, if it gets no terminal; `nil` is nothing.
    ///
    /// Like ``files`` it is in memory only.
    public var standardInput: [UInt8]?
    /// Whether the child belongs to the terminal of the calling process, so that it can ask its user for a passphrase there.
    ///
    /// It has no session of its own: only itself is ended by
    /// ``ChildProcess/terminate(graceMilliseconds:)``, not what it started.
    public var sharesTerminal: Bool
    /// Where what the child writes to standard error goes, if it gets no terminal.
    public var errors: Errors
    /// The directory in which the child starts; the present one if `nil`.
    public var workingDirectory: String?
    /// Whether the child gets a terminal of its own.
    ///
    /// Without one it reads from `/dev/null`, and what it writes to standard output arrives as
    /// output.
    public var terminal: Bool
    /// The size of that terminal.
    public var terminalSize: TerminalSize

    /// Where errors go.
    public enum Errors: Sendable {
        /// Into one stream with standard output.
        case withOutput
        /// Nowhere.
        case discarded
        /// To the standard error of the calling process.
        case shared
    }

    /// A child with an empty environment and no terminal, unless said otherwise.
    public init(
        executablePath: String,
        argumentZero: String? = nil,
        arguments: [String] = [],
        environment: [(String, String)] = [],
        files: [[UInt8]] = [],
        standardInput: [UInt8]? = nil,
        sharesTerminal: Bool = false,
        errors: Errors = .withOutput,
        workingDirectory: String? = nil,
        terminal: Bool = false,
        terminalSize: TerminalSize = TerminalSize()
    ) {
        self.executablePath = executablePath
        self.argumentZero = argumentZero ?? executablePath
        self.arguments = arguments
        self.environment = environment
        self.files = files
        self.standardInput = standardInput
        self.sharesTerminal = sharesTerminal
        self.errors = errors
        self.workingDirectory = workingDirectory
        self.terminal = terminal
        self.terminalSize = terminalSize
    }

    /// The descriptor behind which a child finds its first file.
    package static let firstFileDescriptor: Int32 = 3

    /// Where a child finds one of its files.
    public static func pathOfFile(_ index: Int) -> String { "/dev/fd/\(Int(firstFileDescriptor) + index)" }
}
