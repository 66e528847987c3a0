import KirikaeCanonicalJSON

/// A piece of captured output that is kept in a file of its own, and how a record names it.
public struct OutputExtent: Hashable, Sendable {
    /// The member that names the file below `outputs/`.
    static let fileMember = "file"
    /// The member that says where in the file it starts.
    static let offsetMember = "offset"
    /// The member that says how long it is.
    static let byteCountMember = "byteCount"
    /// The member that says what it was.
    static let hashMember = "sha256"

    /// The name of the file below `outputs/`.
    public let file: String
    /// Where it starts, in bytes.
    public let offset: Int
    /// How long it is, in bytes.
    public let byteCount: Int
    /// SHA-256 of the bytes.
    public let hash: RecordHash

    /// A piece of a file.
    public init(file: String, offset: Int, byteCount: Int, hash: RecordHash) {
        self.file = file
        self.offset = offset
        self.byteCount = byteCount
        self.hash = hash
    }

    /// Reads the members of a record of the kind `output-file`; nil when they do not name a piece of a file.
    public init?(_ payload: JSONValue) {
        guard let file = payload[Self.fileMember]?.stringValue, Self.isAllowed(file),
            let offset = payload[Self.offsetMember]?.integerValue.flatMap({ Int(exactly: $0) }), offset >= 0,
            let byteCount = payload[Self.byteCountMember]?.integerValue.flatMap({ Int(exactly: $0) }), byteCount > 0,
            !offset.addingReportingOverflow(byteCount).overflow,
            let hash = payload[Self.hashMember]?.stringValue.flatMap({ RecordHash(hexadecimal: $0) })
        else { return nil }
        self.init(file: file, offset: offset, byteCount: byteCount, hash: hash)
    }

    /// Where it ends, in bytes.
    public var end: Int { offset + byteCount }

    /// 1 to 64 digits and hyphens, so that no name leads out of the folder.
    public static func isAllowed(_ file: String) -> Bool {
        !file.isEmpty && file.utf8.count <= 64
            && file.utf8.allSatisfy { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) || $0 == UInt8(ascii: "-") }
    }
}
