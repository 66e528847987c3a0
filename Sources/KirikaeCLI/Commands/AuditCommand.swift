import ArgumentParser
import KirikaeAudit
import KirikaeDiagnostics
import KirikaeEngine
import KirikaeJournal
import KirikaePlan
import KirikaeRunbook
import KirikaeService
import KirikaeSyntax

struct AuditCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "audit", abstract: "Check the record of a run.", subcommands: [AuditVerifyCommand.self])
}

struct AuditVerifyCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "verify", abstract: "Verify that the record of a run is whole and unaltered.",
        discussion: """
            Checks the chain of every record, their numbers and form, the closing record with its checkpoint, and every pinned \
            file. Needs no lock and no network, and changes nothing. A run that is not closed does not verify.
            """)

    @Argument(help: "Identifier of the run, or the path of a run directory (a copy will do).")
    var run: String
    @OptionGroup var state: StateOptions
    @OptionGroup var language: LanguageOptions

    func run() async throws {
        try await CommandRun(language: language.language)() {
            let report: AuditReport
            if run.contains("/") {
                report = AuditVerifier.verify(runDirectoryAt: run)
            } else {
                report = AuditVerifier.verify(try StoredRun.directory(run, in: state.existing()))
            }
            let text = AuditText(wording: ScreenWording(language: language.language), style: .standard)
            for line in text.lines(report) { StreamOutput.standard.line(line) }
            return report.isVerified ? .success : .auditFailed
        }
    }
}
