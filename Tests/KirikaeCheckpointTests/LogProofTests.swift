import Testing

@testable import KirikaeCheckpoint

@Suite struct LogProofTests {
    static func proof(of index: Int = 3, in count: Int = 7) throws -> LogProof {
        let records = (0..<count).map { Array("{\"n\":\($0)}".utf8) }
        var tree = MerkleTree()
        var collector = try #require(ProofCollector(inclusionOf: index, size: count))
        for record in records {
            tree.append(leaf: record)
            collector.append(TreeHash(leaf: record))
        }
        let checkpoint = Checkpoint(origin: "kirikae/a", size: count, root: tree.root)
        let key = try #require(SSHPrivateKey(seed: Array(repeating: 1, count: 32)))
        let note = SignedNote(text: checkpoint.text, signatures: [try key.sign(checkpoint.text, as: "kirikae/a")])
        let hashes = try #require(collector.hashes)
        return try #require(LogProof(record: records[index], index: index, hashes: hashes, note: note))
    }

    @Test func proofsComeBack() throws {
        for count in 1...9 {
            for index in 0..<count {
                let proof = try Self.proof(of: index, in: count)
                #expect(try LogProof(parsing: Array(proof.encoded.utf8)) == proof)
                #expect(proof.provesRecord)
            }
        }
        let proof = try Self.proof()
        let bare = try #require(LogProof(record: nil, index: 3, hashes: proof.hashes, note: proof.note))
        #expect(try LogProof(parsing: Array(bare.encoded.utf8)) == bare && !bare.provesRecord)
    }

    @Test func anotherRecordOrPlaceIsNotProven() throws {
        let proof = try Self.proof()
        let record = Array("{\"n\":4}".utf8)
        #expect(LogProof(record: record, index: 3, hashes: proof.hashes, note: proof.note)?.provesRecord == false)
        #expect(LogProof(record: proof.record, index: 2, hashes: proof.hashes, note: proof.note)?.provesRecord == false)
        let other = Array(proof.hashes.reversed())
        #expect(LogProof(record: proof.record, index: 3, hashes: other, note: proof.note)?.provesRecord == false)
    }

    @Test(
        arguments: [
            ("c2sp.org/tlog-proof@v1", "c2sp.org/tlog-proof@v2", .header), ("extra ey", "extra e", .extra),
            ("index 3", "index 03", .index), ("index 3", "place 3", .index), ("index 3\n", "index 3\nAAAA\n", .hashes),
            ("\n\nkirikae/a", "\nkirikae/a", .hashes), ("— kirikae/a", "- kirikae/a", .note(.signatureLine)),
            ("kirikae/a\n7\n", "kirikae/a\n7 \n", .checkpoint),
        ] as [(String, String, LogProof.Defect)])
    func whatIsNoProofIsRefused(old: String, new: String, defect: LogProof.Defect) throws {
        let text = try Self.proof().encoded
        let range = try #require(text.firstRange(of: old))
        #expect(throws: defect) { try LogProof(parsing: Array(text.replacingCharacters(in: range, new).utf8)) }
    }
}

extension String {
    fileprivate func replacingCharacters(in range: Range<String.Index>, _ text: String) -> String {
        String(self[..<range.lowerBound]) + text + String(self[range.upperBound...])
    }
}
