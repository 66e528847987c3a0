import Crypto

/// A SHA-256 hash in a Merkle tree (RFC 6962 section 2.1).
///
/// Its bytes are held in place, so that a tree is copied without touching the heap for each hash.
public struct TreeHash: Hashable, Sendable {
    /// Bytes of a hash.
    public static let byteCount = 32

    private let words: (UInt64, UInt64, UInt64, UInt64)

    /// The 32 bytes.
    public var bytes: [UInt8] { withUnsafeBytes(of: words) { Array($0) } }

    /// Takes 32 bytes; nil for any other number of them.
    public init?(bytes: some Collection<UInt8>) {
        guard bytes.count == Self.byteCount else { return nil }
        var words: (UInt64, UInt64, UInt64, UInt64) = (0, 0, 0, 0)
        withUnsafeMutableBytes(of: &words) { $0.copyBytes(from: bytes) }
        self.words = words
    }

    private init(_ digest: SHA256Digest) {
        var words: (UInt64, UInt64, UInt64, UInt64) = (0, 0, 0, 0)
        withUnsafeMutableBytes(of: &words) { target in digest.withUnsafeBytes { target.copyMemory(from: $0) } }
        self.words = words
    }

    /// The hash of a tree without leaves: that of no bytes.
    public static let empty = TreeHash(SHA256().finalize())

    /// The hash of a leaf: SHA-256 over 0x00 and its bytes.
    public init(leaf: some Sequence<UInt8>) {
        var function = SHA256()
        function.update(data: [0x00])
        let isContiguous: Void? = leaf.withContiguousStorageIfAvailable {
            function.update(bufferPointer: UnsafeRawBufferPointer($0))
        }
        if isContiguous == nil { function.update(data: Array(leaf)) }
        self.init(function.finalize())
    }

    /// The hash of a node: SHA-256 over 0x01 and the hashes of its two children.
    public init(left: TreeHash, right: TreeHash) {
        var function = SHA256()
        function.update(data: [0x01])
        withUnsafeBytes(of: left.words) { function.update(bufferPointer: $0) }
        withUnsafeBytes(of: right.words) { function.update(bufferPointer: $0) }
        self.init(function.finalize())
    }

    /// Whether two hashes are the same.
    public static func == (left: TreeHash, right: TreeHash) -> Bool { left.words == right.words }

    /// Feeds the bytes to a hasher.
    public func hash(into hasher: inout Hasher) {
        hasher.combine(words.0)
        hasher.combine(words.1)
    }

    /// 64 lower-case hexadecimal digits.
    public var hexadecimal: String {
        let digits = Array("0123456789abcdef".utf8)
        return String(decoding: bytes.flatMap { [digits[Int($0 >> 4)], digits[Int($0 & 15)]] }, as: UTF8.self)
    }
}
