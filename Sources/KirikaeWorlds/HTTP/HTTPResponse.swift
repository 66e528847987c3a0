/// What a server answered.
public struct HTTPResponse: Equatable, Sendable {
    /// The status code, for example 200.
    ///
    /// A status of 400 or more is a response too, not an error.
    public let status: Int
    /// The whole body.
    public let body: [UInt8]
    /// The URL that answered: the one asked for, or where redirects led.
    public let effectiveURL: String

    /// A response.
    public init(status: Int, body: [UInt8], effectiveURL: String) {
        self.status = status
        self.body = body
        self.effectiveURL = effectiveURL
    }
}
