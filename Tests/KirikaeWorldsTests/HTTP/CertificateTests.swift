import Foundation
import KirikaeEngine
import KirikaeRunbook
import KirikaeService
import KirikaeTestSupport
import Testing

@testable import KirikaeWorlds

/// Certificates, each with one thing wrong with it, presented by a real nginx.
@Suite(.serialized) struct CertificateTests {
    private static let expected: [(TestCertificates.Kind, CertificateState)] = [
        (.good, .valid), (.expired, .expired), (.notYetValid, .notYetValid), (.wrongName, .wrongName),
        (.unknownAuthority, .unknownAuthority), (.selfSigned, .selfSigned), (.expiring, .valid), (.shortChain, .valid),
    ]

    private func url(_ server: LoopbackWebServer, _ kind: TestCertificates.Kind) -> String {
        "https://portal.invalid:\(server.port(kind))/plain"
    }

    private func look(_ server: LoopbackWebServer, _ how: String) async throws -> Observation {
        try await WebLook.at(how, authorities: server.certificates.authorities).observation
    }

    @Test func eachFaultHasItsOwnWord() async throws {
        try await LoopbackWebServer.with { server in
            for (kind, state) in Self.expected {
                let settings = "resolve: 127.0.0.1, tls: {ca: lab.authorities.pem}"
                let observation = try await look(server, "{http: {url: '\(url(server, kind))', \(settings)}}")
                let reading: Reading = state == .valid ? .value("open") : .failed("certificate: \(state.rawValue)")
                #expect(observation.reading == reading, "\(kind)")
                // A certificate that is refused is an answer, and never counts as silence.
                let silent = try await look(
                    server, "{http: {url: '\(url(server, kind))', answers: open, silent: shut, \(settings)}}")
                #expect(silent.reading == reading, "\(kind)")
            }
            // Nothing was asked of a server that was not believed.
            #expect(try server.requests().count == 2 * Self.expected.filter { $0.1 == .valid }.count)
            // The authorities of the test are not those of the system, and those of the system do not count beside them.
            let unknown = try await look(server, "{http: {url: '\(url(server, .good))', resolve: 127.0.0.1}}")
            #expect(unknown.reading == .failed("certificate: unknown-authority"))
        }
    }

    @Test func theStateOfACertificateIsAValue() async throws {
        try await LoopbackWebServer.with { server in
            for (kind, state) in Self.expected {
                let others = CertificateState.allCases.filter { $0 != state }.map(\.rawValue).joined(separator: ", ")
                let how = """
                    {http: {url: '\(url(server, kind))', resolve: 127.0.0.1, certificate: {open: \(state.rawValue), \
                    shut: [\(others)]}, tls: {ca: lab.authorities.pem, days-left-at-least: 1}}}
                    """
                let observation = try await look(server, how)
                #expect(observation.reading == .value("open"), "\(kind) \(observation)")
                #expect(observation.evidence["certificate"] == state.rawValue)
                #expect(observation.evidence["certificate-days-left"] != nil, "also of one that is refused")
            }
            #expect(try server.requests().isEmpty, "only looked at, never asked anything")
        }
    }

    /// The whole chain counts: an authority that ends sooner ends what it stands for.
    @Test(arguments: [(TestCertificates.Kind.good, 90), (.expiring, 5), (.shortChain, 3)])
    func daysLeft(kind: TestCertificates.Kind, days: Int) async throws {
        try await LoopbackWebServer.with { server in
            for (least, isEnough) in [(days, true), (days + 2, false)] {
                let how = """
                    {http: {url: '\(url(server, kind))', resolve: 127.0.0.1, \
                    tls: {ca: lab.authorities.pem, days-left-at-least: \(least)}}}
                    """
                let observation = try await look(server, how)
                let shown = try #require(observation.evidence["certificate-days-left"].flatMap { Int($0) })
                #expect(shown == days)
                #expect(observation.reading == (isEnough ? .value("open") : .failed("expires-soon: \(shown)")))
            }
        }
    }

    @Test func whatACertificateSays() async throws {
        try await LoopbackWebServer.with { server in
            var settings = ConnectionSettings()
            settings.overrides = [try #require(AddressOverride("127.0.0.1"))]
            settings.authorities = CertificateAuthorities(
                path: "lab.authorities.pem",
                bytes: Array(try Data(contentsOf: URL(fileURLWithPath: server.certificates.authorities))))
            func presented(_ kind: TestCertificates.Kind) async throws -> PresentedCertificates {
                try await PresentedCertificates.of(
                    try #require(NetworkAddress("portal.invalid:\(server.port(kind))")), settings: settings,
                    timeoutMilliseconds: 5_000)
            }
            let good = try await presented(.good)
            let own = try #require(good.own)
            #expect(good.state == .valid && good.chain.count == 1)
            #expect(good.address == "127.0.0.1:\(server.port(.good))")
            #expect(own.subject == "CN = portal.invalid" && own.issuer == "CN = Test CA lab")
            #expect(own.names == ["portal.invalid", "localhost", "127.0.0.1"])
            #expect(own.notAfterSeconds - own.notBeforeSeconds == 91 * 86_400 + 3_600)
            let chain = try await presented(.shortChain)
            #expect(chain.chain.map(\.subject) == ["CN = portal.invalid", "CN = Test CA between"])
            #expect(chain.daysLeft == 3)
            let expired = try await presented(.expired)
            #expect(expired.state == .expired && expired.daysLeft == -1)
            #expect(expired.own?.subject == "CN = portal.invalid")
        }
    }

    @Test func nothingOlderThanTLS12() async throws {
        try await LoopbackWebServer.with { server in
            // The control: the server does speak with who accepts TLS 1.1.
            let curl = try SpawnedProgram(
                "/usr/bin/curl",
                ["-sk", "--tls-max", "1.1", "--ciphers", "DEFAULT@SECLEVEL=0", "-o", "/dev/null"]
                    + ["https://127.0.0.1:\(server.oldPort)/plain"], in: server.folder.path)
            #expect(await curl.wait() == 0)
            let how = """
                {http: {url: 'https://portal.invalid:\(server.oldPort)/plain', resolve: 127.0.0.1, \
                tls: {ca: lab.authorities.pem}}}
                """
            guard case .failed(let reason) = try await look(server, how).reading else {
                Issue.record("TLS 1.1 was spoken")
                return
            }
            #expect(reason.hasPrefix("no-tls"))
        }
    }

    @Test(arguments: [
        ("Nov 23 17:04:37 2026 GMT", Int64(1_795_453_477)), ("Jan  1 00:00:00 1970 GMT", 0),
        ("Dec 31 23:59:59 9999 GMT", 253_402_300_799), ("", nil), ("Nov 23 17:04:37 2026", nil),
        ("Foo 23 17:04:37 2026 GMT", nil), ("Nov 23 17:04 2026 GMT", nil),
    ])
    func timesOfCertificates(text: String, seconds: Int64?) {
        #expect(ServerCertificate.seconds(text) == seconds)
    }

    @Test(arguments: [(0, 0), (86_399, 0), (86_400, 1), (-1, -1), (-86_400, -1), (-86_401, -2)])
    func wholeDays(seconds: Int64, days: Int) {
        var certificate = ServerCertificate()
        certificate.notAfterSeconds = 1_000_000 + seconds
        #expect(certificate.daysLeft(nowSeconds: 1_000_000) == days)
    }
}
