import ArgumentParser
import KirikaeCanonicalJSON
import KirikaeDiagnostics
import KirikaeRunbook

struct CheckCommand: AsyncParsableCommand {
    enum Format: String, ExpressibleByArgument, CaseIterable {
        case text, json, sarif
    }

    static let configuration = CommandConfiguration(
        commandName: "check", abstract: "Read all files and report everything that is wrong, in one pass.",
        discussion: """
            Every finding has a code, file:line:column, the line with a caret, and what to do next; \
            ‘kirikae explain CODE’ says more. With json or sarif the findings are a document on standard output.
            """)

    @Option(help: "text; json: for programs, both languages; sarif: SARIF 2.1.0, for code hosts and editors.")
    var format = Format.text
    @OptionGroup var library: LibraryOptions
    @OptionGroup var language: LanguageOptions

    func run() async throws {
        try await CommandRun(language: language.language)() {
            let loaded = try library.load()
            switch format {
            case .text:
                if !loaded.diagnostics.all.isEmpty {
                    let renderer = DiagnosticRenderer(
                        language: language.language, sources: library.sources(of: loaded))
                    StreamOutput.error.write(renderer.render(loaded.diagnostics))
                }
                StreamOutput.standard.line(Self.summary(of: loaded, language: language.language))
            case .json:
                StreamOutput.standard.document(DiagnosticsJSON.document(loaded.diagnostics).indentedText)
            case .sarif:
                let log = SARIFLog(
                    language: language.language, programVersion: KirikaeVersion.text,
                    rule: { Explanation.explanation(of: $0)?.rule })
                StreamOutput.standard.document(log.document(loaded.diagnostics).indentedText)
            }
            return loaded.diagnostics.hasErrors ? .diagnostics : .success
        }
    }

    /// The last line: what was read, and how much of it is wrong.
    static func summary(of library: RunbookLibrary, language: Language) -> String {
        let wording = ScreenWording(language: language)
        let findings = library.diagnostics.inFileOrder
        let errors = findings.filter { $0.severity == .error }.count
        let warnings = findings.count - errors
        let read = wording.pick(
            "\(library.files.count) ファイル、手順書 \(library.runbooks.count)、環境 \(library.environments.count)：",
            "\(library.files.count) files, \(library.runbooks.count) runbooks, "
                + "\(library.environments.count) environments: ")
        var counts: [String] = []
        if errors > 0 { counts.append(wording.pick("エラー \(errors) 件", "\(errors) errors")) }
        if warnings > 0 { counts.append(wording.pick("警告 \(warnings) 件", "\(warnings) warnings")) }
        return read
            + (counts.isEmpty
                ? wording.pick("問題ありません", "no errors") : counts.joined(separator: wording.pick("、", ", ")))
    }
}
