import KirikaeSyntax

/// A host and a port, written `host:port`, an IPv6 address in brackets.
public struct NetworkAddress: Sendable, Hashable {
    /// The name or address of the host.
    public var host: String
    /// The port, 1 to 65535.
    public var port: UInt16

    /// Reads the written form; nil if it is none.
    public init?(_ text: String) {
        guard let colon = text.lastIndex(of: ":"),
            let port = WholeNumber.read(String(text[text.index(after: colon)...])),
            (1...65_535).contains(port)
        else { return nil }
        var host = text[..<colon]
        if host.hasPrefix("["), host.hasSuffix("]") {
            host = host.dropFirst().dropLast()
        } else if host.contains(":") {
            return nil
        }
        let isPlain = host.utf8.allSatisfy { byte in
            (0x30...0x3A).contains(byte) || (0x41...0x5A).contains(byte) || (0x61...0x7A).contains(byte)
                || [0x2D, 0x2E, 0x25].contains(byte)
        }
        guard !host.isEmpty, isPlain, host.first != "-" else { return nil }
        self.host = String(host)
        self.port = UInt16(port)
    }

    /// Reads an address that may be written without its port; nil if it is none.
    ///
    /// - Parameters:
    ///   - text: `host:port`, `host`, or an IPv6 address with or without brackets.
    ///   - defaultPort: the port if none is written.
    public init?(_ text: String, defaultPort: UInt16) {
        if IPAddress(text)?.isIPv6 == true {
            self.init("[\(text)]:\(defaultPort)")
        } else if text.hasSuffix("]") || !text.contains(":") {
            self.init("\(text):\(defaultPort)")
        } else {
            self.init(text)
        }
    }

    /// The written form, an IPv6 address in brackets.
    public var written: String { host.contains(":") ? "[\(host)]:\(port)" : "\(host):\(port)" }
}
