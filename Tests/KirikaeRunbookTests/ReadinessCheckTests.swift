import Foundation
import KirikaeDiagnostics
import KirikaeSyntax
import KirikaeTestSupport
import Testing

@testable import KirikaeRunbook

/// The section `checks` of an environment.
@Suite struct ReadinessCheckTests {
    /// The environment of the fixture with a check, and what was marked in it.
    private func expectMarks(_ check: String, sourceLocation: Testing.SourceLocation = #_sourceLocation) {
        let marked = MarkedText(
            CheckFixture.environment + "\nchecks:\n  it:\n    title: {ja: 点検, en: Check}\n" + check + "\n",
            file: "environment.yaml")
        let library = CheckFixture.library(Self.idle, others: ["environment.yaml": marked.text])
        marked.expectMarks(of: library.diagnostics, sourceLocation: sourceLocation)
    }

    private static let idle = CheckFixture.expanded(
        CheckFixture.head + """
            steps:
              - id: look
                action: {command: [look.exe], on: pc}
                …
            """)

    @Test(arguments: [
        "    file: {path: /opt/a}", "    file: {path: a, on: pc}",
        "    file: {path: /opt/a, sha256: \(String(repeating: "aB", count: 32)), edition: '1.13'}\n    severity: warns",
        "    dns: {name: portal.example.jp, servers: [192.0.2.53, '192.0.2.54:5353', '2001:db8::53', '[2001:db8::53]:53']}",
        "    dns: {name: portal.example.jp, type: CNAME, servers: [192.0.2.53], expect: [www.example.jp]}",
        "    tls: {address: 'portal.example.jp:443', days-left-at-least: 14, resolve: 192.0.2.1}",
        "    tcp: {address: '[::1]:5432'}\n    timeout: 2s",
        "    command: {run: [look.exe, a], on: pc, exit: 3, printed: ok}",
        "    disk: {path: /var, at-least: 500MiB}", "    disk: {path: ., on: pc, at-least: 500MiB}",
        "    clock: {on: pc, at-most: 2s}",
    ])
    func isRight(check: String) {
        expectMarks(check)
    }

    @Test(arguments: [
        """
            file: {path: a}
        #                ^ KRK0369
        """,
        """
            file: {path: /opt/a, sha256: abc}
        #                                ^^^ KRK0369
        """,
        """
            file: {path: /opt/a, edition: '1.13'}
        #          ^^^^ KRK0109
        """,
        """
            file: {path: /opt/a, on: pd}
        #                            ^^ KRK0312
        """,
        """
            file: {path: /opt/а}
        #                ^^^^^^ KRK0322
        """,
        """
            dns: {name: a..b, servers: [192.0.2.53]}
        #               ^^^^ KRK0365
        """,
        """
            dns: {name: a.example, servers: [ns.example]}
        #                                    ^^^^^^^^^^ KRK0367
        """,
        """
            dns: {name: a.example, servers: [192.0.2.53], expect: [www]}
        #                                                          ^^^ KRK0366
        """,
        """
            dns: {name: a.example, type: WWW, servers: [192.0.2.53]}
        #                                ^^^ KRK0113
        """,
        """
            tls: {address: portal.example.jp}
        #                  ^^^^^^^^^^^^^^^^^ KRK0325
        """,
        """
            tls: {address: 'portal.example.jp:443', ca: none.pem}
        #                                               ^^^^^^^^ KRK0369
        """,
        """
            tls: {address: 'portal.example.jp:443', days-left-at-least: 0}
        #                                                               ^ KRK0134
        """,
        """
            tcp: {address: portal}
        #                  ^^^^^^ KRK0325
        """,
        """
            command: {run: [a.bat, 'x&y'], on: pc}
        #                          ^^^^^ KRK0321
        """,
        """
            command: {run: [a], on: pc, exit: 256}
        #                                     ^^^ KRK0134
        """,
        """
            disk: {path: /var, at-least: plenty}
        #                                ^^^^^^ KRK0110
        """,
        """
            clock: {on: nobody}
        #               ^^^^^^ KRK0312
        """,
        """
            severity: errs
        #             ^^^^ KRK0113
            tcp: {address: 'a:1'}
        """,
    ])
    func isWrong(check: String) {
        expectMarks(check)
    }

    @Test func oneThingIsLookedAt() {
        let library = CheckFixture.library(
            Self.idle,
            others: [
                "environment.yaml": CheckFixture.environment
                    + "\nchecks: {a: {title: {ja: 甲, en: a}}, b: {title: {ja: 乙, en: b}, tcp: {address: 'a:1'}, clock: {on: pc}}}\n"
            ])
        #expect(library.diagnostics.all.count == 2, "\(library.diagnostics.all.map { $0.text(in: .en) })")
    }

    /// A host that only a check names is used.
    @Test func aHostOfACheckIsUsed() {
        let environment = CheckFixture.environment.replacingOccurrences(
            of: "hosts: {pc:", with: "hosts: {spare: {title: {ja: 予備, en: spare}, directory: /opt}, pc:")
        let unused = CheckFixture.library(Self.idle, others: ["environment.yaml": environment])
        #expect(unused.diagnostics.all.count == 1)
        let used = CheckFixture.library(
            Self.idle,
            others: [
                "environment.yaml": environment
                    + "\nchecks: {it: {title: {ja: 点検, en: Check}, disk: {path: /opt, on: spare, at-least: 1KiB}}}\n"
            ])
        #expect(used.diagnostics.all.isEmpty, "\(used.diagnostics.all.map { $0.text(in: .en) })")
    }

    @Test func programsOfAFolder() throws {
        let text =
            CheckFixture.environment.replacingOccurrences(
                of: "slow.state: ask", with: "slow.state: {command: {run: [probe.exe], on: pc, values: {x: x}}}")
            + "\nchecks: {it: {title: {ja: 点検, en: Check}, command: {run: [check.exe, a], on: pc}}}\n"
        let library = CheckFixture.library(Self.idle, others: ["environment.yaml": text])
        #expect(library.diagnostics.all.isEmpty, "\(library.diagnostics.all.map { $0.text(in: .en) })")
        let template = try #require(library.environments["test"])
        let environment = try #require(template.decode(arguments: [:], in: DecodingContext()))
        #expect(
            library.programs(of: environment) == [
                "pc": ["look.exe", "move.exe", "tell.exe", "cut.exe", "probe.exe", "check.exe"]
            ])
    }

    @Test func whenKeysCount() {
        let line = "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIMgCXRMW3sipVxl8o15BEB8qGew3wPzaoUboBd+yYfCs"
        let text = """
            a \(line)
            b valid-after="20260101",valid-before="20270101Z" \(line)
            c namespaces="x,y",VALID-BEFORE="202701011230" \(line)
            d valid-before="20270101123059Z" \(line)
            """
        let keys = AllowedSigners(path: "p", bytes: Array(text.utf8), displayPath: "p").keys
        #expect(keys.map(\.principal) == ["a", "b", "c", "d"])
        #expect(keys.map(\.validAfter) == [nil, "20260101000000", nil, nil])
        #expect(keys.map(\.validBefore) == [nil, "20270101000000", "20270101123000", "20270101123059"])
        #expect(keys.map(\.line) == [1, 2, 3, 4])
    }
}
