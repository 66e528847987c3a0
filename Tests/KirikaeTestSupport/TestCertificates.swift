import Foundation

/// Certificates of an authority made for one test by `openssl`, each with one thing that can be wrong with it.
public final class TestCertificates: Sendable {
    /// A certificate for `portal.invalid`, `localhost` and 127.0.0.1 unless its name says otherwise.
    public enum Kind: String, Sendable, CaseIterable {
        /// For 90 days and an hour.
        case good
        /// Ended 23 hours ago.
        case expired
        /// Begins tomorrow.
        case notYetValid = "not-yet-valid"
        /// For `elsewhere.invalid`.
        case wrongName = "wrong-name"
        /// Of an authority that nobody knows.
        case unknownAuthority = "unknown-authority"
        /// Of nobody.
        case selfSigned = "self-signed"
        /// For five days and an hour.
        case expiring
        /// For 90 days, under an authority of three days and an hour.
        case shortChain = "short-chain"
    }

    /// A program that did not do its work.
    public struct NotMade: Error {
        /// What it was to do, and what it said.
        public var text: String
    }

    private let folder: TemporaryFolder

    /// The file with the certificate of the authority.
    public var authorities: String { "\(folder.path)/lab.authorities.pem" }
    /// The private key of every server certificate.
    public var key: String { "\(folder.path)/server.key" }
    /// The file with a certificate, and with those above it where there are some.
    public func path(_ kind: Kind) -> String { "\(folder.path)/\(kind.rawValue).pem" }

    /// Makes all of them.
    ///
    /// - Throws: `NotMade`, or what Foundation throws.
    public init() async throws {
        folder = try TemporaryFolder()
        let path = folder.path
        try folder.write("subjectAltName=DNS:portal.invalid,DNS:localhost,IP:127.0.0.1\n", to: "good.ext")
        try folder.write("subjectAltName=DNS:elsewhere.invalid\n", to: "other.ext")
        try folder.write("basicConstraints=critical,CA:TRUE\nkeyUsage=critical,keyCertSign,cRLSign\n", to: "ca.ext")
        for name in ["lab", "unknown", "between"] {
            try folder.write("", to: "\(name).index")
            try folder.write("01\n", to: "\(name).serial")
            try folder.write(Self.settings(name, path), to: "\(name).cnf")
        }
        for name in ["lab", "unknown"] {
            try await openssl(
                ["req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes", "-days", "365"]
                    + ["-keyout", "\(name).key", "-out", "\(name).authorities.pem", "-subj", "/CN=Test CA \(name)"])
        }
        for (name, subject) in [("server", "portal.invalid"), ("between", "Test CA between")] {
            try await openssl(
                ["req", "-new", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes"]
                    + ["-keyout", "\(name).key", "-out", "\(name).csr", "-subj", "/CN=\(subject)"])
        }
        let day = 86_400.0
        try await sign("good", by: "lab", from: -day, to: 90 * day + 3_600)
        try await sign("expired", by: "lab", from: -9 * day, to: -day + 3_600)
        try await sign("not-yet-valid", by: "lab", from: day, to: 9 * day)
        try await sign("wrong-name", by: "lab", from: -day, to: 90 * day, extensions: "other.ext")
        try await sign("unknown-authority", by: "unknown", from: -day, to: 90 * day)
        try await sign("expiring", by: "lab", from: -day, to: 5 * day + 3_600)
        try await openssl(
            [
                "req", "-x509", "-key", "server.key", "-out", "self-signed.pem", "-days", "90", "-subj",
                "/CN=portal.invalid",
            ]
                + ["-addext", "subjectAltName=DNS:portal.invalid,IP:127.0.0.1"])
        try await sign(
            "between.authorities", by: "lab", from: -day, to: 3 * day + 3_600, request: "between", extensions: "ca.ext")
        try await sign("short-chain", by: "between", from: -day, to: 90 * day)
        let chain = try folder.read("short-chain.pem") + folder.read("between.authorities.pem")
        try folder.write(chain, to: "short-chain.pem")
    }

    private func sign(
        _ name: String, by authority: String, from start: TimeInterval, to end: TimeInterval,
        request: String = "server", extensions: String = "good.ext"
    ) async throws {
        try await openssl(
            ["ca", "-batch", "-notext", "-config", "\(authority).cnf", "-in", "\(request).csr", "-out", "\(name).pem"]
                + ["-startdate", Self.moment(start), "-enddate", Self.moment(end), "-extfile", extensions])
    }

    private static func settings(_ name: String, _ path: String) -> String {
        """
        [ca]
        default_ca = authority
        [authority]
        database = \(path)/\(name).index
        serial = \(path)/\(name).serial
        new_certs_dir = \(path)
        certificate = \(path)/\(name).authorities.pem
        private_key = \(path)/\(name).key
        default_md = sha256
        unique_subject = no
        policy = any
        [any]
        commonName = supplied

        """
    }

    /// A time from now in the form of `openssl ca`.
    private static func moment(_ seconds: TimeInterval) -> String {
        let formatter = DateFormatter()
        formatter.locale = Locale(identifier: "en_US_POSIX")
        formatter.timeZone = TimeZone(identifier: "UTC")
        formatter.dateFormat = "yyyyMMddHHmmss'Z'"
        return formatter.string(from: Date().addingTimeInterval(seconds))
    }

    private func openssl(_ arguments: [String]) async throws {
        let program = try SpawnedProgram("/usr/bin/openssl", arguments, in: folder.path)
        guard await program.wait() == 0 else {
            throw NotMade(text: "openssl \(arguments.joined(separator: " ")): \(program.said)")
        }
    }
}
