import KirikaeSyntax

/// A look at a variable by a GET or HEAD: where it goes, and what of the answer decides.
public struct HTTPProbe: Sendable, Hashable {
    /// How it asks.
    public enum Method: String, Sendable, Hashable, CaseIterable {
        /// For the whole answer.
        case get = "GET"
        /// For the head of the answer only.
        case head = "HEAD"
    }

    /// What decides: always exactly one thing.
    public enum Judgement: Sendable, Hashable {
        /// The first word of the body is the value; the status must be 200.
        case firstWord
        /// Anything below status 500 means this value.
        case answer(String)
        /// The status: the value for each status, or class of them such as `5xx`.
        case status([String: String])
        /// A header field: the value for each of its texts.
        case header(name: String, [String: String])
        /// A text in the body: the value for each; exactly one must be there.
        case text([String: String])
        /// What a pointer (RFC 6901) leads to in a JSON body: the value for each text.
        case json(pointer: String, [String: String])
        /// The certificate: the value for each state.
        case certificate([CertificateState: String])

        /// Whether the body is read for it.
        public var needsBody: Bool {
            switch self {
            case .firstWord, .text, .json: true
            case .answer, .status, .header, .certificate: false
            }
        }

        /// The values it can come to, sorted; nil where it can be any.
        var values: [String]? {
            switch self {
            case .firstWord: nil
            case .answer(let value): [value]
            case .status(let values), .header(_, let values), .text(let values), .json(_, let values):
                Set(values.values).sorted()
            case .certificate(let values): Set(values.values).sorted()
            }
        }
    }

    /// The most redirects that can be followed.
    public static let mostRedirects = 20
    /// How many are followed where nobody says how many.
    public static let usualRedirects = 5

    /// The URL.
    public var url: String
    /// How it asks.
    public var method = Method.get
    /// What decides.
    public var judgement: Judgement
    /// The value if nobody answers; nil if that means nothing.
    public var silent: String?
    /// How many redirects are followed; with 0 the redirect itself is the answer.
    public var redirects = 0
    /// How the server is reached and known.
    public var settings = ConnectionSettings()
    /// How the bytes of the body stand for text.
    public var encoding = CommandAction.Encoding.utf8
    /// How long it may take.
    public var timeout: Milliseconds

    /// A GET.
    public init(url: String, judgement: Judgement, silent: String? = nil, timeout: Milliseconds) {
        self.url = url
        self.judgement = judgement
        self.silent = silent
        self.timeout = timeout
    }

    /// The values of the variable that it can find; nil where it can find any.
    var possibleValues: [String]? { judgement.values.map { $0 + [silent].compactMap { $0 } } }
}
