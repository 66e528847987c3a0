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

/// Every shipped file is checked, planned and rehearsed; its plan is a snapshot that reviewers read.
@Suite struct ShippedRunbookTests {
    @Test func nothingIsWrongWithAnyFile() {
        let renderer = DiagnosticRenderer(language: .en, sources: [:])
        #expect(
            ShippedLibrary.library.diagnostics.all.isEmpty, "\(renderer.render(ShippedLibrary.library.diagnostics))")
        #expect(ShippedLibrary.library.runbooks.count >= 8)
    }

    @Test(arguments: ShippedLibrary.runnable.map(\.runbook), Language.allCases)
    func planIsAsReviewed(runbook: String, language: Language) throws {
        let plan = try ShippedLibrary.plan(runbook)
        let text = PlanText(
            plan: plan, wording: ScreenWording(language: language), style: Style(isColoured: false)
        ).text
        assertSnapshot(text, named: "\(runbook).\(language.rawValue)")
    }

    @Test(arguments: ["drill", "production.example"])
    func everyPlanCanBeMadeForEveryEnvironment(environment: String) throws {
        for entry in ShippedLibrary.runnable {
            _ = try ShippedLibrary.plan(entry.runbook, environment: environment)
        }
    }

    @Test(arguments: ShippedLibrary.runnable.filter { $0.notice == "switchover" }.map(\.runbook))
    func switchoverIsRehearsedFromNormalOperation(runbook: String) async throws {
        let plan = try ShippedLibrary.plan(runbook)
        let world = try ShippedLibrary.world(from: plan.service.startState, notice: "switchover")
        let (result, machine) = try await ShippedLibrary.rehearse(plan, in: world)
        #expect(
            result == .completed, "at \(machine.currentStep?.path ?? "") \(String(describing: machine.lastQuestion))")
        #expect(world.violations.isEmpty)
    }

    @Test(arguments: ShippedLibrary.runnable.filter { $0.notice == "switchback" }.map(\.runbook))
    func switchbackIsRehearsedFromTheDRSite(runbook: String) async throws {
        let plan = try ShippedLibrary.plan(runbook)
        let world = try ShippedLibrary.world(from: await ShippedLibrary.afterSwitchover(), notice: "switchback")
        let (result, machine) = try await ShippedLibrary.rehearse(plan, in: world)
        #expect(
            result == .completed, "at \(machine.currentStep?.path ?? "") \(String(describing: machine.lastQuestion))")
        #expect(world.violations.isEmpty)
    }

    @Test func switchbackUndoesSwitchover() async throws {
        let plan = try ShippedLibrary.plan("plan.switchback")
        let there = try await ShippedLibrary.afterSwitchover()
        var start = plan.service.startState
        #expect(!there.differences(from: start).isEmpty)
        let world = try ShippedLibrary.world(from: there, notice: "switchback")
        let (result, _) = try await ShippedLibrary.rehearse(plan, in: world)
        #expect(result == .completed)
        start["notice.call"] = "switchback"
        start["notice.portal"] = "switchback"
        #expect(world.predictedState.differences(from: start) == [])
    }

    @Test(arguments: ["stopped", "partial", "starting"])
    func theDRProcessesAreNotStoppedWhileAMainProcessIsDown(processes: String) async throws {
        let plan = try ShippedLibrary.plan("call.switchback")
        var state = try await ShippedLibrary.afterSwitchover()
        state["call.main.processes"] = processes
        let world = try ShippedLibrary.world(from: state, notice: "switchback")
        let (result, machine) = try await ShippedLibrary.rehearse(plan, in: world)
        #expect(result == .refused)
        #expect(!machine.hasTouchedAnything)
        guard case .problem(.gate(.preconditions, .notMet, let unmet))? = machine.lastQuestion?.kind,
            let step = machine.currentStep
        else {
            Issue.record("refused for another reason: \(String(describing: machine.lastQuestion))")
            return
        }
        let conditions = unmet.map { step.preconditions[$0].condition }
        #expect(conditions.contains { $0.source.contains("M3.5.1.2-E1") && $0.because != nil })
    }

    @Test func theGuardHoldsEvenWhereTheAuthorForgot() throws {
        for (runbook, site, other) in [("call.switchover", "main", "dr"), ("call.switchback", "dr", "main")] {
            let plan = try ShippedLibrary.plan(runbook)
            let stop = try #require(plan.steps.first { $0.changes["call.\(site).processes"] == "stopped" })
            let guards = stop.preconditions.filter { $0.origin == .invariant("INV1") }
            #expect(guards.flatMap(\.condition.variables) == ["call.\(other).processes"])
        }
    }

    @Test func aNewLoginAfterTheRestartOfMainIsAskedNotAssumed() async throws {
        let plan = try ShippedLibrary.plan("call.switchover")
        let world = try ShippedLibrary.world(from: plan.service.startState, notice: "switchover")
        var machine = RunMachine(plan: plan)
        let answers = AnswerKeeper()
        let runner = Runner(world: world, recorder: answers, clock: world, observer: Silent())
        try await runner.run(&machine, opening: [.started(ShippedLibrary.header(plan))])
        #expect(answers.bases.contains(.cannotKnow), "M1.2-Z3 must not be predicted")
    }

    @Test func everyStepSaysAllItMust() throws {
        for entry in ShippedLibrary.runnable {
            for step in try ShippedLibrary.plan(entry.runbook).steps where step.isAct {
                #expect(!step.preconditions.isEmpty, "\(step.path) has no precondition")
                #expect(!step.verifications.isEmpty, "\(step.path) has no verification")
                #expect(!step.source.isEmpty, "\(step.path) cites nothing")
                #expect(step.typical != nil && step.timeout != nil, "\(step.path) has no times")
                let times = (step.typical ?? Milliseconds(0), step.timeout ?? Milliseconds(0))
                #expect(times.0 < times.1, "\(step.path) times out before its typical end")
            }
        }
    }
}

/// Keeps what the answers of a rehearsal rest on.
final class AnswerKeeper: Recorder {
    private let kept = Kept<Basis>()

    func record(_ event: RunEvent, at stamp: Stamp) async throws {
        if case .answered(_, let answer) = event { kept.append(answer.basis) }
    }

    func synchronize() async throws {}

    var bases: [Basis] { kept.all }
}
