import KirikaeCheckpoint

/// Checks SSH signatures (`PROTOCOL.sshsig` of OpenSSH).
public protocol SignatureCheck: Sendable {
    /// Whether a signature over a message is by somebody who may sign as this name, for this purpose, at this time.
    ///
    /// - Parameters:
    ///   - signature: the armored signature, from `-----BEGIN SSH SIGNATURE-----` on.
    ///   - message: what was signed.
    ///   - principal: who is said to have signed.
    ///   - namespace: for what.
    ///   - allowedSigners: a file `allowed_signers`.
    ///   - milliseconds: when, since 1970.
    /// - Throws: `SignatureNotChecked` when that cannot be told.
    func isValid(
        _ signature: String, over message: [UInt8], principal: String, namespace: String, allowedSigners: [UInt8],
        atMilliseconds milliseconds: Int64
    ) async throws(SignatureNotChecked) -> Bool
}

/// Why a signature could not be checked.
public struct SignatureNotChecked: Error, Hashable, Sendable {
    /// What the system or the program says.
    public var reason: String

    /// A failure with its reason.
    public init(reason: String) {
        self.reason = reason
    }
}
