import ArgumentParser
import KirikaeCanonicalJSON
import KirikaeDiagnostics
import KirikaeExplorer
import KirikaePlan
import KirikaeRunbook
import KirikaeService
import KirikaeSyntax

struct ExploreCommand: AsyncParsableCommand {
    enum Format: String, ExpressibleByArgument, CaseIterable {
        case text, json
    }

    static let configuration = CommandConfiguration(
        commandName: "explore", abstract: "Look at everything that could ever happen to a plan.",
        discussion: """
            Every start that the preconditions of the plan allow, every outcome of a step, every answer, a change outside at any \
            moment, a crash at any moment: as often as the bounds say. It ends with 47 if something is wrong, and with 48 if the \
            search was given up before everything was looked at. Nothing is touched.

              kirikae explore portal.switchover
              kirikae explore --all                      every plan of the folder, a line for each runbook
              kirikae explore PLAN --replay              go through each way again, on the engine
              kirikae explore PLAN --save-scenario FILE  a way as a scenario, for rehearse and drill
              kirikae explore PLAN --undone-by PLAN2     whether PLAN2 leads back from wherever PLAN may be left
              kirikae explore PLAN --promela > plan.pml  the same question for the model checker SPIN
            """)

    @OptionGroup var plan: ExploredPlanOptions
    @OptionGroup var bounds: BoundsOptions
    @Option(
        name: .customLong("assume"),
        help: "A value that holds at every start, VARIABLE=VALUE; the value may be unknown. Repeatable.")
    var assumptions: [String] = []
    @Flag(help: "Go through the way of each finding again, step by step, and say whether it ends as found.")
    var replay = false
    @Option(help: "Write the way of one finding as a scenario, once a rehearsal of it has shown the same.")
    var saveScenario: String?
    @Option(help: "Which finding is saved, by its number. Default: the first.")
    var finding = 1
    @Flag(help: "Instead of searching, write the plan and its service as a Promela model for SPIN.")
    var promela = false
    @Option(
        help: "Instead, leave the plan at any step and see whether this one leads back to normal operation from there.")
    var undoneBy: String?
    @Option(
        name: .customLong("assume-back"),
        help: "With --undone-by: a value that others have set when the way back begins, VARIABLE=VALUE. Repeatable.")
    var assumptionsBack: [String] = []
    @Option(help: "text, or json: for programs, both languages.")
    var format = Format.text
    @OptionGroup var library: LibraryOptions
    @OptionGroup var language: LanguageOptions

    func validate() throws {
        if plan.all, replay || promela || saveScenario != nil || undoneBy != nil || !assumptions.isEmpty {
            throw ValidationError("--all goes with bounds and --format only.")
        }
        if undoneBy != nil, replay || promela || saveScenario != nil {
            throw ValidationError("--undone-by goes with bounds, --assume, --scenario and --format only.")
        }
        if undoneBy == nil, !assumptionsBack.isEmpty {
            throw ValidationError("--assume-back goes with --undone-by only.")
        }
        if promela, bounds.skips > 0 { throw ValidationError("--promela goes with --skips 0.") }
    }

    func run() async throws {
        try await CommandRun(language: language.language)() {
            if plan.all { return try await exploreAll() }
            let loaded = try LoadedPlan(plan.named, library: library, scenario: plan.scenario)
            let starts = try starts(of: loaded)
            let bounds = try bounds.bounds(over: loaded.plan.service)
            if promela { return try export(loaded.plan, within: bounds, from: starts) }
            if let undoneBy { return try explore(loaded, undoneBy: undoneBy, within: bounds, from: starts) }
            let search = try Self.exploring { () throws(ExplorationError) in
                try PlanSearch(loaded.plan, bounds: bounds, from: try starts())
            }
            let replays = replay ? search.exploration.findings.map { FindingReplay($0, of: loaded.plan) } : []
            write(search, replays)
            if let saveScenario { try await save(search, in: loaded.library, to: saveScenario) }
            let disagreements = replays.compactMap(\.disagreement)
            if let first = disagreements.first {
                throw CommandFailure(message: .explore(.notReproduced(count: disagreements.count, first: first)))
            }
            return search.status
        }
    }

    private static func exploring<Result>(
        _ body: () throws(ExplorationError) -> Result
    ) throws(CommandFailure) -> Result {
        do throws(ExplorationError) { return try body() } catch {
            throw CommandFailure(message: .explore(.notExplored(error)))
        }
    }

    private func write(_ search: PlanSearch, _ replays: [FindingReplay]) {
        switch format {
        case .text:
            let text = ExplorationText(plan: search.plan, wording: ScreenWording(language: language.language))
            StreamOutput.standard.write(text.text(of: search.exploration, replays: replays))
        case .json:
            let document = ExplorationJSON(plan: search.plan).document(of: search.exploration, replays: replays)
            StreamOutput.standard.document(document.indentedText)
        }
    }

    private func exploreAll() async throws -> ExitStatus {
        let library = try library.sound()
        let search = try await LibrarySearch(
            library, environment: plan.environment ?? "drill", bounds: try bounds.bounds(over: library.service))
        switch format {
        case .text:
            let text = LibrarySearchText(search: search, wording: ScreenWording(language: language.language))
            StreamOutput.standard.write(text.text)
        case .json: StreamOutput.standard.document(ExplorationJSON.document(of: search).indentedText)
        }
        return search.status
    }

    /// Leaves a plan at any step, and sees whether another one leads back.
    private func explore(
        _ first: LoadedPlan, undoneBy runbook: String, within bounds: ExplorationBounds,
        from starts: () throws(ExplorationError) -> [ServiceState]
    ) throws -> ExitStatus {
        var options = plan.named
        options.runbook = runbook
        // What only the first plan has to be told is not told to the second.
        let parameters = first.library.runbooks[runbook]?.parameters.map(\.name.value) ?? []
        let known = Set(parameters).union(first.environmentArguments.keys)
        options.assignments = options.assignments.filter { assignment in
            known.contains(String(assignment.prefix { $0 != "=" }))
        }
        if !known.contains(RunbookTemplate.cause) { options.cause = nil }
        let second = try LoadedPlan(options, in: first.library, of: library).plan
        let fixed = try second.service.assumed(assumptionsBack)
        let undoing = try Self.exploring { () throws(ExplorationError) in
            let explorer = UndoingExplorer(of: first.plan, by: second, bounds: bounds)
            return try explorer.explore(from: try starts(), thenFixing: fixed)
        }
        let page = UndoingText(first: first.plan, second: second, bounds: bounds)
        switch format {
        case .text: StreamOutput.standard.write(page.text(of: undoing, ScreenWording(language: language.language)))
        case .json: StreamOutput.standard.document(page.document(of: undoing).indentedText)
        }
        if !undoing.isUndone { return .propertyBroken }
        return undoing.isComplete ? .success : .notExhausted
    }

    private func export(
        _ plan: Plan, within bounds: ExplorationBounds, from starts: () throws(ExplorationError) -> [ServiceState]
    ) throws(CommandFailure) -> ExitStatus {
        let states = try Self.exploring(starts)
        do throws(PromelaObstacle) {
            StreamOutput.standard.write(try PromelaModel(plan: plan, bounds: bounds, starts: states).text)
        } catch {
            throw CommandFailure(message: .explore(.notExported(error)))
        }
        return .success
    }

    private func save(_ search: PlanSearch, in library: RunbookLibrary, to path: String) async throws {
        let findings = search.exploration.findings
        guard findings.indices.contains(finding - 1) else {
            throw CommandFailure(message: .explore(.noSuchFinding(finding, count: findings.count)))
        }
        let name = "found-" + search.plan.runbook.replacing(".", with: "-") + "-\(finding)"
        let text: String
        do {
            let scenario = try WayScenario(findings[finding - 1], of: search.plan, name: name)
            text = try await scenario.checkedText(in: library)
        } catch let obstacle as WayScenario.Obstacle {
            throw CommandFailure(message: .explore(.noScenario(finding: finding, obstacle)))
        }
        try FileReplacement.write(Array(text.utf8), to: path)
        let wording = ScreenWording(language: language.language)
        let shown = TerminalText.safe(path)
        StreamOutput.error.line(
            wording.pick(
                "問題 \(finding) をシナリオ \(name) として \(shown) に書きました",
                "finding \(finding) is the scenario \(name) in \(shown)"))
    }

    /// Where the search begins: the one start of a scenario, else every one that the preconditions allow.
    private func starts(of loaded: LoadedPlan) throws -> () throws(ExplorationError) -> [ServiceState] {
        let assumed = try loaded.plan.service.assumed(assumptions)
        let named = try plan.scenario.map {
            try ScenarioOptions.scenario($0, of: loaded.plan.runbook, in: loaded.library)
        }
        guard let scenario = named else {
            return { () throws(ExplorationError) in try StartStates(plan: loaded.plan).all(fixing: assumed) }
        }
        var start = loaded.plan.service.startState
        for (variable, value) in scenario.startValues.merging(assumed, uniquingKeysWith: { $1 }) {
            start[variable] = value
        }
        return { () throws(ExplorationError) in [start] }
    }
}

/// Which plan is searched, or that all are.
struct ExploredPlanOptions: ParsableArguments {
    @Argument(help: "Identifier of the runbook; not needed with --all.")
    var runbook: String?

    @Flag(help: "Search every plan of the folder: every runbook that is carried out by itself, with every choice.")
    var all = false

    @Option(help: "A scenario of the folder: the one start that is looked at.")
    var scenario: String?

    @Option(name: [.short, .long], help: "Environment in which it happens. Default: drill.")
    var environment: String?

    @Option(help: "Why the plan is carried out: fault (the default), maintenance or drill. Steps may depend on it.")
    var cause: String?

    @Option(name: .customLong("set"), help: "A parameter of the runbook or the environment, NAME=VALUE. Repeatable.")
    var assignments: [String] = []

    func validate() throws {
        if (runbook == nil) != all { throw ValidationError("Name a plan, or all of them with --all.") }
        if all, scenario != nil || cause != nil || !assignments.isEmpty {
            throw ValidationError("--all takes every cause and every parameter by itself.")
        }
    }

    /// The plan that was named.
    var named: PlanOptions {
        var options = PlanOptions()
        options.runbook = runbook ?? ""
        options.environment = environment
        options.cause = cause
        options.assignments = assignments
        return options
    }
}

/// How much may go wrong on one way.
struct BoundsOptions: ParsableArguments {
    @Option(help: "How often the engine may die or be stopped and be resumed, 0 to 3.")
    var crashes = 1
    @Option(help: "How often something outside may change, 0 to 3.")
    var outside = 1
    @Option(
        name: .customLong("outside-only"),
        help: "A variable of the service that may change outside; no other does then. Repeatable.")
    var outsideOnly: [String] = []
    @Option(help: "How often an action may fail, a look see nothing or an answer not be accepted, 0 to 3.")
    var troubles = 1
    @Option(help: "How often a step may be left out, or a condition that does not hold be overruled, 0 to 3.")
    var skips = 0
    @Option(help: "How many states are looked at before the search is given up.")
    var states = 20_000_000

    /// The bounds of searches over a service.
    func bounds(over service: ServiceModel?) throws(CommandFailure) -> ExplorationBounds {
        let external = service?.variables.filter(\.isExternal).map(\.name.value) ?? []
        if let unknown = outsideOnly.first(where: { !external.contains($0) }) {
            throw CommandFailure(
                message: .unknownVariable(unknown, suggestion: Suggestion.nearest(to: unknown, among: external)))
        }
        return ExplorationBounds(
            breaks: crashes, outsideChanges: outside, troubles: troubles, leavingOut: skips, states: states,
            outsideVariables: outsideOnly.isEmpty ? nil : Set(outsideOnly))
    }

    func validate() throws {
        let range = 0...ExplorationBounds.mostOfAKind
        guard [crashes, outside, troubles, skips].allSatisfy(range.contains) else {
            throw ValidationError("Give bounds from 0 to \(ExplorationBounds.mostOfAKind).")
        }
        guard states > 0 else { throw ValidationError("Give a positive number of states.") }
    }
}
