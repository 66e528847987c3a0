/// What the first twelve bytes of a DNS message say (RFC 1035, 4.1.1).
struct DNSHeader: Sendable, Hashable {
    /// The length of a header, in bytes.
    static let length = 12

    /// What the answer is matched by.
    let identifier: UInt16
    /// Whether it is a response.
    let isResponse: Bool
    /// What is asked of the server; 0 is a query.
    let operation: UInt8
    /// Whether the client would like the server to ask others.
    let wantsRecursion: Bool

    /// Reads a header; nil if it breaks off, so that there is nobody to answer.
    init?(_ bytes: [UInt8]) {
        guard bytes.count >= Self.length else { return nil }
        identifier = UInt16(bytes[0]) << 8 | UInt16(bytes[1])
        isResponse = bytes[2] & 0x80 != 0
        operation = bytes[2] >> 3 & 0x0F
        wantsRecursion = bytes[2] & 0x01 != 0
    }
}
