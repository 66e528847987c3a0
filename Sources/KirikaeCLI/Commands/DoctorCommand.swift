import ArgumentParser
import KirikaeCanonicalJSON
import KirikaeDiagnostics
import KirikaePlan
import KirikaeRunbook
import KirikaeSyntax
import KirikaeWorlds

struct DoctorCommand: AsyncParsableCommand {
    enum Format: String, ExpressibleByArgument, CaseIterable {
        case text, json
    }

    static let configuration = CommandConfiguration(
        commandName: "doctor", abstract: "Check, before the day, that an environment is ready; changes nothing.",
        discussion: """
            Looks at everything of the environment that can be looked at without changing anything: hosts and the programs on \
            them, places and their certificates, how variables are observed, secrets, signing keys, inventories, where records \
            are kept, clocks, and what the environment says under ‘checks’. Each line that is not well says why, what was \
            expected, what was seen, and what to do next. Ends with 45 if the environment is not ready. \
            From cron: kirikae doctor NAME --quiet prints nothing when all is well.
            """)

    @Argument(help: "Name of the environment.")
    var environment: String
    @Option(name: .customLong("set"), help: "A parameter of the environment, NAME=VALUE. Repeatable.")
    var assignments: [String] = []
    @Option(help: "Look only at things of this kind, such as host, certificate or secret. Repeatable.")
    var only: [ReadinessFinding.Kind] = []
    @Option(help: "How long all of it may take.")
    var timeout = Milliseconds(60_000)
    @Flag(help: "Print what is not well, and nothing if all is.")
    var quiet = false
    @Flag(help: "A warning, too, means that the environment is not ready.")
    var strict = false
    @Option(help: "text, or json: for programs, both languages.")
    var format = Format.text
    @OptionGroup var state: StateOptions
    @OptionGroup var library: LibraryOptions
    @OptionGroup var language: LanguageOptions

    func validate() throws {
        guard timeout.count > 0 else { throw ValidationError("--timeout must be more than nothing.") }
    }

    func run() async throws {
        try await CommandRun(language: language.language)() {
            let (loaded, decoded) = try load()
            guard let service = loaded.service else {
                throw LibraryFailure(
                    diagnostics: Diagnostics([Diagnostic(RunbookMessage.noServiceModel, at: nil)]), sources: [:])
            }
            let doctor = Doctor(
                .init(
                    environment: decoded, service: service, programs: loaded.programs(of: decoded),
                    stateFolder: state.path, kinds: only.isEmpty ? nil : Set(only),
                    timeoutMilliseconds: Int(timeout.count)))
            let report = DoctorReport(
                environment: environment, title: decoded.title, findings: await doctor.findings(), isStrict: strict)
            show(report)
            guard report.isReady else {
                throw CommandFailure(
                    message: .doctor(
                        .notReady(
                            environment, failing: report.count(.failing), warnings: report.count(.warning),
                            of: report.findings.count)))
            }
            return .success
        }
    }

    private func show(_ report: DoctorReport) {
        switch format {
        case .json:
            guard !quiet || report.findings.contains(where: { $0.standing != .well }) else { return }
            StreamOutput.standard.line(report.document(omitsWell: quiet).indentedText)
        case .text:
            let text = DoctorText(
                report: report, wording: ScreenWording(language: language.language), style: .standard)
            StreamOutput.standard.write(quiet ? text.trouble : text.full)
        }
    }

    /// The folder, and the environment with its parameters filled in.
    private func load() throws -> (RunbookLibrary, Environment) {
        let loaded = try library.load()
        guard !loaded.diagnostics.hasErrors else {
            throw LibraryFailure(diagnostics: loaded.diagnostics, sources: library.sources(of: loaded))
        }
        let context = DecodingContext()
        guard let template = loaded.environments[environment] else {
            let known = loaded.environments.keys.sorted()
            context.report(
                PlanMessage.undefinedEnvironment(
                    environment, suggestion: Suggestion.nearest(to: environment, among: known), known: known), at: nil)
            throw LibraryFailure(diagnostics: context.diagnostics, sources: [:])
        }
        let values = try Assignments.parse(assignments)
        let names = template.parameters.map(\.name.value)
        for name in values.keys.sorted() where !names.contains(name) {
            throw CommandFailure(
                message: .unknownParameter(
                    name, suggestion: Suggestion.nearest(to: name, among: names), known: names.sorted()))
        }
        let decoded = template.decode(arguments: values, in: context)
        if let decoded {
            // With the values of its parameters it may name another file than with those it was checked with.
            AuthorityCheck(context: context).check([decoded])
            InventoryCheck(context: context).check([decoded])
        }
        guard let decoded, !context.diagnostics.hasErrors else {
            throw LibraryFailure(diagnostics: context.diagnostics, sources: library.sources(of: loaded))
        }
        return (loaded, decoded)
    }
}

extension ReadinessFinding.Kind: ExpressibleByArgument {}

extension Milliseconds: ExpressibleByArgument {
    /// Reads a duration as it stands in a file.
    public init?(argument: String) { self.init(written: argument) }

    /// As it stands in a file.
    public var defaultValueDescription: String { written }
}
