import KirikaeEngine
import KirikaePlan
import KirikaeRunbook
import KirikaeService
import KirikaeSyntax
import KirikaeWorlds
import Testing

/// The plans that begin with a loss, each with the switchback that follows, and the drill.
@Suite struct PlanPairTests {
    /// What stays behind whatever is switched back: what was said, what happened, and the files that were saved.
    private static let history: Set<String> = ["outage.main", "reports.dr-period", "calls.in-progress"]

    @Test(arguments: ["under-8h", "8h-or-more", nil])
    func anAutomaticSwitchIsSwitchedBack(outage: String?) async throws {
        let plan = try ShippedLibrary.plan("plan.automatic-switchover")
        let start = plan.service.startState
        let there = try await Rehearsed.through(
            plan, from: start,
            changes: ["platform.main": "stopped", "outage.main": outage, "notice.cause": "fault"])
        #expect(there.machine.result == .completed, "\(there.ending)")
        #expect(there.model.violations.isEmpty)
        for (variable, value) in ["agents.site": "dr", "number.destination": "dr", "report.tools": "dr"] {
            #expect(there.state[variable] == value)
        }
        #expect(there.open == (outage == nil ? ["outage.main"] : []))
        // No procedure of chapter 3: nothing but the number is changed by a step of the plan.
        let changed = Set(plan.steps.flatMap(\.changes.keys))
        #expect(changed == ["number.destination", "report.tools"])

        var recovered = there.state
        recovered["platform.main"] = "running"
        let home = try await switchBack(from: recovered, outage: outage)
        // After 8 hours the main site never aggregates what the DR site collected (M1.5.1-R4).
        let left = outage == "under-8h" ? [] : ["aggregation.main"]
        #expect(home.state.differences(from: start).filter { !isHistory($0) } == left)
    }

    @Test func theLossOfTheDRSiteEndsAtTheMainSite() async throws {
        let everything = Situation(functions: Set(Situation.functionNames))
        let over = try ShippedLibrary.plan("plan.switchover", with: everything.arguments)
        let start = over.service.startState
        let there = try await Rehearsed.through(over, from: start, changes: everything.notices("switchover"))
        let plan = try ShippedLibrary.plan("plan.dr-lost")
        let lost = try await Rehearsed.through(plan, from: there.state, changes: ["platform.dr": "stopped"])
        #expect(lost.machine.result == .completed, "\(lost.ending)")
        for (variable, value) in ["agents.site": "main", "number.destination": "main", "report.tools": "main"] {
            #expect(lost.state[variable] == value)
        }

        var recovered = lost.state
        recovered["platform.dr"] = "running"
        let home = try await switchBack(from: recovered, outage: "none")
        #expect(home.state.differences(from: start).filter { !isHistory($0) } == [])
    }

    @Test func withBothSitesDownTheLossOfTheDRSiteStops() async throws {
        let plan = try ShippedLibrary.plan("plan.dr-lost")
        let run = try await Rehearsed.through(
            plan, from: plan.service.startState,
            changes: ["platform.dr": "stopped", "platform.main": "stopped", "agents.site": "dr"])
        #expect(run.machine.result == .stopped(.needsPerson), "\(run.ending)")
        #expect(run.unmet.contains { $0.source.contains("M2.1-E1") })
    }

    @Test(arguments: [false, true])
    func theDrillEndsWhereItBegan(recording: Bool) async throws {
        let plan = try ShippedLibrary.plan("plan.drill", with: ["recording": String(recording)])
        let scenario = try #require(ShippedLibrary.library.scenarios["whole-drill"])
        let start = plan.service.startState
        var events = scenario.events
        var changes: [String: String?] = ["notice.call": "switchover", "notice.portal": "switchover"]
        if recording {
            changes["notice.recording"] = "switchover"
            let change = try #require(events[0].changes.first { $0.variable.value == "notice.call" })
            var extra = change
            extra.variable.value = "notice.recording"
            events[0].changes.append(extra)
        }
        let run = try await Rehearsed.through(plan, from: start, changes: changes, events: events)
        #expect(run.machine.result == .completed, "\(run.ending)")
        #expect(run.model.violations.isEmpty)
        #expect(run.open == [])
        #expect(run.state.differences(from: start).filter { !isHistory($0) } == [])
    }

    /// The switchback of whatever is not at the main site, as its recovery report would name it.
    private func switchBack(from state: ServiceState, outage: String?) async throws -> Rehearsed {
        let places = [
            "dns": "dns.setting", "recording": "recording.reflection", "wde": "wde.preference", "call": "agents.site",
            "portal": "portal.db",
        ]
        let situation = Situation(functions: Set(places.filter { state[$0.value] != "main" }.keys))
        let plan = try ShippedLibrary.plan("plan.switchback", with: situation.arguments)
        var changes = situation.notices("switchback").mapValues(Optional.some)
        changes["outage.main"] = .some(outage)
        let home = try await Rehearsed.through(plan, from: state, changes: changes)
        #expect(home.machine.result == .completed, "\(situation) \(home.ending)")
        #expect(home.model.violations.isEmpty)
        return home
    }

    private func isHistory(_ variable: String) -> Bool {
        Self.history.contains(variable) || variable.hasPrefix("notice.")
    }
}
