import KirikaePlan
import KirikaeRunbook

/// Drives a machine: carries out its commands in a world, records what happened, and tells the observer after that.
public struct Runner: Sendable {
    private let world: any World
    private let recorder: any Recorder
    private let clock: any Clock
    private let observer: any RunObserver
    private let isStopRequested: @Sendable () -> Bool

    /// Makes a runner.
    ///
    /// - Parameters:
    ///   - world: where the run happens.
    ///   - recorder: where its events are kept.
    ///   - clock: what time it is.
    ///   - observer: who is told of what was recorded.
    ///   - isStopRequested: asked before every command; once true, the run stops at the next place where nothing is in flight.
    public init(
        world: any World, recorder: any Recorder, clock: any Clock, observer: any RunObserver,
        isStopRequested: @escaping @Sendable () -> Bool = { false }
    ) {
        self.world = world
        self.recorder = recorder
        self.clock = clock
        self.observer = observer
        self.isStopRequested = isStopRequested
    }

    /// Runs until the run ends or stops.
    ///
    /// - Parameters:
    ///   - machine: the run, fresh or replayed.
    ///   - opening: the event it begins with: started or resumed.
    /// - Throws: what the recorder or the world throws, and `ImpossibleEvent`, which would be a defect of the engine.
    @discardableResult
    public func run(_ machine: inout RunMachine, opening: [RunEvent]) async throws -> RunResult {
        for event in opening { try await record(event, &machine) }
        while true {
            if isStopRequested(), machine.canStop {
                try await record(machine.stopEvent(.signal), &machine)
            }
            switch machine.next() {
            case .record(let event): try await record(event, &machine)
            case .probe(let index, let variables):
                let step = machine.plan.steps[index]
                let observations = await world.observe(variables, for: step)
                try await record(.observed(step: step.path, observations), &machine)
            case .perform(let index, let attempt):
                try await perform(machine.plan.steps[index], attempt: attempt, &machine)
            case .ask(let question): try await ask(question, &machine)
            case .wait(let milliseconds):
                await wait(milliseconds)
                try await record(.waited, &machine)
            case .finish(let result): return result
            }
        }
    }

    /// How long a wish to stop may go unnoticed while waiting, in milliseconds.
    private static let sliceMilliseconds: Int64 = 1_000

    private func wait(_ milliseconds: Int64) async {
        var left = milliseconds
        while left > 0, !isStopRequested() {
            let slice = min(left, Self.sliceMilliseconds)
            await clock.sleep(milliseconds: slice)
            left -= slice
        }
    }

    private func record(_ event: RunEvent, _ machine: inout RunMachine) async throws {
        let stamp = clock.now()
        if machine.isNews(event) { try await recorder.record(event, at: stamp) }
        try machine.apply(event, at: stamp)
        observer.happened(event, at: stamp, in: machine)
    }

    private func perform(_ step: PlanStep, attempt: Int, _ machine: inout RunMachine) async throws {
        guard case .command(let command) = step.action else {
            throw ImpossibleEvent(event: .intent(step: step.path, attempt: attempt), at: step.path)
        }
        var current = machine
        let outcome = try await world.perform(command, of: step, attempt: attempt) { progress in
            switch progress {
            case .spawned(let child):
                try await record(.spawned(step: step.path, attempt: attempt, child), &current)
            case .output(let bytes):
                try await record(.output(step: step.path, attempt: attempt, bytes), &current)
            }
        }
        machine = current
        try await record(.performed(step: step.path, attempt: attempt, outcome), &machine)
    }

    private func ask(_ question: Question, _ machine: inout RunMachine) async throws {
        do {
            let answer = try await world.answer(question, in: machine)
            if let problem = machine.check(answer, to: question.id) { throw problem }
            try await record(.answered(question: question.id, answer), &machine)
        } catch let note as OperatorNote {
            try await record(.noted(step: question.step, text: note.text, by: note.by), &machine)
        } catch NoAnswer.nobody {
            try await record(machine.stopEvent(.needsPerson), &machine)
        } catch NoAnswer.stop {
            try await record(machine.stopEvent(.person), &machine)
        }
    }
}
