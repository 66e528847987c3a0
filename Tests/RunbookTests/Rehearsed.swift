import KirikaeEngine
import KirikaePlan
import KirikaeRunbook
import KirikaeService
import KirikaeSyntax
import KirikaeWorlds
import Testing

/// A plan that was gone through, and what came of it.
struct Rehearsed {
    var plan: Plan
    var machine: RunMachine
    var model: RehearsalWorld

    var state: ServiceState { model.predictedState }

    /// What the run ended at, for the message of a failed expectation.
    var ending: String {
        "\(machine.currentStep?.path ?? "end") \(String(describing: machine.lastQuestion?.kind))"
    }

    /// The conditions that were not met where the run ended; none where it ended for another reason.
    var unmet: [Condition] {
        guard case .problem(.gate(let gate, _, let unmet))? = machine.lastQuestion?.kind, let step = machine.currentStep
        else { return [] }
        let conditions = gate == .verifications ? step.verifications : step.preconditions
        return unmet.map { conditions[$0].condition }
    }

    /// The variables whose value nobody knows at the end.
    var open: [String] {
        plan.service.variables.map(\.name.value).filter { state[$0] == nil }.sorted()
    }

    /// The step's conditions after the last one, as the whole plan promises them.
    var promises: [Condition] { plan.steps.last?.verifications.map(\.condition) ?? [] }

    /// Goes through a plan.
    ///
    /// - Parameters:
    ///   - changes: where the world differs from `state`; nil is unknown.
    ///   - world: makes the world that is asked, of the model.
    static func through(
        _ plan: Plan, from state: ServiceState, changes: [String: String?] = [:], events: [Scenario.Event] = [],
        in world: (RehearsalWorld) -> any World = { $0 }
    ) async throws -> Rehearsed {
        var known = [String: (value: String?, basis: Basis)]()
        for variable in plan.service.variables { known[variable.name.value] = (state[variable.name.value], .assumed) }
        for (variable, value) in changes { known[variable] = (value, .assumed) }
        let model = try RehearsalWorld(model: plan.service, known: known, events: events)
        var machine = RunMachine(plan: plan)
        let runner = Runner(
            world: world(model), recorder: Forget(), clock: model, observer: Silent(), callsAtOnce: 1)
        try await runner.run(&machine, opening: [.started(ShippedLibrary.header(plan))])
        return Rehearsed(plan: plan, machine: machine, model: model)
    }
}

/// A person who says nothing about a step that cannot go on: not even that nobody can know.
struct Unhelpful: World {
    var model: RehearsalWorld

    func observe(_ variables: [String], for step: PlanStep) async -> [Observation] {
        await model.observe(variables, for: step)
    }

    func perform(
        _ action: PlanStep.Action, of step: PlanStep, attempt: Int, report: (ActionProgress) async throws -> Void
    ) async throws -> Outcome {
        try await model.perform(action, of: step, attempt: attempt, report: report)
    }

    func answer(_ question: Question, in machine: RunMachine) async throws -> Answer {
        if case .problem = question.kind { throw NoAnswer.nobody }
        return try await model.answer(question, in: machine)
    }
}
