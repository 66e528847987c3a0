import KirikaeSyntax

/// Whether a SIP server answers an `OPTIONS` request, and which value of a variable that means.
///
/// `OPTIONS` asks what a server can do. It places no call and rings no phone.
public struct SIPProbe: Sendable, Hashable {
    /// What carries the request.
    public enum Transport: String, Sendable, Hashable, CaseIterable {
        case udp
        case tcp
    }

    /// What an answer means.
    public enum Meaning: Sendable, Hashable {
        /// Any final answer, whatever its status, means this value.
        case anyAnswer(String)
        /// The value by status: three digits, or a class such as `2xx`. The digits come before the class.
        case byStatus([String: String])
    }

    /// The server.
    public var address: NetworkAddress
    /// What carries the request.
    public var transport: Transport
    /// Whom at the server the request is for; nil for the server itself.
    public var user: String?
    /// What an answer means.
    public var meaning: Meaning
    /// The value if no server answers there.
    public var silent: String?
    /// How long looking may take.
    public var timeout: Milliseconds

    /// The values of the variable that it can find.
    var possibleValues: [String] {
        let answered =
            switch meaning {
            case .anyAnswer(let value): [value]
            case .byStatus(let values): Set(values.values).sorted()
            }
        return answered + [silent].compactMap { $0 }
    }

    /// Says whom to ask and what the answers mean.
    public init(
        address: NetworkAddress, transport: Transport, user: String?, meaning: Meaning, silent: String?,
        timeout: Milliseconds
    ) {
        self.address = address
        self.transport = transport
        self.user = user
        self.meaning = meaning
        self.silent = silent
        self.timeout = timeout
    }

    /// The value that an answer means; nil if it means none.
    public func value(ofStatus status: Int) -> String? {
        switch meaning {
        case .anyAnswer(let value): value
        case .byStatus(let values): values[String(status)] ?? values["\(status / 100)xx"]
        }
    }

    /// Whether a text is a final status from 200 to 699, or a class of them.
    static func isStatus(_ text: String) -> Bool {
        let bytes = Array(text.utf8)
        guard bytes.count == 3, (0x32...0x36).contains(bytes[0]) else { return false }
        return text.hasSuffix("xx") || bytes.allSatisfy { (0x30...0x39).contains($0) }
    }

    /// What is wrong with the name of a user; nil if nothing is.
    ///
    /// Only what needs no escape in a SIP URI is allowed.
    static func fault(inUser text: String) -> NameFault? {
        if text.isEmpty { return .empty }
        let others: Set<Unicode.Scalar> = ["-", "_", ".", "+"]
        let wrong = text.unicodeScalars.first { scalar in
            !(("a"..."z").contains(scalar) || ("A"..."Z").contains(scalar) || ("0"..."9").contains(scalar)
                || others.contains(scalar))
        }
        if let wrong { return .character(wrong) }
        if text.hasPrefix("-") { return .hyphen(text) }
        return text.utf8.count > 64 ? .tooLong(most: 64) : nil
    }
}
