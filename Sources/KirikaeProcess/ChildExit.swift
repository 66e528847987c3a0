/// How a child ended.
public enum ChildExit: Equatable, Sendable {
    /// It ended by itself with this exit code (0 to 255).
    case code(Int32)
    /// It was ended by this signal.
    case signal(Int32)
    /// It ended but the system did not say how (`errno` of `waitpid`): somebody else has collected it. Never a success.
    case unknown(errorNumber: Int32)
}
