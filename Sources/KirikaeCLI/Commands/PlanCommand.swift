import ArgumentParser
import KirikaeCanonicalJSON
import KirikaeDiagnostics
import KirikaeEngine
import KirikaeJournal
import KirikaePlan
import KirikaeRunbook
import KirikaeService
import KirikaeSyntax

struct PlanCommand: AsyncParsableCommand {
    enum Format: String, ExpressibleByArgument, CaseIterable {
        case text, json
    }

    static let configuration = CommandConfiguration(
        commandName: "plan", abstract: "Show what would be done, in what order, with every check.",
        discussion:
            "Nothing is looked at and nothing is touched. The fingerprint changes when a word of the plan changes.")

    @OptionGroup var plan: PlanOptions
    @OptionGroup var library: LibraryOptions
    @OptionGroup var language: LanguageOptions
    @Option(help: "text, or json: the canonical form that the fingerprint is taken over.")
    var format = Format.text
    @OptionGroup var review: PlanReviewOptions

    func validate() throws { try review.check() }

    func run() async throws {
        try await CommandRun(language: language.language)() {
            if review.sign {
                // What is signed is what is going to be run: parameters of the environment get no sample values.
                let loaded = try LoadedPlan(plan, library: library, given: [:])
                return try await review.sign(loaded.plan, language: language.language)
            }
            let loaded = try LoadedPlan(plan, library: library)
            switch format {
            case .json: StreamOutput.standard.document(PlanEncoding.encode(loaded.plan).indentedText)
            case .text:
                let wording = ScreenWording(language: language.language)
                StreamOutput.standard.write(
                    PlanText(plan: loaded.plan, wording: wording, style: .standard).text)
            }
            return .success
        }
    }
}
