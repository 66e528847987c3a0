import KirikaeDiagnostics
import KirikaeEngine
import KirikaePlan
import KirikaeRunbook
import KirikaeService
import KirikaeSyntax
import KirikaeWorlds
import Testing

/// Every cause with every subset of the five functions, there and back.
@Suite struct PlanMatrixTests {
    @Test func theMatrixIsWhole() {
        #expect(Situation.all.count == 3 * 32)
        // Without a function there is no notice; DNS is for faults alone.
        #expect(Situation.allowed.count == 31 + 15 + 15)
    }

    @Test(arguments: Situation.all)
    func switchoverAndSwitchback(situation: Situation) async throws {
        let over = try ShippedLibrary.plan("plan.switchover", with: situation.arguments)
        let back = try ShippedLibrary.plan("plan.switchback", with: situation.arguments)
        let start = over.service.startState
        let there = try await Rehearsed.through(over, from: start, changes: situation.notices("switchover"))
        if let facts = situation.refusingFacts {
            let home = try await Rehearsed.through(back, from: start, changes: situation.notices("switchback"))
            for run in [there, home] {
                #expect(run.machine.result == .refused, "\(run.ending)")
                let cited = Set(run.unmet.flatMap(\.source))
                #expect(!cited.isDisjoint(with: facts), "\(cited.sorted())")
            }
            return
        }
        expectGoodEnd(there)
        #expect(there.open == (situation.functions.contains("call") ? ["agents.new-login"] : []))
        var expected = start
        for (variable, value) in situation.notices("switchover") { expected[variable] = value }
        for (variable, value) in situation.expectedAtDR { expected[variable] = value }
        #expect(there.state.differences(from: expected) == [])

        let home = try await Rehearsed.through(back, from: there.state, changes: situation.notices("switchback"))
        expectGoodEnd(home)
        #expect(home.open == [])
        var undone = start
        for (variable, value) in situation.notices("switchback") { undone[variable] = value }
        #expect(home.state.differences(from: undone) == [])
    }

    @Test(arguments: Situation.allowed.filter { $0.cause == "maintenance" })
    func aMaintenancePlanHasNoDNSStep(situation: Situation) throws {
        for runbook in ["plan.switchover", "plan.switchback"] {
            let plan = try ShippedLibrary.plan(runbook, with: situation.arguments)
            #expect(plan.steps.allSatisfy { !$0.changes.keys.contains("dns.setting") })
        }
    }

    @Test(arguments: ["call", "wde", "portal"])
    func withoutFreeDialTheNumberStays(function: String) async throws {
        let situation = Situation(functions: [function, "recording"], usesNumber: false)
        let over = try ShippedLibrary.plan("plan.switchover", with: situation.arguments)
        let there = try await Rehearsed.through(
            over, from: over.service.startState, changes: situation.notices("switchover"))
        expectGoodEnd(there)
        #expect(there.state["number.destination"] == "main")
        let back = try ShippedLibrary.plan("plan.switchback", with: situation.arguments)
        let home = try await Rehearsed.through(back, from: there.state, changes: situation.notices("switchback"))
        expectGoodEnd(home)
        #expect(home.state["number.destination"] == "main")
    }

    /// Reports are saved before the first change unless main was down for less than 8 hours (M1.5.1-S1, -Z1, -Z3).
    @Test(
        arguments: ["none", "under-8h", "8h-or-more", nil],
        [["call", "portal"], ["wde"], ["recording"], ["portal"]])
    func reportsAreSavedFirst(outage: String?, functions: [String]) async throws {
        let situation = Situation(functions: Set(functions))
        let over = try ShippedLibrary.plan("plan.switchover", with: situation.arguments)
        let there = try await Rehearsed.through(
            over, from: over.service.startState, changes: situation.notices("switchover"))
        let back = try ShippedLibrary.plan("plan.switchback", with: situation.arguments)
        var changes = situation.notices("switchback").mapValues(Optional.some)
        changes["outage.main"] = .some(outage)
        let home = try await Rehearsed.through(back, from: there.state, changes: changes)
        expectGoodEnd(home)
        let isRescued = outage != "none" && outage != "under-8h"
        #expect(home.state["reports.dr-period"] == (isRescued ? "saved" : "not-saved"))
        let acts = back.steps.filter(\.isAct).map(\.path)
        #expect(acts.first == "plan.switchback/report-rescue/save")
    }

    @Test(arguments: ["plan.switchover", "plan.switchback", "plan.automatic-switchover", "plan.dr-lost", "plan.drill"])
    func everyStepSaysAllItMust(runbook: String) throws {
        for entry in PlanTextTests.reviewed where entry.runbook == runbook {
            for step in try ShippedLibrary.plan(runbook, with: entry.parameters).steps where step.isAct {
                #expect(!step.source.isEmpty, "\(step.path) cites nothing")
                #expect(step.typical != nil && step.timeout != nil, "\(step.path) has no times")
                guard !step.changes.isEmpty else { continue }
                #expect(!step.preconditions.isEmpty, "\(step.path) has no precondition")
                #expect(!step.verifications.isEmpty, "\(step.path) has no verification")
                #expect(step.reverse != nil, "\(step.path) does not say what undoes it")
            }
        }
    }

    @Test(arguments: PlanTextTests.reviewed)
    func itCanBeMadeForProduction(entry: PlanTextTests.Reviewed) throws {
        _ = try ShippedLibrary.plan(entry.runbook, with: entry.parameters, environment: "production.example")
    }

    @Test func theOrderIsTheOneDecided() throws {
        let situation = Situation(functions: Set(Situation.functionNames))
        let over = try ShippedLibrary.plan("plan.switchover", with: situation.arguments)
        #expect(stages(of: over) == ["dns", "recording", "wde", "number-ratio", "call", "portal", "use-dr"])
        // Both ways together: the number goes back at once with the call function, and chosen agents after that.
        let back = try ShippedLibrary.plan("plan.switchback", with: situation.arguments)
        #expect(
            stages(of: back) == ["report-rescue", "dns", "recording", "call", "wde", "portal", "return-to-main"])
    }

    private func stages(of plan: Plan) -> [String] {
        var stages: [String] = []
        for step in plan.steps where step.isAct {
            let stage = String(step.path.split(separator: "/")[1])
            if stages.last != stage { stages.append(stage) }
        }
        return stages
    }

    private func expectGoodEnd(_ run: Rehearsed, sourceLocation: Testing.SourceLocation = #_sourceLocation) {
        #expect(run.machine.result == .completed, "\(run.ending)", sourceLocation: sourceLocation)
        #expect(run.model.violations.isEmpty, sourceLocation: sourceLocation)
        #expect(!run.promises.isEmpty, sourceLocation: sourceLocation)
        for promise in run.promises {
            let judgement = promise.judge(run.state.reading)
            #expect(judgement == .met, "\(promise.because?.en ?? "")", sourceLocation: sourceLocation)
        }
    }
}
