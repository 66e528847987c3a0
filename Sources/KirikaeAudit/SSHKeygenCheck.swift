import KirikaeSignatures

/// Checks SSH signatures through `ssh-keygen -Y verify`.
public struct SSHKeygenCheck: SignatureCheck {
    private let program: SSHKeygen

    /// Asks this program.
    public init(program: SSHKeygen = SSHKeygen()) {
        self.program = program
    }

    /// Whether a signature is good.
    public func isValid(
        _ signature: String, over message: [UInt8], principal: String, namespace: String, allowedSigners: [UInt8],
        atMilliseconds milliseconds: Int64
    ) async throws(SignatureNotChecked) -> Bool {
        do throws(SSHKeygenFailure) {
            let verdict = try await program.verify(
                message, signature: signature, principal: principal, namespace: namespace,
                allowedSigners: allowedSigners, at: milliseconds)
            if case .valid = verdict { return true }
            return false
        } catch {
            // A name that could be an option of the program is nobody's name.
            if case .argumentRefused = error { return false }
            throw SignatureNotChecked(reason: error.reason)
        }
    }
}
