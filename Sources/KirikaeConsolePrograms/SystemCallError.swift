import Glibc

/// The system refused something.
public struct SystemCallError: Error, Sendable, Hashable, CustomStringConvertible {
    /// What was asked for.
    public var call: String
    /// Of what.
    public var path: String
    /// The system's number for why not.
    public var number: Int32

    /// Makes an error.
    public init(call: String, path: String, number: Int32) {
        self.call = call
        self.path = path
        self.number = number
    }

    /// The call, the path and the system's words for why not.
    public var description: String { "\(call) \(path): \(String(cString: strerror(number)))" }

    /// Throws what the last call left, if its result says that it failed.
    static func check(_ result: Int32, _ call: String, _ path: String) throws(SystemCallError) {
        if result == -1 { throw SystemCallError(call: call, path: path, number: errno) }
    }
}
