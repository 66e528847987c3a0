import Glibc
import KirikaeProcess
import Testing

@testable import KirikaeWorlds

@Suite struct HTTPClientTests {
    static func text(_ response: HTTPResponse) -> String { String(decoding: response.body, as: UTF8.self) }

    /// The error of a request that must fail.
    static func failure(_ client: HTTPClient, _ request: HTTPRequest) async -> HTTPError? {
        do throws(HTTPError) {
            let response = try await client.send(request)
            Issue.record("answered with \(response.status)")
            return nil
        } catch {
            return error
        }
    }

    @Test func `status, body and methods`() async throws {
        try await TestServer.with { port in
            let client = HTTPClient()
            let base = "http://127.0.0.1:\(port)"
            let plain = try await client.send(HTTPRequest(url: "\(base)/plain"))
            #expect(plain.status == 200 && Self.text(plain) == "ポータル" && plain.effectiveURL == "\(base)/plain")
            let missing = try await client.send(HTTPRequest(url: "\(base)/missing"))
            #expect(missing.status == 404 && Self.text(missing) == "no")
            let examples: [(String, [UInt8]?, String)] = [
                ("GET", nil, "GET None "), ("POST", nil, "POST 0 "), ("POST", Array("a\0b".utf8), "POST 3 a\0b"),
                ("PUT", Array("x".utf8), "PUT 1 x"), ("PUT", [], "PUT 0 "), ("DELETE", nil, "DELETE None "),
            ]
            for (method, body, expected) in examples {
                let answer = try await client.send(HTTPRequest(method: method, url: "\(base)/echo", body: body))
                #expect(Self.text(answer) == expected)
            }
            let head = try await client.send(HTTPRequest(method: "HEAD", url: "\(base)/plain"))
            #expect(head.status == 200 && head.body.isEmpty)
            let headers = try await client.send(
                HTTPRequest(
                    url: "\(base)/echo", headers: [.init(name: "X-A", value: "1; é"), .init(name: "X-B", value: "")]))
            #expect(Self.text(headers).contains("('X-A', '1; ") && Self.text(headers).contains("('X-B', '')"))
            // The options of one request do not reach the next.
            #expect(Self.text(try await client.send(HTTPRequest(url: "\(base)/echo"))) == "GET None ")
        }
    }

    @Test func `cookies stay with their client`() async throws {
        try await TestServer.with { port in
            let client = HTTPClient()
            let base = "http://127.0.0.1:\(port)"
            #expect(Self.text(try await client.send(HTTPRequest(url: "\(base)/cookie"))) == "none")
            _ = try await client.send(HTTPRequest(url: "\(base)/set"))
            #expect(Self.text(try await client.send(HTTPRequest(url: "\(base)/cookie"))) == "session=abc")
            #expect(Self.text(try await HTTPClient().send(HTTPRequest(url: "\(base)/cookie"))) == "none")
        }
    }

    @Test func `a body at the limit arrives, a larger one is an error`() async throws {
        try await TestServer.with { port in
            let client = HTTPClient()
            let base = "http://127.0.0.1:\(port)/big"
            #expect(try await client.send(HTTPRequest(url: "\(base)/\(1 << 20)")).body.count == 1 << 20)
            let tooLarge = await Self.failure(client, HTTPRequest(url: "\(base)/\((1 << 20) + 1)"))
            #expect(tooLarge == .responseTooLarge(maximumBytes: 1 << 20))
            let small = await Self.failure(client, HTTPRequest(url: "\(base)/11", maximumResponseBytes: 10))
            #expect(small == .responseTooLarge(maximumBytes: 10))
            let empty = try await client.send(HTTPRequest(url: "\(base)/0", maximumResponseBytes: 0))
            #expect(empty.status == 200 && empty.body.isEmpty)
        }
    }

    @Test func `redirects are followed as far as allowed and never to another protocol`() async throws {
        try await TestServer.with { port in
            let client = HTTPClient()
            let base = "http://127.0.0.1:\(port)"
            let itself = try await client.send(HTTPRequest(url: "\(base)/redirect/1"))
            #expect(itself.status == 302 && Self.text(itself) == "moved")
            let followed = try await client.send(HTTPRequest(url: "\(base)/redirect/3", maximumRedirects: 3))
            #expect(followed.status == 200 && followed.effectiveURL == "\(base)/plain")
            #expect(Self.text(followed) == "ポータル")
            let tooMany = await Self.failure(client, HTTPRequest(url: "\(base)/redirect/4", maximumRedirects: 3))
            guard case .tooManyRedirects = tooMany else {
                Issue.record("\(String(describing: tooMany))")
                return
            }
            for path in ["to-file", "to-ftp"] {
                let refused = await Self.failure(client, HTTPRequest(url: "\(base)/\(path)", maximumRedirects: 3))
                guard case .unsupportedProtocol = refused else {
                    Issue.record("\(path): \(String(describing: refused))")
                    continue
                }
            }
        }
    }

    @Test func `an override of name resolution counts for one request`() async throws {
        try await TestServer.with { port in
            let client = HTTPClient()
            let url = "http://portal.invalid:\(port)/host"
            let override = HTTPRequest.ResolveOverride(host: "portal.invalid", port: port, address: "127.0.0.1")
            for _ in 1...2 {
                let answer = try await client.send(HTTPRequest(url: url, resolveOverrides: [override]))
                #expect(Self.text(answer) == "portal.invalid:\(port)")
            }
            let unresolved = await Self.failure(client, HTTPRequest(url: url))
            guard case .cannotResolve = unresolved else {
                Issue.record("\(String(describing: unresolved))")
                return
            }
        }
    }

    @Test func `proxies of the environment are not used`() async throws {
        // Nobody listens on port 1, so a request that used the proxy would fail.
        setenv("http_proxy", "http://127.0.0.1:1", 1)
        setenv("ALL_PROXY", "http://127.0.0.1:1", 1)
        defer {
            unsetenv("http_proxy")
            unsetenv("ALL_PROXY")
        }
        try await TestServer.with { port in
            let answer = try await HTTPClient().send(HTTPRequest(url: "http://127.0.0.1:\(port)/plain"))
            #expect(answer.status == 200)
        }
    }

    @Test func `a body that breaks off is an error`() async throws {
        try await TestServer.with { port in
            let broken = await Self.failure(HTTPClient(), HTTPRequest(url: "http://127.0.0.1:\(port)/half"))
            guard case .transferFailed(let code, let text) = broken else {
                Issue.record("\(String(describing: broken))")
                return
            }
            #expect(code == 18 && !text.isEmpty)
        }
    }

    @Test func `a server that accepts and never answers runs into the total timeout`() async throws {
        let listener = try SilentListener(backlog: 8)
        let start = MonotonicClock.nowMilliseconds()
        let late = await Self.failure(
            HTTPClient(), HTTPRequest(url: "http://127.0.0.1:\(listener.port)/", totalTimeoutMilliseconds: 300))
        let elapsed = MonotonicClock.nowMilliseconds() - start
        guard case .timedOut = late else {
            Issue.record("\(String(describing: late))")
            return
        }
        #expect(elapsed >= 290 && elapsed < 3_000)
    }

    @Test func `a server that does not even connect runs into the connect timeout`() async throws {
        let listener = try SilentListener(backlog: 0)
        let clients = listener.fill(count: 8)
        defer { for client in clients { close(client) } }
        let start = MonotonicClock.nowMilliseconds()
        let late = await Self.failure(
            HTTPClient(), HTTPRequest(url: "http://127.0.0.1:\(listener.port)/", connectTimeoutMilliseconds: 300))
        let elapsed = MonotonicClock.nowMilliseconds() - start
        guard case .timedOut(let text) = late else {
            Issue.record("\(String(describing: late))")
            return
        }
        #expect(elapsed >= 290 && elapsed < 3_000, "\(text)")
    }

    @Test func `a port where nobody listens refuses the connection`() async throws {
        let port = try SilentListener(backlog: 1).port
        let refused = await Self.failure(HTTPClient(), HTTPRequest(url: "http://127.0.0.1:\(port)/"))
        guard case .cannotConnect = refused else {
            Issue.record("\(String(describing: refused))")
            return
        }
    }

    static let refused: [HTTPRequest] = [
        HTTPRequest(url: "http://127.0.0.1/\r\nX: y"),
        HTTPRequest(url: "http://127.0.0.1/a b"),
        HTTPRequest(url: "http://127.0.0.1/\u{0}"),
        HTTPRequest(url: "http://127.0.0.1/\u{85}"),
        HTTPRequest(method: "GET /x", url: "http://127.0.0.1/"),
        HTTPRequest(method: "", url: "http://127.0.0.1/"),
        HTTPRequest(url: "http://127.0.0.1/", headers: [.init(name: "X", value: "a\r\nY: b")]),
        HTTPRequest(url: "http://127.0.0.1/", headers: [.init(name: "X", value: "a\u{0}")]),
        HTTPRequest(url: "http://127.0.0.1/", headers: [.init(name: "X:Y", value: "a")]),
        HTTPRequest(url: "http://127.0.0.1/", headers: [.init(name: "", value: "a")]),
        HTTPRequest(url: "http://127.0.0.1/", connectTimeoutMilliseconds: 0),
        HTTPRequest(url: "http://127.0.0.1/", totalTimeoutMilliseconds: 0),
        HTTPRequest(url: "http://127.0.0.1/", resolveOverrides: [.init(host: "a:1", port: 2, address: "127.0.0.1")]),
        HTTPRequest(url: "http://127.0.0.1/", resolveOverrides: [.init(host: "-a", port: 2, address: "127.0.0.1")]),
        HTTPRequest(url: "http://127.0.0.1/", maximumRedirects: -1),
    ]

    @Test(arguments: refused)
    func `a request that could say something else is refused`(request: HTTPRequest) async {
        guard case .invalidRequest = await Self.failure(HTTPClient(), request) else {
            Issue.record("refused for another reason")
            return
        }
    }

    @Test(arguments: ["file:///etc/passwd", "ftp://127.0.0.1/", "gopher://127.0.0.1/", "127.0.0.1/", "", "httpx://a/"])
    func `only http and https are spoken`(url: String) async {
        guard case .unsupportedProtocol = await Self.failure(HTTPClient(), HTTPRequest(url: url)) else {
            Issue.record("refused for another reason")
            return
        }
    }
}
