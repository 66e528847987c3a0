import Crypto

/// A private key file of OpenSSH (`PROTOCOL.key`), as far as signing checkpoints needs it.
public struct SSHPrivateKey: Sendable {
    /// Why a file does not give an Ed25519 key that can sign here.
    public enum Defect: Error, Hashable, Sendable {
        /// Not a private key file of OpenSSH.
        case notPrivateKey
        /// Encrypted with a passphrase.
        case encrypted
        /// Of another type than Ed25519, which is named.
        case otherType(String)
        /// The parts of the file contradict each other.
        case damaged
    }

    private static let opening = "-----BEGIN OPENSSH PRIVATE KEY-----"
    private static let ending = "-----END OPENSSH PRIVATE KEY-----"
    private static let magic = Array("openssh-key-v1\0".utf8)
    private static let lineCharacters = 70
    private static let blockBytes = 8

    private let key: Curve25519.Signing.PrivateKey
    /// What belongs to it and may be shown.
    public let publicKey: SSHPublicKey

    /// Makes a new key from the system's random numbers.
    public init() {
        self.init(Curve25519.Signing.PrivateKey())
    }

    /// The key of 32 secret bytes; nil for any other number of them.
    public init?(seed: [UInt8]) {
        guard let key = try? Curve25519.Signing.PrivateKey(rawRepresentation: seed) else { return nil }
        self.init(key)
    }

    private init(_ key: Curve25519.Signing.PrivateKey) {
        self.key = key
        publicKey = SSHPublicKey(key.publicKey)
    }

    /// Reads an unencrypted Ed25519 key.
    public init(parsing bytes: [UInt8]) throws(Defect) {
        let text = String(decoding: bytes, as: UTF8.self)
        let lines = text.split(whereSeparator: \.isNewline).map(String.init)
        guard lines.first == Self.opening, lines.last == Self.ending,
            let decoded = Base64.decode(lines.dropFirst().dropLast().joined()), decoded.starts(with: Self.magic)
        else { throw .notPrivateKey }
        var reader = SSHWireReader(Array(decoded.dropFirst(Self.magic.count)))
        guard let cipher = reader.text(), let derivation = reader.text(), reader.string() != nil,
            let count = reader.number(), count == 1, let blob = reader.string(), let secret = reader.string(),
            let publicKey = SSHPublicKey(blob: blob)
        else { throw .damaged }
        guard publicKey.type == SSHPublicKey.ed25519Type else { throw .otherType(publicKey.type) }
        guard cipher == "none", derivation == "none" else { throw .encrypted }
        var inner = SSHWireReader(secret)
        guard let check = inner.number(), inner.number() == check, inner.text() == publicKey.type,
            let publicBytes = inner.string(), publicBytes == publicKey.ed25519Bytes, let pair = inner.string(),
            pair.count == 64, Array(pair[32...]) == publicBytes,
            let key = try? Curve25519.Signing.PrivateKey(rawRepresentation: pair[..<32]),
            Array(key.publicKey.rawRepresentation) == publicBytes
        else { throw .damaged }
        self.key = key
        self.publicKey = publicKey
    }

    /// The file of this key, unencrypted.
    ///
    /// - Parameter comment: a note for people, of printable characters.
    public func encoded(comment: String) -> String {
        let seed = Array(key.rawRepresentation)
        let publicBytes = publicKey.ed25519Bytes ?? []
        // The number shows after decryption whether the passphrase was right; here it shows nothing.
        let check = SSHWireWriter.number(UInt32.random(in: .min ... .max))
        var secret = check + check + SSHWireWriter.string(Array(SSHPublicKey.ed25519Type.utf8))
        secret += SSHWireWriter.string(publicBytes) + SSHWireWriter.string(seed + publicBytes)
        secret += SSHWireWriter.string(Array(comment.utf8))
        var filler: UInt8 = 1
        while secret.count % Self.blockBytes != 0 {
            secret.append(filler)
            filler += 1
        }
        let none = SSHWireWriter.string(Array("none".utf8))
        let file =
            Self.magic + none + none + SSHWireWriter.string([]) + SSHWireWriter.number(1)
            + SSHWireWriter.string(publicKey.blob) + SSHWireWriter.string(secret)
        let characters = Array(Base64.encode(file).utf8)
        let lines = stride(from: 0, to: characters.count, by: Self.lineCharacters).map { start in
            String(decoding: characters[start..<min(start + Self.lineCharacters, characters.count)], as: UTF8.self)
        }
        return ([Self.opening] + lines + [Self.ending]).joined(separator: "\n") + "\n"
    }

    /// Signs a text as the key of this name.
    ///
    /// - Throws: `CheckpointSigningFailure` when the system has no random numbers to give.
    public func sign(_ text: String, as name: String) throws(CheckpointSigningFailure) -> SignedNote.Signature {
        let bytes: [UInt8]
        do {
            bytes = Array(try key.signature(for: Array(text.utf8)))
        } catch {
            throw CheckpointSigningFailure(reason: "\(error)")
        }
        let keyID = NoteKey.keyID(name: name, ed25519: publicKey.ed25519Bytes ?? [])
        return SignedNote.Signature(name: name, keyID: keyID, bytes: bytes)
    }
}
