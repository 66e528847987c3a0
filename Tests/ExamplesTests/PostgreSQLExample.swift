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

/// The service model and the runbooks of the PostgreSQL example.
enum PostgreSQLExample {
    static let library: RunbookLibrary? = {
        let folder = ProjectFolder.root.path + "/Runbooks/examples/postgresql"
        guard let files = try? SourceFolder.read(folder) else { return nil }
        return RunbookLibrary(files: files, displayPrefix: "Runbooks/examples/postgresql/")
    }()

    static func plan(_ runbook: String, cause: String, parameters: [String: String]) throws -> Plan {
        let library = try #require(library)
        let builder = PlanBuilder(library: library)
        let plan = builder.plan(
            runbook: runbook, arguments: ["cause": cause], environment: "loopback", environmentArguments: parameters)
        return try #require(plan, "\(builder.diagnostics.inFileOrder.map { $0.message.text(in: .en) })")
    }

    /// What the probes of the environment see now; a variable that could not be seen has no value.
    static func observed(by plan: Plan) async -> [String: String] {
        let probe = EnvironmentProbe(environment: plan.environment, service: plan.service)
        var values: [String: String] = [:]
        for observation in await probe.observe(plan.service.variables.map(\.name.value)) {
            if case .value(let value) = observation.reading { values[observation.variable] = value }
        }
        return values
    }

    /// The state in which a rehearsal of the plan ends that starts from what was observed.
    static func predicted(by plan: Plan, from start: [String: String]) async throws -> [String: String] {
        let known = start.mapValues { (value: $0 as String?, basis: Basis.probed) }
        let world = try RehearsalWorld(model: plan.service, known: known)
        var machine = RunMachine(plan: plan)
        let header = RunHeader(
            run: "r", runbook: plan.runbook, arguments: plan.arguments, environment: "loopback",
            environmentArguments: [:], fingerprint: plan.fingerprint, files: [:], operatorName: "tester", speed: 1,
            version: "test")
        let runner = Runner(world: world, recorder: NoRecords(), clock: world, observer: NoScreen(), callsAtOnce: 1)
        let result = try await runner.run(&machine, opening: [.started(header)])
        try #require(result == .completed)
        #expect(world.violations == [])
        // What goes on by itself has settled a while later.
        await world.sleep(milliseconds: 60_000)
        return world.predictedState.values
    }
}

/// Keeps nothing.
private struct NoRecords: Recorder {
    func record(_ event: RunEvent, at stamp: Stamp) async throws {}
    func synchronize() async throws {}
}

/// Shows nothing.
private struct NoScreen: RunObserver {
    func happened(_ event: RunEvent, at stamp: Stamp, in machine: RunMachine) {}
}
