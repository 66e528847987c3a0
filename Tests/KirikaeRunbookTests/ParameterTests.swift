import KirikaeDiagnostics
import KirikaeRunbook
import KirikaeService
import KirikaeSyntax
import Testing

/// Values of parameters are text wherever they land.
@Suite struct ParameterTests {
    private static let text =
        TestLibrary.head + """
            parameters: {value: {title: {ja: 値, en: value}}, site: {title: {ja: 拠点, en: site}, allowed: [main, dr], default: main}}
            lookups:
              word: {by: site, values: {main: {ja: メイン拠点, en: the main site}, dr: {ja: DR 拠点, en: the DR site}}}
              label: {by: site, values: {main: メインサイト, dr: バックアップサイト}}
            steps:
              - id: run
                title: {ja: "${word}へ ${value}", en: "to ${word} ${value}"}
                source: [M1, "${value}"]
                action: {command: [x.exe, "${value}", "--to=${value}", "${label}", "${value}${value}"], on: batch-pc}
                typical: 1m
                timeout: 1m
                changes: {portal.db: "${site}"}
                verifications: [{portal.db: ["${site}", "${value}"]}]
                reverse: {none: {ja: 不要, en: not needed}}
              - id: only-dr
                title: {ja: DR, en: DR}
                source: [M1]
                when: {site: dr}
                action: {command: [dr.exe], on: batch-pc}
                typical: 1m
                timeout: 1m
                changes: {}
                verifications: []
              - id: either
                title: {ja: 両方, en: either}
                source: [M1]
                when: {site: [main, dr]}
                action: {command: [either.exe], on: batch-pc}
                typical: 1m
                timeout: 1m
                changes: {}
                verifications: []
            """

    private func decode(_ arguments: [String: String]) throws -> (runbook: Runbook, diagnostics: Diagnostics) {
        let template = try #require(TestLibrary.with(Self.text).runbooks["test.runbook"])
        let context = DecodingContext()
        let runbook = RunbookDecoder.decode(template, arguments: arguments, in: context)
        return (try #require(runbook), context.diagnostics)
    }

    private func command(_ step: Step) throws -> [String] {
        guard case .command(let command) = step.action else {
            Issue.record("not a command")
            return []
        }
        return command.arguments.compactMap(\.literal)
    }

    @Test(arguments: [
        "a, b: c", "]", "}", "a]", "[x, y]", "{x: y}", "${other}", "${value}", "${site}", "$", "${", "}", "'", "\"",
        "# x",
        "&a", "*a", "!!str x", "<<", "--- ", "; id", "$(id)", "`id`", "|id", "&& id", "%COMSPEC%", "~", "", " ",
        "-oProxyCommand=x",
        "no", "010", "パス|ソ", String(repeating: "x", count: 100_000),
    ])
    func aValueStaysOneScalar(value: String) throws {
        let (runbook, diagnostics) = try decode(["value": value])
        #expect(diagnostics.all.isEmpty)
        let step = try #require(runbook.steps.first)
        #expect(try command(step) == ["x.exe", value, "--to=\(value)", "メインサイト", value + value])
        #expect(step.title.ja == "メイン拠点へ \(value)")
        #expect(step.title.en == "to the main site \(value)")
        #expect(step.source == ["M1", value])
        guard case .test(let test)? = step.verifications.first?.form else {
            Issue.record("not a test")
            return
        }
        #expect(test.values.map(\.value) == ["main", value])
        #expect(step.verifications.count == 1)
        #expect(runbook.steps.map(\.id.value) == ["run", "either"])
    }

    @Test(arguments: ["a\u{202E}b", "\n- x", "a\tb", "\u{1B}[2J"])
    func anInvisibleCharacterInAnArgumentIsRefusedWhereItLands(value: String) throws {
        let (_, diagnostics) = try decode(["value": value])
        #expect(Set(diagnostics.all.map(\.message.code)) == ["KRK0310"])
        #expect(diagnostics.all.count == 3)
    }

    @Test(arguments: [
        ("main", ["run", "either"], "メイン拠点へ v", "to the main site v"),
        ("dr", ["run", "only-dr", "either"], "DR 拠点へ v", "to the DR site v"),
    ])
    func whenAndLookupsFollowTheParameter(site: String, steps: [String], japanese: String, english: String) throws {
        let (runbook, diagnostics) = try decode(["value": "v", "site": site])
        #expect(diagnostics.all.isEmpty)
        #expect(runbook.steps.map(\.id.value) == steps)
        #expect(runbook.steps[0].title.ja == japanese)
        #expect(runbook.steps[0].title.en == english)
        #expect(runbook.steps[0].changes.map(\.value.value) == [site])
        #expect(try command(runbook.steps[0])[3] == (site == "main" ? "メインサイト" : "バックアップサイト"))
    }

    /// A default outside the allowed values, a bad name, and two parameters and lookups of one name.
    @Test func parameterFaults() {
        let text =
            TestLibrary.head + """
                parameters:
                  site: {title: {ja: 拠点, en: site}, allowed: [main, dr], default: mian}
                  Ｘ: {title: {ja: 拠点, en: site}}
                lookups: {site: {by: site, values: {main: a, dr: b}}}
                steps:

                """ + TestLibrary.step()
        #expect(
            TestLibrary.with(text).diagnostics.all.map(\.message.code).sorted() == ["KRK0110", "KRK0113", "KRK0118"])
    }

    /// Two keys that become one by filling in parameters are as much a fault as two equal keys.
    @Test func keysThatBecomeEqual() {
        let text =
            TestLibrary.head + """
                parameters: {part: {title: {ja: 部分, en: part}, allowed: [db], default: db}}
                steps:
                  - id: run
                    title: {ja: 実行, en: run}
                    source: [M1]
                    action: {command: [x.exe], on: batch-pc}
                    typical: 1m
                    timeout: 1m
                    changes: {"portal.${part}": dr, portal.db: main}
                    verifications: [{portal.db: dr}]
                    reverse: {none: {ja: 不要, en: not needed}}
                """
        #expect(TestLibrary.with(text).diagnostics.all.map(\.message.code) == ["KRK0107"])
    }
}
