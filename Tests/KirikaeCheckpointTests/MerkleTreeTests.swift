import KirikaeCheckpoint
import Testing

@Suite struct MerkleTreeTests {
    /// The definition of RFC 6962 section 2.1, word by word.
    private func definition(_ leaves: ArraySlice<[UInt8]>) -> TreeHash {
        guard let first = leaves.first else { return .empty }
        guard leaves.count > 1 else { return TreeHash(leaf: first) }
        var split = 1
        while split * 2 < leaves.count { split *= 2 }
        let middle = leaves.startIndex + split
        return TreeHash(left: definition(leaves[..<middle]), right: definition(leaves[middle...]))
    }

    @Test func rootIsThatOfTheDefinition() {
        var tree = MerkleTree()
        var leaves: [[UInt8]] = []
        #expect(tree.root == .empty)
        for number in 0..<130 {
            leaves.append(Array("\(number)".utf8))
            tree.append(leaf: Array("\(number)".utf8))
            #expect(tree.root == definition(leaves[...]), "\(number + 1) leaves")
            #expect(tree.count == leaves.count)
        }
    }
}
