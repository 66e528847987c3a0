import Glibc
import KirikaeCheckpoint

/// Signs checkpoints through `ssh-keygen`: with a key of an agent or a token, one with a passphrase, or of another type.
///
/// A person may have to touch a token or type something, so it signs only when a run stops or ends.
public struct SSHCheckpointSigner: CheckpointSigner {
    private let keyPath: String
    private let program: SSHKeygen
    /// The public half of the key.
    public let publicKey: SSHPublicKey

    /// Signs with the key at a path: a private key, or a public key whose private one an agent holds.
    public init(keyPath: String, publicKey: SSHPublicKey, program: SSHKeygen = SSHKeygen()) {
        self.keyPath = keyPath
        self.publicKey = publicKey
        self.program = program
    }

    /// False: each signature starts a program, and may need a person.
    public var signsEveryStep: Bool { false }

    /// Signs a text.
    public func signature(
        of text: String, as name: String
    ) async throws(CheckpointSigningFailure) -> SignedNote.Signature {
        let armored: String
        do throws(SSHKeygenFailure) {
            armored = try await program.sign(
                Array(text.utf8), keyPath: keyPath, namespace: AllowedSigners.checkpointNamespace,
                asksAtTerminal: isatty(STDIN_FILENO) == 1)
        } catch {
            throw CheckpointSigningFailure(reason: error.reason)
        }
        guard let bytes = SSHSignatureArmor.decode(armored),
            let key = NoteKey(name: name, publicKey: publicKey, algorithm: .sshSignature)
        else { throw CheckpointSigningFailure(reason: "ssh-keygen wrote no signature") }
        return SignedNote.Signature(name: name, keyID: key.keyID, bytes: bytes)
    }
}
