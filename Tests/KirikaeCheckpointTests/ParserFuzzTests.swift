import Testing

@testable import KirikaeCheckpoint

/// The readers of what others write never trap, and what they accept they write back as it was.
@Suite struct ParserFuzzTests {
    private static let rounds = 20_000

    /// SplitMix64, so that a seed gives the same inputs everywhere.
    private struct Generator: RandomNumberGenerator {
        var state: UInt64

        mutating func next() -> UInt64 {
            state &+= 0x9E37_79B9_7F4A_7C15
            var value = state
            value = (value ^ (value >> 30)) &* 0xBF58_476D_1CE4_E5B9
            value = (value ^ (value >> 27)) &* 0x94D0_49BB_1331_11EB
            return value ^ (value >> 31)
        }
    }

    private static let pieces: [[UInt8]] =
        [
            "\n", "\n\n", "— ", " ", "=", "+", "/", "\"", ",", "ssh-ed25519", "AAAA", "namespaces=", "valid-after=\"",
            "Z",
            "index ", "extra ", "c2sp.org/tlog-proof@v1\n", "kirikae/a\n", "0", "-", "99999999999999999999", "\u{2003}",
            "#",
            "!", "*", "cert-authority", "-----BEGIN OPENSSH PRIVATE KEY-----",
        ].map { Array($0.utf8) } + [[0xFF], [0x00], [0xE2, 0x80], [0x0D]]

    private static func mutate(_ bytes: [UInt8], _ generator: inout Generator) -> [UInt8] {
        var bytes = bytes
        for _ in 0..<Int.random(in: 1...4, using: &generator) {
            let place = Int.random(in: 0...bytes.count, using: &generator)
            switch Int.random(in: 0..<5, using: &generator) {
            case 0 where place < bytes.count: bytes[place] ^= 1 << UInt8.random(in: 0..<8, using: &generator)
            case 1: bytes.insert(contentsOf: pieces.randomElement(using: &generator) ?? [], at: place)
            case 2: bytes.removeSubrange(place..<min(bytes.count, place + Int.random(in: 0...20, using: &generator)))
            case 3: bytes = Array(bytes[..<place])
            default:
                let other = Int.random(in: 0...bytes.count, using: &generator)
                bytes.insert(contentsOf: bytes[min(place, other)..<max(place, other)], at: place)
            }
        }
        return bytes
    }

    private static func samples() throws -> [[UInt8]] {
        let proof = try LogProofTests.proof()
        let key = try #require(SSHPrivateKey(seed: Array(repeating: 7, count: 32)))
        let line = "\"a b,*@c\" namespaces=\"x,y\",valid-after=\"20240101Z\" \(key.publicKey.line) comment\n"
        return [
            Array(proof.encoded.utf8), Array(proof.note.encoded.utf8), Array(line.utf8),
            Array(key.encoded(comment: "c").utf8), Array(SSHSignatureArmor.encode(Array(0...99)).utf8), [],
        ]
    }

    @Test func noInputTraps() throws {
        let seed = UInt64.random(in: .min ... .max)
        print("seed of the parsers' inputs: \(seed)")
        var generator = Generator(state: seed)
        let samples = try Self.samples()
        var accepted = 0
        for round in 0..<Self.rounds {
            let bytes = Self.mutate(samples[round % samples.count], &generator)
            if let note = try? SignedNote(parsing: bytes) {
                accepted += 1
                #expect(Array(note.encoded.utf8) == bytes, "seed \(seed), round \(round)")
                if let checkpoint = Checkpoint(text: note.text) {
                    #expect(checkpoint.text.utf8.elementsEqual(note.text.utf8), "seed \(seed), round \(round)")
                }
            }
            if let proof = try? LogProof(parsing: bytes) {
                accepted += 1
                #expect(Array(proof.encoded.utf8) == bytes, "seed \(seed), round \(round)")
            }
            if let signers = try? AllowedSigners(parsing: bytes) { accepted += signers.entries.count }
            if let key = try? SSHPrivateKey(parsing: bytes) { accepted += key.publicKey.blob.count }
            _ = SSHSignatureArmor.decode(String(decoding: bytes, as: UTF8.self))
            _ = SSHPublicKey(blob: bytes)
        }
        // Inputs that are all refused at once would test little.
        #expect(accepted > Self.rounds / 50)
    }
}
