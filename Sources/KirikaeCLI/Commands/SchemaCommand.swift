import ArgumentParser
import KirikaeDiagnostics
import KirikaeForms
import KirikaeRunbook

struct SchemaCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "schema", abstract: "Write the JSON Schema of a kind of file, for editors.",
        discussion: """
            One kind is written to the standard output, all of them into a folder with --all --to FOLDER. \
            Docs/RunbookLanguage.md says how an editor is told of them.
            """)

    @Argument(help: "The kind of file: \(LanguageShapes.fileKinds.map(\.name).joined(separator: ", ")).")
    var kind: String?

    @Flag(help: "All kinds.")
    var all = false

    @Option(help: "The folder to write to, which must exist.")
    var to: String?

    @OptionGroup var language: LanguageOptions

    func validate() throws {
        guard all == (kind == nil), !all || to != nil else {
            throw ValidationError("Name one kind of file, or give --all --to FOLDER.")
        }
        guard all || LanguageShapes.fileKinds.contains(where: { $0.name == kind }) else {
            throw ValidationError("Name one of \(LanguageShapes.fileKinds.map(\.name).joined(separator: ", ")).")
        }
    }

    func run() async throws {
        try await CommandRun(language: language.language)() {
            for schema in LanguageShapes.fileKinds.filter({ all || $0.name == kind }).map(SchemaWriter.init) {
                guard let to else {
                    StreamOutput.standard.write(schema.text)
                    continue
                }
                do throws(FormsFailure) {
                    try FileReplacement.write(Array(schema.text.utf8), to: "\(to)/\(schema.fileName)")
                    StreamOutput.standard.line("\(to)/\(schema.fileName)")
                } catch {
                    var diagnostics = Diagnostics()
                    diagnostics.report(error.message, at: nil)
                    StreamOutput.error.write(
                        DiagnosticRenderer(language: language.language, sources: [:]).render(diagnostics))
                    return .diagnostics
                }
            }
            return .success
        }
    }
}
