import KirikaeSyntax

/// The types of records a DNS probe can ask for.
public enum DNSRecordType: String, Sendable, Hashable, CaseIterable {
    case a = "A"
    case aaaa = "AAAA"
    case cname = "CNAME"
    case mx = "MX"
    case ns = "NS"
    case ptr = "PTR"
    case soa = "SOA"
    case srv = "SRV"
    case txt = "TXT"

    /// Its number in messages of DNS.
    public var number: UInt16 {
        switch self {
        case .a: 1
        case .ns: 2
        case .cname: 5
        case .soa: 6
        case .ptr: 12
        case .mx: 15
        case .txt: 16
        case .aaaa: 28
        case .srv: 33
        }
    }

    /// An example of an answer, as it is written.
    var example: String {
        switch self {
        case .a: "192.0.2.1"
        case .aaaa: "2001:db8::1"
        case .cname, .ptr: "www.example.jp"
        case .ns: "ns1.example.jp"
        case .mx: "10 mail.example.jp"
        case .soa: "ns1.example.jp admin.example.jp 1 3600 600 604800 300"
        case .srv: "10 60 5060 sip.example.jp"
        case .txt: "site=main"
        }
    }

    /// An answer in the one form in which answers are compared; nil if no record of this type can say it.
    ///
    /// Fields are written as `dig +short` prints them; the dot behind a name may be left out, and a TXT has no quotation marks.
    public func canonicalAnswer(_ text: String) -> String? {
        switch self {
        case .a: return IPAddress(text).flatMap { $0.isIPv6 ? nil : $0.description }
        case .aaaa: return IPAddress(text).flatMap { $0.isIPv6 ? $0.description : nil }
        case .cname, .ns, .ptr: return fields(of: text, numbers: 0, names: 1, trailingNumbers: 0)
        case .mx: return fields(of: text, numbers: 1, names: 1, trailingNumbers: 0)
        case .srv: return fields(of: text, numbers: 3, names: 1, trailingNumbers: 0)
        case .soa: return fields(of: text, numbers: 0, names: 2, trailingNumbers: 5)
        case .txt:
            let isPlain = text.unicodeScalars.allSatisfy { $0.properties.generalCategory != .control }
            return isPlain && !text.isEmpty && text.utf8.count <= 4_096 ? text : nil
        }
    }

    private func fields(of text: String, numbers: Int, names: Int, trailingNumbers: Int) -> String? {
        let fields = text.split(separator: " ").map(String.init)
        guard fields.count == numbers + names + trailingNumbers else { return nil }
        let most = self == .soa ? Int(UInt32.max) : Int(UInt16.max)
        var result: [String] = []
        for (index, field) in fields.enumerated() {
            if (numbers..<numbers + names).contains(index) {
                guard let name = name(field) else { return nil }
                result.append(name)
            } else {
                guard let number = WholeNumber.read(field), (0...most).contains(number) else { return nil }
                result.append(String(number))
            }
        }
        return result.joined(separator: " ")
    }

    /// The root stands in an SRV or MX record for "there is no such service".
    private func name(_ text: String) -> String? {
        if text == ".", self == .srv || self == .mx { return "." }
        do throws(NameFault) {
            return try DNSName(text).description
        } catch {
            return nil
        }
    }
}
