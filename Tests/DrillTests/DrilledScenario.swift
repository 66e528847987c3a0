import Foundation
import KirikaeCanonicalJSON
import KirikaeDiagnostics
import KirikaeEngine
import KirikaePlan
import KirikaeRunbook
import KirikaeService
import KirikaeSimulator
import KirikaeSyntax
import KirikaeTestSupport
import KirikaeWorlds
import Testing

@testable import KirikaeCLI

/// One scenario gone through twice: in virtual time with nothing but the model, and in the live world of production against real
/// servers and programs on this machine, both by the same engine.
struct DrilledScenario {
    /// How it went in one of the two.
    struct Passage {
        var entries: [StepStates.Entry]
        var machine: RunMachine
        var state: ServiceState
        /// The transitions that happened; of a drill those since its start.
        var happened: Set<String>
    }

    let scenario: Scenario
    let library: RunbookLibrary

    /// The rehearsal.
    func rehearse() async throws -> Passage {
        let template = try #require(library.environments["drill"])
        let plan = try plan(template.sampleArguments)
        let known = scenario.startValues.mapValues { (value: $0, basis: Basis.assumed) }
        let world = try RehearsalWorld(model: plan.service, known: known, events: scenario.events)
        let states = StepStates { world.predictedState }
        let machine = try await run(plan, in: world, clock: world, states)
        return Passage(entries: states.entries, machine: machine, state: world.predictedState, happened: world.happened)
    }

    /// The drill.
    func drill() async throws -> Passage {
        let folder = try TemporaryFolder()
        let clock = VirtualClock()
        var configuration = SimulatorConfiguration(
            model: try #require(library.service), directory: folder.path,
            batchProgram: BuiltProgram.path("kirikae-simulated-program"))
        configuration.clock = clock.scaled
        configuration.start = scenario.startValues
        configuration.history = scenario.history
        let simulator = try await Simulator.start(configuration)
        do {
            let passage = try await drill(on: simulator, clock)
            try await simulator.stop()
            return passage
        } catch {
            try await simulator.stop()
            throw error
        }
    }

    private func drill(on simulator: Simulator, _ clock: VirtualClock) async throws -> Passage {
        let addresses = (simulator.addresses.json.objectValue ?? [:]).compactMapValues(\.stringValue)
        let plan = try plan(addresses)
        let control = SimulatorControl(address: simulator.addresses.control)
        let sheet = try #require(library.answerSheets["drill"])
        let live = LiveWorld(
            plan: plan, run: "parity", clock: clock,
            operators: [
                PageOperator(clock: clock), SheetOperator(sheet: sheet, control: control),
            ])
        let world = DrillWorld(
            UnhurriedWorld(base: live, clock: clock, service: simulator.service), control: control,
            events: scenario.events)
        try await DrillWorld.schedule(scenario.events, on: control)
        let states = StepStates { try await simulator.service.state }
        let machine = try await run(plan, in: world, clock: clock, states)
        let happened = try await simulator.service.events.filter { $0.kind == .transition }.map(\.subject)
        return Passage(
            entries: states.entries, machine: machine, state: try await control.overview().state,
            happened: Set(happened))
    }

    /// The verdict on a passage, as the commands give it.
    func verdict(on passage: Passage) -> [String] {
        ScenarioVerdict(
            scenario: scenario, machine: passage.machine, result: passage.machine.result, state: passage.state,
            wording: ScreenWording(language: .en)
        ).differences
    }

    /// The plan with these parameters of the environment.
    func plan(_ addresses: [String: String]) throws -> Plan {
        let builder = PlanBuilder(library: library)
        let names = Set(library.environments["drill"]?.parameters.map(\.name.value) ?? [])
        let plan = builder.plan(
            runbook: scenario.runbook.value,
            arguments: Dictionary(
                scenario.arguments.map { ($0.name.value, $0.value.value) }, uniquingKeysWith: { $1 }),
            environment: "drill", environmentArguments: addresses.filter { names.contains($0.key) })
        return try #require(plan, "\(builder.diagnostics.inFileOrder.map { $0.message.text(in: .en) })")
    }

    private func run(
        _ plan: Plan, in world: any World, clock: any Clock, _ recorder: StepStates
    ) async throws -> RunMachine {
        let header = RunHeader(
            run: "parity", runbook: plan.runbook, arguments: [:], environment: "drill", environmentArguments: [:],
            fingerprint: plan.fingerprint, files: [:], operatorName: "tester", speed: 1, version: "test")
        var machine = RunMachine(plan: plan)
        let runner = Runner(
            world: world, recorder: recorder, clock: clock, observer: NoObserver(), callsAtOnce: 1)
        try await runner.run(&machine, opening: [.started(header)])
        return machine
    }
}
