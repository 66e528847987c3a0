import Foundation
import KirikaeEngine
import KirikaeRunbook
import KirikaeTestSupport
import Testing

@testable import KirikaeWorlds

/// Requests to a real web server.
@Suite struct RequestActionTests {
    private func fixture(_ port: UInt16, _ request: String, rest: String = "") throws -> WorldFixture {
        try WorldFixture(
            step: "    action: {\(request)}\n\(rest)",
            environment: """
                places: {api: {title: {ja: API, en: API}, url: 'http://127.0.0.1:\(port)'}}
                secrets: {token: {title: {ja: 鍵, en: Token}, variable: KIRIKAE_TEST_TOKEN}}
                """)
    }

    @Test func sendsWhatIsWrittenAndReadsTheAnswer() async throws {
        setenv("KIRIKAE_TEST_TOKEN", "T0ken-of-the-day", 1)
        defer { unsetenv("KIRIKAE_TEST_TOKEN") }
        try await TestServer.with { port in
            let fixture = try fixture(
                port,
                "http: PUT, on: api, path: /echo, body: 'site=dr', headers: {X-Token: {secret: token}, X-Plain: '; rm -rf'}",
                rest: "    outputs: {plain: {title: {ja: 値, en: It}, line: 2}}")
            let (outcome, printed) = try await fixture.perform()
            #expect(printed.hasPrefix("PUT 7 site=dr"))
            #expect(printed.contains("('X-Token', '•••')"))
            #expect(!printed.contains("T0ken"))
            #expect(outcome == .succeeded(warnings: [], outputs: ["plain": "('X-Plain', '; rm -rf')"]))
        }
    }

    @Test func onlyTheExpectedStatusIsSuccess() async throws {
        try await TestServer.with { port in
            let missing = try fixture(port, "http: GET, on: api, path: /missing")
            #expect(try await missing.perform().outcome == .failed(.status(404)))
            let expected = try fixture(port, "http: GET, on: api, path: /missing, expect: [404]")
            #expect(try await expected.perform().outcome == .succeeded(warnings: []))
            // A redirect is not followed: a request that changes something must not go where nobody wrote.
            let redirect = try fixture(port, "http: POST, on: api, path: /redirect/1")
            #expect(try await redirect.perform().outcome == .failed(.status(302)))
        }
    }

    @Test func nobodyAnswering() async throws {
        let listener = try SilentListener(backlog: 1)
        let port = listener.port
        _ = consume listener
        let fixture = try fixture(port, "http: GET, on: api")
        // Nothing was sent, so nothing is in doubt.
        guard case .failed(.notStarted) = try await fixture.perform().outcome else {
            Issue.record("something answered")
            return
        }
    }

    /// What a probe looked at is where a step goes: both take the address and the authorities of the environment.
    @Test func aPlaceMayHaveAnotherAddressAndItsOwnAuthorities() async throws {
        try await LoopbackWebServer.with { server in
            let authorities = Array(try Data(contentsOf: URL(fileURLWithPath: server.certificates.authorities)))
            func outcome(_ kind: TestCertificates.Kind, _ settings: String) async throws -> Outcome {
                try await WorldFixture(
                    step: "    action: {http: GET, on: api, path: /plain}",
                    environment: """
                        places:
                          api:
                            title: {ja: API, en: API}
                            url: 'https://portal.invalid:\(server.port(kind))'
                            \(settings)
                        """, authorities: authorities
                ).perform().outcome
            }
            let all = "resolve: 127.0.0.1\n    tls: {ca: lab.authorities.pem}"
            #expect(try await outcome(.good, all) == .succeeded(warnings: []))
            let refused: [(TestCertificates.Kind, String, String)] = [
                (.good, "tls: {ca: lab.authorities.pem}", "cannot-resolve"),
                (.good, "resolve: 127.0.0.1", "certificate: unknown-authority"),
                (.expired, all, "certificate: expired"),
                (.wrongName, all, "certificate: wrong-name"),
            ]
            for (kind, settings, reason) in refused {
                guard case .failed(.notStarted(let said)) = try await outcome(kind, settings) else {
                    Issue.record("\(kind) \(settings): something was sent")
                    continue
                }
                #expect(said.hasPrefix(reason), "\(said)")
            }
            #expect(try server.requests().count == 1)
        }
    }
}
