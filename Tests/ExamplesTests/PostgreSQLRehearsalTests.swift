import KirikaeDiagnostics
import KirikaePlan
import KirikaeRunbook
import KirikaeSyntax
import KirikaeTestSupport
import Testing

/// The example is clean, and every one of its scenarios ends as it says.
///
/// Nothing is started but the engine.
@Suite struct PostgreSQLRehearsalTests {
    private static let folder = "Runbooks/examples/postgresql"

    @Test func nothingIsWrongWithAnyFile() async throws {
        let ending = try await BuiltProgram.run(["check", "--runbooks", Self.folder, "--lang", "en"])
        #expect(ending.status == 0 && ending.error.isEmpty, "\(ending.error)")
        #expect(ending.output.contains("4 runbooks, 2 environments: no errors"), "\(ending.output)")
        let library = try #require(PostgreSQLExample.library)
        #expect(library.files.count == 18)
        #expect(library.diagnostics.inFileOrder.isEmpty)
    }

    /// Neither folder is read with the other.
    @Test func theContactCentreDoesNotSeeIt() async throws {
        let outer = try await BuiltProgram.run(["check", "--runbooks", "Runbooks", "--lang", "en"])
        #expect(outer.status == 0, "\(outer.error)")
        let plan = try await BuiltProgram.run(["plan", "postgres.switchover", "--runbooks", "Runbooks", "--lang", "en"])
        #expect(plan.status == 10 && plan.error.contains("postgres.switchover"), "\(plan.error)")
    }

    @Test func everyScenarioEndsAsItSays() async throws {
        let scenarios = try #require(PostgreSQLExample.library).scenarios.values
        #expect(scenarios.count == 8)
        for scenario in scenarios {
            let ending = try await rehearse(scenario.runbook.value, ["--scenario", scenario.name.value])
            #expect(ending.status == 0, "\(scenario.name.value)\n\(ending.output)\(ending.error)")
        }
    }

    /// The scenarios would prove nothing if they could not fail.
    @Test func aScenarioCanFail() async throws {
        let ending = try await rehearse(
            "postgres.switchover", ["--scenario", "lost-standby", "--assume", "node.b.role=standby"])
        #expect(ending.status == 37, "\(ending.output)\(ending.error)")
    }

    /// The steps that only a clean shutdown has are left out when a server is lost, and the other way round.
    @Test func theCauseDecidesTheWay() throws {
        let names = ["fault", "maintenance"].map { cause in
            (try? PostgreSQLExample.plan("postgres.switchover", cause: cause, parameters: [:]).steps.map(\.path)) ?? []
        }
        for step in ["stop-old", "read-last-position", "compare-position", "approve", "start"] {
            #expect(!names[0].contains { $0.hasSuffix("/" + step) }, "\(step) \(names[0])")
            #expect(names[1].contains { $0.hasSuffix("/" + step) }, "\(step) \(names[1])")
        }
        #expect(names[0].contains { $0.hasSuffix("/fence-old") } && !names[1].contains { $0.hasSuffix("/fence-old") })
        #expect(names.allSatisfy { $0.contains { $0.hasSuffix("/promote") } })
    }

    /// Although no precondition of the step says it, a promotion waits until this run has seen the other port closed.
    @Test func thePromotionIsGuarded() throws {
        let plan = try PostgreSQLExample.plan("postgres.switchover", cause: "maintenance", parameters: [:])
        let promote = try #require(plan.steps.first { $0.path.hasSuffix("/promote") })
        let origins = promote.preconditions.map { "\($0.origin)" }
        #expect(
            origins.contains { $0.contains("ONE-PRIMARY") } && origins.contains { $0.contains("B-AFTER-A") },
            "\(origins)")
        let stop = try #require(plan.steps.first { $0.path.hasSuffix("/stop-old") })
        #expect(stop.preconditions.contains { "\($0.origin)".contains("WINDOW") })
    }

    private func rehearse(_ runbook: String, _ options: [String]) async throws -> BuiltProgram.Ending {
        try await BuiltProgram.run(
            ["rehearse", runbook, "-e", "loopback", "--runbooks", Self.folder, "--lang", "en"] + options)
    }
}
