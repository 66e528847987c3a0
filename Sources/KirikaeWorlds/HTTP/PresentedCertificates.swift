import Glibc
import KirikaeRunbook

/// The certificates that a server presents, and what is to be said of them.
public struct PresentedCertificates: Sendable, Hashable {
    /// They themselves, the server's own first.
    public var chain: [ServerCertificate]
    /// What was found wrong, or that nothing was.
    ///
    /// Never `expiresSoon`: how many days are enough is for whoever asks to say.
    public var state: CertificateState
    /// The address it was connected to, with the port.
    public var address: String

    /// The server's own certificate; nil if none could be read.
    public var own: ServerCertificate? { chain.first }

    /// The whole days until the first of them is over; nil if none could be read.
    public var daysLeft: Int? { chain.map { $0.daysLeft(nowSeconds: Int64(time(nil))) }.min() }

    /// Connects with TLS 1.2 or later, looks at the certificates, and closes the connection; nothing else is sent.
    ///
    /// Certificates that are refused are read over a second connection, on which nothing is believed.
    ///
    /// - Parameters:
    ///   - server: the name they must be for, and the port.
    ///   - settings: another address for the name, and the authorities that count.
    ///   - timeoutMilliseconds: how long each connection may take.
    /// - Throws: why there is no TLS connection, apart from the certificate.
    public static func of(
        _ server: NetworkAddress, settings: ConnectionSettings = ConnectionSettings(), timeoutMilliseconds: Int
    ) async throws(HTTPError) -> PresentedCertificates {
        let host = server.host.contains(":") ? "[\(server.host)]" : server.host
        var request = HTTPRequest(
            url: "https://\(host):\(server.port)/", connectTimeoutMilliseconds: timeoutMilliseconds,
            totalTimeoutMilliseconds: timeoutMilliseconds)
        request.apply(settings)
        request.purpose = .handshake(isVerified: true)
        do throws(HTTPError) {
            let response = try await HTTPClient().send(request)
            return Self(chain: response.certificates, state: .valid, address: response.address)
        } catch .certificate(let state, _) {
            request.purpose = .handshake(isVerified: false)
            let response = try await HTTPClient().send(request)
            return Self(chain: response.certificates, state: state, address: response.address)
        }
    }
}
