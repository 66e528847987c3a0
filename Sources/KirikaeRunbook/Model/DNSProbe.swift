import KirikaeSyntax

/// What one DNS server answers, and which value of a variable that means.
public struct DNSProbe: Sendable, Hashable {
    /// The server, always by its IP address: looking must not depend on the names that are being moved.
    public var server: NetworkAddress
    /// The name to ask for.
    public var name: DNSName
    /// The type of record to ask for.
    public var type: DNSRecordType
    /// For each value of the variable the answers that mean it, all of them, in canonical form, sorted, each once.
    public var values: [String: [String]]
    /// The value if the server says that there is no such name or no such record.
    public var absent: String?
    /// The value if no server answers there.
    public var silent: String?
    /// The longest time that whoever asked may go on using the answer; nil if it does not matter.
    public var longestLife: Milliseconds?
    /// How long looking may take.
    public var timeout: Milliseconds

    /// The port where none is written.
    static let defaultPort: UInt16 = 53

    /// The values of the variable that it can find.
    var possibleValues: [String] { values.keys.sorted() + [absent, silent].compactMap { $0 } }

    /// The form in which sets of answers are compared: order and duplicates do not count.
    public static func canonicalSet(_ answers: [String]) -> [String] { Set(answers).sorted() }

    /// Says what to ask and what the answers mean.
    public init(
        server: NetworkAddress, name: DNSName, type: DNSRecordType, values: [String: [String]], absent: String?,
        silent: String?, longestLife: Milliseconds?, timeout: Milliseconds
    ) {
        self.server = server
        self.name = name
        self.type = type
        self.values = values.mapValues(Self.canonicalSet)
        self.absent = absent
        self.silent = silent
        self.longestLife = longestLife
        self.timeout = timeout
    }
}
