import ArgumentParser
import KirikaeDiagnostics
import KirikaeEngine
import KirikaeJournal
import KirikaePlan
import KirikaeRunbook
import KirikaeService
import KirikaeSyntax

struct ResumeCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "resume", abstract: "Go on with a run after a stop or a crash.",
        discussion: """
            A step that was in flight is in doubt: its verifications decide whether it was done, and if they cannot, a person \
            does. It is never silently run again. The run goes on with the files it began with.
            """)

    @Argument(help: "Identifier of the run; kirikae status lists them.")
    var run: String
    @Option(help: "Go on with the content the run began with although files have changed; say why.")
    var keepPinned: String?
    @Option(
        help:
            "Take the run from a process that holds it and does not go on (it hangs, or its machine is lost); say why.")
    var takeOver: String?
    @Option(help: "Seconds to wait for a program that outlived the engine that started it.")
    var childWait: Int64 = 60
    @OptionGroup var operators: OperatorOptions
    @OptionGroup var state: StateOptions
    @OptionGroup var library: LibraryOptions
    @OptionGroup var language: LanguageOptions

    func run() async throws {
        try await CommandRun(language: language.language)() {
            let files = try? SourceFolder.read(library.folder)
            let live = LiveRun(operators: operators, state: state, language: language.language)
            // Only answers need what the files mean; whether they have changed is seen by their bytes.
            let sheet = try operators.answers.map { _ in
                try operators.sheet(
                    in: RunbookLibrary(files: files ?? [], knownSeverities: Explanation.severities))
            }
            let session = try live.session(sheet: sheet ?? nil)
            return live.report(
                try await session.resume(
                    run, current: files, keepPinned: keepPinned, takeOver: takeOver,
                    childWaitMilliseconds: childWait * 1000))
        }
    }
}
