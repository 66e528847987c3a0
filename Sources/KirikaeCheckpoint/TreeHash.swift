import Crypto

/// A SHA-256 hash in a Merkle tree (RFC 6962 section 2.1).
public struct TreeHash: Hashable, Sendable {
    /// Bytes of a hash.
    public static let byteCount = 32

    /// The 32 bytes.
    public let bytes: [UInt8]

    /// Takes 32 bytes; nil for any other number of them.
    public init?(bytes: [UInt8]) {
        guard bytes.count == Self.byteCount else { return nil }
        self.bytes = bytes
    }

    private init(_ digest: SHA256Digest) {
        bytes = digest.withUnsafeBytes { Array($0) }
    }

    /// The hash of a tree without leaves: that of no bytes.
    public static let empty = TreeHash(SHA256().finalize())

    /// The hash of a leaf: SHA-256 over 0x00 and its bytes.
    public init(leaf: some Collection<UInt8>) {
        var function = Self.function(prefix: 0x00)
        let isContiguous: Void? = leaf.withContiguousStorageIfAvailable { bytes in
            function.update(bufferPointer: UnsafeRawBufferPointer(bytes))
        }
        if isContiguous == nil { Array(leaf).withUnsafeBytes { function.update(bufferPointer: $0) } }
        self.init(function.finalize())
    }

    private static func function(prefix: UInt8) -> SHA256 {
        var function = SHA256()
        withUnsafeBytes(of: prefix) { function.update(bufferPointer: $0) }
        return function
    }

    /// The hash of a node: SHA-256 over 0x01 and the hashes of its two children.
    public init(left: TreeHash, right: TreeHash) {
        var function = Self.function(prefix: 0x01)
        left.bytes.withUnsafeBytes { function.update(bufferPointer: $0) }
        right.bytes.withUnsafeBytes { function.update(bufferPointer: $0) }
        self.init(function.finalize())
    }
}
