import Foundation
import KirikaeDiagnostics
import KirikaeEngine
import KirikaePlan
import KirikaeRunbook
import KirikaeService
import KirikaeSyntax
import KirikaeTestSupport
import Testing

@testable import KirikaeExplorer

/// A rehearsal is one way of those that the search looks at, and comes to the same verdict.
@Suite struct RehearsedPathTests {
    /// More with KIRIKAE_EXPLORER_PLANS=1000; each commit looks at fewer.
    private static let planCount =
        ProcessInfo.processInfo.environment["KIRIKAE_EXPLORER_PLANS"].flatMap { Int($0) } ?? 60

    private static let library = Result {
        RunbookLibrary(
            files: try ProjectFolder.runbookPaths().map { path in
                .init(path: path, bytes: try ProjectFolder.bytes(of: "Runbooks/" + path))
            })
    }

    @Test func generatedPlansAreRehearsedAsTheyAreExplored() async throws {
        var generator = SeededGenerator(for: "RehearsedPathTests")
        var (planCount, stepCount, violationCount, outageCount) = (0, 0, 0, 0)
        while planCount < Self.planCount {
            let seed = generator.next()
            var lot = GeneratedPlan(seed: seed, stepCounts: 1...3)
            let isBroken = planCount.isMultiple(of: 3)
            guard var plan = isBroken ? lot.brokenPlan() : lot.plan() else { continue }
            if planCount % 3 == 1 { Self.allowOutage(in: &plan) }
            do {
                let path = try await RehearsedPath(plan, from: plan.service.startState)
                try path.expectAgreement("seed \(seed)")
                planCount += 1
                stepCount += path.stepCount
                violationCount += path.violationCount
                outageCount += path.exploration.outages.filter { $0.longest != Milliseconds(0) }.count
            } catch ExplorationError.doesNotSettle { continue }
        }
        print(
            "RehearsedPathTests: \(planCount) plans, \(stepCount) steps, \(violationCount) broken invariants, "
                + "\(outageCount) with an outage")
        #expect(violationCount > 0 && outageCount > 0, "a lot in which nothing goes wrong compares nothing")
    }

    /// What always had to hold may now be out for five minutes.
    private static func allowOutage(in plan: inout Plan) {
        for index in plan.service.invariants.indices {
            guard case .always(let condition) = plan.service.invariants[index].kind else { continue }
            plan.service.invariants[index].kind = .outageAllowed(condition, atMost: Milliseconds(5 * 60_000))
            let id = plan.service.invariants[index].id.value
            for step in plan.steps.indices {
                plan.steps[step].preconditions.removeAll { $0.origin == .invariant(id) }
            }
        }
    }

    @Test(arguments: ["call", "portal", "recording", "dns", "wde"])
    func shippedRunbooksAreRehearsedAsTheyAreExplored(function: String) async throws {
        let forth = try plan("\(function).switchover")
        var start = forth.service.startState
        // The number that follows the agents is a runbook of its own.
        if function == "wde" { start["option.number"] = "not-used" }
        start["notice.\(function)"] = "switchover"
        start["notice.cause"] = "fault"
        let there = try await RehearsedPath(forth, from: start)
        #expect(there.result == .completed)
        try there.expectAgreement(forth.runbook)
        var left = there.end
        left["notice.\(function)"] = "switchback"
        left["notice.cause"] = "recovery"
        let back = try plan("\(function).switchback")
        let again = try await RehearsedPath(back, from: left)
        #expect(again.result == .completed)
        try again.expectAgreement(back.runbook)
        // A start at which a gate stops the run: both stop there.
        let refused = try await RehearsedPath(back, from: back.service.startState)
        try refused.expectAgreement(back.runbook + " without a notice")
    }

    private func plan(_ runbook: String) throws -> Plan {
        let library = try Self.library.get()
        let builder = PlanBuilder(library: library)
        let arguments = library.environments["drill"]?.sampleArguments ?? [:]
        let plan = builder.plan(
            runbook: runbook, arguments: [:], environment: "drill", environmentArguments: arguments)
        return try #require(plan, "\(builder.diagnostics.inFileOrder.map { $0.message.text(in: .en) })")
    }
}
