/// What can be said of the certificate of a server.
public enum CertificateState: String, Sendable, Hashable, CaseIterable {
    /// It is the server's, it is in force, and an authority that counts stands for it.
    case valid
    /// It is valid, and for fewer days than demanded.
    case expiresSoon = "expires-soon"
    /// Its time, or that of a certificate above it, is over.
    case expired
    /// Its time, or that of a certificate above it, has not begun.
    case notYetValid = "not-yet-valid"
    /// It is for other names.
    case wrongName = "wrong-name"
    /// Nobody who counts stands for it.
    case unknownAuthority = "unknown-authority"
    /// It, or the authority that the server presents with it, stands only for itself.
    case selfSigned = "self-signed"
    /// It was refused for another reason.
    case refused
}
