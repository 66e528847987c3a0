import CLibCURL
import KirikaeProcess

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
                            var parameters = Self.parameters(request)
                            parameters.method = method
                            parameters.url = url
                            parameters.headers = UnsafeRawPointer(headers)
                                .assumingMemoryBound(to: UnsafePointer<CChar>?.self)
                            if !request.resolveOverrides.isEmpty {
                                parameters.resolve = UnsafeRawPointer(overrides)
                                    .assumingMemoryBound(to: UnsafePointer<CChar>?.self)
                            }
                            if request.body != nil { parameters.body = body.baseAddress }
                            parameters.body_length = body.count - 1
                            clibcurl_perform(session, &parameters, &response)
                        }
                    }
                }
            }
        }
        return Self.result(response, of: request)
    }

    private static func parameters(_ request: HTTPRequest) -> clibcurl_request {
        var parameters = clibcurl_request()
        parameters.connect_timeout_milliseconds = request.connectTimeoutMilliseconds
        parameters.total_timeout_milliseconds = request.totalTimeoutMilliseconds
        parameters.maximum_redirects = request.maximumRedirects
        parameters.maximum_response_bytes = request.maximumResponseBytes
        return parameters
    }

    private static func result(
        _ response: clibcurl_response, of request: HTTPRequest
    ) -> Result<HTTPResponse, HTTPError> {
        let text = withUnsafeBytes(of: response.error_text) { bytes in
            String(decoding: bytes.prefix { $0 != 0 }, as: UTF8.self)
        }
        switch Int(response.outcome) {
        case CLIBCURL_OK:
            let body = UnsafeBufferPointer(start: response.body, count: response.body_length)
            let effectiveURL = response.effective_url.map { String(cString: $0) } ?? request.url
            return .success(HTTPResponse(status: response.status, body: Array(body), effectiveURL: effectiveURL))
        case CLIBCURL_RESPONSE_TOO_LARGE:
            return .failure(.responseTooLarge(maximumBytes: request.maximumResponseBytes))
        case CLIBCURL_TIMED_OUT: return .failure(.timedOut(text: text))
        case CLIBCURL_CANNOT_CONNECT: return .failure(.cannotConnect(text: text))
        case CLIBCURL_CANNOT_RESOLVE: return .failure(.cannotResolve(text: text))
        case CLIBCURL_TOO_MANY_REDIRECTS: return .failure(.tooManyRedirects(text: text))
        case CLIBCURL_UNSUPPORTED_PROTOCOL: return .failure(.unsupportedProtocol(text: text))
        case CLIBCURL_TRANSFER:
            return .failure(.transferFailed(code: Int(response.library_code), text: text))
        default:
            return .failure(.unavailable(text: text))
        }
    }
}
