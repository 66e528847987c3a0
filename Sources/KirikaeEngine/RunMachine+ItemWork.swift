import KirikaePlan
import KirikaeRunbook

/// Populations whose items a program works through: which is next, how many at once, when to stop, what is in doubt.
extension RunMachine {
    /// What is next for a step with a program for each item; nil while nothing can be done before one of those under way has ended.
    ///
    /// - Parameters:
    ///   - step: the step.
    ///   - lane: the lane that is at it.
    ///   - attempt: which attempt of the step is under way.
    ///   - busy: the items for whose sake something is under way.
    func working(_ step: PlanStep, _ lane: Lane, attempt: Int, busy: Set<String>) -> RunCommand? {
        guard case .population(let population, let inventory) = step.action, let work = population.work else {
            return nil
        }
        let standing = itemStandings[step.path] ?? ItemStanding()
        let begun = standing.inFlight.filter { !busy.contains($0) }
        if !begun.isEmpty { return .performItems(step: lane.position, attempt: attempt, items: begun) }
        // Nothing new is begun while nobody knows what became of what was begun before.
        if !standing.inDoubt.isEmpty {
            return settling(standing, of: step, lane, attempt: attempt, population, work, inventory, busy)
        }
        let wave = waveCounts[step.path]?.count ?? 0
        guard wave < population.waves.count else {
            return .record(.performed(step: step.path, attempt: attempt, .succeeded(warnings: [])))
        }
        guard !hasFailedTooOften(standing, work, inventory) else { return nil }
        let free = work.atOnce - standing.inFlight.count
        let target = population.target(ofWave: wave, of: inventory.count)
        let next = nextItems(free, among: target, standing, inventory)
        return next.isEmpty ? nil : .record(.itemsBegun(step: step.path, attempt: attempt, items: next))
    }

    /// The first open items, in the order of the inventory.
    private func nextItems(
        _ count: Int, among target: Int, _ standing: ItemStanding, _ inventory: Environment.Inventory
    ) -> [String] {
        guard count > 0, standing.passed < target else { return [] }
        let flying = Set(standing.inFlight + standing.lost)
        return inventory.items[standing.passed..<target].lazy.map(\.id)
            .filter { standing.isOpen($0) && !flying.contains($0) }.prefix(count).map(\.self)
    }

    private func hasFailedTooOften(
        _ standing: ItemStanding, _ work: ItemWork, _ inventory: Environment.Inventory
    ) -> Bool {
        guard let limit = work.stopAfter?.count(of: inventory.count) else { return false }
        return standing.newlyFailedCount >= limit
    }

    /// Finding out what became of items that were in flight when the engine died.
    private func settling(
        _ standing: ItemStanding, of step: PlanStep, _ lane: Lane, attempt: Int, _ population: PopulationAction,
        _ work: ItemWork, _ inventory: Environment.Inventory, _ busy: Set<String>
    ) -> RunCommand? {
        if work.verify != nil {
            let unseen = standing.inDoubt.filter { !standing.unclear.contains($0) }
            let next = unseen.filter { !busy.contains($0) }.prefix(max(0, work.atOnce - busy.count))
            if !next.isEmpty { return .lookAtItems(step: lane.position, attempt: attempt, items: Array(next)) }
            guard unseen.isEmpty else { return nil }
        }
        if work.interrupted == .repeat {
            return .record(.itemsSettled(step: step.path, attempt: attempt, items: standing.inDoubt, .again))
        }
        let wave = min(waveCounts[step.path]?.count ?? 0, population.waves.count - 1)
        let target = population.target(ofWave: wave, of: inventory.count)
        let done = doneCount(of: step, among: target, inventory)
        return ask(.items(wave: wave, target: target, done: done), of: step)
    }

    // MARK: Where it is

    /// Whether a lane is at a step with a program for each item, and none is at work.
    func isBetweenItems(_ lane: Lane) -> Bool {
        isItemized(lane) && itemStandings[plan.steps[lane.position].path]?.inFlight.isEmpty != false
    }

    /// Whether nobody knows of some items of a lane's step whether they were done, or would not if the engine died now.
    func hasUnsettledItems(_ lane: Lane) -> Bool {
        guard isItemized(lane), let standing = itemStandings[plan.steps[lane.position].path] else { return false }
        return !standing.inFlight.isEmpty || !standing.inDoubt.isEmpty || !standing.lost.isEmpty
    }

    /// Whether a step cannot go on without a decision.
    public func isTroubled(_ path: String) -> Bool {
        guard let lane = lane(at: path), case .troubled = lanes[lane].phase else { return false }
        return true
    }

    // MARK: What happened

    /// Applies an event about items of the step that a lane is at.
    mutating func applyItems(_ event: RunEvent, to lane: Int) throws(ImpossibleEvent) {
        let step = plan.steps[lanes[lane].position]
        guard case .acting(let current, _) = lanes[lane].phase,
            case .population(let population, let inventory) = step.action, let work = population.work
        else { throw ImpossibleEvent(event: event, at: step.path) }
        var standing = itemStandings[step.path] ?? ItemStanding()
        let isPossible =
            switch event {
            case .itemsBegun(_, current, let items): standing.begin(items, inventory)
            case .itemEnded(_, current, let item, let result): standing.end(item, result.outcome, of: work)
            case .itemsSettled(_, current, let items, let settlement): standing.settle(items, settlement)
            default: false
            }
        guard isPossible else { throw ImpossibleEvent(event: event, at: step.path) }
        itemStandings[step.path] = standing
        endWaves(lane)
    }

    /// Ends the waves of a step with a program for each item, once none is at work; too many failures end the step.
    mutating func endWaves(_ lane: Int) {
        let step = plan.steps[lanes[lane].position]
        guard case .population(let population, let inventory) = step.action, let work = population.work else { return }
        let standing = itemStandings[step.path] ?? ItemStanding()
        guard standing.inFlight.isEmpty, standing.inDoubt.isEmpty else { return }
        if !standing.lost.isEmpty {
            let wave = min(waveCounts[step.path]?.count ?? 0, population.waves.count - 1)
            let target = population.target(ofWave: wave, of: inventory.count)
            let isOver = nextItems(1, among: target, standing, inventory).isEmpty
            if isOver || hasFailedTooOften(standing, work, inventory) { itemStandings[step.path]?.doubtLost() }
            return
        }
        if hasFailedTooOften(standing, work, inventory) {
            let limit = work.stopAfter?.count(of: inventory.count) ?? 0
            perform(lane, .failed(.tooManyFailed(failed: standing.newlyFailedCount, limit: limit)))
            return
        }
        endWaves(from: waveCounts[step.path]?.count ?? 0, of: step, population, inventory, lane)
    }

    /// The engine died, or the run stopped: whatever was at work for an item is in doubt.
    mutating func doubtItemsInFlight() {
        for path in itemStandings.keys {
            itemStandings[path]?.breakOff()
        }
    }

    // MARK: Answers

    /// Whether what is said of items in doubt can be taken: of each of them that it was done, was not done, or failed.
    func check(
        doubtful answer: Answer, of question: Question, _ inventory: Environment.Inventory
    ) -> AnswerProblem? {
        // A simulated person has not looked at anything but the pages it was sent to.
        if answer.via == .pages { return .mustBeTyped }
        guard let report = ItemReport(rawValue: answer.value), report != .late else {
            return .notOffered([ItemReport.done, .failed, .notDone].map(\.rawValue))
        }
        let doubtful = Set(itemStandings[question.step]?.inDoubt ?? [])
        let strangers = answer.items.filter { !doubtful.contains($0) }
        guard strangers.isEmpty else {
            let known = Set(inventory.items.map(\.id))
            let unknown = strangers.filter { !known.contains($0) }
            return unknown.isEmpty ? .itemsNotInDoubt(strangers) : .noSuchItems(unknown)
        }
        guard !answer.items.isEmpty else { return .nothingNew }
        return report == .failed && (answer.remark ?? "").isEmpty ? .remarkMissing : nil
    }
}

/// How what a program does for items changes their standing. False if it cannot have happened.
extension ItemStanding {
    /// Items are begun.
    fileprivate mutating func begin(_ ids: [String], _ inventory: Environment.Inventory) -> Bool {
        guard inDoubt.isEmpty, Set(ids).count == ids.count,
            ids.allSatisfy({ isOpen($0) && !inFlight.contains($0) })
        else { return false }
        inFlight += ids
        // They are begun in the order of the inventory, so what stands before the last of them is not open any more.
        if let last = ids.last,
            let place = inventory.items[min(passed, inventory.items.count)...].firstIndex(where: { $0.id == last })
        {
            passed = place + 1
        }
        return true
    }

    /// What was done for an item has ended.
    ///
    /// What may be repeated counts as failed even where nobody saw how it ended: a retry repeats it.
    fileprivate mutating func end(_ id: String, _ outcome: Outcome, of work: ItemWork) -> Bool {
        guard let place = inFlight.firstIndex(of: id) else { return false }
        inFlight.remove(at: place)
        reopened.remove(id)
        switch outcome {
        case .succeeded:
            done.insert(id)
            failed[id] = nil
            failures[id] = nil
        case .failed(let failure) where failure.leavesDoubt && work.interrupted == .ask: lost.append(id)
        case .failed(let failure):
            failed[id] = ""
            failures[id] = failure
        }
        return true
    }

    /// The engine that had begun items is gone.
    fileprivate mutating func breakOff() {
        doubtLost()
        inDoubt += inFlight
        inFlight = []
        unclear = []
    }

    /// Those that were lost sight of are in doubt.
    fileprivate mutating func doubtLost() {
        inDoubt += lost
        lost = []
    }

    /// It was found out what became of items in doubt, or that nobody can tell.
    fileprivate mutating func settle(_ ids: [String], _ settlement: ItemSettlement) -> Bool {
        let known = Set(inDoubt)
        guard ids.allSatisfy(known.contains) else { return false }
        switch settlement {
        case .done: take(.done, ids, reason: "")
        case .again: take(.notDone, ids, reason: "")
        case .unclear: unclear.formUnion(ids)
        }
        return true
    }
}
