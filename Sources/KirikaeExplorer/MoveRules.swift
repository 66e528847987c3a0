import KirikaeEngine
import KirikaePlan
import KirikaeRunbook
import KirikaeService
import KirikaeSyntax

/// What may happen to a run, given what its machine wants and how the service stands.
///
/// The machine decides what is to be done, and the service model what follows. Here stands only what neither of them decides: how
/// looks, programs, people and crashes may turn out.
public struct MoveRules: Sendable {
    /// The plan.
    public let plan: Plan
    /// Whether steps may be left out.
    let mayLeaveOut: Bool

    /// Makes the rules for a plan.
    public init(plan: Plan, mayLeaveOut: Bool = true) {
        self.plan = plan
        self.mayLeaveOut = mayLeaveOut
    }

    /// What the machine wants: of steps that go on side by side, everything that may be begun or may end next.
    func commands(of machine: RunMachine) -> [RunCommand] {
        var commands: [RunCommand] = []
        var busy: Set<Int> = []
        while let command = machine.next(busy: busy) {
            commands.append(command)
            guard let step = step(of: command), busy.insert(step).inserted else { break }
        }
        return commands
    }

    /// The variables on which it depends what may happen next; they are what the commands look at.
    func variablesRead(by commands: [RunCommand]) -> [String] {
        commands.flatMap { command -> [String] in
            switch command {
            case .probe(_, let variables), .recheck(let variables): variables
            case .ask(let question):
                switch question.kind {
                case .observe(let variable): [variable]
                case .problem(let problem): overrulable(problem, of: question.step).flatMap(\.condition.variables)
                case .manual, .inDoubt, .approval, .population, .items, .changedMeanwhile: []
                }
            case .record, .perform, .performItems, .lookAtItems, .wait, .finish: []
            }
        }
    }

    /// Whether nothing that happens in the service before the commands can make a difference to them, nor they to it.
    ///
    /// The machine then only writes down what it knows, or a person decides about the run: looking at what happens in the service
    /// once that is done shows all the same states of the service.
    func areIndependentOfService(_ commands: [RunCommand]) -> Bool {
        guard let command = commands.first, commands.count == 1 else { return false }
        switch command {
        case .record(.closed): return false
        case .record, .wait: return true
        case .ask(let question):
            switch question.kind {
            case .problem(let problem): return overrulable(problem, of: question.step).isEmpty
            case .inDoubt, .changedMeanwhile, .approval: return true
            case .manual, .observe, .population, .items: return false
            }
        case .probe, .recheck, .perform, .performItems, .lookAtItems, .finish: return false
        }
    }

    /// Whether a person is to decide about a step that cannot go on, or whether a step in doubt was done.
    func askWhatToDo(_ commands: [RunCommand]) -> Bool {
        guard case .ask(let question)? = commands.first else { return false }
        return switch question.kind {
        case .problem, .inDoubt: true
        case .manual, .observe, .approval, .population, .items, .changedMeanwhile: false
        }
    }

    /// Whether the last look of a run that ends well is behind it, and all that is left is to write that down.
    ///
    /// Nobody can answer for what changes outside after that. Looking again after a break decides nothing.
    func isClosing(_ machine: RunMachine) throws(ExplorationError) -> Bool {
        var machine = machine
        for _ in 0...plan.steps.count * 4 {
            let commands = commands(of: machine)
            guard let command = commands.first else { return false }
            if case .record(.closed(let result)) = command { return result == .completed }
            guard machine.isComingBack || (isRecord(command) && commands.count == 1) else { return false }
            let moves = moves(of: machine, commands: commands, reading: { _ in .unknown })
            guard let certain = moves.first(where: { $0.cost == .nothing }) else { return false }
            machine = try machine.applying(certain)
        }
        return false
    }

    private func isRecord(_ command: RunCommand) -> Bool {
        if case .record = command { true } else { false }
    }

    /// Everything that may happen next, but for what the service does and what changes outside.
    ///
    /// - Parameters:
    ///   - machine: the run.
    ///   - commands: what it wants.
    ///   - reading: what a look at a variable would show.
    func moves(of machine: RunMachine, commands: [RunCommand], reading: (String) -> Reading) -> [Move] {
        var moves = commands.flatMap { self.moves(of: machine, $0, reading) }
        // A break may come at any moment; what was recorded is not lost.
        if machine.result == nil {
            moves.append(Move(label: .crashed(during: nil), events: [resumption], cost: .breaking))
        }
        return moves
    }

    /// The conditions that a person may overrule, because nobody could judge them.
    func overrulable(_ problem: Problem, of path: String) -> [PlanCondition] {
        guard case .gate(let gate, let judgement, _) = problem, judgement != .notMet, let index = plan.index(of: path)
        else { return [] }
        return plan.steps[index].conditions(of: gate)
    }

    private func step(of command: RunCommand) -> Int? {
        switch command {
        case .record(.asked(let question)), .ask(let question): plan.index(of: question.step)
        case .record(let event): event.step.flatMap(plan.index)
        case .probe(let step, _), .perform(let step, _), .performItems(let step, _, _), .lookAtItems(let step, _, _),
            .wait(let step, _):
            step
        case .recheck, .finish: nil
        }
    }

    private func moves(
        of machine: RunMachine, _ command: RunCommand, _ reading: (String) -> Reading
    ) -> [Move] {
        switch command {
        case .record(let event): return [Move(label: .machine, events: [event])]
        case .probe(let index, let variables):
            let step = plan.steps[index].path
            return looks(at: variables, step, reading) { .observed(step: step, $0) }
        case .recheck(let variables):
            return looks(at: variables, machine.currentStep?.path ?? "", reading) { .rechecked($0) }
        case .perform(let index, let attempt): return performances(of: plan.steps[index], attempt)
        case .performItems(let index, let attempt, let items):
            return itemPerformances(of: plan.steps[index], attempt, items)
        case .lookAtItems(let index, let attempt, let items):
            let path = plan.steps[index].path
            return [ItemSettlement.done, .unclear].map { settlement in
                Move(
                    label: .answered(step: path, value: settlement.rawValue),
                    events: [.itemsSettled(step: path, attempt: attempt, items: items, settlement)],
                    cost: settlement == .done ? .nothing : .trouble)
            }
        case .ask(let question):
            return QuestionMoves(machine: machine, question: question, mayLeaveOut: mayLeaveOut).moves(reading)
        case .wait(let index, let milliseconds):
            let step = plan.steps[index]
            // A look that comes when the time is over sees whatever any look before it could have seen.
            let elapsed = max(milliseconds, step.longestWaitMilliseconds)
            return [Move(label: .waited(step: step.path), elapsed: elapsed, events: [.waited(step: step.path)])]
        case .finish(.stopped): return [Move(label: .resumed, events: [resumption])]
        case .finish: return []
        }
    }

    private var resumption: RunEvent { .resumed(operatorName: "", epoch: 1) }

    private func looks(
        at variables: [String], _ step: String, _ reading: (String) -> Reading, _ event: ([Observation]) -> RunEvent
    ) -> [Move] {
        let seen = variables.map { Observation(variable: $0, reading: reading($0), basis: .probed) }
        let failed = variables.map { Observation(variable: $0, reading: .failed(""), basis: .probed) }
        return [
            Move(label: .looked(step: step), events: [event(seen)]),
            Move(label: .sawNothing(step: step), events: [event(failed)], cost: .trouble),
        ]
    }

    /// A program ends well, or not, or nobody sees how; and whatever it says, it may have had its effect.
    private func performances(of step: PlanStep, _ attempt: Int) -> [Move] {
        func performed(_ outcome: Outcome) -> [RunEvent] {
            [.performed(step: step.path, attempt: attempt, outcome)]
        }
        let outputs = Dictionary(
            step.outputs.map { ($0.name.value, $0.type.sample) }, uniquingKeysWith: { first, _ in first })
        var moves = [
            Move(
                label: .did(step: step.path, answer: nil), changes: step.changes,
                events: performed(.succeeded(warnings: [], outputs: outputs)))
        ]
        for hadEffect in step.changes.isEmpty ? [false] : [false, true] {
            let changes = hadEffect ? step.changes : [:]
            moves.append(
                Move(
                    label: .failed(step: step.path, hadEffect: hadEffect), changes: changes,
                    events: performed(.failed(.exitCode(1))), cost: .trouble))
            moves.append(
                Move(
                    label: .lostSight(step: step.path, hadEffect: hadEffect), changes: changes,
                    events: performed(.failed(.endNotSeen)), cost: .trouble))
        }
        return moves + breaks(after: step)
    }

    /// The engine dies when a step has had its effect, before anybody has written down that it ended.
    func breaks(after step: PlanStep) -> [Move] {
        guard !step.changes.isEmpty else { return [] }
        return [
            Move(
                label: .crashed(during: step.path), changes: step.changes, events: [resumption], cost: .breaking)
        ]
    }

    /// All of the items succeed, or none of them.
    private func itemPerformances(of step: PlanStep, _ attempt: Int, _ items: [String]) -> [Move] {
        func ended(_ outcome: Outcome) -> [RunEvent] {
            items.map { .itemEnded(step: step.path, attempt: attempt, item: $0, ItemResult(outcome)) }
        }
        return [
            Move(
                label: .did(step: step.path, answer: nil), changes: step.changes,
                events: ended(.succeeded(warnings: []))),
            Move(
                label: .failed(step: step.path, hadEffect: false), events: ended(.failed(.exitCode(1))),
                cost: .trouble),
        ] + breaks(after: step)
    }
}
