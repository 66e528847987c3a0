import KirikaeEngine
import KirikaePlan
import KirikaeService
import KirikaeSyntax

/// Measures the outages that invariants allow, by the times of the model, on every way on which nothing goes wrong.
///
/// It goes through the plan as a rehearsal does: a step takes its typical time, what the service does takes its own, and whoever waits
/// looks as often as the condition says. Unlike a rehearsal it takes every start, every answer that is accepted, and everything that
/// an open variable may turn out to be. The search over all states knows no times: there, what takes time may have happened or not.
struct OutageSearch {
    /// The longest outage of an invariant.
    struct Longest {
        /// How long; nil for one that does not end.
        var length: Milliseconds?
        /// How the service stood at the start of the way.
        var start: ServiceState
        /// What happens until it is over.
        var way: [Move.Label]
    }

    /// A run on its way, with the service as it stands at that time.
    private struct Walk {
        var machine: RunMachine
        var watched: WatchedSimulation
        let start: ServiceState
        var way: [Move.Label] = []
        /// Up to when each row of steps that go on side by side has come.
        var laneTimes: [PlanStep.Lane: Int64] = [:]

        mutating func pass(to time: Int64) {
            watched.move(to: time, changes: [:], step: "").forEach { tell(.service(transition: $0.transition)) }
        }

        /// Adds what happens; whoever looks again and again while he waits is told of once.
        mutating func tell(_ label: Move.Label) {
            if case .machine = label { return }
            if case .waited(let step) = label, way.suffix(2) == [label, .looked(step: step)] {
                way.removeLast()
            } else {
                way.append(label)
            }
        }
    }

    /// Two walks of which this is the same go on alike.
    private struct Standing: Hashable {
        var situation: RunSituation
        var state: ServiceState
        var remaining: [Int: Int64]
        var outages: [String: Int64]
        var laneTimes: [PlanStep.Lane: Int64]
    }

    /// From the same one on, a service does the same by itself again.
    private struct Round: Hashable {
        var state: ServiceState
        var remaining: [Int: Int64]
    }

    private let plan: Plan
    private let rules: MoveRules
    private let service: ServiceRules
    private let outlook: RunOutlook
    private let watch: InvariantWatch
    private let limit: Int
    private var seen: Set<Standing> = []
    /// The longest outage of each invariant, by its identifier; none where there is no outage.
    private(set) var longest: [String: Longest] = [:]
    /// Whether every way was gone through.
    private(set) var isComplete = true

    /// Prepares to measure.
    ///
    /// - Parameters:
    ///   - plan: the plan.
    ///   - limit: after so many different standings it is given up.
    init(plan: Plan, limit: Int) {
        self.plan = plan
        self.limit = limit
        rules = MoveRules(plan: plan, mayLeaveOut: false)
        service = ServiceRules(plan: plan)
        outlook = RunOutlook(plan: plan, mayLeaveOut: false)
        watch = InvariantWatch(plan: plan)
    }

    /// Goes through every way from some states of the service.
    mutating func measure(from starts: [ServiceState]) throws(ExplorationError) {
        let machine = try RunMachine.beginning(plan)
        for start in starts {
            for resolution in service.namedResolutions {
                var pending = [
                    Walk(
                        machine: machine, watched: WatchedSimulation(try simulation(start, resolution)),
                        start: start.restricted(to: service.variables))
                ]
                while let walk = pending.popLast() { try goOn(walk, &pending) }
            }
        }
    }

    private func simulation(
        _ start: ServiceState, _ resolution: [String: String]
    ) throws(ExplorationError) -> ServiceSimulation {
        do throws(ServiceSimulation.DoesNotSettle) {
            return try ServiceSimulation(
                model: service.model, state: start.restricted(to: service.variables), resolutions: resolution)
        } catch {
            throw .doesNotSettle(transition: error.transition)
        }
    }

    // MARK: Going on

    private mutating func goOn(_ start: Walk, _ pending: inout [Walk]) throws(ExplorationError) {
        guard isNew(start) else { return }
        var walk = start
        // Where there is one way to go on, it is gone at once.
        while true {
            var next = try followers(of: walk)
            guard let last = next.popLast() else { return end(walk) }
            if !next.isEmpty {
                pending += next + [last]
                return
            }
            walk = last
        }
    }

    private mutating func isNew(_ walk: Walk) -> Bool {
        guard seen.count < limit else {
            isComplete = false
            return false
        }
        let now = walk.watched.simulation.time
        let names = outlook.variablesThatCount(from: walk.machine.lowestPosition, watched: watch.variables)
        let standing = Standing(
            situation: walk.machine.situation(in: outlook),
            state: walk.watched.simulation.state.restricted(to: names), remaining: walk.watched.simulation.remaining,
            outages: walk.watched.outages.compactMapValues { $0.since.map { now - $0 } },
            laneTimes: walk.laneTimes.mapValues { $0 - now })
        return seen.insert(standing).inserted
    }

    /// The walks that may follow; none at the end of a run, and where it would take a person to decide.
    private mutating func followers(of walk: Walk) throws(ExplorationError) -> [Walk] {
        let commands = rules.commands(of: walk.machine)
        // What takes no time comes first; of several steps that go on side by side, the one that is done first.
        guard let (command, time) = commands.map({ ($0, finish(of: $0, in: walk)) }).min(by: { $0.1 < $1.1 }) else {
            return []
        }
        if case .wait(let index, _) = command {
            let path = plan.steps[index].path
            let move = Move(label: .waited(step: path), events: [.waited(step: path)])
            return [try go(walk, move, at: index, to: time)]
        }
        var next: [Walk] = []
        for move in rules.moves(of: walk.machine, commands: [command], reading: walk.watched.simulation.state.reading)
        where move.cost == .nothing && !isDecision(command, move) {
            let after = try go(walk, move, at: step(of: command), to: time)
            let isWanted = move.requirement.map { $0.isMet(by: after.watched.simulation.state[$0.variable]) }
            if isWanted ?? true { next.append(after) }
        }
        return next
    }

    /// Whether a person says what is to be done about something that has gone wrong.
    private func isDecision(_ command: RunCommand, _ move: Move) -> Bool {
        guard case .ask(let question) = command, case .problem = question.kind else { return false }
        return move.label != .answered(step: question.step, value: ProblemChoice.overrule.rawValue)
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

    /// When what a command wants is done.
    private func finish(of command: RunCommand, in walk: Walk) -> Int64 {
        let now = walk.watched.simulation.time
        switch command {
        case .wait(let index, let milliseconds):
            return max(now, begin(of: plan.steps[index], in: walk) + milliseconds)
        case .perform(let index, _), .performItems(let index, _, _): return finish(of: plan.steps[index], in: walk)
        case .ask(let question):
            guard let index = plan.index(of: question.step) else { return now }
            let step = plan.steps[index]
            return switch question.kind {
            case .manual: finish(of: step, in: walk)
            case .approval(let given, _): given.isEmpty ? finish(of: step, in: walk) : now
            case .population(let wave, _), .items(let wave, _, _): wave == 0 ? finish(of: step, in: walk) : now
            case .observe, .problem, .inDoubt, .changedMeanwhile: now
            }
        case .record, .probe, .lookAtItems, .recheck, .finish: return now
        }
    }

    private func finish(of step: PlanStep, in walk: Walk) -> Int64 {
        max(walk.watched.simulation.time, begin(of: step, in: walk) + (step.typical?.count ?? 0))
    }

    /// When what a step does now was begun: of steps that go on side by side, each row has a time of its own.
    private func begin(of step: PlanStep, in walk: Walk) -> Int64 {
        step.lane.flatMap { walk.laneTimes[$0] } ?? walk.watched.simulation.time
    }

    private mutating func go(
        _ walk: Walk, _ move: Move, at index: Int?, to time: Int64
    ) throws(ExplorationError) -> Walk {
        var next = walk
        let step = index.map { plan.steps[$0] }
        if let lane = step?.lane { next.laneTimes[lane] = time }
        let changes = move.changes.mapValues { String?.some($0) }
        // What happens while somebody waits is told after that he does.
        if case .waited = move.label { next.tell(move.label) }
        next.pass(to: time)
        if case .waited = move.label {} else { next.tell(move.label) }
        next.watched.move(to: time, changes: changes, step: step?.path ?? "").forEach {
            next.tell(.service(transition: $0.transition))
        }
        var timed = move
        timed.elapsed = time - walk.machine.monotonicMilliseconds
        next.machine = try walk.machine.applying(timed)
        note(next, since: walk)
        return next
    }

    // MARK: Measuring

    /// Notes the outages that have ended since a walk stood elsewhere.
    private mutating func note(_ walk: Walk, since earlier: Walk) {
        for (id, outage) in walk.watched.outages where outage.longest > earlier.watched.outages[id]?.longest ?? 0 {
            note(id, Milliseconds(outage.longest), walk)
        }
    }

    private mutating func note(_ id: String, _ length: Milliseconds?, _ walk: Walk) {
        if let known = longest[id] {
            guard let before = known.length, length.map({ $0 > before }) ?? true else { return }
        }
        longest[id] = Longest(length: length, start: walk.start, way: walk.way)
    }

    /// Measures the outages that a run leaves behind: what the service does by itself may end them.
    ///
    /// One that was there before the run and that the run did not get past is not its own.
    private mutating func end(_ walk: Walk) {
        let isCompleted = walk.machine.result == .completed
        let left = walk.watched.outages.filter { $0.value.since.map { isCompleted || $0 > 0 } ?? false }
        guard !left.isEmpty else { return }
        var later = walk
        // A service that goes round and round for ever mends nothing.
        var rounds: Set<Round> = []
        while later.watched.outages.contains(where: { left[$0.key] != nil && $0.value.since != nil }),
            let due = later.watched.simulation.nextDue
        {
            later.pass(to: due)
            let simulation = later.watched.simulation
            guard rounds.insert(Round(state: simulation.state, remaining: simulation.remaining)).inserted else { break }
        }
        note(later, since: walk)
        for id in left.keys where later.watched.outages[id]?.since != nil { note(id, nil, later) }
    }
}
