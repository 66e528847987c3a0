import KirikaeSyntax

/// A URL that requests may go to: `http` or `https`, without a user, in plain ASCII.
public struct WebAddress: Sendable, Hashable {
    /// Why a text is none.
    public enum Defect: String, Error, Sendable, Hashable, CaseIterable {
        /// It begins with neither `http://` nor `https://`.
        case scheme
        /// A user or a password stands before the host.
        case credentials
        /// There is no host, or one with characters that hosts do not have.
        case host
        /// The port is not a number from 1 to 65535.
        case port
        /// A space, a control character, a backslash, or a character beyond ASCII.
        case character
    }

    /// Whether TLS is used.
    public var isSecure: Bool
    /// The host, an IPv6 address without brackets.
    public var host: String
    /// The port, that of the scheme where none is written.
    public var port: UInt16

    /// Reads a URL.
    ///
    /// - Throws: what is wrong with it.
    public init(_ text: String) throws(Defect) {
        guard text.utf8.allSatisfy({ $0 > 0x20 && $0 < 0x7F && $0 != 0x5C }) else { throw .character }
        let lowercased = text.lowercased()
        isSecure = lowercased.hasPrefix("https://")
        guard isSecure || lowercased.hasPrefix("http://") else { throw .scheme }
        let rest = text.dropFirst(isSecure ? 8 : 7)
        let authority = rest.prefix { !"/?#".contains($0) }
        guard !authority.contains("@") else { throw .credentials }
        let hasPort = authority.hasSuffix("]") ? false : authority.contains(":")
        if hasPort, let colon = authority.lastIndex(of: ":") {
            let number = WholeNumber.read(String(authority[authority.index(after: colon)...]))
            guard let number, (1...65_535).contains(number) else { throw .port }
        }
        guard let address = NetworkAddress(hasPort ? String(authority) : "\(authority):\(isSecure ? 443 : 80)"),
            !address.host.contains("%")
        else { throw .host }
        host = address.host
        port = address.port
    }
}
