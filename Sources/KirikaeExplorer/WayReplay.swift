import KirikaeEngine
import KirikaePlan
import KirikaeService
import KirikaeSyntax

/// Goes through a way that a search has found, step by step, and looks whether it leads there.
///
/// It shares with the search what may happen, and nothing else. One run goes on from the beginning, and is read back from its record
/// where the engine dies, as a resumed one is; the service is the whole model in `ServiceSimulation`, nothing left out, nothing
/// packed; every answer goes through the check that answers of people go through; and what is wrong is judged here anew.
public struct WayReplay {
    private let plan: Plan
    private let finding: Exploration.Finding
    private let rules: MoveRules
    /// The variables that the search looks at.
    private let variables: Set<String>
    private var machine: RunMachine
    private var simulation: ServiceSimulation
    private var record: [(event: RunEvent, time: Int64)] = []
    private var number = 0
    /// How the service stood before the last step.
    private var stateBefore = ServiceState()
    /// Whether the invariant that was found broken broke when the service changed last.
    private var isBroken = false

    /// Replays the way of a finding.
    ///
    /// - Returns: how many steps were gone through; nil where a finding has no way.
    /// - Throws: `ReplayDisagreement` where it leads elsewhere.
    public static func replay(
        _ finding: Exploration.Finding, of plan: Plan
    ) throws(ReplayDisagreement) -> Int? {
        guard let situation = finding.situation else { return nil }
        var replay = try WayReplay(plan: plan, finding: finding)
        for step in finding.trace { try replay.take(step) }
        guard replay.machine.situation(in: RunOutlook(plan: plan)) == situation else {
            throw replay.disagreement(.situationDiffers)
        }
        guard replay.isWrong else { throw replay.disagreement(.nothingWrong) }
        return replay.number
    }

    private init(plan: Plan, finding: Exploration.Finding) throws(ReplayDisagreement) {
        self.plan = plan
        self.finding = finding
        rules = MoveRules(plan: plan)
        variables = ServiceRules(plan: plan).variables
        machine = RunMachine(plan: plan)
        var start = plan.service.startState
        for variable in variables { start[variable] = finding.startState[variable] }
        do throws(ServiceSimulation.DoesNotSettle) {
            simulation = try ServiceSimulation(
                model: plan.service, state: start, resolutions: finding.startState.values)
        } catch {
            throw ReplayDisagreement(step: 0, reason: .doesNotSettle(error.transition))
        }
        stateBefore = simulation.state
        try note(.started(RunMachine.header(of: plan)), elapsed: 0)
        try compareService(with: finding.startState)
    }

    // MARK: A step

    private mutating func take(_ step: WayStep) throws(ReplayDisagreement) {
        number += 1
        stateBefore = simulation.state
        let move = step.move
        // What was open turns out as the search took it.
        simulation.resolutions = step.state.values
        switch move.label {
        case .service(let transition): try letHappen(transition)
        case .outside: try change(move.changes)
        case .crashed:
            try change(move.changes)
            try readBack()
            try note(move.events, elapsed: move.elapsed)
        case .resumed:
            try readBack()
            try note(move.events, elapsed: move.elapsed)
        case .machine, .looked, .sawNothing, .did, .failed, .lostSight, .answered, .waited:
            let events = try fitting(move)
            try change(move.changes)
            if let requirement = move.requirement, !requirement.isMet(by: simulation.state[requirement.variable]) {
                throw disagreement(.serviceDiffers([requirement.variable]))
            }
            try note(events, elapsed: move.elapsed)
        }
        try compareService(with: step.state)
        let isOutside = if case .outside = move.label { true } else { false }
        // What is only written down afterwards changes nothing.
        if !move.changes.isEmpty || simulation.state != stateBefore {
            isBroken = breaks(assigning: isOutside ? [] : Set(move.changes.keys))
        }
    }

    private func disagreement(_ reason: ReplayDisagreement.Reason) -> ReplayDisagreement {
        ReplayDisagreement(step: number, reason: reason)
    }

    /// The events of a move, as the engine asks for them now: with its own numbers of attempts and questions.
    private func fitting(_ move: Move) throws(ReplayDisagreement) -> [RunEvent] {
        guard let first = move.events.first else { throw disagreement(.notAsked) }
        for command in rules.commands(of: machine) {
            switch (command, first) {
            case (.record(let event), _) where event.step == first.step && move.label == .machine: return [event]
            case (.probe(let index, let variables), .observed(let step, let seen))
            where plan.steps[index].path == step && seen.map(\.variable) == variables:
                try compareLook(seen)
                return move.events
            case (.recheck(let variables), .rechecked(let seen)) where seen.map(\.variable) == variables:
                try compareLook(seen)
                return move.events
            case (.perform(let index, let attempt), .performed(let step, _, let outcome))
            where plan.steps[index].path == step:
                return [.performed(step: step, attempt: attempt, outcome)]
            case (.ask(let question), .answered(_, let answer)) where isAbout(question, move.label):
                try check(answer, to: question)
                return [.answered(question: question.id, answer)]
            case (.wait(let index, _), .waited(let step)) where plan.steps[index].path == step: return move.events
            case (.performItems(let index, let attempt, _), .itemEnded(let step, _, _, _))
            where plan.steps[index].path == step:
                return move.events.map { event in
                    guard case .itemEnded(let step, _, let item, let result) = event else { return event }
                    return .itemEnded(step: step, attempt: attempt, item: item, result)
                }
            case (.lookAtItems(let index, let attempt, _), .itemsSettled(let step, _, let items, let settlement))
            where plan.steps[index].path == step:
                return [.itemsSettled(step: step, attempt: attempt, items: items, settlement)]
            default: continue
            }
        }
        throw disagreement(.notAsked)
    }

    private func isAbout(_ question: Question, _ label: Move.Label) -> Bool {
        switch label {
        case .did(let step, _), .failed(let step, _), .answered(let step, _): question.step == step
        default: false
        }
    }

    /// A look that saw anything saw what is there.
    private func compareLook(_ seen: [Observation]) throws(ReplayDisagreement) {
        let wrong = seen.filter { observation in
            if case .failed = observation.reading { return false }
            return observation.reading != simulation.state.reading(observation.variable)
        }
        guard wrong.isEmpty else { throw disagreement(.serviceDiffers(wrong.map(\.variable))) }
    }

    private func check(_ answer: Answer, to question: Question) throws(ReplayDisagreement) {
        switch machine.check(answer, to: question.id) {
        // A person adds it before he answers; it decides nothing.
        case nil, .evidenceMissing: break
        default: throw disagreement(.answerRefused(answer.value))
        }
    }

    // MARK: The record

    private mutating func note(_ events: [RunEvent], elapsed: Int64) throws(ReplayDisagreement) {
        for event in events { try note(event, elapsed: elapsed) }
    }

    private mutating func note(_ event: RunEvent, elapsed: Int64) throws(ReplayDisagreement) {
        let time = machine.monotonicMilliseconds + elapsed
        if machine.isNews(event) { record.append((event, time)) }
        do throws(ImpossibleEvent) {
            try machine.apply(event, at: Stamp(wallMilliseconds: 0, monotonicMilliseconds: time))
        } catch {
            throw disagreement(.impossible)
        }
    }

    /// What a resumed run is: a machine that has taken the events of the record.
    private mutating func readBack() throws(ReplayDisagreement) {
        var copy = RunMachine(plan: plan)
        for (event, time) in record {
            do throws(ImpossibleEvent) {
                try copy.apply(event, at: Stamp(wallMilliseconds: 0, monotonicMilliseconds: time))
            } catch {
                throw disagreement(.recordDiffers)
            }
        }
        guard copy.states == machine.states, copy.attempts == machine.attempts, copy.activeSteps == machine.activeSteps
        else { throw disagreement(.recordDiffers) }
        machine = copy
    }

    // MARK: The service

    private mutating func letHappen(_ transition: String) throws(ReplayDisagreement) {
        let index = plan.service.transitions.firstIndex { $0.id.value == transition }
        guard let index, simulation.counting.contains(index) else {
            throw disagreement(.transitionCannotHappen(transition))
        }
        try settling { simulation throws(ServiceSimulation.DoesNotSettle) in try simulation.letHappen(index) }
    }

    private mutating func change(_ changes: [String: String]) throws(ReplayDisagreement) {
        guard !changes.isEmpty else { return }
        try settling { simulation throws(ServiceSimulation.DoesNotSettle) in
            try simulation.change(changes.mapValues { $0 })
        }
    }

    private mutating func settling(
        _ body: (inout ServiceSimulation) throws(ServiceSimulation.DoesNotSettle) -> [ServiceSimulation.Occurrence]
    ) throws(ReplayDisagreement) {
        do throws(ServiceSimulation.DoesNotSettle) { _ = try body(&simulation) } catch {
            throw disagreement(.doesNotSettle(error.transition))
        }
    }

    private func compareService(with state: ServiceState) throws(ReplayDisagreement) {
        let different = variables.filter { simulation.state[$0] != state[$0] }.sorted()
        guard different.isEmpty else { throw disagreement(.serviceDiffers(different)) }
    }

    // MARK: What is wrong

    /// Whether what was found wrong is wrong here too.
    ///
    /// That nothing leads on from a state is not a matter of one way: there only the state is compared.
    private var isWrong: Bool {
        switch finding.property {
        case .invariant: return isBroken
        case .atEnd(let id):
            guard machine.result == .completed else { return false }
            return InvariantWatch(plan: plan).atEnd.contains {
                $0.id == id && $0.condition.judge(simulation.state.reading) == .notMet
            }
        default: return true
        }
    }

    /// Whether the last change broke the invariant that was found broken.
    private func breaks(assigning assigned: Set<String>) -> Bool {
        guard case .invariant(let id) = finding.property,
            let invariant = plan.service.invariants.first(where: { $0.id.value == id })
        else { return false }
        let (before, after) = (stateBefore.reading, simulation.state.reading)
        return switch invariant.kind {
        case .always(let condition): condition.judge(after) == .notMet && condition.judge(before) != .notMet
        case .before(let condition, let requires):
            condition.judge(after) == .met && requires.judge(before) == .notMet
                && (condition.judge(before) != .met || !assigned.isDisjoint(with: condition.variables))
        case .atEnd, .outageAllowed: false
        }
    }
}
