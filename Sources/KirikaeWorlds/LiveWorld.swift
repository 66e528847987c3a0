import KirikaeEngine
import KirikaePlan
import KirikaeRunbook
import KirikaeService
import KirikaeSyntax

/// The real world, or a drill's: programs, addresses and people of an environment.
public struct LiveWorld: World {
    private let probe: EnvironmentProbe
    private let program: CommandExecutor
    private let population: PopulationExecutor
    private let request: RequestExecutor
    private let operators: [any Operator]
    private let sender: NoticeSender
    private let plan: Plan
    private let run: String

    /// Makes a world.
    ///
    /// - Parameters:
    ///   - plan: the plan, with its environment.
    ///   - run: the identifier of the run; children carry it.
    ///   - clock: decides when a program has run too long.
    ///   - operators: who may answer, asked in this order.
    public init(plan: Plan, run: String, clock: any Clock, operators: [any Operator]) {
        probe = EnvironmentProbe(environment: plan.environment, service: plan.service)
        request = RequestExecutor(environment: plan.environment, run: run)
        program = CommandExecutor(environment: plan.environment, run: run, clock: clock)
        population = PopulationExecutor(environment: plan.environment, run: run, clock: clock)
        self.operators = operators
        sender = NoticeSender(environment: plan.environment)
        self.plan = plan
        self.run = run
    }

    /// Looks at variables the way the environment says.
    public func observe(_ variables: [String], for step: PlanStep) async -> [Observation] {
        await probe.observe(variables)
    }

    /// Starts the program on its host and carries on the conversation, or sends the request.
    public func perform(
        _ action: PlanStep.Action, of step: PlanStep, attempt: Int, report: (ActionProgress) async throws -> Void
    ) async throws -> Outcome {
        switch action {
        case .command(let command):
            try await program.perform(command, of: step, attempt: attempt, report: report)
        case .http(let http): try await request.perform(http, of: step, attempt: attempt, report: report)
        case .none, .manual, .wait, .population, .approve: .failed(.notStarted(reason: "nothing for a program to do"))
        }
    }

    /// Starts the program that goes to each item.
    public func perform(
        _ work: ItemWork, for item: InventoryItem, of step: PlanStep, attempt: Int
    ) async throws -> ItemResult {
        try await population.perform(work, for: item, of: step, attempt: attempt)
    }

    /// Starts the program that only looks.
    public func wasDone(_ work: ItemWork, for item: InventoryItem, of step: PlanStep) async -> Bool {
        await population.wasDone(work, for: item, of: step)
    }

    /// Asks the operators in turn until one answers.
    public func answer(_ question: Question, in machine: RunMachine) async throws -> Answer {
        for candidate in operators {
            if let answer = try await candidate.answer(question, in: machine) { return answer }
        }
        throw NoAnswer.nobody
    }

    /// Sends it the way the environment says.
    public func send(_ notice: DueNotice, in machine: RunMachine) async -> NoticeOutcome {
        guard let entry = plan.environment.notices[notice.entry] else { return .notSent }
        let text = NoticeText(notice, of: plan, run: run)
        // Not on the thread of the run: nothing that is slow here may hold it up.
        return await withTaskExecutorPreference(globalConcurrentExecutor) { await sender.send(text, by: entry) }
    }
}

/// Somebody who may answer questions: a person at a terminal, a sheet of answers, a simulated person.
public protocol Operator: Sendable {
    /// The answer, or nil if this one has none.
    ///
    /// - Throws: `NoAnswer.stop` if the person wants to stop.
    func answer(_ question: Question, in machine: RunMachine) async throws -> Answer?
}
