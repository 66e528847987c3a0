import CLibCURL
import KirikaeProcess
import KirikaeRunbook

/// Cookies and open connections of one client, and the blocking call that uses them.
struct HTTPSession: ~Copyable {
    private let session: OpaquePointer?

    init() {
        session = clibcurl_create_session()
    }

    deinit {
        clibcurl_destroy_session(session)
    }

    /// Performs a checked request and blocks until it is over.
    mutating func perform(_ request: HTTPRequest) -> Result<HTTPResponse, HTTPError> {
        guard let session else { return .failure(.unavailable(text: "out of memory")) }
        // A header without a value is written with `;` instead of `:` (libcurl, CURLOPT_HTTPHEADER).
        let headers = CStringArray(
            request.headers.map { $0.value.isEmpty ? "\($0.name);" : "\($0.name): \($0.value)" }
                // Without this libcurl waits up to 1 s for "100 Continue" before it sends a large body.
                + ["Expect:"])
        let overrides = CStringArray(request.resolveOverrides.map { "\($0.host):\($0.port):\($0.address)" })
        var response = clibcurl_response()
        defer { clibcurl_free_response(&response) }
        headers.withPointers { headers in
            overrides.withPointers { overrides in
                request.method.withCString { method in
                    request.url.withCString { url in
                        // One byte more, so that an empty body has an address too and is told from none.
                        ((request.body ?? []) + [0]).withUnsafeBufferPointer { body in
                            ((request.authorities ?? []) + [0]).withUnsafeBufferPointer { authorities in
                                var parameters = Self.parameters(request)
                                parameters.method = method
                                parameters.url = url
                                parameters.headers = Self.list(headers)
                                if !request.resolveOverrides.isEmpty { parameters.resolve = Self.list(overrides) }
                                if request.body != nil { parameters.body = body.baseAddress }
                                parameters.body_length = body.count - 1
                                if request.authorities != nil { parameters.authorities = authorities.baseAddress }
                                parameters.authorities_length = authorities.count - 1
                                clibcurl_perform(session, &parameters, &response)
                            }
                        }
                    }
                }
            }
        }
        return Self.result(response, of: request)
    }

    private static func list(
        _ pointers: UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>
    ) -> UnsafePointer<UnsafePointer<CChar>?> {
        UnsafeRawPointer(pointers).assumingMemoryBound(to: UnsafePointer<CChar>?.self)
    }

    private static func parameters(_ request: HTTPRequest) -> clibcurl_request {
        var parameters = clibcurl_request()
        parameters.connect_timeout_milliseconds = request.connectTimeoutMilliseconds
        parameters.total_timeout_milliseconds = request.totalTimeoutMilliseconds
        parameters.maximum_redirects = request.maximumRedirects
        parameters.maximum_response_bytes = request.maximumResponseBytes
        parameters.maximum_header_bytes = HTTPRequest.maximumHeaderBytes
        parameters.ignores_excess_body = request.ignoresExcessBody ? 1 : 0
        if case .handshake(let isVerified) = request.purpose {
            parameters.only_connects = 1
            parameters.skips_verification = isVerified ? 0 : 1
        }
        return parameters
    }

    private static func result(
        _ response: clibcurl_response, of request: HTTPRequest
    ) -> Result<HTTPResponse, HTTPError> {
        let text = withUnsafeBytes(of: response.error_text) { bytes in
            String(decoding: bytes.prefix { $0 != 0 }, as: UTF8.self)
        }
        switch Int(response.outcome) {
        case CLIBCURL_OK: return .success(Self.response(response, of: request))
        case CLIBCURL_RESPONSE_TOO_LARGE:
            return .failure(.responseTooLarge(maximumBytes: request.maximumResponseBytes))
        case CLIBCURL_TIMED_OUT: return .failure(.timedOut(text: text))
        case CLIBCURL_CANNOT_CONNECT: return .failure(.cannotConnect(text: text))
        case CLIBCURL_CANNOT_RESOLVE: return .failure(.cannotResolve(text: text))
        case CLIBCURL_TOO_MANY_REDIRECTS: return .failure(.tooManyRedirects(text: text))
        case CLIBCURL_UNSUPPORTED_PROTOCOL: return .failure(.unsupportedProtocol(text: text))
        case CLIBCURL_HEADERS_TOO_LARGE: return .failure(.headersTooLarge)
        case CLIBCURL_CERTIFICATE:
            return .failure(.certificate(CertificateState(verifyResult: response.verify_result), text: text))
        case CLIBCURL_TLS: return .failure(.noTLS(text: text))
        case CLIBCURL_TRANSFER:
            return .failure(.transferFailed(code: Int(response.library_code), text: text))
        default:
            return .failure(.unavailable(text: text))
        }
    }

    private static func response(_ response: clibcurl_response, of request: HTTPRequest) -> HTTPResponse {
        var result = HTTPResponse(
            status: response.status, body: bytes(response.body, response.body_length),
            effectiveURL: response.effective_url.map { String(cString: $0) } ?? request.url)
        result.isBodyCut = response.is_body_cut != 0
        result.headers = headers(bytes(response.headers, response.headers_length))
        result.redirectTarget = response.redirect_url.map { String(cString: $0) }
        let address = withUnsafeBytes(of: response.address) { bytes in
            String(decoding: bytes.prefix { $0 != 0 }, as: UTF8.self)
        }
        if !address.isEmpty {
            result.address = (address.contains(":") ? "[\(address)]" : address) + ":\(response.port)"
        }
        result.milliseconds = response.total_milliseconds
        result.certificates = ServerCertificate.read(bytes(response.certificates, response.certificates_length))
        return result
    }

    private static func bytes(_ start: UnsafeMutablePointer<UInt8>?, _ count: Int) -> [UInt8] {
        Array(UnsafeBufferPointer(start: start, count: count))
    }

    /// The fields of a header; a line that is none is left out, as are those that continue one (RFC 9112, section 5.2).
    private static func headers(_ bytes: [UInt8]) -> [HTTPRequest.HeaderField] {
        bytes.split(separator: 0x0A).dropFirst().compactMap { line in
            guard let colon = line.firstIndex(of: 0x3A), colon > line.startIndex, line.first != 0x20, line.first != 0x09
            else { return nil }
            return .init(
                name: String(decoding: line[..<colon], as: UTF8.self)[...].trimmed,
                value: String(decoding: line[(colon + 1)...], as: UTF8.self)[...].trimmed)
        }
    }
}

extension CertificateState {
    /// Why OpenSSL refused a chain (`X509_V_ERR_…`, x509_vfy.h).
    ///
    /// libcurl looks at the name by itself, after OpenSSL had nothing against the chain.
    fileprivate init(verifyResult: Int) {
        switch verifyResult {
        case 0, 1, 62, 64: self = .wrongName
        case 9: self = .notYetValid
        case 10: self = .expired
        case 18, 19: self = .selfSigned
        case 2, 20, 21: self = .unknownAuthority
        default: self = .refused
        }
    }
}
