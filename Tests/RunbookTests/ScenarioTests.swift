import KirikaeEngine
import KirikaePlan
import KirikaeRunbook
import KirikaeService
import KirikaeSyntax
import KirikaeTestSupport
import KirikaeWorlds
import Testing

/// Every shipped scenario, rehearsed, ends as it says.
@Suite struct ScenarioTests {
    @Test func everyScenarioEndsAsItSays() async throws {
        let library = ShippedLibrary.library
        #expect(library.scenarios.count >= 3)
        for scenario in library.scenarios.values {
            let given = scenario.arguments.map { ($0.name.value, $0.value.value) }
            let plan = try ShippedLibrary.plan(
                scenario.runbook.value, with: Dictionary(given, uniquingKeysWith: { first, _ in first }))
            let (machine, world) = try await rehearse(plan, scenario)
            let ending: Scenario.Ending =
                switch machine.result {
                case .completed: .completed
                case .refused: .refused
                case .stopped, .superseded, nil: .stopped
                }
            #expect(ending == scenario.expectation.result, "\(scenario.name.value)")
            let state = try #require(scenario.expectation.state)
            #expect(state.judge(world.predictedState.reading) == .met, "\(scenario.name.value)")
        }
    }

    /// The control: without what happens on the way the same plan goes through.
    @Test func theEventsMakeTheDifference() async throws {
        let library = ShippedLibrary.library
        var scenario = try #require(library.scenarios["batch-pc-goes-wrong"])
        let plan = try ShippedLibrary.plan(scenario.runbook.value)
        #expect(try await rehearse(plan, scenario).machine.result == .stopped(.needsPerson))
        scenario.events = []
        #expect(try await rehearse(plan, scenario).machine.result == .completed)
    }

    private func rehearse(
        _ plan: Plan, _ scenario: Scenario
    ) async throws -> (machine: RunMachine, world: RehearsalWorld) {
        let start = scenario.start.map { entry in
            let value = entry.value.value == "unknown" ? nil : entry.value.value
            return (entry.variable.value, (value: value, basis: Basis.assumed))
        }
        let world = try RehearsalWorld(
            model: plan.service, known: Dictionary(start, uniquingKeysWith: { first, _ in first }),
            events: scenario.events)
        let (_, machine) = try await ShippedLibrary.rehearse(plan, in: world)
        return (machine, world)
    }
}
