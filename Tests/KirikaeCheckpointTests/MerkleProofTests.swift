import Testing

@testable import KirikaeCheckpoint

@Suite struct MerkleProofTests {
    private static let sizes = 1...40

    private static func leaves(_ count: Int) -> [TreeHash] { (0..<count).map { TreeHash(leaf: [UInt8($0), 1]) } }

    private static func root(_ leaves: some Sequence<TreeHash>) -> TreeHash {
        var tree = MerkleTree()
        for leaf in leaves { tree.append(leaf) }
        return tree.root
    }

    /// Leaves and roots that implementations of RFC 6962 test with.
    @Test func rootsAreThoseOfOtherImplementations() {
        let leaves: [[UInt8]] = [
            [], [0x00], [0x10], [0x20, 0x21], [0x30, 0x31], [0x40, 0x41, 0x42, 0x43],
            [0x50, 0x51, 0x52, 0x53, 0x54, 0x55, 0x56, 0x57], Array(0x60...0x6F),
        ]
        var tree = MerkleTree()
        var roots: [String] = []
        for leaf in leaves {
            tree.append(leaf: leaf)
            roots.append(tree.root.hexadecimal)
        }
        #expect(roots[0] == "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d")
        #expect(roots[1] == "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125")
        #expect(roots[7] == "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328")
    }

    @Test func everyLeafOfEveryTreeIsProvenAndNothingElse() throws {
        for size in Self.sizes {
            let leaves = Self.leaves(size)
            let root = Self.root(leaves)
            for index in 0..<size {
                var collector = try #require(ProofCollector(inclusionOf: index, size: size))
                for leaf in leaves { collector.append(leaf) }
                let hashes = try #require(collector.hashes)
                func proves(_ leaf: TreeHash, _ index: Int, _ size: Int, _ hashes: [TreeHash]) -> Bool {
                    MerkleProof.provesInclusion(of: leaf, at: index, size: size, root: root, hashes: hashes)
                }
                #expect(proves(leaves[index], index, size, hashes), "\(index) of \(size)")
                #expect(!proves(.empty, index, size, hashes))
                #expect(!proves(leaves[index], index, size, hashes + [.empty]))
                if !hashes.isEmpty { #expect(!proves(leaves[index], index, size, Array(hashes.dropLast()))) }
                for place in hashes.indices {
                    var changed = hashes
                    changed[place] = .empty
                    #expect(!proves(leaves[index], index, size, changed))
                }
                for other in [-1, size, size + 1] { #expect(!proves(leaves[index], other, size, hashes)) }
                if size > 1 { #expect(!proves(leaves[index], (index + 1) % size, size, hashes)) }
            }
        }
    }

    @Test func everyTreeIsTheBeginningOfEveryLargerOne() throws {
        for second in Self.sizes {
            let leaves = Self.leaves(second)
            for first in 0...second {
                var collector = try #require(ProofCollector(consistencyFrom: first, to: second))
                for leaf in leaves { collector.append(leaf) }
                let hashes = try #require(collector.hashes)
                let firstRoot = Self.root(leaves.prefix(first))
                func proves(_ firstRoot: TreeHash, _ hashes: [TreeHash]) -> Bool {
                    MerkleProof.provesConsistency(
                        firstSize: first, firstRoot: firstRoot, secondSize: second, secondRoot: Self.root(leaves),
                        hashes: hashes)
                }
                #expect(proves(firstRoot, hashes), "\(first) of \(second)")
                #expect(!proves(TreeHash(leaf: [99]), hashes))
                #expect(!proves(firstRoot, hashes + [.empty]))
                for place in hashes.indices {
                    var changed = hashes
                    changed[place] = .empty
                    #expect(!proves(firstRoot, changed), "\(first) of \(second)")
                }
            }
        }
    }

    @Test func whatCannotBeProvenIsNotStarted() {
        #expect(ProofCollector(inclusionOf: 3, size: 3) == nil)
        #expect(ProofCollector(inclusionOf: -1, size: 3) == nil)
        #expect(ProofCollector(consistencyFrom: 4, to: 3) == nil)
        let tooFew = ProofCollector(inclusionOf: 0, size: 3)
        #expect(tooFew?.hashes == nil)
    }
}
