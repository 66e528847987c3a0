import ArgumentParser
import KirikaeDiagnostics
import KirikaeEngine
import KirikaeJournal
import KirikaePlan
import KirikaeRunbook
import KirikaeService
import KirikaeSyntax

struct CheckCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "check", abstract: "Read all files and report everything that is wrong, in one pass.",
        discussion: "Every finding has a code, file:line:column, the line with a caret, and what to do next.")

    @OptionGroup var library: LibraryOptions
    @OptionGroup var language: LanguageOptions

    func run() async throws {
        try await CommandRun(language: language.language)() {
            let loaded = try library.load()
            if !loaded.diagnostics.all.isEmpty {
                let renderer = DiagnosticRenderer(language: language.language, sources: library.sources(of: loaded))
                StreamOutput.error.write(renderer.render(loaded.diagnostics))
            }
            let wording = ScreenWording(language: language.language)
            let errors = loaded.diagnostics.all.filter { $0.severity == .error }.count
            let counts =
                wording.pick(
                    "\(loaded.files.count) ファイル、手順書 \(loaded.runbooks.count)、環境 \(loaded.environments.count)：",
                    "\(loaded.files.count) files, \(loaded.runbooks.count) runbooks, \(loaded.environments.count) environments: "
                )
                + (errors == 0
                    ? wording.pick("問題ありません", "no errors") : wording.pick("エラー \(errors) 件", "\(errors) errors"))
            StreamOutput.standard.line(counts)
            return errors == 0 ? .success : .diagnostics
        }
    }
}
