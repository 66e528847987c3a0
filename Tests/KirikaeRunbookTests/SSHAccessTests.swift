import KirikaeDiagnostics
import KirikaeSyntax
import KirikaeTestSupport
import Testing

@testable import KirikaeRunbook

/// How a remote host is reached is read as strictly as what runs there.
@Suite struct SSHAccessTests {
    @Test(arguments: [
        "pc", "PC-01.example.com", "192.0.2.1", "2001:db8::1", "::1", "fe80::1", "a_b", "xn--eckwd4c7c.example",
    ])
    func addresses(text: String) {
        #expect(SSHAccess.isAddress(text))
    }

    /// The attack inputs C2 and H, and what ssh would read in another way.
    @Test(arguments: [
        "", "-oProxyCommand=touch${IFS}p", "-l", "user@-oProxyCommand=x", "host:-oProxyCommand=x", "a@b", "host:22",
        "host%h", "%h", "a b", " a", "a\n", "a\tb", "a\u{0}b", "a;id", "$(id)", "`id`", "a/b", "[::1]", "::1%eth0",
        "ssh://a", "日本", "a\u{200B}b", "a,b", "a*", "a?", "!a", "#a", "a'b", "a\"b", "a\\b", ":", "1:2:3:4:5:6:7:8:9",
        ".a", "_a",
    ])
    func whatIsNoAddress(text: String) {
        #expect(!SSHAccess.isAddress(text))
    }

    @Test(arguments: ["sato", "_svc", "DOMAIN\\sato", "sato.taro-2"])
    func users(text: String) {
        #expect(SSHAccess.isUser(text))
    }

    @Test(arguments: [
        "", "-l", "-oProxyCommand=x", "a@b", "a b", "a;id", "$(id)", "`id`", "a\\b\\c", "a\\", "\\a", "%u", "a\n", "佐藤",
        "a/b",
        "a'b", "a\"b", "a\u{0}", "DOMAIN\\-oX",
    ])
    func whatIsNoUser(text: String) {
        #expect(!SSHAccess.isUser(text))
    }

    @Test(arguments: ["", "id", "~/id", "/a\"b", "/a'b", "/a\\b", "/$HOME/id", "/%d/id", "/a\nb"])
    func whatIsNoPath(text: String) {
        #expect(!SSHAccess.isPath(text))
        #expect(SSHAccess.isPath("/home/sato/.ssh/id ed25519"))
    }

    // MARK: In an environment

    private static let knownHosts = ["environments/known_hosts": "pc ssh-ed25519 AAAA\n"]

    private func environment(_ hosts: String) -> String {
        """
        kirikae: 1
        environment: lab
        title: {ja: 検証, en: Lab}
        hosts:
        \(hosts)
        observe: {}
        """
    }

    /// Exactly the marked findings.
    private func expectMarks(
        _ hosts: String, others: [String: String] = knownHosts,
        sourceLocation: Testing.SourceLocation = #_sourceLocation
    ) {
        let marked = MarkedText(environment(hosts), file: "environments/lab.yaml")
        let texts = others.merging([marked.file: marked.text]) { $1 }
        let library = RunbookLibrary(files: texts.map { .init(path: $0.key, bytes: Array($0.value.utf8)) })
        // Nothing uses the names here.
        let found = library.diagnostics.all.filter { $0.severity == .error }
        marked.expectMarks(of: Diagnostics(found), sourceLocation: sourceLocation)
    }

    @Test func everyKeyIsRead() throws {
        let text = environment(
            """
              gate: {title: {ja: 門, en: Gate}, directory: /, ssh: {address: 192.0.2.1}}
              pc:
                title: {ja: PC, en: PC}
                directory: C:\\Batches
                ssh:
                  address: 192.0.2.2
                  port: 2222
                  user: DOMAIN\\sato
                  system: windows
                  shell: powershell
                  known-hosts: keys/other.known_hosts
                  identity: /keys/id
                  jump: gate
                  connect-timeout: 3s
                  keep: 10m
              item: {title: {ja: 端末, en: PC}, directory: /opt, ssh: {address-detail: ip}}
            """)
        let library = RunbookLibrary(files: [
            .init(path: "environments/lab.yaml", bytes: Array(text.utf8)),
            .init(path: "environments/known_hosts", bytes: [1]), .init(path: "keys/other.known_hosts", bytes: [2]),
        ])
        let context = DecodingContext()
        let environment = try #require(library.environments["lab"]?.decode(arguments: [:], in: context))
        #expect(context.diagnostics.all.isEmpty)
        let pc = try #require(environment.hosts["pc"]?.ssh)
        #expect(pc.address == .text("192.0.2.2") && pc.port == 2222 && pc.user == "DOMAIN\\sato")
        #expect(pc.system == .windows && pc.shell == .powershell && pc.identity == "/keys/id")
        #expect(pc.jump?.value == "gate" && pc.connectTimeout.count == 3_000 && pc.keep?.count == 600_000)
        #expect(pc.knownHosts == KnownHosts(path: "keys/other.known_hosts", bytes: [2]))
        let item = try #require(environment.hosts["item"]?.ssh)
        #expect(item.address == .detail("ip") && item.port == 22 && item.user == nil && item.keep == nil)
        // The keys beside the environment, where it does not say.
        #expect(item.knownHosts == KnownHosts(path: "environments/known_hosts", bytes: [1]))
    }

    @Test(arguments: [
        """
          pc: {title: {ja: PC, en: PC}, directory: /opt, ssh: {address: "-oProxyCommand=touch${IFS}p"}}
        #                                                               ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ KRK0301
        #                                                               ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ KRK0361
        """,
        """
          pc: {title: {ja: PC, en: PC}, directory: /opt, ssh: {address: pc, user: -l, identity: id}}
        #                                                                         ^^ KRK0361
        #                                                                                       ^^ KRK0361
        """,
        """
          pc: {title: {ja: PC, en: PC}, directory: opt, ssh: {address: pc}}
        #                                          ^^^ KRK0361
          win: {title: {ja: PC, en: PC}, directory: /opt, ssh: {address: pc, system: windows}}
        #                                           ^^^^ KRK0361
        """,
        """
          a: {title: {ja: PC, en: PC}, directory: /opt, ssh: {address: a, jump: b}}
        #                                                                       ^ KRK0362
          b: {title: {ja: PC, en: PC}, directory: /opt, ssh: {address: b, jump: a}}
        #                                                                       ^ KRK0362
          c: {title: {ja: PC, en: PC}, directory: /opt, ssh: {address: c, jump: d}}
        #                                                                       ^ KRK0362
          d: {title: {ja: PC, en: PC}, directory: /opt}
          e: {title: {ja: PC, en: PC}, directory: /opt, ssh: {address: e, jump: f}}
        #                                                                       ^ KRK0362
          f: {title: {ja: PC, en: PC}, directory: /opt, ssh: {address-detail: ip}}
          g: {title: {ja: PC, en: PC}, directory: /opt, ssh: {address: g, jump: nowhere}}
        #                                                                       ^^^^^^^ KRK0312
        """,
        """
          pc: {title: {ja: PC, en: PC}, directory: /opt, ssh: {address: pc, known-hosts: no_known_hosts}}
        #                                                                                ^^^^^^^^^^^^^^ KRK0363
        """,
        """
          pc: {title: {ja: PC, en: PC}, directory: /opt, ssh: {address: pc, shell: powershell}}
        #                                                                          ^^^^^^^^^^ KRK0364
        """,
        """
          pc: {title: {ja: PC, en: PC}, directory: /opt, ssh: {address: pc, keep: 500ms, port: 0}}
        #                                                                         ^^^^^ KRK0134
        #                                                                                      ^ KRK0134
        """,
    ])
    func whatIsWrongIsFoundWhereItStands(hosts: String) {
        expectMarks(hosts)
    }

    @Test func withoutAFileOfKeysNothingIsReached() {
        expectMarks(
            """
              pc: {title: {ja: PC, en: PC}, directory: /opt, ssh: {address: pc}}
            #                                                     ^^^^^^^^^^^^^ KRK0363
            """, others: ["known_hosts": ""])
    }

    /// A program that cannot get what it needs there is found before the day.
    @Test(arguments: [
        ("{address: pc, system: windows}", "C:\\x", "secrets: {A: token}", "KRK0364"),
        ("{address: pc}", "/opt", "secrets: {A: token}, conversation: [{expect: x, send: y}]", "KRK0364"),
        (
            "{address: pc}", "/opt",
            "secrets: {A: token, B: token, C: token, D: token, E: token, F: token, G: token, H: token}",
            "KRK0364"
        ),
        ("{address: pc}", "/opt", "secrets: {A: token, G: token}", nil),
    ])
    func secretsThatDoNotGetThere(ssh: String, directory: String, keys: String, code: String?) {
        let environment = CheckFixture.environment.replacing(
            "hosts: {pc: {title: {ja: PC, en: PC}, directory: /opt}}",
            with:
                "hosts: {pc: {title: {ja: PC, en: PC}, directory: /opt}, far: {title: {ja: PC, en: PC}, directory: '\(directory)', ssh: \(ssh)}}"
        )
        let text =
            CheckFixture.head
            + CheckFixture.expanded(
                """
                steps:
                  - id: far
                    action: {command: [x.exe], on: far, \(keys)}
                    …
                """)
        let library = CheckFixture.library(
            text, others: ["environment.yaml": environment, "known_hosts": "far ssh-ed25519 AAAA\n"])
        let codes = library.diagnostics.all.filter { $0.severity == .error }.map(\.message.code)
        #expect(codes == [code].compactMap(\.self))
    }
}
