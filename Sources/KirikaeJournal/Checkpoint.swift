import KirikaeCanonicalJSON

/// What a journal was when it was closed: so many records, with this hash over all of them.
public struct Checkpoint: Equatable, Sendable {
    /// Who made it.
    public let origin: String
    /// The number of records before the closing record.
    public let size: Int
    /// The hash of the record before the closing record; 32 zero bytes when there is none.
    public let root: RecordHash

    /// A checkpoint over `size` records.
    public init(origin: String, size: Int, root: RecordHash) {
        self.origin = origin
        self.size = size
        self.root = root
    }

    /// Reads `{"origin": text, "root": 64 hexadecimal digits, "size": number}`; nil when it is anything else.
    public init?(_ value: JSONValue) {
        guard let members = value.objectValue, members.count == 3,
            let origin = members["origin"]?.stringValue, !origin.isEmpty,
            let size = members["size"]?.integerValue.flatMap({ Int(exactly: $0) }),
            let root = members["root"]?.stringValue.flatMap({ RecordHash(hexadecimal: $0) })
        else { return nil }
        self.init(origin: origin, size: size, root: root)
    }

    /// The form that `init` reads.
    public var jsonValue: JSONValue {
        ["origin": .string(origin), "root": .string(root.hexadecimal), "size": .integer(Int64(size))]
    }
}
