import ArgumentParser
import KirikaeDiagnostics
import KirikaeEngine
import KirikaePlan
import KirikaeRunbook
import KirikaeService
import KirikaeSyntax
import KirikaeWorlds

struct PrintCommand: AsyncParsableCommand {
    enum Format: String, ExpressibleByArgument, CaseIterable {
        case markdown, html
    }

    static let configuration = CommandConfiguration(
        commandName: "print", abstract: "Write a plan as a document for paper: boxes to tick, times, room for names.",
        discussion: """
            For review, and for the day on which the program cannot be used. Nothing is looked at and nothing is touched. \
            A parameter of the environment that has no value is a blank on the paper.
            """)

    @OptionGroup var plan: PlanOptions
    @OptionGroup var library: LibraryOptions
    @OptionGroup var language: LanguageOptions
    @Option(help: "markdown, or html: one file with nothing from elsewhere, made for A4.")
    var format = Format.markdown
    @OptionGroup var file: OutputFileOptions

    func run() async throws {
        try await CommandRun(language: language.language)() {
            let loaded = try LoadedPlan(plan, library: library, sample: { StandIn.value(of: $0.name.value) })
            let builder = ProcedureBuilder(
                plan: loaded.plan, values: try values(loaded), wording: ScreenWording(language: language.language),
                printedAt: WallTime.dateAndTime(LiveClock().now().wallMilliseconds))
            switch format {
            case .markdown: try file.write(ProcedureMarkdown(procedure: builder.procedure).text)
            case .html: try file.write(ProcedureHTML(procedure: builder.procedure).text)
            }
            return .success
        }
    }

    /// The parameters with their values; of the environment also those that have none.
    private func values(_ loaded: LoadedPlan) throws -> [ProcedureBuilder.Value] {
        let given = try Assignments.parse(plan.assignments)
        let runbook = loaded.library.runbooks[loaded.plan.runbook]?.parameters ?? []
        let environment = loaded.library.environments[loaded.plan.environment.name.value]?.parameters ?? []
        return runbook.map { .init(parameter: $0, value: loaded.plan.arguments[$0.name.value] ?? $0.defaultValue) }
            + environment.map { .init(parameter: $0, value: given[$0.name.value] ?? $0.defaultValue) }
    }
}

/// Where a document goes.
struct OutputFileOptions: ParsableArguments {
    @Option(name: .customLong("output"), help: "File to write. Default: standard output.")
    var path: String?

    /// Writes a text in one piece.
    func write(_ text: String) throws(FormsFailure) {
        guard let path else { return StreamOutput.standard.write(text) }
        try FileReplacement.write(Array(text.utf8), to: path)
    }
}
