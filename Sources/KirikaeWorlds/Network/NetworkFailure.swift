import Glibc
import KirikaeProcess

/// Why nothing can be exchanged with an address.
enum NetworkFailure: Error, Hashable {
    /// The name of the host is not known, by the words of the system.
    case unresolved(String)
    /// The machine says that nobody listens there.
    case refused
    /// A machine on the way says that it cannot be reached, or this one knows no way.
    case unreachable
    /// Nothing came back in time.
    case timedOut
    /// The other side ended the connection.
    case closed
    /// This machine could not even try.
    case system(call: String, errorNumber: Int32)

    /// What a system call left.
    init(call: String, errorNumber: Int32) {
        switch errorNumber {
        case ECONNREFUSED: self = .refused
        case EHOSTUNREACH, ENETUNREACH, ENETDOWN, EHOSTDOWN: self = .unreachable
        case ETIMEDOUT: self = .timedOut
        case ECONNRESET, EPIPE: self = .closed
        default: self = .system(call: call, errorNumber: errorNumber)
        }
    }

    /// A word for it, that never changes.
    var word: String {
        switch self {
        case .unresolved: "unresolved"
        case .refused: "refused"
        case .unreachable: "unreachable"
        case .timedOut: "timed-out"
        case .closed: "closed"
        case .system: "not-tried"
        }
    }

    /// The words of the system, where it has some.
    var reason: String {
        switch self {
        case .unresolved(let text): text
        case .system(let call, let number): SystemCallError(call: call, errorNumber: number).description
        case .refused, .unreachable, .timedOut, .closed: word
        }
    }

    /// Whether nobody answered, as opposed to a look that could not be taken.
    var isSilence: Bool {
        switch self {
        case .refused, .unreachable, .timedOut, .closed: true
        case .unresolved, .system: false
        }
    }
}
