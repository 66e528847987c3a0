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

            With --explore every plan is searched too, once the files have no errors: everything that could happen to it within \
            the bounds. What is wrong is a finding like any other, and the command ends with 47; with 48 if a search was given up.
            """)

    @Option(help: "text; json: for programs, both languages; sarif: SARIF 2.1.0, for code hosts and editors.")
    var format = Format.text
    @Flag(help: "Search every plan too, for what could go wrong with it.")
    var explore = false
    @OptionGroup(title: "Bounds of the search") var bounds: BoundsOptions
    @OptionGroup var library: LibraryOptions
    @OptionGroup var language: LanguageOptions

    func run() async throws {
        try await CommandRun(language: language.language)() {
            let loaded = try library.load()
            // A folder with errors has no plans that mean anything.
            let isSearched = explore && !loaded.diagnostics.hasErrors
            let gate =
                isSearched ? try await ExplorationGate(loaded, bounds: try bounds.bounds(over: loaded.service)) : nil
            let diagnostics = Diagnostics(loaded.diagnostics.all + (gate?.diagnostics ?? []))
            switch format {
            case .text:
                if !diagnostics.all.isEmpty {
                    let renderer = DiagnosticRenderer(
                        language: language.language, sources: library.sources(of: loaded))
                    StreamOutput.error.write(renderer.render(diagnostics))
                }
                StreamOutput.standard.line(Self.summary(of: loaded, language: language.language))
                if let gate { StreamOutput.standard.line(gate.summary(ScreenWording(language: language.language))) }
            case .json:
                StreamOutput.standard.document(DiagnosticsJSON.document(diagnostics).indentedText)
            case .sarif:
                let log = SARIFLog(
                    language: language.language, programVersion: KirikaeVersion.text,
                    rule: { Explanation.explanation(of: $0)?.rule })
                StreamOutput.standard.document(log.document(diagnostics).indentedText)
            }
            return loaded.diagnostics.hasErrors ? .diagnostics : gate?.search.status ?? .success
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
