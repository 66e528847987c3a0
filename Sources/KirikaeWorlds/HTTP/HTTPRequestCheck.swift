/// Refuses requests that could say something else than what was written.
enum HTTPRequestCheck {
    /// RFC 9110, section 5.6.2: the characters of a method or field name besides letters and digits.
    private static let tokenSymbols = Set("!#$%&'*+-.^_`|~".utf8)

    static func check(_ request: HTTPRequest) throws(HTTPError) {
        guard isToken(request.method) else { throw .invalidRequest(reason: "the method is not a token") }
        guard isPlain(request.url), !request.url.utf8.contains(0x20) else {
            throw .invalidRequest(reason: "the URL holds a control character or a space")
        }
        let lowercased = request.url.lowercased()
        guard lowercased.hasPrefix("http://") || lowercased.hasPrefix("https://") else {
            throw .unsupportedProtocol(text: "the URL begins neither with http:// nor with https://")
        }
        for field in request.headers {
            guard isToken(field.name) else { throw .invalidRequest(reason: "the name of a header is not a token") }
            guard isPlain(field.value) else {
                throw .invalidRequest(reason: "the value of the header \(field.name) holds a control character")
            }
        }
        for override in request.resolveOverrides {
            // A comma would add a second address, a colon in the host would move the port.
            guard isPlain(override.host), isPlain(override.address), !override.host.isEmpty,
                !override.host.contains(where: { ":,+".contains($0) }), override.host.first != "-",
                !override.address.isEmpty, !override.address.contains(",")
            else {
                throw .invalidRequest(reason: "the resolve override of \(override.host) is not a host and an address")
            }
        }
        guard request.connectTimeoutMilliseconds > 0, request.totalTimeoutMilliseconds > 0 else {
            // libcurl takes 0 for its own default (5 minutes) or for no limit at all.
            throw .invalidRequest(reason: "a timeout is not positive")
        }
        guard request.maximumRedirects >= 0, request.maximumResponseBytes >= 0 else {
            throw .invalidRequest(reason: "a limit is negative")
        }
    }

    private static func isToken(_ text: String) -> Bool {
        !text.isEmpty
            && text.utf8.allSatisfy { byte in
                switch byte {
                case 0x30...0x39, 0x41...0x5A, 0x61...0x7A: true
                default: tokenSymbols.contains(byte)
                }
            }
    }

    private static func isPlain(_ text: String) -> Bool {
        !text.unicodeScalars.contains { $0.properties.generalCategory == .control }
    }
}
