import KirikaeSyntax

/// An address to go to instead of asking DNS.
///
/// With one, the other site can be looked at before DNS leads there. The certificate must still be for the name.
public struct AddressOverride: Sendable, Hashable {
    /// The name and the port it stands for; nil: those of the URL it is written beside.
    public var server: NetworkAddress?
    /// An IPv4 address, or an IPv6 address without brackets.
    public var address: String

    /// Reads `ADDRESS` or `HOST:PORT:ADDRESS`, an IPv6 address in brackets in the second form; nil if it is neither.
    public init?(_ text: String) {
        if Self.isAddress(text) {
            server = nil
            address = text
            return
        }
        let parts = text.split(separator: ":", maxSplits: 2, omittingEmptySubsequences: false)
        guard parts.count == 3, let server = NetworkAddress("\(parts[0]):\(parts[1])"), !server.host.contains(":")
        else {
            return nil
        }
        var address = parts[2]
        if address.hasPrefix("["), address.hasSuffix("]") { address = address.dropFirst().dropLast() }
        guard Self.isAddress(String(address)) else { return nil }
        self.server = server
        self.address = String(address)
    }

    /// The form it is written in.
    public var written: String {
        guard let server else { return address }
        return "\(server.host):\(server.port):" + (address.contains(":") ? "[\(address)]" : address)
    }

    /// Whether a text is an address and no name.
    static func isAddress(_ text: String) -> Bool { isVersion4(text[...]) || isVersion6(text) }

    private static func isVersion4(_ text: Substring) -> Bool {
        let parts = text.split(separator: ".", omittingEmptySubsequences: false)
        return parts.count == 4
            && parts.allSatisfy { part in WholeNumber.read(String(part)).map { (0...255).contains($0) } ?? false }
    }

    /// RFC 4291, section 2.2, without a zone.
    private static func isVersion6(_ text: String) -> Bool {
        guard text.contains(":"), !text.contains(":::"), text.utf8.count <= 45 else { return false }
        let isShortened = text.contains("::")
        guard text.split(separator: "::", omittingEmptySubsequences: false).count <= 2 else { return false }
        guard isShortened || (text.first != ":" && text.last != ":") else { return false }
        if !isShortened || !text.hasPrefix("::"), text.first == ":" { return false }
        if !isShortened || !text.hasSuffix("::"), text.last == ":" { return false }
        var groups = text.split(separator: ":")
        var count = groups.count
        if let last = groups.last, last.contains(".") {
            guard isVersion4(last) else { return false }
            groups.removeLast()
            count += 1
        }
        guard
            groups.allSatisfy({ $0.utf8.count <= 4 && $0.allSatisfy(\.isHexDigit) && $0.utf8.allSatisfy { $0 < 0x80 } })
        else { return false }
        return isShortened ? count <= 7 : count == 8
    }
}
