import KirikaeSyntax

/// A look at a variable by a file: whether it is there, or what its content is.
public struct FileProbe: Sendable, Hashable {
    /// What decides.
    public enum Judgement: Sendable, Hashable {
        /// Whether it is there.
        case presence(String)
        /// Its SHA-256, in lower-case hexadecimal: the value for each.
        case hash([String: String])
    }

    /// Its absolute path.
    public var path: String
    /// The host it lies on; nil: the machine of the engine.
    public var host: String?
    /// What decides.
    public var judgement: Judgement
    /// The value if it is not there; nil if that means nothing.
    public var absent: String?
    /// How large it may be, in bytes.
    public var maximumBytes: Int
    /// How long it may take.
    public var timeout: Milliseconds

    /// How large a file may be where nobody says.
    public static let defaultMaximum = ByteCount(64 * 1024 * 1024)

    /// Describes a look at a file.
    ///
    /// - Parameters:
    ///   - path: its absolute path.
    ///   - host: the host it lies on; nil: the machine of the engine.
    ///   - judgement: what decides.
    ///   - absent: the value if it is not there.
    ///   - maximumBytes: how large it may be.
    ///   - timeout: how long it may take.
    public init(
        path: String, host: String?, judgement: Judgement, absent: String?, maximumBytes: Int, timeout: Milliseconds
    ) {
        self.path = path
        self.host = host
        self.judgement = judgement
        self.absent = absent
        self.maximumBytes = maximumBytes
        self.timeout = timeout
    }

    /// The values of the variable that it can find.
    var possibleValues: [String] {
        let found: [String] =
            switch judgement {
            case .presence(let value): [value]
            case .hash(let values): Set(values.values).sorted()
            }
        return found + [absent].compactMap { $0 }
    }
}
