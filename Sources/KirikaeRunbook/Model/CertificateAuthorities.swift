/// The authorities of a company or a test: a file of certificates in PEM form, read with the folder.
public struct CertificateAuthorities: Sendable, Hashable {
    /// How the name of such a file ends.
    ///
    /// By its name it is read with the YAML files of the folder and pinned with them. A file that is merely PEM is not: it could
    /// be a private key.
    public static let fileSuffix = "authorities.pem"

    /// Its path in the folder.
    public var path: String
    /// Its content.
    public var bytes: [UInt8]

    /// Names a file and its content.
    public init(path: String, bytes: [UInt8]) {
        self.path = path
        self.bytes = bytes
    }

    /// Whether a file of this name is one.
    public static func isNamed(_ path: String) -> Bool { path.hasSuffix(fileSuffix) }

    /// Whether it holds a certificate, and no private key.
    var isUsable: Bool {
        let text = String(decoding: bytes, as: UTF8.self)
        return text.contains("-----BEGIN CERTIFICATE-----") && !text.contains("PRIVATE KEY-----")
    }
}
