import Crypto

/// A public key that may sign notes, under a name.
public struct NoteKey: Hashable, Sendable {
    /// How it signs.
    public enum Algorithm: Hashable, Sendable {
        /// Ed25519 over the text, signature type 0x01 of C2SP signed-note.
        case ed25519
        /// An SSH signature (`PROTOCOL.sshsig` of OpenSSH) in its binary form, signature type 0xff `sshsig`.
        case sshSignature
    }

    /// The identifier behind 0xff for SSH signatures.
    static let sshIdentifier = "sshsig"

    /// The name, which for the log of a run is its origin.
    public let name: String
    /// The key itself.
    public let publicKey: SSHPublicKey
    /// How it signs.
    public let algorithm: Algorithm

    /// A key; nil when the algorithm is Ed25519 and the key is not.
    public init?(name: String, publicKey: SSHPublicKey, algorithm: Algorithm) {
        if algorithm == .ed25519, publicKey.ed25519Bytes == nil { return nil }
        self.name = name
        self.publicKey = publicKey
        self.algorithm = algorithm
    }

    /// The first four bytes of SHA-256 over name, newline, type and public key.
    public var keyID: UInt32 {
        switch algorithm {
        case .ed25519: Self.keyID(name: name, ed25519: publicKey.ed25519Bytes ?? [])
        case .sshSignature: Self.keyID(name: name, type: [0xFF] + Array(Self.sshIdentifier.utf8) + publicKey.blob)
        }
    }

    static func keyID(name: String, ed25519 bytes: [UInt8]) -> UInt32 { keyID(name: name, type: [0x01] + bytes) }

    private static func keyID(name: String, type: [UInt8]) -> UInt32 {
        SHA256.hash(data: Array(name.utf8) + [0x0A] + type).prefix(4).reduce(0) { $0 << 8 | UInt32($1) }
    }

    /// Whether a signature line names this key.
    public func isNamed(by signature: SignedNote.Signature) -> Bool {
        signature.name == name && signature.keyID == keyID
    }

    /// Whether the bytes are this Ed25519 key's signature of a text; false for every other algorithm.
    public func isEd25519Signature(_ bytes: [UInt8], of text: String) -> Bool {
        guard algorithm == .ed25519, let raw = publicKey.ed25519Bytes, bytes.count == 64,
            let key = try? Curve25519.Signing.PublicKey(rawRepresentation: raw)
        else { return false }
        return key.isValidSignature(bytes, for: Array(text.utf8))
    }
}
