import ArgumentParser
import KirikaeDiagnostics
import KirikaeEngine
import KirikaeJournal
import KirikaePlan
import KirikaeRunbook

struct RestartCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "restart", abstract: "Begin a stopped run anew from an earlier step, as a new run.",
        discussion: """
            The old run is closed, and names the new one. The new run takes over every step before STEP as it was, looks again \
            at what those steps left, and goes on with STEP. It has the content that the old run ended with; files that have \
            changed since do not count.
            """)

    @Argument(help: "Identifier of the run; kirikae status lists them.")
    var run: String
    @Option(help: "Path of the step to begin with, as kirikae plan and kirikae log show it.")
    var from: String
    @Option(help: "Why; it is recorded.")
    var reason: String
    @Option(
        name: .customLong("run-id"), help: "Identifier of the new run. Default: that of the old with -r2 behind it.")
    var newRun: String?
    @OptionGroup var operators: OperatorOptions
    @OptionGroup var state: StateOptions
    @OptionGroup var library: LibraryOptions
    @OptionGroup var language: LanguageOptions

    func validate() throws {
        if reason.trimmed.isEmpty { throw ValidationError("Say why: --reason 'WHY'.") }
    }

    func run() async throws {
        try await CommandRun(language: language.language)() {
            let current = RunbookLibrary(
                files: (try? SourceFolder.read(library.folder)) ?? [], knownSeverities: Explanation.severities)
            let live = LiveRun(operators: operators, state: state, language: language.language)
            let session = try live.session(sheet: operators.sheet(in: current))
            let restart = RestartSession(session: session, run: run, step: from, reason: reason)
            return live.report(try await restart.restart(as: newRun))
        }
    }
}
