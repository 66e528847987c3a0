import KirikaePlan
import KirikaeRunbook

/// Whose time it was.
extension RunMachine {
    /// How long a step has taken so far.
    ///
    /// Only while the engine was there: the time between two processes of a run is nobody's. Of steps side by side each has its own
    /// time, so that together they may be longer than the run.
    public func times(ofStep index: Int) -> StepTimes {
        let spent = lanes.filter { $0.openLanes == 0 && $0.position == index && $0.position < $0.end }.map(\.spent)
        return spent.reduce(finishedTimes[index], +)
    }

    /// All steps together.
    public var totalTimes: StepTimes {
        (finishedTimes + lanes.filter { $0.openLanes == 0 }.map(\.spent)).reduce(StepTimes(), +)
    }

    private enum Worker {
        case machine, person, approvers
    }

    /// Gives the time since the last event to whoever was at work.
    ///
    /// Where it was a person, no condition runs out of its `within` meanwhile.
    mutating func account(for event: RunEvent, until now: Int64) {
        let elapsed = now - monotonicNow
        guard elapsed > 0, phase != .notStarted, !event.beginsProcess else { return }
        switch phase {
        case .running, .stopping: break
        case .notStarted, .stopped, .closed: return
        }
        for index in lanes.indices where lanes[index].openLanes == 0 && lanes[index].position < lanes[index].end {
            switch worker(lanes[index]) {
            case .machine: lanes[index].spent.machineMilliseconds += elapsed
            case .approvers: lanes[index].spent.approvalMilliseconds += elapsed
            case .person:
                lanes[index].spent.humanMilliseconds += elapsed
                lanes[index].phase = lanes[index].phase.later(by: elapsed)
            }
        }
    }

    private func worker(_ lane: Lane) -> Worker {
        guard let question = openQuestion else { return .machine }
        if question.step == plan.steps[lane.position].path || question.isAboutTheWorld {
            if case .approval = question.kind { return .approvers }
            return .person
        }
        // It waits for the person who is busy with another question.
        return waitsForPerson(lane) ? .person : .machine
    }

    /// Adds what a lane has spent on its step to what is kept of it.
    mutating func settleTimes(of lane: Int) {
        let position = lanes[lane].position
        if finishedTimes.indices.contains(position) {
            finishedTimes[position] = finishedTimes[position] + lanes[lane].spent
        }
        lanes[lane].spent = StepTimes()
    }
}

extension RunMachine.StepPhase {
    /// As if it had begun so much later.
    fileprivate func later(by milliseconds: Int64) -> Self {
        switch self {
        case .entering(let since): .entering(since: since + milliseconds)
        case .verifying(let since): .verifying(since: since + milliseconds)
        case .inDoubt(let attempt, let since): .inDoubt(attempt: attempt, since: since + milliseconds)
        case .acting, .doubtOpen, .troubled, .skipping: self
        }
    }
}

extension RunEvent {
    /// Whether it may be the first of a process, whose clock has nothing to do with that of the one before.
    fileprivate var beginsProcess: Bool {
        switch self {
        case .started, .resumed, .tookOver, .outputLost: true
        default: false
        }
    }
}
