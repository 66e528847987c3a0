import ArgumentParser
import KirikaeAudit
import KirikaeDiagnostics
import KirikaeEngine
import KirikaeJournal

struct ReportCommand: AsyncParsableCommand {
    enum Format: String, ExpressibleByArgument, CaseIterable {
        case markdown, html
    }

    static let configuration = CommandConfiguration(
        commandName: "report",
        abstract: "Write the report of a run or a drill: for management, the drill leader, the auditor.",
        discussion: """
            The short of it comes first: what, when, by whom, with which result, planned and actual time, what callers saw. \
            Then a timeline, everything that departed from the plan, questions and answers, what was exercised and what has \
            changed since each step was last exercised, and whether the record verifies. A run that has not ended makes an \
            interim report.
            """)

    @Argument(help: "Identifier of the run.")
    var run: String
    @Option(help: "markdown, or html: one file with nothing from elsewhere, made for A4 in black and white.")
    var format = Format.markdown
    @OptionGroup var signers: SignersOptions
    @OptionGroup var state: StateOptions
    @OptionGroup var language: LanguageOptions
    @OptionGroup var file: OutputFileOptions

    func run() async throws {
        try await CommandRun(language: language.language)() {
            let state = try self.state.existing()
            let directory = try StoredRun.directory(run, in: state)
            let audit = try await AuditedRun(run, signers: signers, state: self.state).report()
            let (history, failure) = try RunHistory.read(directory)
            let report = RunReport(
                history: history, failure: failure, audit: audit, drill: .init(directory, history),
                archive: try StepArchive(state, except: run, before: history.startWallMilliseconds),
                wording: ScreenWording(language: language.language))
            switch format {
            case .markdown: try file.write(ReportMarkdown(document: report.document).text)
            case .html: try file.write(ReportHTML(document: report.document).text)
            }
            // What can be read is reported; then it is said where that ends.
            if let failure { throw failure }
            return audit.isVerified || audit.isSoundSoFar ? .success : .auditFailed
        }
    }
}
