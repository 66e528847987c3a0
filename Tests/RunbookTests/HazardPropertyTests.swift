import KirikaeEngine
import KirikaePlan
import KirikaeRunbook
import KirikaeService
import KirikaeSyntax
import KirikaeTestSupport
import Testing

@testable import KirikaeExplorer

/// Of the properties of `Docs/ExplorerProperties.md`, those that are about crashes, lost sites and what cannot be undone, on the shipped
/// runbooks.
@Suite struct HazardPropertyTests {
    private static let functions = ["call", "portal", "recording", "dns", "wde"]
    /// The places that cannot be used when the main site is lost.
    private static let placesOfMain: Set<String> = ["gax-j1", "reports-main"]

    private func explorer(of plan: Plan, breaks: Int = 0, keeping: Set<String> = []) throws -> Explorer {
        try Explorer(
            plan: plan,
            bounds: ExplorationBounds(breaks: breaks, outsideChanges: 0, troubles: 0, leavingOut: 0),
            usesIndependence: true, keeping: keeping)
    }

    // MARK: V5, V6

    /// After a crash at any moment, and after both answers to each step in doubt, a way leads to the end, and nothing is broken.
    @Test(arguments: ExploredPlans.functions.map(\.runbook)) func everyCrashLeadsOn(runbook: String) throws {
        let notice = try #require(ExploredPlans.functions.first { $0.runbook == runbook }).notice
        let plan = try ShippedLibrary.plan(runbook)
        var explorer = try explorer(of: plan, breaks: 1)
        let found = try explorer.explore(from: [try ExploredPlans.start(of: plan, notice: notice)])
        #expect(found.isComplete)
        #expect(found.completions > 0)
        let wrong = found.findings.filter { finding in
            switch finding.property {
            case .neverReached: false
            default: true
            }
        }
        #expect(wrong.isEmpty, "\(wrong.map { "\($0.property) \($0.way)" })")
        // Whoever is asked about a step in doubt may give both answers.
        var doubts: Set<String> = []
        for machine in explorer.machines.machines {
            guard let question = machine.openQuestion, case .inDoubt = question.kind else { continue }
            doubts.insert(question.step)
            let moves = explorer.machines.chains.rules.moves(
                of: machine, commands: [.ask(question)], reading: { _ in .unknown })
            let answers = moves.compactMap { if case .answered(_, let value) = $0.label { value } else { nil } }
            #expect(Set(answers).isSuperset(of: [DoubtChoice.done.rawValue, DoubtChoice.notDone.rawValue]))
        }
        let reached = plan.steps.indices.filter { explorer.machines.isReached[$0] }.map { plan.steps[$0] }
        let asking = reached.filter { step in
            let isPopulation = if case .population = step.action { true } else { false }
            return step.isAct && !step.changes.isEmpty && step.interrupted != .repeat && !isPopulation
        }
        let never = Set(asking.map(\.path)).subtracting(doubts)
        #expect(never.isEmpty, "never in doubt: \(never)")
    }

    // MARK: V7

    /// With the main site lost before the plan begins, the switchover needs nothing of it.
    @Test(arguments: [("platform.main", "stopped"), ("line.main", "down")])
    func mainLostNeedsNothingOfMain(variable: String, value: String) throws {
        for (runbook, notice) in [("plan.automatic-switchover", nil), ("portal.switchover", "portal")] {
            let plan = try ShippedLibrary.plan(runbook)
            var start = try notice.map { try ExploredPlans.start(of: plan, notice: $0) } ?? plan.service.startState
            start[variable] = value
            var explorer = try explorer(of: plan)
            let found = try explorer.explore(from: [start])
            #expect(found.completions > 0, "\(runbook)")
            #expect(!found.findings.contains { $0.property == .stuck || $0.property == .neverCompleted }, "\(runbook)")
            let used = plan.steps.indices.filter { explorer.machines.isReached[$0] }.compactMap { plan.steps[$0].place }
            #expect(!used.isEmpty && Self.placesOfMain.isDisjoint(with: used), "\(runbook) uses \(Set(used))")
        }
    }

    /// Wherever the switchover of the calls is when the DR site is lost, the plan for that leads to the main site if its processes run,
    /// and stops at the telephone if they do not.
    @Test func drLostOnTheWayLeadsBackToMain() throws {
        let forth = try ShippedLibrary.plan("call.switchover")
        let names = Set(forth.service.variables.map(\.name.value))
        var left = try explorer(of: forth, keeping: names)
        _ = try left.explore(from: [try ExploredPlans.start(of: forth, notice: "call")])
        let plan = try ShippedLibrary.plan("plan.dr-lost")
        var counts = (main: 0, none: 0)
        var seen: Set<ServiceState> = []
        for position in left.positionsWhereTheRunMayStop() {
            var start = left.service.state(left.table[position].service)
            guard seen.insert(start).inserted else { continue }
            start["platform.dr"] = "stopped"
            let mainRuns = start["call.main.processes"] == "running"
            var explorer = try explorer(of: plan)
            let found = try explorer.explore(from: [start])
            #expect((found.completions > 0) == mainRuns, "\(start.differences(from: plan.service.startState))")
            #expect(!mainRuns || !found.findings.contains { $0.property == .stuck })
            if mainRuns { counts.main += 1 } else { counts.none += 1 }
        }
        #expect(counts.main > 0 && counts.none > 0, "\(counts)")
    }

    // MARK: V8, V11

    /// No runbook has a point of no return: it can be gone through to its end (`everyCrashLeadsOn`), and from the end the way back leads
    /// to normal operation.
    @Test(arguments: functions) func fromTheEndTheWayBackLeadsToNormalOperation(function: String) throws {
        let back = try ShippedLibrary.plan("\(function).switchback")
        let service = back.service
        let names = Set(service.variables.map(\.name.value))
        var explorer = try explorer(of: back, keeping: names)
        let found = try explorer.explore(from: [try ExploredPlans.start(of: back, notice: function)])
        #expect(found.completions > 0)
        #expect(!found.findings.contains { $0.property == .stuck })
        for position in 0..<explorer.table.count {
            let state = explorer.table[position]
            guard explorer.machines.infos[Int(state.machine)].isCompleted else { continue }
            let different = explorer.service.state(state.service).differences(from: service.startState)
                .filter { service.variable($0)?.isExternal == false }
            #expect(different.isEmpty, "\(back.runbook)")
        }
    }

    /// Every step that changes something says what undoes it, or why nothing does.
    ///
    /// `kirikae check` refuses it otherwise (KRK0309). One step of the catalogue is undone by nothing.
    @Test func oneStepIsUndoneByNothing() throws {
        let irreversible = try ProjectFolder.runbookPaths().flatMap { path in
            try ProjectFolder.text(of: "Runbooks/" + path).split(separator: "\n")
                .filter { $0.contains("reverse: {none:") }.map { _ in path }
        }
        #expect(irreversible == ["support/report-rescue.yaml"])
    }

    // MARK: INV1 to INV14

    /// Every invariant can be broken.
    ///
    /// With no condition left in the runbooks, and one step that does not do what it should, some search breaks it. So none of them is
    /// vacuous, and the searches of the shipped runbooks would see it break.
    @Test func everyInvariantCanBeBroken() throws {
        var left = Set(try #require(ShippedLibrary.library.service).invariants.map(\.id.value))
        for (runbook, notice) in ExploredPlans.functions {
            let whole = try ShippedLibrary.plan(runbook)
            let usual = try ExploredPlans.start(of: whole, notice: notice)
            let bare = Self.bare(whole)
            for step in [nil] + bare.steps.indices.filter({ !bare.steps[$0].changes.isEmpty }).map({ Optional($0) }) {
                var plan = bare
                if let step { plan.steps[step].changes = [:] }
                let watch = InvariantWatch(plan: plan)
                guard !left.isDisjoint(with: watch.anytime.map(\.id.value) + watch.atEnd.map(\.id)) else { continue }
                let names = watch.variables
                var explorer = try explorer(of: plan)
                let found = try explorer.explore(
                    from: ExploredPlans.starts(around: usual, differingIn: names, of: plan.service))
                for finding in found.findings {
                    switch finding.property {
                    case .invariant(let id), .atEnd(let id): left.remove(id)
                    default: break
                    }
                }
            }
        }
        // No step has a part in the maintenance of the provider (`ShippedOutageTests` breaks INV12), and a step has its effect at once in
        // the model, so that one plan alone never has two of them under way: that is about another run beside it.
        #expect(left == ["INV10", "INV10-BATCHES", "INV12"])
    }

    /// A plan that asks for nothing, and in which every answer is taken.
    private static func bare(_ plan: Plan) -> Plan {
        var bare = plan
        for index in bare.steps.indices {
            bare.steps[index].preconditions = []
            bare.steps[index].verifications = []
            bare.steps[index].unless = nil
            guard case .manual(var manual) = bare.steps[index].action else { continue }
            manual.answer.reports = nil
            bare.steps[index].action = .manual(manual)
        }
        return bare
    }
}
