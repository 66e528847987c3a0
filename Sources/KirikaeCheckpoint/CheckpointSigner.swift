/// What signs checkpoints.
public protocol CheckpointSigner: Sendable {
    /// The public half of the key.
    var publicKey: SSHPublicKey { get }
    /// Whether signing is so quick, and asks for nobody, that every step may end with it.
    var signsEveryStep: Bool { get }
    /// Signs a text as the key of this name.
    func signature(of text: String, as name: String) async throws(CheckpointSigningFailure) -> SignedNote.Signature
}

/// Why a checkpoint was not signed.
public struct CheckpointSigningFailure: Error, Hashable, Sendable {
    /// What the system or the signing program says.
    public var reason: String

    /// A failure with its reason.
    public init(reason: String) {
        self.reason = reason
    }
}

extension CheckpointSigner {
    /// The signed note of a checkpoint, under the name of its origin.
    public func note(of checkpoint: Checkpoint) async throws(CheckpointSigningFailure) -> String {
        let signature = try await signature(of: checkpoint.text, as: checkpoint.origin)
        return SignedNote(text: checkpoint.text, signatures: [signature]).encoded
    }
}

/// Signs in this process with an Ed25519 key that needs no passphrase.
public struct KeyFileSigner: CheckpointSigner {
    private let key: SSHPrivateKey

    /// Signs with this key.
    public init(_ key: SSHPrivateKey) {
        self.key = key
    }

    /// The public half of the key.
    public var publicKey: SSHPublicKey { key.publicKey }

    /// True: a signature takes some ten microseconds.
    public var signsEveryStep: Bool { true }

    /// Signs a text.
    public func signature(
        of text: String, as name: String
    ) async throws(CheckpointSigningFailure) -> SignedNote.Signature {
        try key.sign(text, as: name)
    }
}
