import KirikaePlan
import KirikaeRunbook
import KirikaeService
import KirikaeSyntax
import Testing

@testable import KirikaeCLI
@testable import KirikaeExplorer

/// What the searches over the shipped runbooks begin with.
enum ExploredPlans {
    /// The runbooks that switch one function, with the notice that calls for each.
    static let functions: [(runbook: String, notice: String)] = [
        ("call.switchover", "call"), ("call.switchback", "call"), ("portal.switchover", "portal"),
        ("portal.switchback", "portal"), ("recording.switchover", "recording"), ("recording.switchback", "recording"),
        ("dns.switchover", "dns"), ("dns.switchback", "dns"), ("wde.switchover", "wde"), ("wde.switchback", "wde"),
    ]

    /// Where a runbook begins when everything is as it should be: its notice is in force, and for the way back the way there has ended.
    static func start(of plan: Plan, notice: String) throws -> ServiceState {
        var state = plan.service.startState
        if plan.direction == .switchback {
            let forth = try ShippedLibrary.plan(plan.runbook.replacing("switchback", with: "switchover"))
            state = try end(of: forth, from: try start(of: forth, notice: notice))
        }
        // The number that follows the agents is a runbook of its own.
        if notice == "wde" { state["option.number"] = "not-used" }
        state["notice.\(notice)"] = plan.direction == .switchback ? "switchback" : "switchover"
        state["notice.cause"] = plan.direction == .switchback ? "recovery" : "fault"
        return state
    }

    /// The plan of a scenario, with its parameters, and its start.
    static func plan(ofScenario name: String) throws -> (plan: Plan, start: ServiceState) {
        let scenario = try #require(ShippedLibrary.library.scenarios[name], "no scenario ‘\(name)’")
        let arguments = Dictionary(
            scenario.arguments.map { ($0.name.value, $0.value.value) }, uniquingKeysWith: { $1 })
        let plan = try ShippedLibrary.plan(scenario.runbook.value, with: arguments)
        var start = plan.service.startState
        for (variable, value) in scenario.startValues { start[variable] = value }
        return (plan, start)
    }

    /// How the service stands when a run of a plan has ended well and nothing went wrong.
    private static func end(of plan: Plan, from start: ServiceState) throws -> ServiceState {
        let names = Set(plan.service.variables.map(\.name.value))
        var explorer = try Explorer(plan: plan, bounds: nothingGoesWrong, usesIndependence: true, keeping: names)
        _ = try explorer.explore(from: [start])
        var end = start
        let found = try #require(explorer.endOfACompletedRun(), "\(plan.runbook) never ends well")
        for (variable, value) in found.values { end[variable] = value }
        return end
    }

    static let nothingGoesWrong = ExplorationBounds(breaks: 0, outsideChanges: 0, troubles: 0, leavingOut: 0)

    /// The start as it should be, and every start that differs from it in one of some variables.
    static func starts(around usual: ServiceState, differingIn variables: Set<String>, of service: ServiceModel)
        -> [ServiceState]
    {
        [usual]
            + service.variables.filter { variables.contains($0.name.value) }.flatMap { variable in
                variable.values.filter { $0.name != usual[variable.name.value] }.map { value in
                    var state = usual
                    state[variable.name.value] = value.name
                    return state
                }
            }
    }
}
