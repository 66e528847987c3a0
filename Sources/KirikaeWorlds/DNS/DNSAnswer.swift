import KirikaeRunbook

/// What a DNS server answered.
public struct DNSAnswer: Sendable, Equatable {
    /// What the server says of the question as a whole.
    public enum Status: Sendable, Hashable, CustomStringConvertible {
        case noError
        case formatError
        case serverFailure
        case noSuchName
        case notImplemented
        case refused
        case other(UInt8)

        init(_ code: UInt8) {
            switch code {
            case 0: self = .noError
            case 1: self = .formatError
            case 2: self = .serverFailure
            case 3: self = .noSuchName
            case 4: self = .notImplemented
            case 5: self = .refused
            default: self = .other(code)
            }
        }

        /// The name that `dig` prints.
        public var description: String {
            switch self {
            case .noError: "NOERROR"
            case .formatError: "FORMERR"
            case .serverFailure: "SERVFAIL"
            case .noSuchName: "NXDOMAIN"
            case .notImplemented: "NOTIMP"
            case .refused: "REFUSED"
            case .other(let code): "RCODE\(code)"
            }
        }
    }

    /// One record, its contents in the form in which they are compared.
    public struct Record: Sendable, Hashable {
        /// The name it belongs to, in small letters.
        public var owner: String
        /// The number of its type.
        public var type: UInt16
        /// How long it may be kept, in seconds.
        public var lifeSeconds: UInt32
        /// What it says.
        public var text: String
    }

    /// What the server says of the question.
    public var status: Status
    /// Whether the server answers for the name itself, not from what it remembers of others.
    public var isAuthoritative: Bool
    /// Whether the answer was cut short even by TCP.
    public var isTruncated: Bool
    /// Whether c-ares turned to TCP because the answer by UDP was cut short.
    public var usedTCP: Bool
    /// The names that stand for the one asked for, in order, and last the records of the type asked for.
    public var chain: [Record]
    /// What the records of the type asked for say, sorted, each once.
    public var texts: [String]
    /// Whether the server leaves the answer, or what is behind an alias, to others.
    public var isLeftToOthers: Bool
    /// How long the question took.
    public var milliseconds: Int

    /// The longest time that somebody may go on using a part of the answer, in seconds; nil if it has no record.
    public var longestLifeSeconds: UInt32? { chain.map(\.lifeSeconds).max() }

    /// Whether the server says that there is no such name, or no record of the type.
    public var isAbsent: Bool {
        switch status {
        case .noSuchName: true
        case .noError: texts.isEmpty && !isLeftToOthers && !isTruncated
        case .formatError, .serverFailure, .notImplemented, .refused, .other: false
        }
    }
}
