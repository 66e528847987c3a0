import Foundation
import KirikaeDiagnostics
import KirikaeEngine
import KirikaePlan
import KirikaeRunbook
import KirikaeService
import KirikaeSyntax
import KirikaeTestSupport
import KirikaeWorlds
import Testing

@testable import KirikaeCLI

/// The runbooks as they are shipped.
enum ShippedLibrary {
    static let library: RunbookLibrary = {
        let root = ProjectFolder.runbooks.resolvingSymlinksInPath()
        // What cannot be read shows as a library without runbooks.
        let files = (try? SourceFolder.read(root.path)) ?? []
        return RunbookLibrary(
            files: files, displayPrefix: "Runbooks/", knownSeverities: Explanation.severities)
    }()

    static func plan(
        _ runbook: String, with parameters: [String: String] = [:], environment: String = "drill",
        sourceLocation: Testing.SourceLocation = #_sourceLocation
    ) throws -> Plan {
        let builder = PlanBuilder(library: library)
        let arguments = library.environments[environment]?.sampleArguments ?? [:]
        let plan = builder.plan(
            runbook: runbook, arguments: parameters, environment: environment, environmentArguments: arguments)
        let findings = builder.diagnostics.inFileOrder.map { $0.message.text(in: .en) }
        return try #require(plan, "\(findings)", sourceLocation: sourceLocation)
    }

    static func header(_ plan: Plan) -> RunHeader {
        RunHeader(
            run: "r", runbook: plan.runbook, arguments: [:], environment: "drill", environmentArguments: [:],
            fingerprint: plan.fingerprint, files: [:], operatorName: "tester", speed: 1, version: "test")
    }

    /// The runbooks a person would run, with the notice that each needs.
    static let runnable: [(runbook: String, notice: String)] = [
        ("call.switchover", "switchover"), ("portal.switchover", "switchover"), ("plan.switchover", "switchover"),
        ("call.switchback", "switchback"), ("portal.switchback", "switchback"), ("plan.switchback", "switchback"),
    ]

    /// The state after a rehearsed switchover: where a switchback begins.
    static func afterSwitchover() async throws -> ServiceState {
        let world = try world(from: library.service?.startState ?? ServiceState(), notice: "switchover")
        let (result, _) = try await rehearse(plan("plan.switchover"), in: world)
        try #require(result == .completed)
        return world.predictedState
    }

    static func world(from state: ServiceState, notice: String) throws -> RehearsalWorld {
        let service = try #require(library.service)
        var known = state.values.mapValues { (value: $0 as String?, basis: Basis.assumed) }
        for variable in service.variables where state[variable.name.value] == nil {
            known[variable.name.value] = (nil, .assumed)
        }
        known["notice.call"] = (notice, .assumed)
        known["notice.portal"] = (notice, .assumed)
        return try RehearsalWorld(model: service, known: known)
    }

    static func rehearse(_ plan: Plan, in world: RehearsalWorld) async throws -> (RunResult, RunMachine) {
        var machine = RunMachine(plan: plan)
        let runner = Runner(world: world, recorder: Forget(), clock: world, observer: Silent(), callsAtOnce: 1)
        let result = try await runner.run(&machine, opening: [.started(header(plan))])
        return (result, machine)
    }
}

struct Forget: Recorder {
    func record(_ event: RunEvent, at stamp: Stamp) async throws {}
    func synchronize() async throws {}
}

struct Silent: RunObserver {
    func happened(_ event: RunEvent, at stamp: Stamp, in machine: RunMachine) {}
}
