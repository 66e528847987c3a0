import Foundation
import KirikaeDiagnostics
import KirikaePlan
import KirikaeRunbook
import KirikaeSyntax
import KirikaeTestSupport
import Testing

@testable import KirikaeCLI

/// The document for paper: what stands in it, and that nothing of a runbook becomes markup.
@Suite struct PrintTests {
    @Test(arguments: Language.allCases)
    func reviewed(language: Language) throws {
        let procedure = try PrintedProject.procedure(
            language, given: ["contract-number": "N12345678", "console": "https://console.example/"])
        assertSnapshot(ProcedureMarkdown(procedure: procedure).text, named: "Print/procedure.\(language.rawValue).md")
        assertSnapshot(ProcedureHTML(procedure: procedure).text, named: "Print/procedure.\(language.rawValue).html")
    }

    @Test(arguments: Language.allCases)
    func noTextOfARunbookIsMarkup(language: Language) throws {
        let procedure = try PrintedProject.procedure(language, given: [:])
        let html = ProcedureHTML(procedure: procedure).text
        #expect(html.contains("&lt;script&gt;alert(1)&lt;/script&gt;"), "the attack is on the page")
        #expect(!html.contains("<script"))
        // Every tag is one of ours.
        let ours: Set = [
            "html", "head", "meta", "title", "style", "body", "header", "main", "h1", "h2", "h3", "h4", "h5", "h6", "p",
            "b",
            "ul", "li", "table", "tr", "th", "td", "section", "article", "small", "kbd", "span", "div", "br",
        ]
        let tags = html.matches(of: #/<\/?([A-Za-z0-9]+)/#).map { String($0.output.1) }
        #expect(tags.count > 100)
        #expect(Set(tags).subtracting(ours) == [])
        #expect(html.matches(of: #/(src|href|url)\s*[=(]/#).isEmpty, "nothing from elsewhere")
        let markdown = ProcedureMarkdown(procedure: procedure).text
        #expect(markdown.contains(#"\<script\>alert(1)\</script\> \]\]\>"#))
        #expect(markdown.contains(##"\`b\` \`\`c\`\` \|p\| \*s\* \_u\_ \[l\](http://x) \# \& "##))
    }

    @Test(
        arguments: [
            ("plain", "plain"), ("1. list", #"1\. list"#), ("2) list", #"2\) list"#), ("- list", #"\- list"#),
            ("+ list", #"\+ list"#), ("# head", ##"\# head"##), ("a - b + c = d 1.5", "a - b + c = d 1.5"),
            ("=====", #"\====="#), ("&lt;", #"\&lt;"#), ("$x$ ^y^ ~z~ !b", #"\$x\$ \^y\^ \~z\~ \!b"#),
            ("one\ntwo", "one\\\n  two"), ("one\n- two", "one\\\n  \\- two"), ("1.", #"1\."#),
        ])
    func markdownText(text: String, expected: String) {
        #expect(ProcedureMarkdown.escaped(text) == expected)
    }

    @Test(
        arguments: [
            ("a", "`a`"), ("`a", "`` `a ``"), ("a``b", "```a``b```"), ("a|b", "`a|b`"), ("", ""), (" a ", "`  a  `"),
            ("a\nb", "`a ⏎ b`"),
        ])
    func markdownCode(text: String, expected: String) {
        #expect(ProcedureMarkdown.code(text) == expected)
    }

    @Test(arguments: [
        ("a\u{202E}b", "a\\u{202E}b"), ("a\u{7}", "a\\u{7}"), ("a\nb", "a\nb"), ("\u{E000}", "\\u{E000}"),
    ])
    func invisibleCharactersAreShown(text: String, expected: String) throws {
        #expect(try PrintedProject.builder(.en, given: [:]).text(text) == expected)
    }

    @Test(arguments: Language.allCases)
    func aMissingValueIsABlankAndNeverAnInventedOne(language: Language) throws {
        let procedure = try PrintedProject.procedure(language, given: ["contract-number": "N12345678"])
        let markdown = ProcedureMarkdown(procedure: procedure).text
        #expect(procedure.warning?.contains("console") == true)
        #expect(!markdown.contains("kirikae-value-of") && !markdown.contains("127.0.0.1"))
        #expect(markdown.contains(language == .ja ? "【未記入：console】" : "[to be filled in: console]"))
        #expect(!markdown.contains(#/[0-9a-f]{16}/#), "a plan with blanks has no fingerprint")
        let open = try PrintedProject.procedure(language, given: [:])
        #expect(
            ProcedureMarkdown(procedure: open).text.contains(language == .ja ? "契約書の 1 ページ" : "page 1 of the contract"))
        let full = try PrintedProject.procedure(
            language, given: ["contract-number": "N1", "console": "https://console.example/"])
        #expect(full.warning == nil)
        #expect(ProcedureMarkdown(procedure: full).text.contains(#/[0-9a-f]{64}/#))
    }

    @Test func stepsHaveTheirNumbersTimesAndEverythingToTick() throws {
        let procedure = try PrintedProject.procedure(.en, given: [:])
        let cards = procedure.parts.compactMap { if case .card(let card) = $0 { card } else { nil } }
        #expect(cards.map(\.number) == Array(1...7))
        #expect(procedure.count == 7)
        let times = cards.map { String($0.time.split(separator: "  ").last ?? "") }
        #expect(
            times == [
                "T+0:00:00 → T+0:01:30", "T+0:01:30 → T+0:01:40",
                // Side by side: both rows begin together, and the longer one counts.
                "T+0:01:40 → T+0:04:40", "T+0:01:40 → T+0:02:40",
                "T+0:04:40 → T+0:06:40", "T+0:06:40 → T+0:16:40", "T+0:16:40 → T+0:21:40",
            ])
        for card in cards {
            #expect(
                card.items.contains { if case .failure(let text) = $0 { text.contains("0120-000-000") } else { false } }
            )
        }
    }

    /// Whatever is shipped can be printed, in every environment and language.
    @Test func everyShippedRunbookIsPrinted() async throws {
        let folder = ProjectFolder.runbooks.path
        let files = try SourceFolder.read(folder)
        let library = RunbookLibrary(files: files, knownSeverities: Explanation.severities)
        var printed = 0
        for (name, template) in library.runbooks.sorted(by: { $0.key < $1.key }) {
            guard template.parameters.allSatisfy({ $0.defaultValue != nil }) else { continue }
            for (environmentName, environment) in library.environments {
                let builder = PlanBuilder(library: library)
                guard
                    let plan = builder.plan(
                        runbook: name, environment: environmentName,
                        environmentArguments: environment.sampleArguments { StandIn.value(of: $0.name.value) })
                else { continue }
                for language in Language.allCases {
                    let procedure = ProcedureBuilder(
                        plan: plan, values: environment.parameters.map { .init(parameter: $0, value: $0.defaultValue) },
                        wording: ScreenWording(language: language), printedAt: "now"
                    ).procedure
                    for text in [
                        ProcedureMarkdown(procedure: procedure).text, ProcedureHTML(procedure: procedure).text,
                    ] {
                        #expect(!text.contains("kirikae-value-of"))
                    }
                    let cards = procedure.parts.count { if case .card = $0 { true } else { false } }
                    #expect(cards == plan.steps.count { $0.kind == .step })
                    printed += 1
                }
            }
        }
        #expect(printed >= 8)
    }

    @Test func theCommandWritesAFileAndSaysWhereItCannot() async throws {
        let folder = try TemporaryFolder()
        let common = ["print", "portal.switchover", "--runbooks", ProjectFolder.runbooks.path, "--lang", "ja"]
        let page = folder.path + "/page.html"
        let ending = try await BuiltProgram.run(common + ["--format", "html", "--output", page])
        #expect(ending.status == 0, "\(ending.error)")
        #expect(ending.output.isEmpty)
        let html = try folder.read("page.html")
        #expect(html.hasPrefix("<!DOCTYPE html>\n<html lang=\"ja\">") && html.hasSuffix("</html>\n"))
        let lost = try await BuiltProgram.run(common + ["--output", folder.path + "/none/page.md"])
        #expect(lost.status == ExitStatus.diagnostics.rawValue)
        #expect(lost.error.contains("KRK0805"))
        let text = try await BuiltProgram.run(common)
        #expect(text.status == 0 && text.output.hasPrefix("# "))
        // The state folder is not even looked for.
        #expect(try FileManager.default.contentsOfDirectory(atPath: folder.path) == ["page.html"])
    }
}
