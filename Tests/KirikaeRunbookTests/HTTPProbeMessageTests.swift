import KirikaeDiagnostics
import KirikaeRunbook
import KirikaeSyntax
import KirikaeTestSupport
import Testing

/// How looks by HTTP and at files are read, and what is refused: KRK0346, KRK0368, KRK0369.
@Suite struct HTTPProbeMessageTests {
    private static let certificate = "-----BEGIN CERTIFICATE-----\nMII=\n-----END CERTIFICATE-----\n"

    /// What is found where a variable is looked at in some way.
    private func read(
        _ how: String, files: [String: String] = ["lab.authorities.pem": certificate]
    ) -> (observation: Environment.Observation?, codes: [String]) {
        let text = """
            kirikae: 1
            environment: other
            title: {ja: 他, en: other}
            hosts: {pc: {title: {ja: PC, en: PC}, directory: /opt}}
            observe: {portal.db: \(how)}
            """
        var sources = files.map { RunbookLibrary.SourceFile(path: $0.key, bytes: Array($0.value.utf8)) }
        sources.append(.init(path: "other.yaml", bytes: Array(text.utf8)))
        let library = RunbookLibrary(files: sources, areChecked: true)
        let context = DecodingContext()
        let environment = library.environments["other"]?.decode(arguments: [:], in: context)
        return (
            environment?.observations["portal.db"]?.how,
            (library.diagnostics.all + context.diagnostics.all).map(\.message.code)
        )
    }

    private func probe(_ rest: String, url: String = "https://portal.example/") throws -> HTTPProbe {
        let (observation, codes) = read("{http: {url: '\(url)'\(rest.isEmpty ? "" : ", " + rest)}}")
        #expect(codes == [], "\(rest)")
        guard case .http(let probe)? = observation else {
            Issue.record("\(rest): \(String(describing: observation))")
            throw CancellationError()
        }
        return probe
    }

    @Test func oneThingDecides() throws {
        let cases: [(String, HTTPProbe.Judgement)] = [
            ("", .firstWord), ("answers: main, silent: dr", .answer("main")),
            ("status: {main: [200, 204], dr: 5xx}", .status(["200": "main", "204": "main", "5xx": "dr"])),
            ("header: {name: X-Site, values: {main: J1}}", .header(name: "X-Site", ["J1": "main"])),
            ("contains: {main: 稼働, dr: 停止}", .text(["稼働": "main", "停止": "dr"])),
            ("json: {pointer: /a/b, values: {main: 1}}", .json(pointer: "/a/b", ["1": "main"])),
            (
                "certificate: {main: valid, dr: [expired, wrong-name]}",
                .certificate([.valid: "main", .expired: "dr", .wrongName: "dr"])
            ),
        ]
        for (rest, judgement) in cases { #expect(try probe(rest).judgement == judgement) }
    }

    @Test func settingsAreRead() throws {
        let plain = try probe("")
        #expect(plain.redirects == 0 && plain.method == .get && plain.settings.isDefault)
        #expect(try probe("redirects: refuse").redirects == 0)
        #expect(try probe("redirects: follow").redirects == HTTPProbe.usualRedirects)
        #expect(try probe("redirects: 3").redirects == 3)
        #expect(try probe("method: HEAD, status: {main: 200}").method == .head)
        #expect(try probe("contains: {main: x}, encoding: cp932").encoding == .cp932)
        let settings = try probe("resolve: 192.0.2.1, tls: {ca: lab.authorities.pem, days-left-at-least: 14}").settings
        #expect(settings.overrides.map(\.written) == ["192.0.2.1"] && settings.leastDaysLeft == 14)
        #expect(settings.authorities?.path == "lab.authorities.pem")
        let several = try probe("resolve: ['portal.example:443:[2001:db8::1]', '2001:db8::2']").settings
        #expect(several.overrides.map(\.written) == ["portal.example:443:[2001:db8::1]", "2001:db8::2"])
    }

    /// A probe in an environment, and the codes it gives.
    static let refused: [(String, [String])] = [
        // Two things that decide, or none.
        ("{http: {url: 'http://a/', status: {main: 200}, contains: {main: x}}}", ["KRK0132"]),
        ("{http: {url: 'http://a/', answers: main}}", ["KRK0109"]),
        ("{http: {url: 'http://a/', silent: main}}", ["KRK0109"]),
        // Where requests may not go.
        ("{http: {url: 'file:///etc/passwd'}}", ["KRK0346"]), ("{http: {url: 'ftp://a/'}}", ["KRK0346"]),
        ("{http: {url: 'https://ops:S3cr3t@a/'}}", ["KRK0346"]), ("{http: {url: 'https://ops@a/'}}", ["KRK0346"]),
        ("{http: {url: 'http:///x'}}", ["KRK0346"]), ("{http: {url: 'http://a:0/'}}", ["KRK0346"]),
        ("{http: {url: 'http://a:99999/'}}", ["KRK0346"]), ("{http: {url: 'http://-a/'}}", ["KRK0346"]),
        ("{http: {url: 'http://a b/'}}", ["KRK0346"]), ("{http: {url: 'http://a\\b/'}}", ["KRK0346"]),
        ("{http: {url: 'http://例.example/'}}", ["KRK0346"]), ("{http: {url: 'http://a%41/'}}", ["KRK0346"]),
        ("{http: {url: \"http://a/\\r\\nX: y\"}}", ["KRK0310"]),
        ("{http: {url: \"http://p\u{043E}rtal/\"}}", ["KRK0322"]),
        // What does not go together.
        ("{http: {url: 'http://a/', tls: {days-left-at-least: 3}}}", ["KRK0368"]),
        ("{http: {url: 'http://a/', certificate: {main: valid}}}", ["KRK0368"]),
        ("{http: {url: 'https://a/', certificate: {main: expires-soon}}}", ["KRK0368"]),
        ("{http: {url: 'https://a/', method: HEAD}}", ["KRK0368"]),
        ("{http: {url: 'https://a/', method: HEAD, contains: {main: x}}}", ["KRK0368"]),
        ("{http: {url: 'https://a/', encoding: cp932}}", ["KRK0368"]),
        ("{http: {url: 'https://a/', contains: {main: 稼働, dr: 稼働停止}}}", ["KRK0368"]),
        ("{http: {url: 'https://a/', contains: {main: x, dr: x}}}", ["KRK0368"]),
        ("{http: {url: 'https://a/', status: {main: 200, dr: [200, 201]}}}", ["KRK0368"]),
        // Forms.
        ("{http: {url: 'https://a/', status: {main: 99}}}", ["KRK0369"]),
        ("{http: {url: 'https://a/', status: {main: 6xx}}}", ["KRK0369"]),
        ("{http: {url: 'https://a/', resolve: portal.example}}", ["KRK0369"]),
        ("{http: {url: 'https://a/', resolve: 192.0.2.256}}", ["KRK0369"]),
        ("{http: {url: 'https://a/', resolve: 'a:443:b'}}", ["KRK0369"]),
        ("{http: {url: 'https://a/', resolve: 'a:443:192.0.2.1,192.0.2.2'}}", ["KRK0369"]),
        ("{http: {url: 'https://a/', header: {name: 'X Site', values: {main: x}}}}", ["KRK0369"]),
        ("{http: {url: 'https://a/', json: {pointer: a/b, values: {main: x}}}}", ["KRK0369"]),
        ("{http: {url: 'https://a/', tls: {ca: other.pem}}}", ["KRK0369"]),
        ("{http: {url: 'https://a/', redirects: 21}}", ["KRK0134"]),
        ("{http: {url: 'https://a/', redirects: {x: y}}}", ["KRK0110"]),
        ("{http: {url: 'https://a/', contains: {main: [x]}}}", ["KRK0110"]),
        ("{http: {url: 'https://a/', certificate: {main: good}}}", ["KRK0113"]),
        ("{http: {url: 'https://a/', method: POST}}", ["KRK0113"]),
        ("{file: {path: relative, present: main, absent: dr}}", ["KRK0369"]),
        ("{file: {path: /a, sha256: {main: abc}}}", ["KRK0369"]),
        ("{file: {path: /a, present: main}}", ["KRK0109"]),
        ("{file: {path: /a, present: main, sha256: {}, absent: dr}}", ["KRK0132", "KRK0130"]),
        ("{file: {path: /a}}", ["KRK0131"]),
    ]

    @Test(arguments: refused) func whatCannotDecideIsRefused(how: String, codes: [String]) {
        #expect(Set(read(how).codes) == Set(codes), "\(read(how).codes)")
    }

    @Test func aPasswordIsNotRepeated() {
        let message = HTTPProbeMessage.notAWebAddress("https://ops:S3cr3t@a/", .credentials)
        for language in Language.allCases { #expect(!message.text(in: language).contains("S3cr3t")) }
    }

    /// By its name a file with authorities is read; one that holds a key is not used.
    @Test func aPrivateKeyIsNoAuthority() {
        let how = "{http: {url: 'https://a/', tls: {ca: lab.authorities.pem}}}"
        #expect(read(how).codes == [])
        let key = Self.certificate + "-----BEGIN PRIVATE KEY-----\nMII=\n-----END PRIVATE KEY-----\n"
        #expect(read(how, files: ["lab.authorities.pem": key]).codes == ["KRK0369"])
        #expect(read(how, files: ["lab.authorities.pem": "nothing"]).codes == ["KRK0369"])
    }

    @Test func whereItStands() {
        let marked = MarkedText(
            """
            kirikae: 1
            environment: other
            title: {ja: 他, en: other}
            places:
              api: {title: {ja: API, en: API}, url: "http://u:p@a/"}
            #                                       ^^^^^^^^^^^^^^^ KRK0346
            observe:
              portal.db:
                http:
                  url: "https://a/"
                  status: {main: [200, 20x]}
            #                          ^^^ KRK0369
                  resolve: nowhere
            #              ^^^^^^^ KRK0369
              portal.mmf:
                http: {url: "http://a/", certificate: {main: valid}}
            #                            ^^^^^^^^^^^ KRK0368
            """)
        let library = TestLibrary.with(marked.text, omitting: ["procedure.yaml"])
        let context = DecodingContext()
        _ = library.environments["other"]?.decode(arguments: [:], in: context)
        marked.expectMarks(of: context.diagnostics)
    }

    @Test(arguments: [
        "0.0.0.0", "127.0.0.1", "::", "::1", "2001:db8::", "2001:db8:1:2:3:4:5:6", "::ffff:192.0.2.1", "fe80::1:2",
    ])
    func addresses(text: String) { #expect(AddressOverride(text)?.address == text) }

    @Test(arguments: [
        "", "1.2.3", "1.2.3.4.5", "1.2.3.256", "01.2.3.4", "a", ":", ":::", "1::2::3", "1:2:3:4:5:6:7:8:9", "12345::",
        "g::", "1:2:3:4:5:6:7", ":1:2:3:4:5:6:7", "fe80::1%eth0", "-1.2.3.4", "a:1", "a:1:", "a:0:1.2.3.4",
    ])
    func noAddresses(text: String) { #expect(AddressOverride(text) == nil) }
}
