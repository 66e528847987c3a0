/// An answer of a DNS server that is the authority for all it knows (RFC 1035, 4.1; RFC 2308 for what there is not).
struct DNSReply: Sendable {
    /// How the question came out.
    enum Code: UInt8, Sendable {
        case noError = 0
        case formatError = 1
        case nameError = 3
        case notImplemented = 4
        case refused = 5
        case badVersion = 16
    }

    /// The header of the question.
    let header: DNSHeader
    /// How it came out.
    let code: Code
    /// The question; nil if it could not be read.
    var query: DNSQuery?
    /// The address that the name stands for; nil if there is none.
    var address: [UInt8]?

    /// How long an answer may be kept, in seconds: a moment only, as a drill changes what is so.
    private static let secondsToLive: [UInt8] = [0, 0, 0, 5]
    /// The largest answer by UDP that is spoken of, in bytes.
    private static let payload: [UInt8] = [0x04, 0xD0]

    /// Its bytes.
    var bytes: [UInt8] {
        let saysWhatIsNot = (code == .nameError || code == .noError) && query != nil && address == nil
        let hasExtension = query?.extensionVersion != nil
        var bytes: [UInt8] = [UInt8(header.identifier >> 8), UInt8(header.identifier & 0xFF)]
        // A response by the authority, which looks things up for client PCs as well: they would not use it otherwise.
        bytes.append(0x80 | header.operation << 3 | 0x04 | (header.wantsRecursion ? 0x01 : 0))
        bytes.append(0x80 | code.rawValue & 0x0F)
        for count in [query != nil, address != nil, saysWhatIsNot, hasExtension] { bytes += [0, count ? 1 : 0] }
        bytes += query?.question ?? []
        // The name of the answer is that of the question, right behind the header.
        if let address { bytes += [0xC0, 0x0C, 0, 1, 0, 1] + Self.secondsToLive + [0, 4] + address }
        if saysWhatIsNot { bytes += Self.authority }
        if hasExtension { bytes += [0, 0, 41] + Self.payload + [code.rawValue >> 4, 0, 0, 0, 0, 0] }
        return bytes
    }

    /// The SOA record that goes with "there is no such thing": it says how long to believe that.
    private static let authority: [UInt8] = {
        func name(_ text: String) -> [UInt8] {
            text.split(separator: ".").flatMap { [UInt8($0.utf8.count)] + Array($0.utf8) } + [0]
        }
        let numbers: [UInt32] = [1, 3_600, 600, 86_400, 5]
        let data =
            name("ns.kirikae-simulator.invalid") + name("nobody.kirikae-simulator.invalid")
            + numbers.flatMap { number in [24, 16, 8, 0].map { UInt8(truncatingIfNeeded: number >> UInt32($0)) } }
        return [0, 0, UInt8(DNSRecordCode.soa.rawValue), 0, 1] + secondsToLive
            + [UInt8(data.count >> 8), UInt8(data.count & 0xFF)] + data
    }()
}
