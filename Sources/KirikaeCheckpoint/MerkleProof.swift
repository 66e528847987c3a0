/// The leaves whose subtrees a proof is made of (RFC 6962 sections 2.1.1 and 2.1.2).
enum ProofPath {
    /// The largest power of two below `count`, which must be at least 2: where a tree is split.
    static func split(_ count: Int) -> Int {
        1 << (Int.bitWidth - 1 - (count - 1).leadingZeroBitCount)
    }

    /// The ranges that prove a leaf, from its sibling up to the child of the root.
    static func inclusion(of index: Int, in range: Range<Int>) -> [Range<Int>] {
        guard range.count > 1 else { return [] }
        let middle = range.lowerBound + split(range.count)
        return index < middle
            ? inclusion(of: index, in: range.lowerBound..<middle) + [middle..<range.upperBound]
            : inclusion(of: index, in: middle..<range.upperBound) + [range.lowerBound..<middle]
    }

    /// The ranges that prove that the tree of the first `size` leaves is the beginning of a larger one.
    static func consistency(from size: Int, in range: Range<Int>, isWhole: Bool) -> [Range<Int>] {
        if size == range.count { return isWhole ? [] : [range] }
        let count = split(range.count)
        let middle = range.lowerBound + count
        return size <= count
            ? consistency(from: size, in: range.lowerBound..<middle, isWhole: isWhole) + [middle..<range.upperBound]
            : consistency(from: size - count, in: middle..<range.upperBound, isWhole: false)
                + [range.lowerBound..<middle]
    }
}

/// Gathers the hashes of a proof in one pass over the leaves, in order, without keeping them.
public struct ProofCollector: Sendable {
    private let ranges: [Range<Int>]
    private var trees: [MerkleTree]
    private var count = 0

    /// Prepares the proof that leaf `index` stands in the tree of the first `size` leaves; nil when it does not.
    public init?(inclusionOf index: Int, size: Int) {
        guard index >= 0, index < size else { return nil }
        self.init(ProofPath.inclusion(of: index, in: 0..<size))
    }

    /// Prepares the proof that the tree of the first `first` leaves is the beginning of that of the first `second`.
    public init?(consistencyFrom first: Int, to second: Int) {
        guard first >= 0, first <= second else { return nil }
        self.init(first == 0 ? [] : ProofPath.consistency(from: first, in: 0..<second, isWhole: true))
    }

    private init(_ ranges: [Range<Int>]) {
        self.ranges = ranges
        trees = Array(repeating: MerkleTree(), count: ranges.count)
    }

    /// Takes the next leaf.
    public mutating func append(_ leaf: TreeHash) {
        if let place = ranges.firstIndex(where: { $0.contains(count) }) { trees[place].append(leaf) }
        count += 1
    }

    /// The hashes; nil when too few leaves have been given.
    public var hashes: [TreeHash]? {
        guard zip(ranges, trees).allSatisfy({ $0.count == $1.count }) else { return nil }
        return trees.map(\.root)
    }
}

/// Checks proofs, as RFC 9162 sections 2.1.3.2 and 2.1.4.2 spell out for the trees of RFC 6962.
public enum MerkleProof {
    /// Whether the leaf with this hash stands at `index` in the tree of this size and root.
    public static func provesInclusion(
        of leaf: TreeHash, at index: Int, size: Int, root: TreeHash, hashes: [TreeHash]
    ) -> Bool {
        guard index >= 0, index < size else { return false }
        var place = index
        var last = size - 1
        var hash = leaf
        for sibling in hashes {
            guard last != 0 else { return false }
            if place & 1 == 1 || place == last {
                hash = TreeHash(left: sibling, right: hash)
                while place & 1 == 0, place != 0 {
                    place >>= 1
                    last >>= 1
                }
            } else {
                hash = TreeHash(left: hash, right: sibling)
            }
            place >>= 1
            last >>= 1
        }
        return last == 0 && hash == root
    }

    /// Whether the first tree is the beginning of the second.
    public static func provesConsistency(
        firstSize: Int, firstRoot: TreeHash, secondSize: Int, secondRoot: TreeHash, hashes: [TreeHash]
    ) -> Bool {
        guard firstSize >= 0, firstSize <= secondSize else { return false }
        if firstSize == secondSize { return hashes.isEmpty && firstRoot == secondRoot }
        if firstSize == 0 { return hashes.isEmpty && firstRoot == .empty }
        // A tree of a power of two is itself the first hash of the proof, which is therefore left out.
        let path = firstSize & (firstSize - 1) == 0 ? [firstRoot] + hashes : hashes
        guard let start = path.first else { return false }
        var place = firstSize - 1
        var last = secondSize - 1
        while place & 1 == 1 {
            place >>= 1
            last >>= 1
        }
        var first = start
        var second = start
        for hash in path.dropFirst() {
            guard last != 0 else { return false }
            if place & 1 == 1 || place == last {
                first = TreeHash(left: hash, right: first)
                second = TreeHash(left: hash, right: second)
                while place & 1 == 0, place != 0 {
                    place >>= 1
                    last >>= 1
                }
            } else {
                second = TreeHash(left: second, right: hash)
            }
            place >>= 1
            last >>= 1
        }
        return last == 0 && first == firstRoot && second == secondRoot
    }
}
