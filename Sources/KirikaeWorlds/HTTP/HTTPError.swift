import KirikaeRunbook

/// Why there is no response.
///
/// `text` is what libcurl says, in English; it is for the record, not for decisions.
public enum HTTPError: Error, Equatable, Sendable {
    /// The request was refused before anything was sent.
    case invalidRequest(reason: String)
    /// Neither `http` nor `https`, in the URL or in a redirect.
    case unsupportedProtocol(text: String)
    /// The name of the host could not be resolved.
    case cannotResolve(text: String)
    /// Nobody accepted the connection.
    case cannotConnect(text: String)
    /// The time for connecting or for the whole exchange was over.
    case timedOut(text: String)
    /// More redirects than were allowed.
    case tooManyRedirects(text: String)
    /// The body was larger than the limit.
    case responseTooLarge(maximumBytes: Int)
    /// The header fields of the answer were more or larger than any server needs.
    case headersTooLarge
    /// The certificate of the server was refused.
    case certificate(CertificateState, text: String)
    /// There is no TLS connection for another reason, for example because the server speaks only TLS 1.1.
    case noTLS(text: String)
    /// Any other failure of the transfer; `code` is libcurl's `CURLcode`.
    case transferFailed(code: Int, text: String)
    /// libcurl cannot be loaded, or the system is short of memory or threads.
    case unavailable(text: String)

    /// Whether nothing of the request can have arrived anywhere.
    ///
    /// A time limit, a redirect and a transfer that broke off may come after it has. A certificate is looked at before anything
    /// is sent to its server.
    var isBeforeSending: Bool {
        switch self {
        case .invalidRequest, .unsupportedProtocol, .cannotResolve, .cannotConnect, .unavailable, .certificate,
            .noTLS:
            true
        case .timedOut, .tooManyRedirects, .responseTooLarge, .headersTooLarge, .transferFailed: false
        }
    }
}
