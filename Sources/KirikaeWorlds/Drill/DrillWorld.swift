import KirikaeEngine
import KirikaePlan
import KirikaeRunbook
import KirikaeService
import KirikaeSyntax
import Synchronization

/// A world in which a scenario happens as well: what it says of a step happens at that step, in the simulated service.
///
/// Everything else is done by the world it surrounds, which knows nothing of it.
public final class DrillWorld: World {
    private let base: any World
    private let control: SimulatorControl
    private let pending: Mutex<[Scenario.Event]>
    /// Keeps the record of the exercise as evidence when the run ends or stops.
    private let evidence: @Sendable (RunEvent, RunMachine) async throws -> Attachment?

    /// Surrounds a world.
    ///
    /// - Parameters:
    ///   - base: what does everything.
    ///   - control: the control server of the simulated service.
    ///   - events: what happens from outside on the way; what lay before the start has happened by now.
    ///   - evidence: keeps the record of the exercise when the run ends or stops; nil if there is none.
    public init(
        _ base: any World, control: SimulatorControl, events: [Scenario.Event],
        evidence: @escaping @Sendable (RunEvent, RunMachine) async throws -> Attachment? = { _, _ in nil }
    ) {
        self.base = base
        self.control = control
        self.evidence = evidence
        pending = Mutex(
            events.filter {
                switch $0.moment {
                case .before, .after: true
                case .time, .ago: false
                }
            })
    }

    /// Tells the simulated service what happens at a time; it counts from now.
    public static func schedule(_ events: [Scenario.Event], on control: SimulatorControl) async throws {
        for event in events {
            if case .time(let time) = event.moment {
                try await control.inject(event.values, afterMilliseconds: time.count)
            }
        }
    }

    /// Looks as the surrounded world does.
    public func observe(_ variables: [String], for step: PlanStep) async -> [Observation] {
        await base.observe(variables, for: step)
    }

    /// Carries the step out, with what happens just before and just after it.
    public func perform(
        _ action: PlanStep.Action, of step: PlanStep, attempt: Int, report: (ActionProgress) async throws -> Void
    ) async throws -> Outcome {
        try await happen { $0 == .before(step.path) || $0 == .before(step.definition) }
        let outcome = try await base.perform(action, of: step, attempt: attempt, report: report)
        try await happen { $0 == .after(step.path) || $0 == .after(step.definition) }
        return outcome
    }

    /// Does an item; what happens before the step does so before its first one, what happens after it after that.
    public func perform(
        _ work: ItemWork, for item: InventoryItem, of step: PlanStep, attempt: Int
    ) async throws -> ItemResult {
        try await happen { $0 == .before(step.path) || $0 == .before(step.definition) }
        let result = try await base.perform(work, for: item, of: step, attempt: attempt)
        try await happen { $0 == .after(step.path) || $0 == .after(step.definition) }
        return result
    }

    /// Looks as the surrounded world does.
    public func wasDone(_ work: ItemWork, for item: InventoryItem, of step: PlanStep) async -> Bool {
        await base.wasDone(work, for: item, of: step)
    }

    /// Gets the answer, with what happens before and after a step that a person does.
    public func answer(_ question: Question, in machine: RunMachine) async throws -> Answer {
        guard question.isOfAction, let step = machine.currentStep else {
            return try await base.answer(question, in: machine)
        }
        try await happen { $0 == .before(step.path) || $0 == .before(step.definition) }
        let answer = try await base.answer(question, in: machine)
        try await happen { $0 == .after(step.path) || $0 == .after(step.definition) }
        return answer
    }

    /// Tells as the surrounded world does.
    public func send(_ notice: DueNotice, in machine: RunMachine) async -> NoticeOutcome {
        await base.send(notice, in: machine)
    }

    /// The record of the exercise.
    public func closingEvidence(before ending: RunEvent, in machine: RunMachine) async throws -> Attachment? {
        try await evidence(ending, machine)
    }

    /// Makes happen, once, what is due at a moment.
    private func happen(_ isDue: (Scenario.Moment) -> Bool) async throws {
        while let event = pending.withLock({ events in
            events.firstIndex { isDue($0.moment) }.map { events.remove(at: $0) }
        }) {
            for (program, behaviour) in event.programs {
                try await control.setBehaviour(of: program.value, to: behaviour)
            }
            if !event.changes.isEmpty { try await control.inject(event.values) }
        }
    }
}

extension Question {
    /// Whether a person carries out a step's action with the answer.
    fileprivate var isOfAction: Bool {
        switch kind {
        case .manual, .approval, .population, .items: true
        case .observe, .problem, .inDoubt, .changedMeanwhile: false
        }
    }
}
