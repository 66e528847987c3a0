import ArgumentParser
import KirikaeCanonicalJSON
import KirikaeDiagnostics
import KirikaeEngine
import KirikaeJournal
import KirikaePlan
import KirikaeRunbook
import KirikaeService
import KirikaeSyntax

struct LogCommand: AsyncParsableCommand {
    enum Format: String, ExpressibleByArgument, CaseIterable {
        case text, json
    }

    static let configuration = CommandConfiguration(
        commandName: "log", abstract: "Show the record of a run: who did what, when.",
        discussion: "Safe to show on any terminal: control characters of programs are written as \\u{…}.")

    @Argument(help: "Identifier of the run.")
    var run: String
    @Option(help: "text, or json: the records as they are, one a line.")
    var format = Format.text
    @OptionGroup var state: StateOptions
    @OptionGroup var language: LanguageOptions

    func run() async throws {
        try await CommandRun(language: language.language)() {
            let directory = try StoredRun.directory(run, in: state.existing())
            try await GatheredOutput.gathering { output in
                switch format {
                case .json: try LogStream(directory).forEachRecord { output.document($0.payload.canonicalText) }
                case .text:
                    let wording = ScreenWording(language: language.language)
                    try LogStream(directory).forEachLine(wording) { output.line($0) }
                }
            }
            return .success
        }
    }
}
