/// What a server answered.
public struct HTTPResponse: Equatable, Sendable {
    /// The status code, for example 200.
    ///
    /// A status of 400 or more is a response too, not an error.
    public let status: Int
    /// The whole body, unpacked; the beginning of it where `isBodyCut`.
    public let body: [UInt8]
    /// The URL that answered: the one asked for, or where redirects led.
    public let effectiveURL: String
    /// Whether there was more body than was to be read.
    public var isBodyCut = false
    /// The header fields in their order, values without white space at both ends.
    public var headers: [HTTPRequest.HeaderField] = []
    /// Where a redirect that was not followed leads to.
    public var redirectTarget: String?
    /// The address it was connected to, with the port.
    public var address = ""
    /// How long it took, in milliseconds.
    public var milliseconds = 0
    /// The certificates that the server presented, its own first; none without TLS.
    public var certificates: [ServerCertificate] = []

    /// A response.
    public init(status: Int, body: [UInt8], effectiveURL: String) {
        self.status = status
        self.body = body
        self.effectiveURL = effectiveURL
    }

    /// The values of the header fields of a name, whatever its capitals, joined as RFC 9110, section 5.2, says; nil if there is
    /// none.
    public func header(_ name: String) -> String? {
        let values = headers.filter { $0.name.lowercased() == name.lowercased() }.map(\.value)
        return values.isEmpty ? nil : values.joined(separator: ", ")
    }
}
