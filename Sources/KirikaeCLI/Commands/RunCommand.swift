import ArgumentParser
import Glibc
import KirikaeDiagnostics
import KirikaeEngine
import KirikaeJournal
import KirikaePlan
import KirikaeRunbook
import KirikaeService
import KirikaeSyntax

struct RunCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "run", abstract: "Carry out a plan. Every step is recorded before it happens.",
        discussion: """
            Without a terminal and without answers, the run stops at the first step that needs a person, names it, and ends \
            with exit code 25; kirikae resume goes on from there.
            """)

    @OptionGroup var plan: PlanOptions
    @Flag(name: .customLong("dry-run"), help: "The same as kirikae rehearse.")
    var isRehearsal = false
    @Option(name: .customLong("run-id"), help: "Identifier of the run: lower-case letters, digits and -.")
    var run: String?
    @Option(
        name: .customLong("review"),
        help:
            "A review of exactly this plan, signed with kirikae plan --sign, where the environment demands some. Repeatable."
    )
    var reviews: [String] = []
    @OptionGroup var rehearsal: RehearsalOptions
    @Option(help: "With --dry-run: a scenario of the folder.")
    var scenario: String?
    @OptionGroup var operators: OperatorOptions
    @OptionGroup var state: StateOptions
    @OptionGroup var library: LibraryOptions
    @OptionGroup var language: LanguageOptions

    func validate() throws {
        if plan.environment == nil, !isRehearsal {
            throw ValidationError("A live run must name its environment: --environment NAME.")
        }
    }

    func run() async throws {
        try await CommandRun(language: language.language)() {
            if isRehearsal {
                let loadedLibrary = try library.sound()
                let scenario = try scenario.map {
                    try ScenarioOptions.scenario($0, of: plan.runbook, in: loadedLibrary)
                }
                return try await Rehearsal(options: rehearsal, language: language.language).run(
                    LoadedPlan(
                        plan, in: loadedLibrary, of: library, given: rehearsal.environmentParameters(),
                        scenario: scenario?.name.value), scenario)
            }
            let loaded = try LoadedPlan(plan, library: library, given: [:])
            return try await LiveRun(operators: operators, state: state, language: language.language)
                .start(loaded, run: run, speed: 1, reviews: reviews)
        }
    }
}

/// What `run`, `drill` and `resume` share.
struct LiveRun {
    let operators: OperatorOptions
    let state: StateOptions
    let language: Language

    func start(
        _ loaded: LoadedPlan, run: String?, speed: Int64, reviews: [String] = []
    ) async throws -> ExitStatus {
        report(try await carryOut(loaded, run: run, speed: speed, reviews: reviews))
    }

    /// Carries a plan out; what the run waits for if it stopped is said by ``report(_:)``.
    ///
    /// - Parameters:
    ///   - loaded: the plan.
    ///   - run: its identifier; nil makes one.
    ///   - speed: how many times faster than real time passes.
    ///   - reviews: the files of the signed reviews.
    ///   - drill: what makes it a drill; nil for any other run.
    func carryOut(
        _ loaded: LoadedPlan, run: String?, speed: Int64, reviews: [String] = [], drill: DrillSettings? = nil
    ) async throws -> RunSession.Ending {
        let reviews = try await PlanReviews(plan: loaded.plan, operatorName: operators.operatorName).check(reviews)
        var session = try session(sheet: operators.sheet(in: loaded.library))
        session.drill = drill
        return try await session.start(
            loaded.plan, files: loaded.library.pinnedFiles, environmentArguments: loaded.environmentArguments, run: run,
            speed: speed, reviews: reviews)
    }

    func session(sheet: AnswerSheet?) throws -> RunSession {
        try RunSession(
            state: state.open(), operatorName: operators.operatorName, language: language,
            output: StreamOutput.standard, style: .standard, sheet: sheet, followsPages: operators.followPages,
            isBrief: operators.brief,
            hasTerminal: isatty(STDIN_FILENO) == 1, checkpoints: operators.checkpoints.settings())
    }

    /// Says what the run waits for and how to go on.
    func report(_ ending: RunSession.Ending) -> ExitStatus {
        let wording = ScreenWording(language: language)
        let output = StreamOutput.standard
        let run = ending.machine.header?.run ?? ""
        if case .stopped = ending.result {
            if let step = ending.machine.currentStep {
                output.line(
                    wording.pick("  止まった場所：", "  stopped at: ") + "\(step.title[language])  (\(step.path))")
            }
            if case .approval(_, isSigned: true)? = ending.machine.lastQuestion?.kind {
                output.line(
                    wording.pick("  承認：", "  to approve: ")
                        + "kirikae approve \(run) --as NAME --key KEYFILE --reason TEXT")
            }
            output.line(wording.pick("  再開：", "  to go on: ") + "kirikae resume \(run)")
        }
        for (path, late) in ending.machine.stragglers.sorted(by: { $0.key < $1.key }) {
            let title =
                ending.machine.plan.index(of: path).map { ending.machine.plan.steps[$0].title[language] } ?? path
            for (number, line) in ItemWords(wording: wording).stragglers(late, title).enumerated() {
                output.line((number == 0 ? "  ! " : "    ") + TerminalText.safe(line))
            }
        }
        output.line(wording.pick("  記録：", "  record: ") + "kirikae log \(run)")
        return Verdict(machine: ending.machine).status
    }
}
