import KirikaeSignatures

/// Signs statements with the key of whoever sits here.
struct StatementSigner: Sendable {
    let keyPath: String
    /// Whether `ssh-keygen` may ask for a passphrase here.
    let asksAtTerminal: Bool
    var keygen = SSHKeygen()

    /// Signs a statement byte for byte.
    func sign(_ statement: String, namespace: String) async throws(SignatureFailure) -> SignedStatement {
        do throws(SSHKeygenFailure) {
            let signature = try await keygen.sign(
                Array(statement.utf8), keyPath: keyPath, namespace: namespace, asksAtTerminal: asksAtTerminal)
            return SignedStatement(statement: statement, signature: signature)
        } catch {
            throw SignatureFailure(message: .notSigned(reason: error.reason))
        }
    }
}
