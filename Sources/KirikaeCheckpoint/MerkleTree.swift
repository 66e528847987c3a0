/// The Merkle tree over the records of a log (RFC 6962 section 2.1), as far as it takes to add leaves and know the root.
///
/// It holds one hash for each whole subtree on the right edge: about log2 of the number of leaves, so a log of any length
/// needs less than a kilobyte.
public struct MerkleTree: Hashable, Sendable {
    /// How many leaves it has.
    public private(set) var count = 0
    /// The hashes of the whole subtrees, the largest first: one for each bit that is set in `count`.
    private var subtrees: [TreeHash] = []

    /// A tree without leaves.
    public init() {}

    /// Adds a leaf.
    public mutating func append(leaf: some Sequence<UInt8>) {
        append(TreeHash(leaf: leaf))
    }

    /// Adds a leaf of which only the hash is known.
    public mutating func append(_ leaf: TreeHash) {
        var hash = leaf
        var rest = count
        while rest & 1 == 1 {
            hash = TreeHash(left: subtrees.removeLast(), right: hash)
            rest >>= 1
        }
        subtrees.append(hash)
        count += 1
    }

    /// The hash over all leaves.
    public var root: TreeHash {
        guard var hash = subtrees.last else { return .empty }
        for subtree in subtrees.dropLast().reversed() { hash = TreeHash(left: subtree, right: hash) }
        return hash
    }
}
