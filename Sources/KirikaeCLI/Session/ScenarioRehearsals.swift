import KirikaeDiagnostics
import KirikaeEngine
import KirikaePlan
import KirikaeRunbook
import KirikaeService
import KirikaeSyntax
import KirikaeWorlds

/// All scenarios of a folder, rehearsed one after the other.
struct ScenarioRehearsals {
    let library: RunbookLibrary
    /// Where the library came from, for the texts beside findings.
    let options: LibraryOptions
    /// What the command line said of environment, cause and parameters.
    let plan: ScenarioOptions
    let language: Language

    /// How one of them went.
    struct Rehearsed {
        var scenario: Scenario
        var machine: RunMachine
        var world: RehearsalWorld
    }

    /// Rehearses each, says a line of each, and whether all went as expected.
    func run() async throws -> ExitStatus {
        let wording = ScreenWording(language: language)
        let scenarios = library.scenarios.values.filter { plan.runbook == nil || $0.runbook.value == plan.runbook }
            .sorted { $0.name.value < $1.name.value }
        var failures = 0
        try await GatheredOutput.gathering { output in
            // A plan that several scenarios go through is made once.
            var plans: [[String]: Plan] = [:]
            for scenario in scenarios {
                let key =
                    [scenario.runbook.value] + scenario.arguments.map { "\($0.name.value)=\($0.value.value)" }.sorted()
                let made = try plans[key] ?? self.plan(of: scenario)
                plans[key] = made
                let rehearsed = try await Self.rehearse(scenario, made)
                if !say(rehearsed, wording, output) { failures += 1 }
            }
            output.line(
                wording.pick(
                    "シナリオ \(scenarios.count) 件のうち \(scenarios.count - failures) 件が期待どおりです",
                    "\(scenarios.count - failures) of \(scenarios.count) scenarios end as they should"))
        }
        return failures == 0 ? .success : .scenarioFailed
    }

    /// Goes through one scenario in virtual time.
    static func rehearse(_ scenario: Scenario, _ plan: Plan) async throws -> Rehearsed {
        let known = scenario.startValues.mapValues { (value: $0, basis: Basis.assumed) }
        let world = try RehearsalWorld(model: plan.service, known: known, events: scenario.events)
        let header = RunHeader(
            run: "", runbook: plan.runbook, arguments: plan.arguments, environment: plan.environment.name.value,
            environmentArguments: [:], fingerprint: plan.fingerprint, files: [:], operatorName: "-", speed: 1,
            version: KirikaeVersion.text)
        var machine = RunMachine(plan: plan)
        let runner = Runner(
            world: world, recorder: NoRecorder(), clock: world, observer: NoObserver(), callsAtOnce: 1)
        try await runner.run(&machine, opening: [.started(header)])
        return Rehearsed(scenario: scenario, machine: machine, world: world)
    }

    private func plan(of scenario: Scenario) throws -> Plan {
        var options = plan.plan(of: scenario)
        options.runbook = scenario.runbook.value
        return try LoadedPlan(options, in: library, of: self.options, scenario: scenario.name.value).plan
    }

    private func say(_ rehearsed: Rehearsed, _ wording: ScreenWording, _ output: any TextOutput) -> Bool {
        let scenario = rehearsed.scenario
        let verdict = ScenarioVerdict(
            scenario: scenario, machine: rehearsed.machine, result: rehearsed.machine.result,
            state: rehearsed.world.predictedState, wording: wording, violations: rehearsed.world.violations)
        let differences = verdict.differences
        let length = wording.duration(Milliseconds(rehearsed.world.now().monotonicMilliseconds))
        let mark = differences.isEmpty ? "✓" : "✗"
        output.line("\(mark) \(scenario.name.value)  \(scenario.title[language])  (\(length))")
        for difference in differences { output.line("    " + TerminalText.safe(difference)) }
        return differences.isEmpty
    }
}

/// Is told nothing worth saying.
struct NoObserver: RunObserver {
    func happened(_ event: RunEvent, at stamp: Stamp, in machine: RunMachine) {}
}
