import Testing

@testable import KirikaeCheckpoint

@Suite struct SignedNoteTests {
    /// The example of the Go package that the format comes from.
    private static let example = """
        If you think cryptography is the answer to your problem,
        then you don't know what your problem is.

        — PeterNeumann x08go/ZJkuBS9UG/SffcvIAQxVBtiFupLLr8pAcElZInNIuGUgYN1FFYC2pZSNXgKvqfqdngotpRZb6KE6RyyBwJnAM=

        """

    private static func note(_ text: String) throws -> SignedNote { try SignedNote(parsing: Array(text.utf8)) }

    private static func key(_ number: UInt8) throws -> SSHPrivateKey {
        try #require(SSHPrivateKey(seed: Array(repeating: number, count: 32)))
    }

    @Test func theExampleOfAnotherImplementationVerifies() throws {
        let bytes = try #require(Base64.decode("ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW"))
        let publicKey = try #require(SSHPublicKey(ed25519: Array(bytes.dropFirst())))
        let key = try #require(NoteKey(name: "PeterNeumann", publicKey: publicKey, algorithm: .ed25519))
        #expect(key.keyID == 0xc74f_20a3)
        let note = try Self.note(Self.example)
        #expect(note.encoded == Self.example)
        let signature = try #require(note.signatures.first)
        #expect(note.signatures.count == 1 && key.isNamed(by: signature))
        #expect(key.isEd25519Signature(signature.bytes, of: note.text))
        #expect(!key.isEd25519Signature(signature.bytes, of: note.text + " "))
    }

    /// The example of the specification; its key is not given there.
    @Test func theExampleOfTheSpecificationIsRead() throws {
        let text = """
            Ognuno sta solo sul cuor della terra
            trafitto da un raggio di sole:

            ed è subito sera.

            — quasimodo.example/salvatore NnugSzTjtVAewIS+Z/iJhUPeFDkO/5QQ2i5ddnGITLlC+EhfLW9oJKONrMouFSQU0xMcXxj99ihAQwaqP3ZekRwNtIc=

            """
        let note = try Self.note(text)
        #expect(note.text.hasSuffix("ed è subito sera.\n") && note.signatures[0].keyID == 0x367b_a04b)
        #expect(note.encoded == text)
    }

    @Test func sixteenSignaturesAreReadAndMore() throws {
        let signatures = try (0..<64).map { try Self.key(UInt8($0)).sign("a\n", as: "k\($0)") }
        for count in [1, 16, 64] {
            let note = SignedNote(text: "a\n", signatures: Array(signatures.prefix(count)))
            #expect(try Self.note(note.encoded) == note)
        }
        let tooMany = SignedNote(text: "a\n", signatures: signatures + [signatures[0]])
        #expect(throws: SignedNote.Defect.tooManySignatures) { try Self.note(tooMany.encoded) }
    }

    static let malformed: [(String, SignedNote.Defect)] = [
        ("", .noSignatures), ("a\n", .noSignatures), ("a\n\n", .noSignatures), ("a\n\n— k AAAAAAA=", .noSignatures),
        ("a\n\nk AAAAAAA=\n", .signatureLine), ("a\n\n- k AAAAAAA=\n", .signatureLine),
        ("a\n\n— k  AAAAAAA=\n", .signatureLine), ("a\n\n— k+l AAAAAAA=\n", .signatureLine),
        ("a\n\n— k\u{3000}l AAAAAAA=\n", .signatureLine), ("a\n\n— k AAAA\n", .signatureLine),
        ("a\n\n— k AAAAAAA\n", .signatureLine), ("a\n\n— k AAAAAAB=\n", .signatureLine),
        ("a\n\n— k AAAAAAA= \n", .signatureLine), ("a\n\n—  AAAAAAA=\n", .signatureLine),
        ("a\tb\n\n— k AAAAAAA=\n", .controlCharacter), ("a\r\n\n— k AAAAAAA=\n", .controlCharacter),
        ("a\u{0}\n\n— k AAAAAAA=\n", .controlCharacter),
    ]

    @Test(arguments: malformed) func whatIsNoNoteIsRefused(text: String, defect: SignedNote.Defect) {
        #expect(throws: defect) { try Self.note(text) }
    }

    @Test func bytesThatAreNoTextAreRefused() {
        #expect(throws: SignedNote.Defect.notUTF8) { try SignedNote(parsing: [0x61, 0xFF, 0x0A]) }
        #expect(throws: SignedNote.Defect.tooLong) {
            try SignedNote(parsing: Array(repeating: 0x61, count: SignedNote.maximumBytes + 1))
        }
    }

    // MARK: - Checkpoints

    @Test func checkpointsComeBack() throws {
        for size in [0, 1, 20_852_163, Int.max] {
            let checkpoint = Checkpoint(origin: "example.com/behind-the-sofa", size: size, root: .empty)
            #expect(Checkpoint(text: checkpoint.text) == checkpoint)
        }
    }

    @Test(arguments: [
        "", "a\n", "a\n1\n", "a\n1\n47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=",
        "\n1\n47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=\n", "a\n01\n47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=\n",
        "a\n-1\n47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=\n",
        "a\n+1\n47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=\n",
        "a\n١\n47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=\n", "a\n1\n47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFV=\n",
        "a\n1\n47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuA==\n",
        "a\n99999999999999999999\n47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=\n",
        "a\n1\n47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=\nextension\n",
        "a\r\n1\n47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=\r\n",
    ])
    func whatIsNoCheckpointIsRefused(text: String) {
        #expect(Checkpoint(text: text) == nil)
    }

    /// A name or a key or a kind of signature more or less makes another key.
    @Test func keysAreToldApart() throws {
        let publicKey = try Self.key(1).publicKey
        let keys = [
            NoteKey(name: "a", publicKey: publicKey, algorithm: .ed25519),
            NoteKey(name: "b", publicKey: publicKey, algorithm: .ed25519),
            NoteKey(name: "a", publicKey: publicKey, algorithm: .sshSignature),
            NoteKey(name: "a", publicKey: try Self.key(2).publicKey, algorithm: .ed25519),
        ]
        #expect(Set(keys.compactMap { $0?.keyID }).count == keys.count)
    }

    @Test func base64HasOneForm() {
        for count in 0..<50 {
            let bytes = (0..<count).map { UInt8(truncatingIfNeeded: $0 * 37 + 5) }
            #expect(Base64.decode(Base64.encode(bytes)) == bytes)
        }
        #expect(Base64.encode(Array("foobar".utf8)) == "Zm9vYmFy" && Base64.encode(Array("fo".utf8)) == "Zm8=")
        for text in ["Zm8", "Zm9=", "Zg=", "Zg==Zg==", "Z===", "====", "Zm8=\n", " Zm8=", "Zm_v"] {
            #expect(Base64.decode(text) == nil, "\(text)")
        }
    }
}
