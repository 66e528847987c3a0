import Foundation
import KirikaeDiagnostics
import KirikaeForms
import KirikaeTestSupport
import Testing

@testable import KirikaeCLI

/// Every code is explained; every example shows the code; every page is what the program would write.
@Suite struct ExplanationTests {
    static let codes = Explanation.all.map(\.message.code)

    private func explanation(_ code: String) throws -> Explanation {
        try #require(Explanation.explanation(of: code))
    }

    @Test func everyCodeIsExplainedOnce() throws {
        #expect(Set(Self.codes).count == Self.codes.count)
        // The tidy rules compare the pages with the codes of the sources; here the pages are compared with the explanations.
        let folder = ProjectFolder.root.appendingPathComponent("Docs/Diagnostics").path
        let pages = try FileManager.default.contentsOfDirectory(atPath: folder).filter { $0.hasPrefix("KRK") }
        #expect(pages.sorted() == Self.codes.map { $0 + ".md" })
    }

    @Test(arguments: codes)
    func theExampleShowsExactlyTheCode(code: String) throws {
        let explanation = try explanation(code)
        guard let diagnostics = explanation.example.diagnostics() else {
            // No file can show it alone: it is about the command line, or its file has other faults as well.
            let isShownByCommands = ["KRK0121", "KRK0126"].contains(code)
            #expect(
                explanation.message is CLIMessage || explanation.message is FormsMessage
                    || explanation.message is SignatureMessage || isShownByCommands)
            return
        }
        #expect(Set(diagnostics.all.map(\.message.code)) == [code])
        #expect(diagnostics.all.allSatisfy { $0.severity == explanation.message.severity })
    }

    @Test(arguments: codes)
    func whatIsRightInsteadIsSound(code: String) throws {
        guard let diagnostics = try explanation(code).example.diagnostics(corrected: true) else { return }
        // A command that names what is not there is not mended in a file.
        if code == "KRK0401" || code == "KRK0402" { return }
        #expect(diagnostics.all.map { "\($0.message.code) \($0.text(in: .en))" } == [])
    }

    @Test(arguments: codes)
    func everyChangeChangesSomething(code: String) throws {
        for edit in try explanation(code).example.edits {
            guard case .change(let file, let from, _, _) = edit else { continue }
            let base = String(decoding: ExplanationExample.base[file] ?? [], as: UTF8.self)
            #expect(base.ranges(of: from).count == 1, "‘\(from)’ in \(file)")
        }
    }

    /// A project that raises a warning makes an error of it.
    @Test(arguments: Explanation.all.filter { $0.message.severity == .warning }.map(\.message.code))
    func everyWarningCanBeRaised(code: String) throws {
        var diagnostics = try #require(try explanation(code).example.diagnostics())
        #expect(!diagnostics.hasErrors)
        diagnostics.raise([code: .error])
        #expect(diagnostics.hasErrors)
    }

    @Test(arguments: codes)
    func wording(code: String) throws {
        let explanation = try explanation(code)
        for language in Language.allCases {
            let title = explanation.title[language]
            #expect(!title.isEmpty && !title.hasSuffix(".") && !title.hasSuffix("。"), "\(title)")
            let end = language == .ja ? "。" : "."
            for text in [explanation.cause, explanation.reason, explanation.remedy] {
                #expect(text[language].hasSuffix(end), "\(text[language])")
                #expect(!text[language].contains("\n"))
            }
        }
    }

    @Test(arguments: codes)
    func page(code: String) throws {
        compare(ExplanationPage.markdown(try explanation(code)), withFile: "Docs/Diagnostics/\(code).md")
    }

    @Test func index() {
        compare(ExplanationPage.index, withFile: "Docs/Diagnostics/README.md")
    }

    @Test(arguments: Language.allCases)
    func terminal(language: Language) throws {
        for code in ["KRK0107", "KRK0302", "KRK0345", "KRK0708"] {
            let lines = ExplanationText.lines(try explanation(code), language: language)
            assertSnapshot(lines.joined(separator: "\n"), named: "explain.\(code).\(language.rawValue)")
        }
    }

    @Test func list() throws {
        for language in Language.allCases {
            let lines = ExplanationText.list(language: language)
            #expect(lines.count == Self.codes.count)
            #expect(lines.allSatisfy { DisplayWidth.cells(of: $0) <= 100 })
        }
        #expect(ExplanationText.list(language: .en).contains("KRK0345  warning  a severity that changes nothing"))
        #expect(ExplanationText.list(language: .ja).contains("KRK0345  警告     何も変えない重さ"))
    }

    @Test(arguments: [
        ("plain", "plain"), ("[a b](../c.md#d) and `e`", "a b and e"), ("[x] [y](z)", "[x] y"), ("a [b", "a [b"),
        ("[管理] と `[` と", "[管理] と [ と"),
    ])
    func runningText(markdown: String, plain: String) {
        #expect(ExplanationText.plain(markdown) == plain)
    }

    /// A page that differs is written anew **and the test fails**: look at the change, then run again.
    private func compare(
        _ text: String, withFile path: String, sourceLocation: Testing.SourceLocation = #_sourceLocation
    ) {
        let recorded = try? ProjectFolder.bytes(of: path)
        if recorded == Array(text.utf8) { return }
        let file = ProjectFolder.root.appendingPathComponent(path)
        do {
            try Data(text.utf8).write(to: file)
        } catch {
            Issue.record("\(path) could not be written: \(error)", sourceLocation: sourceLocation)
            return
        }
        let difference = recorded.map { firstDifference(String(decoding: $0, as: UTF8.self), text) } ?? "it was missing"
        Issue.record(
            "\(path) was not what the program says; written anew.\n\(difference)", sourceLocation: sourceLocation)
    }
}
