import ArgumentParser
import KirikaeDiagnostics
import KirikaeEngine
import KirikaeJournal
import KirikaePlan
import KirikaeRunbook
import KirikaeService
import KirikaeSyntax
import KirikaeWorlds

struct RehearseCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "rehearse", abstract: "Go through a plan without touching anything (also: run --dry-run).",
        discussion: """
            The same machine goes through the same steps as in a real run, in a world that the service model predicts. Each \
            value is marked assumed, probed, predicted or cannot know. No program is started and no file is written.

            With --scenario NAME it goes through that scenario and says whether it ended as expected; with --scenario all \
            through every one of the folder, a line each.
            """)

    /// What names every scenario of the folder.
    static let everyScenario = "all"

    @OptionGroup var plan: ScenarioOptions
    @OptionGroup var rehearsal: RehearsalOptions
    @OptionGroup var library: LibraryOptions
    @OptionGroup var language: LanguageOptions

    func run() async throws {
        try await CommandRun(language: language.language)() {
            let loadedLibrary = try library.sound()
            if plan.scenario == Self.everyScenario, loadedLibrary.scenarios[Self.everyScenario] == nil {
                return try await ScenarioRehearsals(
                    library: loadedLibrary, options: library, plan: plan, language: language.language
                ).run()
            }
            let scenario = try plan.scenario(in: loadedLibrary)
            return try await Rehearsal(options: rehearsal, language: language.language)
                .run(
                    LoadedPlan(
                        plan.plan(of: scenario), in: loadedLibrary, of: library,
                        given: rehearsal.environmentParameters(), scenario: plan.scenario), scenario)
        }
    }
}

/// From what state a rehearsal starts.
struct RehearsalOptions: ParsableArguments {
    @Option(
        name: .customLong("assume"),
        help: "A value to start from, VARIABLE=VALUE; the value may be unknown. Repeatable.")
    var assumptions: [String] = []

    @Flag(help: "Start from what the environment's probes see now. Only looks; needs the environment's parameters.")
    var probe = false

    @Option(help: "The simulator.json of a running simulator, for the parameters of the drill environment.")
    var simulator: String?

    /// The parameters of the environment that a running simulator gives.
    func environmentParameters() throws -> [String: String]? {
        try simulator.map { try SimulatorAddresses(file: $0).parameters }
    }
}

/// One rehearsal.
struct Rehearsal {
    let options: RehearsalOptions
    let language: Language

    /// - Parameters:
    ///   - loaded: the plan.
    ///   - scenario: what happens on the way, and how it should end; nil for neither.
    func run(_ loaded: LoadedPlan, _ scenario: Scenario? = nil) async throws -> ExitStatus {
        let world = try RehearsalWorld(
            model: loaded.plan.service, known: try await known(loaded.plan, scenario), events: scenario?.events ?? [])
        // Time is only counted from here on, so nothing is waited for.
        return try await GatheredOutput.gathering { try await run(loaded, scenario, in: world, output: $0) }
    }

    private func run(
        _ loaded: LoadedPlan, _ scenario: Scenario?, in world: RehearsalWorld, output: any TextOutput
    ) async throws -> ExitStatus {
        let plan = loaded.plan
        let wording = ScreenWording(language: language)
        let screen = RunScreen(
            plan: plan, output: output, wording: wording, style: .standard,
            detail: .init(
                listsPreconditions: true, showsInstructions: false, showsElapsedTime: true, showsContacts: false))
        let header = RunHeader(
            run: wording.pick("（予行：記録しません）", "(rehearsal: nothing is recorded)"), runbook: plan.runbook,
            arguments: plan.arguments, environment: plan.environment.name.value,
            environmentArguments: loaded.environmentArguments, fingerprint: plan.fingerprint, files: [:],
            operatorName: "-", speed: 1, version: KirikaeVersion.text)
        var machine = RunMachine(plan: plan)
        let runner = Runner(world: world, recorder: NoRecorder(), clock: world, observer: screen, callsAtOnce: 1)
        try await runner.run(&machine, opening: [.started(header)])
        for violation in world.violations {
            let because = plan.service.invariants.first { $0.id.value == violation.invariant }?.because[language] ?? ""
            output.line(
                wording.pick(
                    "✗ 不変条件 \(violation.invariant) が破れます（\(violation.step)）：\(because)",
                    "✗ breaks the invariant \(violation.invariant) at \(violation.step): \(because)"))
        }
        let elapsed = wording.duration(Milliseconds(world.now().monotonicMilliseconds))
        output.line(wording.pick("予測した所要時間：\(elapsed)", "predicted time: \(elapsed)"))
        if let scenario {
            return ScenarioVerdict(
                scenario: scenario, machine: machine, result: machine.result, state: world.predictedState,
                wording: wording, violations: world.violations
            ).report(to: output) ? .success : .scenarioFailed
        }
        let status = Verdict(machine: machine).status
        return status == .success && !world.violations.isEmpty ? .verificationFailed : status
    }

    private func known(
        _ plan: Plan, _ scenario: Scenario?
    ) async throws -> [String: (value: String?, basis: Basis)] {
        var known: [String: (value: String?, basis: Basis)] = [:]
        for (variable, value) in scenario?.startValues ?? [:] { known[variable] = (value, .assumed) }
        if options.probe {
            let variables = plan.environment.observations.filter { $0.value.how != .ask }.keys.sorted()
            let probe = EnvironmentProbe(environment: plan.environment, service: plan.service)
            for observation in await probe.observe(variables) {
                if case .value(let value) = observation.reading {
                    known[observation.variable] = (value, .probed)
                } else {
                    known[observation.variable] = (nil, .cannotKnow)
                }
            }
        }
        for (name, value) in try plan.service.assumed(options.assumptions) { known[name] = (value, .assumed) }
        return known
    }
}

/// What a run's end means for the exit status.
struct Verdict {
    let machine: RunMachine

    var status: ExitStatus {
        switch machine.result {
        case .completed, .superseded: .success
        case .refused: .refused
        case .stopped(.person), .stopped(.signal), nil: .stopped
        case .stopped(.needsPerson): waitingStatus
        }
    }

    private var waitingStatus: ExitStatus {
        switch machine.lastQuestion?.kind {
        case .inDoubt: .inDoubt
        case .changedMeanwhile: .worldChanged
        case .problem(.action): .actionFailed
        case .problem(.gate(_, .couldNotEvaluate, _)), .problem(.gate(_, .unknown, _)): .notEvaluated
        case .problem(.gate(.verifications, _, _)): .verificationFailed
        case .problem: .blocked
        case .manual, .observe, .approval, .population, .items, nil: .needsPerson
        }
    }
}
