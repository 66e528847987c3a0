import ArgumentParser
import KirikaeDiagnostics
import KirikaeSyntax

struct TextconvCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "textconv", abstract: "Write what a file says, one line to a value, for a line diff of git.",
        discussion: """
            Layout, comments and the order of keys leave no trace, and no character is hidden. ‘kirikae diff --git-setup’ prints \
            how git is told to use it.
            """)

    @Argument(help: "The file.")
    var file: String
    @OptionGroup var language: LanguageOptions

    func run() async throws {
        try await CommandRun(language: language.language)() {
            let lines = TextConversion(try SourceFolder.bytes(of: file)).lines
            StreamOutput.standard.write(lines.map { $0 + "\n" }.joined())
            return .success
        }
    }
}
