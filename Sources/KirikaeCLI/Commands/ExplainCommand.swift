import ArgumentParser
import KirikaeDiagnostics

struct ExplainCommand: AsyncParsableCommand {
    enum Format: String, ExpressibleByArgument, CaseIterable {
        case text, markdown
    }

    static let configuration = CommandConfiguration(
        commandName: "explain", abstract: "Say what a code means, why it matters and what to do, with an example.",
        discussion: "Without a code: all codes, one a line. The pages below Docs/Diagnostics are the same as Markdown.")

    @Argument(help: "The code, for example KRK0107.")
    var code: String?
    @Option(help: "text; markdown: the page, in both languages where none is asked for.")
    var format = Format.text
    @OptionGroup var language: LanguageOptions

    func run() async throws {
        try await CommandRun(language: language.language)() {
            guard let code else {
                switch format {
                case .text: for line in ExplanationText.list(language: language.language) { write(line) }
                case .markdown: StreamOutput.standard.write(ExplanationPage.index)
                }
                return .success
            }
            guard let explanation = Explanation.explanation(of: code.uppercased()) else {
                let codes = Explanation.all.map(\.message.code)
                throw CommandFailure(
                    message: .unknownCode(code, suggestion: Suggestion.nearest(to: code.uppercased(), among: codes)))
            }
            switch format {
            case .text:
                for line in ExplanationText.lines(explanation, language: language.language) { write(line) }
            case .markdown:
                let page = language.lang.map { ExplanationPage.markdown(explanation, language: $0) }
                StreamOutput.standard.write(page ?? ExplanationPage.markdown(explanation))
            }
            return .success
        }
    }

    private func write(_ line: String) { StreamOutput.standard.line(line) }
}
