import ArgumentParser
import Glibc
import KirikaeAudit
import KirikaeDiagnostics
import KirikaeEngine
import KirikaeForms
import KirikaeJournal
import KirikaePlan
import KirikaeRunbook
import KirikaeService
import KirikaeSyntax

/// The language of everything a person reads.
struct LanguageOptions: ParsableArguments {
    @Option(
        name: [.customLong("lang"), .customLong("language")],
        help: "Language of the texts: ja or en. Default: from LC_ALL, LC_MESSAGES or LANG.")
    var lang: Language?

    /// The language asked for, else that of the locale.
    var language: Language {
        if let lang { return lang }
        for name in ["LC_ALL", "LC_MESSAGES", "LANG"] {
            if let value = getenv(name), value.pointee != 0 { return Language(localeName: String(cString: value)) }
        }
        return .en
    }
}

extension Language: ExpressibleByArgument {}

/// The folder of runbooks.
struct LibraryOptions: ParsableArguments {
    @Option(help: "Folder of the runbooks, service model and environments. Default: KIRIKAE_RUNBOOKS, else ./Runbooks.")
    var runbooks: String?

    /// The folder asked for.
    var folder: String {
        runbooks ?? getenv("KIRIKAE_RUNBOOKS").map { String(cString: $0) } ?? "Runbooks"
    }

    /// What messages put before the path of a file.
    var displayPrefix: String { folder.hasSuffix("/") ? folder : folder + "/" }

    /// Reads and checks the folder.
    func load() throws -> RunbookLibrary {
        RunbookLibrary(
            files: try SourceFolder.read(folder), displayPrefix: displayPrefix,
            knownSeverities: Explanation.severities)
    }

    /// Reads and checks the folder.
    ///
    /// - Throws: `LibraryFailure` if it has errors.
    func sound() throws -> RunbookLibrary {
        let library = try load()
        guard !library.diagnostics.hasErrors else {
            throw LibraryFailure(diagnostics: library.diagnostics, sources: sources(of: library))
        }
        return library
    }

    /// The texts of the files, by the names that messages give them.
    func sources(of library: RunbookLibrary) -> [String: String] {
        let prefix = displayPrefix
        return Dictionary(
            library.files.map { (prefix + $0.path, String(decoding: $0.bytes, as: UTF8.self)) },
            uniquingKeysWith: { first, _ in first })
    }
}

/// Which plan is meant.
struct PlanOptions: ParsableArguments {
    @Argument(help: "Identifier of the runbook, for example portal.switchover or plan.switchover.")
    var runbook: String

    @Option(name: [.short, .long], help: "Environment in which it happens. A live run must name it; else: drill.")
    var environment: String?

    @Option(help: "Why the plan is carried out: fault (the default), maintenance or drill. Steps may depend on it.")
    var cause: String?

    @Option(name: .customLong("set"), help: "A parameter of the runbook or the environment, NAME=VALUE. Repeatable.")
    var assignments: [String] = []
}

/// Which plan is meant, or which scenario of one.
struct ScenarioOptions: ParsableArguments {
    @Argument(help: "Identifier of the runbook; not needed with --scenario.")
    var runbook: String?

    @Option(
        help: "A scenario of the folder: where the service starts, what happens on the way, how it should end.")
    var scenario: String?

    @Option(name: [.short, .long], help: "Environment in which it happens. Default: drill.")
    var environment: String?

    @Option(help: "Why the plan is carried out: fault (the default), maintenance or drill. Steps may depend on it.")
    var cause: String?

    @Option(name: .customLong("set"), help: "A parameter of the runbook or the environment, NAME=VALUE. Repeatable.")
    var assignments: [String] = []

    func validate() throws {
        if runbook == nil, scenario == nil { throw ValidationError("Name a plan, or a scenario with --scenario.") }
    }

    /// The scenario asked for; nil if none was.
    func scenario(in library: RunbookLibrary) throws -> Scenario? {
        try scenario.map { try Self.scenario($0, of: runbook, in: library) }
    }

    /// A scenario by its name.
    ///
    /// - Parameters:
    ///   - name: its name.
    ///   - runbook: the runbook that it must be of; nil for any.
    ///   - library: where it is looked for.
    static func scenario(_ name: String, of runbook: String?, in library: RunbookLibrary) throws -> Scenario {
        guard let scenario = library.scenarios[name] else {
            throw CommandFailure(
                message: .unknownScenario(
                    name, suggestion: Suggestion.nearest(to: name, among: library.scenarios.keys),
                    known: library.scenarios.keys.sorted()))
        }
        guard runbook == nil || scenario.runbook.value == runbook else {
            throw CommandFailure(message: .scenarioOfAnother(name, runbook: scenario.runbook.value))
        }
        return scenario
    }

    /// The plan of a scenario, or that which was named.
    func plan(of scenario: Scenario?) -> PlanOptions {
        var options = PlanOptions()
        options.runbook = runbook ?? scenario?.runbook.value ?? ""
        options.environment = environment
        options.cause = cause
        options.assignments = assignments
        return options
    }
}

/// Where the records of runs are.
struct StateOptions: ParsableArguments {
    @Option(
        name: .customLong("state"), help: "Folder of the records. Default: KIRIKAE_STATE, else ~/.local/state/kirikae.")
    var folder: String?

    /// The folder asked for.
    var path: String {
        if let folder { return folder }
        if let value = getenv("KIRIKAE_STATE"), value.pointee != 0 { return String(cString: value) }
        if let value = getenv("XDG_STATE_HOME"), value.pointee != 0 { return String(cString: value) + "/kirikae" }
        return (getenv("HOME").map { String(cString: $0) } ?? "/var/lib") + "/.local/state/kirikae"
    }

    /// Opens the folder, making it if it is not there.
    func open() throws -> StateDirectory {
        do throws(JournalError) { return try StateDirectory(path: path) } catch {
            // Nothing was begun yet, so this is no record that was lost on the way.
            throw CommandFailure(message: .noStateDirectory(JournalErrorText.text(error)))
        }
    }

    /// Opens the folder for a command that only reads, making nothing; nil if there is none.
    func existingIfAny() throws -> StateDirectory? {
        do throws(JournalError) { return try StateDirectory(existingAt: path) } catch {
            if case .missing = error { return nil }
            throw CommandFailure(message: .noStateDirectory(JournalErrorText.text(error)))
        }
    }

    /// Opens the folder for a command that only reads, making nothing.
    func existing() throws -> StateDirectory {
        guard let directory = try existingIfAny() else {
            throw CommandFailure(message: .noStateDirectory(JournalErrorText.text(.missing(path: path))))
        }
        return directory
    }
}

/// Who answers.
struct OperatorOptions: ParsableArguments {
    @Option(
        name: .customLong("operator"), help: "Name of the operator, recorded with everything. Default: the login name.")
    var name: String?

    @Option(help: "Answers for an unattended drill: the name of an answers file of the folder, or a path.")
    var answers: String?

    @Flag(help: "One line for a step that goes well.")
    var brief = false

    @Flag(help: "Let a simulated person follow the labels of manual steps on pages that describe themselves (drills).")
    var followPages = false

    @OptionGroup var checkpoints: CheckpointOptions

    /// The name to record.
    var operatorName: String {
        if let name { return name }
        for variable in ["SUDO_USER", "LOGNAME", "USER"] {
            if let value = getenv(variable), value.pointee != 0 { return String(cString: value) }
        }
        return "uid-\(getuid())"
    }

    /// The sheet of answers, if one was asked for.
    func sheet(in library: RunbookLibrary) throws -> AnswerSheet? {
        guard let answers else { return nil }
        if let sheet = library.answerSheets[answers] { return sheet }
        guard let bytes = try? SourceFolder.bytes(of: answers) else {
            throw CommandFailure(message: .noAnswerSheet(answers))
        }
        // Read among the runbooks, whose steps it names, but not among their own sheets, of which it may be one.
        let sheets = Set(library.answerSheets.values.flatMap { $0.entries.map(\.location.file) })
        let files = library.files.filter { !sheets.contains($0.path) }
        let together = RunbookLibrary(files: files + [.init(path: answers, bytes: bytes)])
        let found = together.diagnostics.inFileOrder.filter { $0.location?.file == answers && $0.severity == .error }
        let sheet = together.answerSheets.values.first { $0.entries.first?.location.file == answers }
        guard found.isEmpty, let sheet else {
            throw LibraryFailure(
                diagnostics: found.isEmpty ? together.diagnostics : Diagnostics(found),
                sources: [answers: String(decoding: bytes, as: UTF8.self)])
        }
        return sheet
    }
}

/// Files have errors.
struct LibraryFailure: Error {
    var diagnostics: Diagnostics
    var sources: [String: String]
}

/// What every command does around its own work.
struct CommandRun {
    let language: Language

    /// Runs the body; words whatever goes wrong, and ends with its status.
    func callAsFunction(_ body: () async throws -> ExitStatus) async throws {
        let status: ExitStatus
        do {
            status = try await body()
        } catch let failure as CommandFailure {
            report(Diagnostics([Diagnostic(failure.message, at: nil)]), sources: [:])
            status = failure.message.status
        } catch let failure as SignatureFailure {
            report(Diagnostics([Diagnostic(failure.message, at: nil)]), sources: [:])
            status = failure.message.status
        } catch let failure as LibraryFailure {
            report(failure.diagnostics, sources: failure.sources)
            status = .diagnostics
        } catch let failure as FormsFailure {
            report(Diagnostics([Diagnostic(failure.message, at: nil)]), sources: [:])
            status = .diagnostics
        } catch let problem as AnswerProblem {
            // A person is asked again; a sheet would give the same answer again and again.
            let failure = CommandFailure(message: .answerRefused(problem))
            report(Diagnostics([Diagnostic(failure.message, at: nil)]), sources: [:])
            status = failure.message.status
        } catch let error as JournalError {
            let failure = CommandFailure(journal: error)
            report(Diagnostics([Diagnostic(failure.message, at: nil)]), sources: [:])
            status = failure.message.status
        }
        if status != .success { throw status.exit }
    }

    private func report(_ diagnostics: Diagnostics, sources: [String: String]) {
        StreamOutput.error.write(DiagnosticRenderer(language: language, sources: sources).render(diagnostics))
    }
}

/// A plan, and what it was made from.
struct LoadedPlan: Sendable {
    var plan: Plan
    var library: RunbookLibrary
    var environmentArguments: [String: String]

    /// Loads the library and makes the plan.
    ///
    /// - Parameters:
    ///   - given: parameters of the environment from elsewhere; those of the command line go before them. Nil where nothing
    ///     is going to be touched: then parameters without a value get a sample one.
    ///   - scenario: the name of a scenario whose parameters hold where the command line gives none.
    ///   - sample: the sample value of a parameter; nil takes the usual ones.
    init(
        _ options: PlanOptions, library libraryOptions: LibraryOptions, given: [String: String]? = nil,
        scenario: String? = nil, sample: ((Parameter) -> String)? = nil
    ) throws {
        try self.init(
            options, in: libraryOptions.sound(), of: libraryOptions, given: given, scenario: scenario, sample: sample)
    }

    /// Makes the plan of a library that has no errors.
    ///
    /// - Parameters:
    ///   - library: the library.
    ///   - libraryOptions: where it came from, for the texts beside findings.
    ///   - given: as in the other initializer.
    ///   - scenario: the name of a scenario whose parameters hold where the command line gives none.
    ///   - sample: the sample value of a parameter; nil takes the usual ones.
    init(
        _ options: PlanOptions, in library: RunbookLibrary, of libraryOptions: LibraryOptions,
        given: [String: String]? = nil, scenario: String? = nil, sample: ((Parameter) -> String)? = nil
    ) throws {
        var values = try Assignments.parse(options.assignments)
        if let cause = options.cause { values[RunbookTemplate.cause] = cause }
        for argument in scenario.flatMap({ library.scenarios[$0] })?.arguments ?? []
        where values[argument.name.value] == nil {
            values[argument.name.value] = argument.value.value
        }
        let environment = options.environment ?? "drill"
        let template = library.environments[environment]
        let given = given ?? sample.flatMap { template?.sampleArguments($0) } ?? template?.sampleArguments ?? [:]
        let runbookNames = Set(library.runbooks[options.runbook]?.parameters.map(\.name.value) ?? [])
        let environmentNames = Set(library.environments[environment]?.parameters.map(\.name.value) ?? [])
        let known = runbookNames.union(environmentNames)
        if library.runbooks[options.runbook] != nil, library.environments[environment] != nil {
            for name in values.keys.sorted() where !known.contains(name) {
                throw CommandFailure(
                    message: .unknownParameter(
                        name, suggestion: Suggestion.nearest(to: name, among: known), known: known.sorted()))
            }
        }
        environmentArguments = given.filter { environmentNames.contains($0.key) }
            .merging(values.filter { environmentNames.contains($0.key) }) { $1 }
        let builder = PlanBuilder(library: library)
        let plan = builder.plan(
            runbook: options.runbook, arguments: values.filter { runbookNames.contains($0.key) },
            environment: environment, environmentArguments: environmentArguments)
        guard let plan else {
            throw LibraryFailure(diagnostics: builder.diagnostics, sources: libraryOptions.sources(of: library))
        }
        self.plan = plan
        self.library = library
    }
}

/// NAME=VALUE pairs of the command line.
enum Assignments {
    static func parse(_ texts: [String]) throws(CommandFailure) -> [String: String] {
        var values: [String: String] = [:]
        for text in texts {
            guard let equals = text.firstIndex(of: "="), equals != text.startIndex else {
                throw CommandFailure(message: .malformedAssignment(text))
            }
            values[String(text[..<equals])] = String(text[text.index(after: equals)...])
        }
        return values
    }
}
