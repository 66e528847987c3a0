/// One HTTP request.
public struct HTTPRequest: Equatable, Sendable {
    /// One header field.
    public struct HeaderField: Equatable, Sendable {
        /// The name, for example `Content-Type`.
        public var name: String
        /// The value, without line breaks.
        public var value: String

        /// A header field.
        public init(name: String, value: String) {
            self.name = name
            self.value = value
        }
    }

    /// What is done with the connection.
    public enum Purpose: Equatable, Sendable {
        /// The request is sent and the answer read.
        case exchange
        /// It is opened, with TLS where the URL says so, and closed again; nothing is sent.
        ///
        /// Where it is not verified any certificate will do: that is how one is read that was refused.
        case handshake(isVerified: Bool)
    }

    /// A name that is to be resolved to this address instead of asking DNS.
    public struct ResolveOverride: Equatable, Sendable {
        /// The host of the URL.
        public var host: String
        /// The port of the URL.
        public var port: UInt16
        /// An IPv4 or IPv6 address, without brackets.
        public var address: String

        /// An override for one host and port.
        public init(host: String, port: UInt16, address: String) {
            self.host = host
            self.port = port
            self.address = address
        }
    }

    /// The method, for example `GET`.
    public var method: String
    /// An absolute `http:` or `https:` URL.
    public var url: String
    /// The header fields in their order.
    public var headers: [HeaderField]
    /// The bytes to send, if any.
    public var body: [UInt8]?
    /// How long to wait for a connection, name resolution and TLS included.
    public var connectTimeoutMilliseconds: Int
    /// How long the whole exchange may take, redirects included.
    public var totalTimeoutMilliseconds: Int
    /// Names to resolve otherwise, for this request only.
    public var resolveOverrides: [ResolveOverride]
    /// How many redirects to follow.
    ///
    /// With 0 the redirect itself is the response.
    public var maximumRedirects: Int
    /// How large the body of the response may be.
    ///
    /// A larger one is an error, never cut off.
    public var maximumResponseBytes: Int
    /// Whether a body that is larger is left unread, and no error.
    public var ignoresExcessBody = false
    /// The authorities whose certificates count instead of those of the system, as PEM.
    public var authorities: [UInt8]?
    /// What is done with the connection.
    public var purpose = Purpose.exchange

    /// How much the header fields of all responses on the way may take together, in bytes.
    static let maximumHeaderBytes = 64 * 1024

    /// A GET with 5 s to connect, 10 s in all, no redirects and at most 1 MiB of body, unless said otherwise.
    public init(
        method: String = "GET",
        url: String,
        headers: [HeaderField] = [],
        body: [UInt8]? = nil,
        connectTimeoutMilliseconds: Int = 5_000,
        totalTimeoutMilliseconds: Int = 10_000,
        resolveOverrides: [ResolveOverride] = [],
        maximumRedirects: Int = 0,
        maximumResponseBytes: Int = 1 << 20
    ) {
        self.method = method
        self.url = url
        self.headers = headers
        self.body = body
        self.connectTimeoutMilliseconds = connectTimeoutMilliseconds
        self.totalTimeoutMilliseconds = totalTimeoutMilliseconds
        self.resolveOverrides = resolveOverrides
        self.maximumRedirects = maximumRedirects
        self.maximumResponseBytes = maximumResponseBytes
    }
}
