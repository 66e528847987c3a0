import KirikaePlan
import KirikaeRunbook

/// Populations whose items have names.
extension RunMachine {
    /// The items that a question is about and that nothing has been said of yet, in the order of the inventory.
    public func openItems(of question: Question) -> [InventoryItem] {
        guard case .items(_, let target, _) = question.kind, let index = plan.index(of: question.step),
            case .population(let population, let inventory) = plan.steps[index].action
        else { return [] }
        let standing = itemStandings[question.step] ?? ItemStanding()
        // A person is asked about the work of a program only where it is in doubt.
        if population.work != nil {
            let doubtful = Set(standing.inDoubt)
            return inventory.items.filter { doubtful.contains($0.id) }
        }
        return inventory.items.prefix(target).filter { standing.isOpen($0.id) }
    }

    /// Those of a population who have not done it, by the path of the step; only those with any, once the run has gone on or items
    /// were asked for by name.
    public var stragglers: [String: Stragglers] {
        var late: [String: Stragglers] = [:]
        for (index, step) in plan.steps.enumerated() {
            guard case .population(_, let inventory) = step.action else { continue }
            guard inventory.isNamed else {
                if let done = waveCounts[step.path]?.last, done < inventory.count {
                    late[step.path] = Stragglers(count: inventory.count - done)
                }
                continue
            }
            guard attempts[index] > 0 || itemStandings[step.path] != nil else { continue }
            let standing = itemStandings[step.path] ?? ItemStanding()
            let left = inventory.items.filter { !standing.done.contains($0.id) }
            guard !left.isEmpty else { continue }
            var stragglers = Stragglers(count: left.count)
            stragglers.open = left.filter { standing.failed[$0.id] == nil }
            stragglers.failed = left.filter { standing.failed[$0.id] != nil }
            stragglers.reasons = standing.failed
            stragglers.failures = standing.failures
            stragglers.areWork = step.isItemWork
            late[step.path] = stragglers
        }
        return late
    }

    /// How many of the first so many items have done it.
    func doneCount(of step: PlanStep, among target: Int, _ inventory: Environment.Inventory) -> Int {
        guard let standing = itemStandings[step.path] else { return 0 }
        return inventory.items.prefix(target).count { standing.done.contains($0.id) }
    }

    /// Whether what a lane is doing is answered for, or done, item by item.
    ///
    /// Every answer and every end is in the record: a break leaves no doubt about such a step, only about items in flight.
    func isItemized(_ lane: Lane) -> Bool {
        guard lane.position < lane.end, case .population(_, let inventory) = plan.steps[lane.position].action else {
            return false
        }
        return inventory.isNamed
    }

    // MARK: Answers

    /// Whether what is said of items can be taken.
    func check(items answer: Answer, of question: Question, target: Int, _ step: PlanStep) -> AnswerProblem? {
        guard case .population(let population, let inventory) = step.action else { return .notOpen }
        if population.work != nil { return check(doubtful: answer, of: question, inventory) }
        guard let report = ItemReport(rawValue: answer.value) else {
            return .notOffered(ItemReport.allCases.map(\.rawValue))
        }
        if report == .late {
            return answer.items == openItems(of: question).map(\.id) ? nil : .notOffered([ItemReport.late.rawValue])
        }
        let places = Dictionary(
            inventory.items.enumerated().map { ($1.id, $0) }, uniquingKeysWith: { first, _ in first })
        let unknown = answer.items.filter { places[$0] == nil }
        guard unknown.isEmpty else { return .noSuchItems(unknown) }
        let later = answer.items.filter { places[$0, default: 0] >= target }
        guard later.isEmpty else { return .itemsNotAsked(later) }
        let standing = itemStandings[step.path] ?? ItemStanding()
        let saysAnything = answer.items.contains { id in
            switch report {
            case .done: !standing.done.contains(id)
            case .failed, .late: true
            case .notDone: standing.done.contains(id) || standing.failed[id] != nil
            }
        }
        guard saysAnything else { return .nothingNew }
        return report == .failed && (answer.remark ?? "").isEmpty ? .remarkMissing : nil
    }

    /// Takes what was said of items; a wave in which nothing is open any more is over, and so is one that is not waited for.
    mutating func takeItems(_ answer: Answer, wave: Int, _ step: PlanStep, _ lane: Int) {
        guard case .population(let population, let inventory) = step.action,
            let report = ItemReport(rawValue: answer.value)
        else {
            perform(lane, .failed(.declined))
            return
        }
        var standing = itemStandings[step.path] ?? ItemStanding()
        standing.take(report, answer.items, reason: answer.remark ?? "")
        itemStandings[step.path] = standing
        guard population.work == nil else { return endWaves(lane) }
        endWaves(from: wave, of: step, population, inventory, lane, isLate: report == .late)
    }

    /// Ends every wave in which nothing is open any more, and judges its quota.
    mutating func endWaves(
        from wave: Int, of step: PlanStep, _ population: PopulationAction, _ inventory: Environment.Inventory,
        _ lane: Int, isLate: Bool = false
    ) {
        var isLate = isLate
        for wave in wave..<max(wave, population.waves.count) {
            let target = population.target(ofWave: wave, of: inventory.count)
            let isOver = isLate || !hasOpenItems(of: step, among: target, inventory)
            guard isOver else { return }
            isLate = false
            let done = doneCount(of: step, among: target, inventory)
            let needed = population.needed(ofTarget: target)
            guard done >= needed else {
                perform(lane, .failed(.quotaNotReached(done: done, needed: needed, target: target)))
                return
            }
            waveCounts[step.path, default: []].append(done)
        }
    }

    /// Whether any of the first so many items is open.
    private func hasOpenItems(of step: PlanStep, among target: Int, _ inventory: Environment.Inventory) -> Bool {
        let standing = itemStandings[step.path] ?? ItemStanding()
        guard standing.passed < target else { return false }
        return inventory.items[standing.passed..<target].contains { standing.isOpen($0.id) }
    }

    /// Those that failed are to be tried again with their step.
    mutating func reopenItems(of step: PlanStep) {
        guard let standing = itemStandings[step.path] else { return }
        itemStandings[step.path]?.passed = 0
        itemStandings[step.path]?.reopened = Set(standing.failed.keys)
    }
}
