import ArgumentParser
import KirikaeDiagnostics
import KirikaeForms
import KirikaeRunbook

struct FmtCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "fmt", abstract: "Write files in the one canonical form.",
        discussion: """
            Comments stay where they belong, and nothing but looks changes: each file is read again and compared, and so are \
            the plans of all runbooks in all environments. A file with errors is left alone. With --check nothing is written; \
            the exit code is 10 if a file is not in the canonical form.
            """)

    @Argument(help: "Files of the folder, by their path in it or from here. Default: all.")
    var files: [String] = []

    @Flag(help: "Write nothing; name the files that are not in the canonical form.")
    var check = false

    @OptionGroup var library: LibraryOptions
    @OptionGroup var language: LanguageOptions

    func run() async throws {
        try await CommandRun(language: language.language)() {
            let loaded = try library.load()
            let prefix = library.displayPrefix
            let run = FormatRun(
                library: loaded, paths: try paths(in: loaded, prefix), displayPrefix: prefix,
                knownSeverities: Explanation.severities)
            var diagnostics = run.diagnostics
            for file in run.changes {
                if check {
                    let top = SourcePosition(line: 1, column: 1)
                    diagnostics.report(
                        FormsMessage.notCanonical, at: SourceLocation(file: prefix + file.path, start: top, end: top))
                } else {
                    do throws(FormsFailure) {
                        try FileReplacement.write(file.bytes, to: prefix + file.path)
                        StreamOutput.standard.line(prefix + file.path)
                    } catch {
                        diagnostics.report(error.message, at: nil)
                    }
                }
            }
            guard !diagnostics.all.isEmpty else { return .success }
            let renderer = DiagnosticRenderer(language: language.language, sources: library.sources(of: loaded))
            StreamOutput.error.write(renderer.render(diagnostics))
            return .diagnostics
        }
    }

    /// The files asked for, by their path in the folder.
    private func paths(in loaded: RunbookLibrary, _ prefix: String) throws(CommandFailure) -> Set<String>? {
        guard !files.isEmpty else { return nil }
        let known = Set(loaded.files.map(\.path))
        var paths: Set<String> = []
        for file in files {
            let path = file.hasPrefix(prefix) ? String(file.dropFirst(prefix.count)) : file
            guard known.contains(path) else {
                throw CommandFailure(message: .folderUnreadable(file, reason: "no YAML file of \(prefix)"))
            }
            paths.insert(path)
        }
        return paths
    }
}
