import ArgumentParser
import KirikaeDiagnostics
import KirikaeForms
import KirikaeJournal
import KirikaePlan
import KirikaeRunbook
import KirikaeService

struct InquiryCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "inquiry", abstract: "Fill in the provider's inquiry form from the record of a run.",
        discussion: """
            Plain text for a mail: what happened, when, what was done, and the contract data that the environment has. What \
            the record does not say is left blank, with what to write there. It only reads; a damaged record is used as far \
            as it can be read. The form is that of the run's own service model, else that of the folder of runbooks.
            """)

    @Argument(help: "Identifier of the run.")
    var run: String
    @OptionGroup var state: StateOptions
    @OptionGroup var library: LibraryOptions
    @OptionGroup var language: LanguageOptions
    @OptionGroup var file: OutputFileOptions

    func run() async throws {
        try await CommandRun(language: language.language)() {
            let record = InquiryRecord(try StoredRun.directory(run, in: state.existing()))
            let service = record.plan?.service
            guard let service = service?.inquiry == nil ? (try? library.load())?.service : service,
                let form = service.inquiry
            else {
                throw record.failure ?? CommandFailure(message: .noInquiryForm(run))
            }
            let wording = ScreenWording(language: language.language)
            let text = InquiryText(run: run, record: record, form: form, service: service, wording: wording)
            try file.write(text.text)
            if text.blankCount > 0 {
                StreamOutput.error.line(
                    wording.pick(
                        "送る前に、＿＿ の欄（\(text.blankCount) か所）に記入し、内容を確認してください。",
                        "Before you send it, fill in the fields with ____ (\(text.blankCount)) and read it through."))
            }
            // What can be read is written; then it is said where that ends.
            if let failure = record.failure { throw failure }
            return .success
        }
    }
}
