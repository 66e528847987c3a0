import KirikaeEngine
import KirikaePlan
import KirikaeRunbook
import KirikaeSimulator
import KirikaeSyntax

/// A world in which every step takes the time that is usual for it: what a person is done with early he is done with then, and
/// while a real program waits for the simulated service, that time passes.
struct UnhurriedWorld: World {
    let base: any World
    let clock: VirtualClock
    let service: SimulatedService

    /// How long a program may do nothing, in real time, before it counts as one that hangs.
    private static let patience = Duration.seconds(3)

    func observe(_ variables: [String], for step: PlanStep) async -> [Observation] {
        await base.observe(variables, for: step)
    }

    func perform(
        _ action: PlanStep.Action, of step: PlanStep, attempt: Int, report: (ActionProgress) async throws -> Void
    ) async throws -> Outcome {
        let start = clock.milliseconds
        let end = start + (step.typical?.count ?? 0)
        let limit = start + (step.timeout?.count ?? 0) + 1
        let seen = try await service.events.count
        let passing = Task { [clock, service] in
            let begin = ContinuousClock.now
            while !Task.isCancelled {
                let news = try await service.events.dropFirst(seen)
                if news.contains(where: { $0.kind == .programCommand }) { clock.advance(to: end) }
                // It has begun nothing: from here on only its limit ends it.
                if begin.duration(to: .now) > Self.patience { clock.advance(to: limit) }
                try await Task.sleep(for: .milliseconds(5))
            }
        }
        defer { passing.cancel() }
        let outcome = try await base.perform(action, of: step, attempt: attempt, report: report)
        clock.advance(to: end)
        return outcome
    }

    func answer(_ question: Question, in machine: RunMachine) async throws -> Answer {
        let start = clock.milliseconds
        let answer = try await base.answer(question, in: machine)
        if question.takesTime { clock.advance(to: start + (machine.currentStep?.typical?.count ?? 0)) }
        return answer
    }
}

extension Question {
    /// Whether a person does what the step says before answering.
    fileprivate var takesTime: Bool {
        switch kind {
        case .manual: true
        case .approval(let given, _): given.isEmpty
        case .population(let wave, _), .items(let wave, _, _): wave == 0
        case .observe, .problem, .inDoubt, .changedMeanwhile: false
        }
    }
}
