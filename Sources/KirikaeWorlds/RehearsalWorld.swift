import KirikaeDiagnostics
import KirikaeEngine
import KirikaePlan
import KirikaeRunbook
import KirikaeService
import KirikaeSyntax
import Synchronization

/// A world in which nothing happens but what the service model predicts.
///
/// It starts no process, opens no connection and writes no file. Time is virtual: a step takes its typical duration, and waiting
/// lets the model go on. What it says carries how it knows: assumed at the start, probed where real values were handed in,
/// predicted after that, and nothing at all where only the real world can tell.
public final class RehearsalWorld: World, Clock {
    /// An invariant that the predicted state broke.
    public typealias Violation = WatchedSimulation.Violation

    private struct State {
        var watched: WatchedSimulation
        var bases: [String: Basis]
        /// Until when each row of steps that go on side by side has come, by the row.
        var laneTimes: [PlanStep.Lane: Int64] = [:]
        /// When the rows of each fork began.
        var forkTimes: [String: Int64] = [:]
        var events: [TimedEvent]
        /// The attempts of steps that go from item to item of which one item was carried out.
        var workedAttempts: Set<String> = []
        /// The programs that do not do what they should.
        var behaviours: [String: Scenario.ProgramBehaviour] = [:]

        var simulation: ServiceSimulation { watched.simulation }
    }

    /// Something that happens from outside, and when.
    private struct TimedEvent {
        var moment: Scenario.Moment
        var changes: [String: String?]
        var programs: [String: Scenario.ProgramBehaviour]
    }

    private let state: Mutex<State>

    /// Starts from the model's normal state with some values replaced.
    ///
    /// - Parameters:
    ///   - model: the service.
    ///   - known: values to start from, each with what it rests on; nil is unknown.
    ///   - events: what happens from outside on the way.
    /// - Throws: `ServiceSimulation.DoesNotSettle`.
    public init(
        model: ServiceModel, known: [String: (value: String?, basis: Basis)] = [:], events: [Scenario.Event] = []
    ) throws {
        var start = model.startState
        var bases = Dictionary(
            model.variables.map { ($0.name.value, Basis.assumed) }, uniquingKeysWith: { first, _ in first })
        for (variable, entry) in known {
            start[variable] = entry.value
            bases[variable] = entry.basis
        }
        let history = events.compactMap { event -> PastChange? in
            guard case .ago(let time) = event.moment else { return nil }
            return PastChange(agoMilliseconds: time.count, changes: event.values)
        }
        let simulation = try ServiceSimulation(model: model, state: start, history: history)
        for variable in simulation.state.differences(from: start) { bases[variable] = .predicted }
        let timed = events.map { event in
            TimedEvent(
                moment: event.moment, changes: event.values,
                programs: Dictionary(
                    event.programs.map { ($0.name.value, $0.behaviour) }, uniquingKeysWith: { $1 }))
        }
        state = Mutex(State(watched: WatchedSimulation(simulation), bases: bases, events: timed))
    }

    /// The predicted state now.
    public var predictedState: ServiceState { state.withLock(\.simulation.state) }

    /// The identifiers of the transitions that happened on the way, also in what lay before the start.
    public var happened: Set<String> { state.withLock(\.simulation.happened) }

    /// The invariants that were broken on the way.
    public var violations: [Violation] { state.withLock(\.watched.violations) }

    /// The outages on the way, by the identifier of the invariant that allows them.
    public var outages: [String: WatchedSimulation.Outage] { state.withLock(\.watched.outages) }

    /// The virtual time; both clocks show the same.
    public func now() -> Stamp {
        let time = state.withLock(\.simulation.time)
        return Stamp(wallMilliseconds: time, monotonicMilliseconds: time)
    }

    /// Lets the model go on without waiting.
    public func sleep(milliseconds: Int64) async {
        advance(by: milliseconds, changes: [:], step: "")
    }

    /// What the model says of the variables.
    public func observe(_ variables: [String], for step: PlanStep) async -> [Observation] {
        state.withLock { state in
            variables.map { variable in
                let reading = state.simulation.state.reading(variable)
                let basis = reading == .unknown ? .cannotKnow : state.bases[variable] ?? .predicted
                return Observation(variable: variable, reading: reading, basis: basis)
            }
        }
    }

    /// Lets the step's typical time pass and makes true what it changes.
    public func perform(
        _ action: PlanStep.Action, of step: PlanStep, attempt: Int, report: (ActionProgress) async throws -> Void
    ) async throws -> Outcome {
        if let failure = carryOut(action, of: step) { return .failed(failure) }
        let outputs = step.outputs.map { ($0.name.value, $0.type.sample) }
        return .succeeded(warnings: [], outputs: Dictionary(outputs, uniquingKeysWith: { first, _ in first }))
    }

    /// Succeeds for every item; with the first of them the step takes its time and does what it does.
    public func perform(
        _ work: ItemWork, for item: InventoryItem, of step: PlanStep, attempt: Int
    ) async throws -> ItemResult {
        let isFirst = state.withLock { $0.workedAttempts.insert("\(attempt) \(step.path)").inserted }
        if isFirst { carryOut(step) }
        return ItemResult(.succeeded(warnings: []))
    }

    /// Answers as a person would for whom everything goes as the model predicts.
    ///
    /// About a step that cannot go on it only says what nobody can know beforehand; anything else ends the rehearsal.
    public func answer(_ question: Question, in machine: RunMachine) async throws -> Answer {
        guard let step = machine.currentStep else { throw NoAnswer.nobody }
        switch question.kind {
        case .manual:
            guard case .manual(let manual) = step.action else { throw NoAnswer.nobody }
            carryOut(step)
            return answer(manual.answer, of: step)
        case .approval(let given, _):
            guard case .approve(_, let members) = step.action,
                let name = members.first(where: { !given.contains($0) })
            else { throw NoAnswer.nobody }
            if given.isEmpty { carryOut(step) }
            return Answer(
                value: ApprovalChoice.approve.rawValue, remark: Basis.assumed.rawValue, by: name, via: .rehearsal,
                basis: .assumed)
        case .population(let wave, let target):
            if wave == 0 { carryOut(step) }
            return Answer(value: String(target), by: "", via: .rehearsal, basis: .predicted)
        case .items(let wave, _, _):
            if wave == 0 { carryOut(step) }
            return Answer(
                value: ItemReport.done.rawValue, by: "", via: .rehearsal, basis: .predicted,
                items: machine.openItems(of: question).map(\.id))
        case .observe(let variable):
            let value = predictedState[variable]
            return Answer(
                value: value ?? Answer.unknown, by: "", via: .rehearsal,
                basis: value == nil ? .cannotKnow : state.withLock { $0.bases[variable] } ?? .predicted)
        case .problem(.gate(_, let judgement, _)) where judgement != .notMet:
            return Answer(
                value: ProblemChoice.overrule.rawValue, remark: Basis.cannotKnow.rawValue, by: "", via: .rehearsal,
                basis: .cannotKnow)
        case .problem, .inDoubt, .changedMeanwhile: throw NoAnswer.nobody
        }
    }

    private func answer(_ form: ManualAction.Answer, of step: PlanStep) -> Answer {
        let reported = form.reports.flatMap { predictedState[$0.value] }
        let isOpen = form.reports != nil && reported == nil
        let basis: Basis = isOpen ? .cannotKnow : .predicted
        switch form.form {
        case .input(let output):
            let type = step.outputs.first { $0.name.value == output }?.type ?? .text
            return Answer(value: type.sample, by: "", via: .rehearsal, basis: .cannotKnow)
        case .number(let number):
            return Answer(value: String(number.accepted.lowerBound), by: "", via: .rehearsal, basis: .cannotKnow)
        case .text(let text, _): return Answer(value: text, by: "", via: .rehearsal, basis: basis)
        case .choice(let choices, let accept):
            let offered = choices.map(\.value)
            let value = reported.flatMap { offered.contains($0) ? $0 : nil } ?? accept.first ?? Answer.cannotDo
            return Answer(value: value, by: "", via: .rehearsal, basis: basis)
        }
    }

    /// Lets a step take its time and do what it does, with what happens from outside just before and after it.
    ///
    /// Of steps that go on side by side each row has its own time, so that together they take as long as the longest.
    private func carryOut(_ step: PlanStep) {
        begin(step)
        finish(step)
    }

    /// Makes happen what happens from outside just before a step.
    private func begin(_ step: PlanStep) {
        state.withLock { state in
            happen(in: &state, step.path) { moment in
                moment == .before(step.path) || moment == .before(step.definition)
            }
        }
    }

    private func finish(_ step: PlanStep) {
        finish(step, length: step.typical, changes: step.changes.mapValues { $0 })
    }

    private func finish(_ step: PlanStep, length: Milliseconds?, changes: [String: String?]) {
        state.withLock { state in
            let now = state.simulation.time
            let length = length?.count ?? 0
            if let lane = step.lane {
                let start = state.laneTimes[lane] ?? state.forkTimes[lane.fork] ?? now
                if state.forkTimes[lane.fork] == nil { state.forkTimes[lane.fork] = now }
                state.laneTimes[lane] = start + length
                advance(&state, to: max(now, start + length), changes: changes, step: step.path)
            } else {
                advance(&state, to: now + length, changes: changes, step: step.path)
            }
            happen(in: &state, step.path) { moment in
                moment == .after(step.path) || moment == .after(step.definition)
            }
        }
    }

    /// Makes happen, once, what is due at a moment.
    private func happen(in state: inout State, _ step: String, _ isDue: (Scenario.Moment) -> Bool) {
        while let index = state.events.firstIndex(where: { isDue($0.moment) }) {
            let event = state.events.remove(at: index)
            state.behaviours.merge(event.programs) { $1 }
            advance(&state, to: state.simulation.time, changes: event.changes, step: step)
        }
    }

    /// Carries out what a program does, unless a scenario says that it does not.
    ///
    /// One that hangs or asks something else is stopped after the time that its step allows, having done nothing.
    ///
    /// - Returns: why it did not succeed.
    private func carryOut(_ action: PlanStep.Action, of step: PlanStep) -> ActionFailure? {
        guard case .command(let command) = action, let program = command.arguments.first?.literal else {
            carryOut(step)
            return nil
        }
        begin(step)
        let behaviour = state.withLock { $0.behaviours[program] ?? .normal }
        guard behaviour != .normal else {
            finish(step)
            return nil
        }
        let failure: ActionFailure
        let length: Milliseconds?
        if behaviour == .fail {
            (failure, length) = (.exitCode(1), step.typical)
        } else {
            let limit = step.timeout ?? Milliseconds(0)
            let stopped = StoppedProgram(lastLine: "", end: .signal(15))
            (failure, length) = (.timedOut(afterMilliseconds: limit.count, stopped: stopped), limit)
        }
        finish(step, length: length, changes: [:])
        return failure
    }

    private func advance(by milliseconds: Int64, changes: [String: String?], step: String) {
        state.withLock { state in
            advance(&state, to: state.simulation.time + milliseconds, changes: changes, step: step)
        }
    }

    /// Lets time pass up to a moment, with what happens from outside meanwhile, and makes changes then.
    private func advance(_ state: inout State, to target: Int64, changes: [String: String?], step: String) {
        while let next = nextEvent(state), next.time <= target {
            let event = state.events.remove(at: next.index)
            move(&state, to: max(next.time, state.simulation.time), changes: event.changes, step: step)
        }
        move(&state, to: target, changes: changes, step: step)
    }

    private func nextEvent(_ state: State) -> (index: Int, time: Int64)? {
        state.events.enumerated().compactMap { index, event in
            if case .time(let time) = event.moment { (index, time.count) } else { nil }
        }.min { $0.time < $1.time }
    }

    private func move(_ state: inout State, to target: Int64, changes: [String: String?], step: String) {
        let before = state.simulation.state
        state.watched.move(to: target, changes: changes, step: step)
        for variable in state.simulation.state.differences(from: before) { state.bases[variable] = .predicted }
        for variable in changes.keys { state.bases[variable] = .predicted }
    }
}
