import Glibc

/// A system call that failed.
public struct SystemCallError: Error, Equatable, Sendable, CustomStringConvertible {
    /// The name of the call, for example `openpt`.
    public let call: String
    /// The `errno` it left.
    public let errorNumber: Int32

    /// Takes the number from a call that returns it, or from `errno` right after the call.
    public init(call: String, errorNumber: Int32) {
        self.call = call
        self.errorNumber = errorNumber
    }

    /// The call and the system's text for the number, for example `chdir: No such file or directory`.
    public var description: String {
        guard let text = strerror(errorNumber) else { return "\(call): errno \(errorNumber)" }
        return "\(call): \(String(cString: text))"
    }
}
