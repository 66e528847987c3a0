import KirikaeSyntax

/// Who is told, how, and when, that a run needs somebody or has come to an end.
public struct Notice: Sendable, Hashable {
    /// What somebody is told of.
    public enum Occasion: String, Sendable, Hashable, CaseIterable {
        /// A question is open.
        case needsPerson = "needs-person"
        /// A step cannot go on.
        case failed
        /// A step takes longer than is typical of it.
        case overdue
        /// Every step is done.
        case completed
        /// The run stops, or is refused.
        case stopped
    }

    /// A mail, handed to a program such as `sendmail`.
    public struct Mail: Sendable, Hashable {
        /// Whom it goes to.
        public var to: [String]
        /// Who sends it.
        public var from: String
        /// The program, by its absolute path; it is started with `-t -oi` and reads the mail.
        public var program: String

        /// What takes mails on most systems.
        public static let usualProgram = "/usr/sbin/sendmail"

        /// Makes one.
        public init(to: [String], from: String, program: String = usualProgram) {
            self.to = to
            self.from = from
            self.program = program
        }
    }

    /// How somebody is told.
    public enum Way: Sendable, Hashable {
        /// By a POST.
        case webhook(url: String, headers: [String: HTTPAction.HeaderValue])
        /// By a mail.
        case mail(Mail)
        /// By a program of a host.
        case command([String], host: Located<String>)
    }

    /// What somebody is told of.
    public var occasions: [Occasion]
    /// How.
    public var way: Way
    /// How long a question must have been open, or how long a step must be beyond its typical time.
    public var after: Milliseconds
    /// How many are sent in an hour at most.
    public var mostPerHour: Int
    /// How long sending one may take.
    public var timeout: Milliseconds

    /// How many are sent in an hour where the environment does not say.
    public static let usualMostPerHour = 20
    /// How long sending may take where the environment does not say.
    public static let usualTimeout = Milliseconds(10_000)
    /// How long sending may take at most: a run that ends waits for it.
    public static let longestTimeout = Milliseconds(60_000)

    /// Makes one.
    public init(
        occasions: [Occasion], way: Way, after: Milliseconds = Milliseconds(0), mostPerHour: Int = usualMostPerHour,
        timeout: Milliseconds = usualTimeout
    ) {
        self.occasions = occasions
        self.way = way
        self.after = after
        self.mostPerHour = mostPerHour
        self.timeout = timeout
    }

    /// The secrets that sending needs.
    public var secretNames: [Located<String>] {
        guard case .webhook(_, let headers) = way else { return [] }
        return headers.sorted { $0.key < $1.key }.compactMap { _, value in
            if case .secret(let name) = value { name } else { nil }
        }
    }
}
