import ArgumentParser
import KirikaeDiagnostics
import KirikaeEngine
import KirikaeJournal
import KirikaePlan
import KirikaeProcess
import KirikaeRunbook
import KirikaeService
import KirikaeSyntax
import KirikaeWorlds

struct DrillCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "drill",
        abstract: "Carry out a plan for practice, against a simulated contact centre on this machine.",
        discussion: """
            The same engine and the same world as a live run; only the environment differs. Without --simulator one is \
            started for this drill. With --answers drill --follow-pages no person is needed.

            With --scenario NAME the service starts as the scenario says, what it says happens on the way, and at the end it \
            is compared with what the scenario expects. The leader of the drill makes more happen from a second terminal: \
            see kirikae leader.
            """)

    @OptionGroup var plan: ScenarioOptions
    @Option(help: "The simulator.json of a simulator that runs already (kirikae simulate --directory DIR).")
    var simulator: String?
    @Option(help: "How many times faster than real time passes.")
    var speed: Int64 = 1
    @Option(
        name: .customLong("start"),
        help: "A value the simulated service starts with, VARIABLE=VALUE. Repeatable; only without --simulator.")
    var start: [String] = []
    @Option(
        help:
            "How many agents there are, 0 to 10000. Default: as many as the service model says; only without --simulator."
    )
    var agents: Int?
    @Option(help: "How many people call in a minute of simulated time, on average; only without --simulator.")
    var callersPerMinute: Double?
    @Option(help: "What every choice of chance in the simulator follows from; only without --simulator.")
    var seed: UInt64?
    @Option(name: .customLong("run-id"), help: "Identifier of the run: lower-case letters, digits and -.")
    var run: String?
    @OptionGroup var operators: OperatorOptions
    @OptionGroup var state: StateOptions
    @OptionGroup var library: LibraryOptions
    @OptionGroup var language: LanguageOptions

    func validate() throws {
        guard (1...100_000).contains(speed) else { throw ValidationError("--speed takes a number from 1 to 100000.") }
        guard agents.map((0...10_000).contains) ?? true else {
            throw ValidationError("--agents takes a number from 0 to 10000.")
        }
        guard callersPerMinute.map((0...10_000).contains) ?? true else {
            throw ValidationError("--callers-per-minute takes a number from 0 to 10000.")
        }
        guard simulator == nil || (agents == nil && callersPerMinute == nil && seed == nil) else {
            throw ValidationError(
                "A simulator that runs already has its people: --agents, --callers-per-minute and --seed.")
        }
    }

    private var people: [String] {
        [
            agents.map { ["--agents", "\($0)"] }, callersPerMinute.map { ["--callers-per-minute", "\($0)"] },
            seed.map { ["--seed", "\($0)"] },
        ].flatMap { $0 ?? [] }
    }

    func run() async throws {
        try await CommandRun(language: language.language)() {
            let loadedLibrary = try library.sound()
            let scenario = try plan.scenario(in: loadedLibrary)
            if let simulator { return try await drill(simulator, scenario, loadedLibrary, isOwn: false) }
            let directory = try TemporaryDirectory()
            defer { directory.remove() }
            let (child, file) = try await SimulatorProgram.start(
                directory: directory.path,
                arguments: ["--service", library.folder + "/service.yaml", "--speed", "\(speed)"]
                    + SimulatorArguments.arguments(of: scenario) + start.flatMap { ["--set", $0] } + people)
            defer { child.terminate(graceMilliseconds: 1_000) }
            return try await drill(file, scenario, loadedLibrary, isOwn: true)
        }
    }

    private func drill(
        _ file: String, _ scenario: Scenario?, _ loadedLibrary: RunbookLibrary, isOwn: Bool
    ) async throws -> ExitStatus {
        let addresses = try SimulatorAddresses(file: file)
        let loaded = try LoadedPlan(
            plan.plan(of: scenario), in: loadedLibrary, of: library, given: addresses.parameters,
            scenario: scenario?.name.value)
        guard let address = addresses.parameters["control"] else {
            throw CommandFailure(message: .simulatorFailed("\(file) names no control server"))
        }
        let control = SimulatorControl(address: address)
        let wording = ScreenWording(language: language.language)
        let output = StreamOutput.standard
        do {
            if let scenario {
                // One that runs already is brought to where the scenario starts; what lay before that is over there.
                if !isOwn, !scenario.startValues.isEmpty { try await control.change(scenario.startValues) }
                try await DrillWorld.schedule(scenario.events, on: control)
            }
            DrillHeader(
                wording: wording, speed: speed, scenario: scenario, environment: loaded.plan.environment, file: file
            ).write(to: output)
            let live = LiveRun(operators: operators, state: state, language: language.language)
            let ending = try await live.carryOut(
                loaded, run: run, speed: speed, drill: DrillSettings(control: control, scenario: scenario))
            var status = live.report(ending)
            if let scenario {
                let verdict = ScenarioVerdict(
                    scenario: scenario, machine: ending.machine, result: ending.result,
                    state: try await control.overview().state, wording: wording)
                status = verdict.report(to: output) ? .success : .scenarioFailed
            }
            if let run = ending.machine.header?.run {
                output.line(
                    wording.pick("  報告：", "  report: ") + "kirikae report \(run) --format html --output \(run).html")
            }
            return status
        } catch let refusal as SimulatorControl.Refusal {
            throw CommandFailure(message: .simulatorFailed("\(refusal)"))
        }
    }
}

/// What a simulator is told so that it starts as a scenario does.
enum SimulatorArguments {
    static func arguments(of scenario: Scenario?) -> [String] {
        guard let scenario else { return [] }
        let start = scenario.startValues.sorted { $0.key < $1.key }
            .flatMap { ["--set", "\($0.key)=\($0.value ?? Answer.unknown)"] }
        let history = scenario.history.flatMap { change in
            change.changes.sorted { $0.key < $1.key }
                .flatMap { ["--history", "\(change.agoMilliseconds):\($0.key)=\($0.value ?? Answer.unknown)"] }
        }
        return start + history
    }
}
