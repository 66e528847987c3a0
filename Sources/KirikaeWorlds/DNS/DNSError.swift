/// Why there is no answer of a DNS server.
///
/// `text` is what c-ares says, in English; it is for the record, not for decisions.
public enum DNSError: Error, Equatable, Sendable {
    /// The question was refused before anything was sent.
    case invalidQuestion(reason: String)
    /// No answer within the time.
    case timedOut
    /// The server's machine, or one on the way to it, says that nobody is there.
    case unreachable(text: String)
    /// An answer by UDP was cut short, and the server did not answer by TCP.
    case noAnswerByTCP(text: String)
    /// What came is no message of DNS, or none that can be read.
    case malformed(reason: String)
    /// c-ares cannot be loaded, or the system is short of memory or threads.
    case unavailable(text: String)

    /// A word for it, that never changes.
    var word: String {
        switch self {
        case .invalidQuestion: "NOT-ASKED"
        case .timedOut: "TIMEOUT"
        case .unreachable: "UNREACHABLE"
        case .noAnswerByTCP: "TRUNCATED"
        case .malformed: "MALFORMED"
        case .unavailable: "UNAVAILABLE"
        }
    }

    /// Whether nobody answered, as opposed to an answer that says nothing or a question that could not be put.
    package var isSilence: Bool {
        switch self {
        case .timedOut, .unreachable: true
        case .invalidQuestion, .noAnswerByTCP, .malformed, .unavailable: false
        }
    }
}
