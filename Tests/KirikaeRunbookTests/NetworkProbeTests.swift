import KirikaeDiagnostics
import KirikaeSyntax
import KirikaeTestSupport
import Testing

@testable import KirikaeRunbook

/// DNS and SIP probes as they are written: KRK0365 to KRK0367, and what they are read to.
@Suite struct NetworkProbeTests {
    /// Expects exactly the marked findings in an environment that observes one variable.
    private func expectMarks(_ text: String, sourceLocation: Testing.SourceLocation = #_sourceLocation) {
        let head = "kirikae: 1\nenvironment: probes\ntitle: {ja: 試験, en: test}\nobserve:\n"
        let marked = MarkedText(head + text, file: "probes.yaml")
        let library = RunbookLibrary(files: [.init(path: "probes.yaml", bytes: marked.bytes)])
        let context = DecodingContext()
        _ = library.environments["probes"]?.decode(arguments: [:], in: context)
        marked.expectMarks(of: context.diagnostics, sourceLocation: sourceLocation)
    }

    private func observation(_ how: String) throws -> Environment.Observation {
        let text = "kirikae: 1\nenvironment: probes\ntitle: {ja: 試験, en: test}\nobserve: {a.db: \(how)}\n"
        let library = RunbookLibrary(files: [.init(path: "probes.yaml", bytes: Array(text.utf8))])
        let context = DecodingContext()
        let environment = try #require(library.environments["probes"]?.decode(arguments: [:], in: context))
        try #require(context.diagnostics.all.isEmpty, "\(context.diagnostics.all.map { $0.message.text(in: .en) })")
        return try #require(environment.observations["a.db"]).how
    }

    @Test(arguments: [
        // KRK0365, beside names that are right
        """
          a.db: {dns: {server: 192.0.2.53, name: "www.example.jp.", type: A, values: {main: [192.0.2.1]}}}
          b.db: {dns: {server: 192.0.2.53, name: _sip._udp.example.jp, type: SRV, values: {main: [1 2 3 a.jp]}}}
          c.db: {dns: {server: 192.0.2.53, name: -oProxy.example.jp, type: A, values: {main: [192.0.2.1]}}}
        #                                        ^^^^^^^^^^^^^^^^^^ KRK0365
          d.db: {dns: {server: 192.0.2.53, name: a..example.jp, type: A, values: {main: [192.0.2.1]}}}
        #                                        ^^^^^^^^^^^^^ KRK0365
          e.db: {dns: {server: 192.0.2.53, name: a b.example.jp, type: A, values: {main: [192.0.2.1]}}}
        #                                        ^^^^^^^^^^^^^^ KRK0365
          f.db: {dns: {server: 192.0.2.53, name: 窓口.example.jp, type: A, values: {main: [192.0.2.1]}}}
        #                                        ^^^^^^^^^^^^^^^ KRK0365
          g.db: {dns: {server: 192.0.2.53, name: "", type: A, values: {main: [192.0.2.1]}}}
        #                                        ^^ KRK0365
          h.db: {dns: {server: 192.0.2.53, name: portаl.example.jp, type: A, values: {main: [192.0.2.1]}}}
        #                                        ^^^^^^^^^^^^^^^^^ KRK0322
          i.db: {dns: {server: 192.0.2.53, name: "a\\u0007.example.jp", type: A, values: {main: [192.0.2.1]}}}
        #                                        ^^^^^^^^^^^^^^^^^^^^ KRK0310
          j.db: {sip: {address: 'a:5060', user: 'x>;a=b', answers: up}}
        #                                       ^^^^^^^^ KRK0365
          k.db: {sip: {address: 'a:5060', user: -x, answers: up}}
        #                                       ^^ KRK0365
          l.db: {sip: {address: 'a:5060', user: monitor.1, answers: up}}
        """,
        // KRK0366, beside what can be answered
        """
          a.db: {dns: {server: 192.0.2.53, name: a.jp, type: A, values: {main: [192.0.2.1, 192.0.2.256, 192.0.2]}}}
        #                                                                                  ^^^^^^^^^^^ KRK0366
        #                                                                                               ^^^^^^^ KRK0366
          b.db: {dns: {server: 192.0.2.53, name: a.jp, type: A, values: {main: ['2001:db8::1'], dr: [192.0.2.01]}}}
        #                                                                       ^^^^^^^^^^^^^ KRK0366
        #                                                                                            ^^^^^^^^^^ KRK0366
          c.db: {dns: {server: 192.0.2.53, name: a.jp, type: SRV, values: {main: [1 2 70000 a.jp], dr: [0 0 0 .]}}}
        #                                                                         ^^^^^^^^^^^^^^ KRK0366
          d.db: {dns: {server: 192.0.2.53, name: a.jp, type: CNAME, values: {main: [-b.jp], dr: [B.jp.]}}}
        #                                                                           ^^^^^ KRK0366
          e.db: {sip: {address: 'a:5060', values: {up: ['20x', 2xx], down: ['100', '503', '7xx']}}}
        #                                               ^^^^^ KRK0366
        #                                                                   ^^^^^ KRK0366
        #                                                                                 ^^^^^ KRK0366
        """,
        // What could not be told apart, also where it is written otherwise: KRK0118
        """
          a.db: {dns: {server: 192.0.2.53, name: a.jp, type: AAAA, values: {main: ['::1', '0::1']}}}
        #                                                                                 ^^^^^^ KRK0118
          b.db: {dns: {server: 192.0.2.53, name: a.jp, type: NS, values: {main: [b.jp, c.jp], dr: [C.jp, B.jp.]}}}
        #                                                                                         ^^^^^^^^^^^^^ KRK0118
          c.db: {sip: {address: 'a:5060', values: {up: [2xx], down: ['503', 2xx]}}}
        #                                                                   ^^^ KRK0118
        """,
        // KRK0367, beside addresses
        """
          a.db: {dns: {server: ns1.example.jp, name: a.jp, type: A, values: {main: [192.0.2.1]}}}
        #                      ^^^^^^^^^^^^^^ KRK0367
          b.db: {dns: {server: 'localhost:53', name: a.jp, type: A, values: {main: [192.0.2.1]}}}
        #                      ^^^^^^^^^^^^^^ KRK0367
          c.db: {dns: {server: '192.0.2.53:0', name: a.jp, type: A, values: {main: [192.0.2.1]}}}
        #                      ^^^^^^^^^^^^^^ KRK0367
          d.db: {dns: {server: '2001:db8::53', name: a.jp, type: A, values: {main: [192.0.2.1]}}}
          e.db: {dns: {server: '[2001:db8::53]:5353', name: a.jp, type: A, values: {main: [192.0.2.1]}}}
        """,
    ])
    func findings(text: String) { expectMarks(text) }

    @Test func tooLongNamesAreFound() {
        let label = String(repeating: "a", count: 63)
        let longest = [label, label, label, String(label.dropLast(2))].joined(separator: ".")
        #expect(longest.utf8.count == 253)
        #expect(throws: Never.self) { try DNSName(longest) }
        #expect(throws: NameFault.tooLong(most: 253)) { try DNSName(longest + "a") }
        #expect(throws: NameFault.labelTooLong(label + "a", most: 63)) { try DNSName("\(label)a.example.jp") }
        for fault in [NameFault.empty, .emptyLabel, .hyphen("-a"), .character("ー"), .tooLong(most: 253)] {
            let message = NetworkProbeMessage.nameRefused("a", fault)
            #expect(message.text(in: .ja) != message.text(in: .en) && !message.text(in: .ja).isEmpty)
        }
    }

    @Test func probesAreReadInOneForm() throws {
        let dns = try observation(
            """
            {dns: {server: '2001:DB8::53', name: WWW.Example.jp., type: A, values: {main: [192.0.2.2, 192.0.2.1]}, \
            absent: none, silent: none, ttl-at-most: 5m}, timeout: 2s}
            """)
        guard case .dns(let probe) = dns else {
            Issue.record("\(dns)")
            return
        }
        #expect(probe.server.written == "[2001:DB8::53]:53" && probe.name.description == "www.example.jp")
        #expect(probe.values == ["main": ["192.0.2.1", "192.0.2.2"]])
        #expect(probe.longestLife == Milliseconds(300_000) && probe.timeout == Milliseconds(2_000))
        #expect(dns.possibleValues == ["main", "none", "none"])
        let sip = try observation("{sip: {address: 'a:5060', values: {up: [2xx], down: ['204']}}}")
        guard case .sip(let probe) = sip else {
            Issue.record("\(sip)")
            return
        }
        // The digits come before their class.
        #expect([200, 204, 299, 300].map(probe.value(ofStatus:)) == ["up", "down", "up", nil])
        #expect(probe.transport == .udp && sip.possibleValues == ["down", "up"])
    }

    @Test(arguments: [
        ("0:0:0:0:0:0:0:0", "::"), ("2001:DB8:0:0:8:800:200C:417A", "2001:db8::8:800:200c:417a"),
        ("::ffff:192.0.2.1", "::ffff:c000:201"), ("2001:db8:0:1:0:0:0:1", "2001:db8:0:1::1"),
        ("2001:0:0:1:0:0:0:1", "2001:0:0:1::1"), ("1:0:0:2:3:0:0:4", "1::2:3:0:0:4"),
        ("1:2:3:4:5:6:7:0", "1:2:3:4:5:6:7:0"),
        ("192.0.2.1", "192.0.2.1"),
    ])
    func addressesHaveOneForm(text: String, form: String) throws {
        let address = try #require(IPAddress(text))
        #expect(address.description == form)
        #expect(IPAddress(form) == address)
    }

    @Test(arguments: [
        "", ":", ":::", "1::2::3", "1:2:3:4:5:6:7", "1:2:3:4:5:6:7:8:9", "1:2:3:4:5:6:7:8::", "12345::", "g::",
        "::1%eth0",
        "[::1]", "192.0.2.1::", "::1.2.3.4:5", "1.2.3", "1.2.3.4.5", "01.2.3.4", "256.1.1.1", "+1.2.3.4", "1.2.3.４",
        "-1::",
    ])
    func whatIsNoAddressIsRefused(text: String) {
        #expect(IPAddress(text) == nil)
    }
}
