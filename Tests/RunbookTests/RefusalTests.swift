import KirikaeDiagnostics
import KirikaeEngine
import KirikaePlan
import KirikaeRunbook
import KirikaeService
import KirikaeSyntax
import KirikaeWorlds
import Testing

/// What the manual forbids is refused before anything is touched, with the manual's reason in both languages.
@Suite struct RefusalTests {
    /// Something forbidden.
    struct Case: Sendable, CustomTestStringConvertible {
        var testDescription: String
        var runbook: String
        var situation: Situation
        /// Where the world differs from the usual one; nil is unknown.
        var world: [String: String?] = [:]
        /// The fact behind the refusal, and a word of its reason in each language.
        var fact: String
        var reason: LocalizedText
    }

    private static let callAndPortal: Set<String> = ["call", "portal"]

    static let plans: [Case] = [
        Case(
            testDescription: "no notice", runbook: "plan.switchover", situation: Situation(functions: []),
            fact: "M2-X1", reason: LocalizedText(ja: "故障情報または工事情報が必要", en: "must call for a switchover")),
        Case(
            testDescription: "DNS before maintenance", runbook: "plan.switchover",
            situation: Situation(cause: "maintenance", functions: ["dns", "call"]), fact: "M3.3-X1",
            reason: LocalizedText(ja: "メンテナンスの前後", en: "before or after maintenance")),
        Case(
            testDescription: "DNS after maintenance", runbook: "plan.switchback",
            situation: Situation(cause: "maintenance", functions: ["dns", "call"]), fact: "M3.3-X1",
            reason: LocalizedText(ja: "メンテナンスの前後", en: "before or after maintenance")),
        Case(
            testDescription: "batch 1.41 on Windows 11", runbook: "plan.switchover",
            situation: Situation(cause: "maintenance", functions: ["wde"]), world: ["wde.files": "wrong"],
            fact: "M3.5.2-Z1", reason: LocalizedText(ja: "Windows 11 は v1.40", en: "v1.40 for Windows 11")),
        Case(
            testDescription: "no switch files", runbook: "plan.switchback",
            situation: Situation(cause: "maintenance", functions: ["wde"]), world: ["wde.files": "absent"],
            fact: "M3.5.2-Z1", reason: LocalizedText(ja: "Windows 11 は v1.40", en: "v1.40 for Windows 11")),
        Case(
            testDescription: "recording without the option", runbook: "plan.switchover",
            situation: Situation(functions: ["recording"]), world: ["option.recording": "not-bought"],
            fact: "M1.6-P1", reason: LocalizedText(ja: "有料オプション", en: "paid option")),
        Case(
            testDescription: "a PC that trusts dbs01 hosts", runbook: "plan.switchover",
            situation: Situation(functions: callAndPortal), world: ["batch-pc.trusted-hosts": "wrong"],
            fact: "M3.1.2-Z3", reason: LocalizedText(ja: "バッチ用 PC", en: "batch PC")),
        Case(
            testDescription: "a deploy is under way", runbook: "plan.switchover",
            situation: Situation(functions: ["call"]), world: ["gax.session": "deploying"],
            fact: "M5-T33", reason: LocalizedText(ja: "1 つ", en: "one construction administrator account")),
        Case(
            testDescription: "another deploy is under way", runbook: "plan.switchback",
            situation: Situation(functions: ["recording"]), world: ["gax.session": "deploying"],
            fact: "M5-T33", reason: LocalizedText(ja: "1 つ", en: "one construction administrator account")),
        Case(
            testDescription: "the main GAX is gone", runbook: "plan.switchover",
            situation: Situation(functions: ["call"]), world: ["platform.main": "stopped"],
            fact: "M3-Z3", reason: LocalizedText(ja: "故障受付", en: "fault reception")),
        Case(
            testDescription: "the plan leaves out what the notice names", runbook: "plan.switchover",
            situation: Situation(functions: ["call"]), world: ["notice.recording": "switchover"],
            fact: "M2.2-K2", reason: LocalizedText(ja: "通知が挙げた機能だけ", en: "exactly the functions")),
        Case(
            testDescription: "a fault plan on maintenance information", runbook: "plan.switchover",
            situation: Situation(functions: ["call"]), world: ["notice.cause": "maintenance"],
            fact: "M2-Z4", reason: LocalizedText(ja: "通知の理由", en: "another cause")),
        Case(
            testDescription: "both sites are down", runbook: "plan.automatic-switchover",
            situation: Situation(functions: []), world: ["platform.main": "stopped", "platform.dr": "stopped"],
            fact: "M2.1-E1", reason: LocalizedText(ja: "両方の拠点", en: "Both sites")),
        Case(
            testDescription: "nothing was switched automatically", runbook: "plan.automatic-switchover",
            situation: Situation(functions: []), fact: "M2.1-C1",
            reason: LocalizedText(ja: "自動の切り替えは起きていません", en: "No automatic switch has happened")),
        Case(
            testDescription: "a drill without agreement", runbook: "plan.drill", situation: Situation(functions: []),
            fact: "M2-N1", reason: LocalizedText(ja: "営業担当者", en: "sales representative")),
    ]

    @Test(arguments: plans)
    func isRefused(_ entry: Case) async throws {
        let takesAll = ["plan.switchover", "plan.switchback"].contains(entry.runbook)
        let plan = try ShippedLibrary.plan(entry.runbook, with: takesAll ? entry.situation.arguments : [:])
        let direction = entry.runbook == "plan.switchback" ? "switchback" : "switchover"
        var changes = entry.situation.notices(direction).mapValues(Optional.some)
        changes.merge(entry.world) { $1 }
        let start = plan.service.startState
        let run = try await Rehearsed.through(plan, from: start, changes: changes)
        #expect(run.machine.result == .refused, "\(run.ending)")
        #expect(!run.machine.hasTouchedAnything)
        expectReason(run, fact: entry.fact, reason: entry.reason)
        // The control: with the usual world in its place the very same plan is not refused.
        guard !entry.world.isEmpty, takesAll else { return }
        let from = direction == "switchback" ? try await afterSwitchover(entry.situation) : start
        let control = try await Rehearsed.through(plan, from: from, changes: entry.situation.notices(direction))
        #expect(control.machine.result == .completed, "\(control.ending)")
    }

    /// After 8 hours or an unknown time nothing is switched back before the reports are saved.
    @Test(arguments: ["8h-or-more", nil], ["call", "recording", "wde", "portal"])
    func noSwitchbackBeforeTheReportsAreSaved(outage: String?, function: String) async throws {
        let situation = Situation(functions: [function])
        let plan = try ShippedLibrary.plan("\(function).switchback")
        var changes = situation.notices("switchback").mapValues(Optional.some)
        changes["outage.main"] = .some(outage)
        let there = try await afterSwitchover(situation)
        let run = try await Rehearsed.through(plan, from: there, changes: changes) { Unhelpful(model: $0) }
        #expect(run.machine.result == .refused, "\(run.ending)")
        expectReason(run, fact: "M1.5.1-S1", reason: LocalizedText(ja: "8 時間", en: "8 hours"))
        changes["reports.dr-period"] = "saved"
        // The control: with the reports saved the plan that has this procedure goes through.
        let whole = try ShippedLibrary.plan("plan.switchback", with: situation.arguments)
        let control = try await Rehearsed.through(whole, from: there, changes: changes)
        #expect(control.machine.result == .completed, "\(control.ending)")
    }

    /// The DR processes stop between the check and the deploy: the gate of the deploy holds.
    @Test func theDRSiteStopsAfterTheCheck() async throws {
        let scenario = try #require(ShippedLibrary.library.scenarios["dr-stops-after-the-check"])
        let situation = Situation(functions: ["call"])
        let plan = try ShippedLibrary.plan("plan.switchover", with: situation.arguments)
        let run = try await Rehearsed.through(
            plan, from: plan.service.startState, changes: situation.notices("switchover"), events: scenario.events)
        #expect(run.machine.result == .stopped(.needsPerson))
        #expect(run.state["call.main.processes"] == "running")
        expectReason(run, fact: "M3.5.1.2-E1", reason: LocalizedText(ja: "発着信", en: "no call"))
    }

    /// The last site that runs is never stopped, in either direction.
    @Test(arguments: ["stopped", "partial", "starting"])
    func theLastSiteIsNotStopped(processes: String) async throws {
        let situation = Situation(functions: ["call"])
        let over = try ShippedLibrary.plan("plan.switchover", with: situation.arguments)
        var changes = situation.notices("switchover").mapValues(Optional.some)
        changes["call.dr.processes"] = processes
        let there = try await Rehearsed.through(over, from: over.service.startState, changes: changes)
        // Only the wizard shows them, so the run stops at the page that does, before anything is stopped.
        #expect(there.machine.result == .stopped(.needsPerson))
        #expect(there.machine.currentStep?.path == "plan.switchover/call/check-dr/read-status", "\(there.ending)")
        #expect(there.state["call.main.processes"] == "running")

        let back = try ShippedLibrary.plan("plan.switchback", with: situation.arguments)
        changes = situation.notices("switchback").mapValues(Optional.some)
        changes["call.main.processes"] = processes
        let run = try await Rehearsed.through(back, from: try await afterSwitchover(situation), changes: changes)
        #expect(run.machine.result == .refused)
        #expect(run.state["call.dr.processes"] == "running")
        expectReason(run, fact: "M3.5.1.2-E1", reason: LocalizedText(ja: "発着信", en: "no call can be"))
    }

    /// The same plan with its two batches the wrong way round stops before the MMF batch.
    @Test(arguments: ["switchover", "switchback"])
    func theMMFBatchDoesNotComeFirst(direction: String) async throws {
        let situation = Situation(functions: ["portal"])
        var plan = try ShippedLibrary.plan("plan.\(direction)", with: situation.arguments)
        let batches = plan.steps.indices.filter { plan.steps[$0].isDoneByMachine }
        try #require(batches.count == 2)
        plan.steps.swapAt(batches[0], batches[1])
        let start = direction == "switchover" ? plan.service.startState : try await afterSwitchover(situation)
        let run = try await Rehearsed.through(plan, from: start, changes: situation.notices(direction))
        #expect(run.machine.result == .stopped(.needsPerson))
        #expect(run.machine.currentStep?.path.hasSuffix("mmf") == true, "\(run.ending)")
        #expect(run.state["portal.mmf"] == start["portal.mmf"])
        expectReason(run, fact: "M3.6-P1", reason: LocalizedText(ja: "DB", en: "DB"))
    }

    private func afterSwitchover(_ situation: Situation) async throws -> ServiceState {
        let plan = try ShippedLibrary.plan("plan.switchover", with: situation.arguments)
        let run = try await Rehearsed.through(
            plan, from: plan.service.startState, changes: situation.notices("switchover"))
        try #require(run.machine.result == .completed, "\(run.ending)")
        return run.state
    }

    private func expectReason(
        _ run: Rehearsed, fact: String, reason: LocalizedText, sourceLocation: Testing.SourceLocation = #_sourceLocation
    ) {
        let behind = run.unmet.filter { $0.source.contains(fact) }
        #expect(!behind.isEmpty, "\(run.ending) \(run.unmet.flatMap(\.source))", sourceLocation: sourceLocation)
        let texts = behind.compactMap(\.because)
        #expect(
            texts.contains { $0.ja.contains(reason.ja) && $0.en.contains(reason.en) },
            "\(texts.map(\.ja)) \(texts.map(\.en))", sourceLocation: sourceLocation)
    }
}
