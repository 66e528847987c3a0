import KirikaePlan

/// Going on with another plan, or in another run.
extension RunMachine {
    /// Offers the plan that an event `acceptedChanges` of its fingerprint will switch to.
    public mutating func offer(_ plan: Plan) { offeredPlan = plan }

    /// The plan that will be carried out: the one that is offered, else the one it has.
    public var planAhead: Plan { offeredPlan ?? plan }

    /// What keeps a plan from taking the place of this one; empty if every started step is the same in it and stands in the same
    /// order before everything that is not.
    public func obstacles(to new: Plan) -> [RebaseObstacle] {
        guard let last = plan.steps.indices.last(where: isStarted) else { return [] }
        var obstacles: [RebaseObstacle] = []
        let old = Set(plan.steps.map(\.path))
        var inserted: Set<String> = []
        for index in 0...last {
            let step = plan.steps[index]
            guard let place = new.index(of: step.path) else {
                obstacles.append(isStarted(index) ? .removed(step: step.path) : reshaped(at: index))
                continue
            }
            let counterpart = new.steps[place]
            if !isStarted(index) {
                let hasSameShape =
                    place == index && counterpart.kind == step.kind && counterpart.span == step.span
                    && counterpart.lanes == step.lanes
                if !hasSameShape { obstacles.append(reshaped(at: index)) }
                continue
            }
            if !PlanComparison.differences(step, counterpart).isEmpty { obstacles.append(.changed(step: step.path)) }
            guard place != index else { continue }
            let strangers = new.steps[..<place].map(\.path).filter { !old.contains($0) && !inserted.contains($0) }
            inserted.formUnion(strangers)
            obstacles += strangers.map { .inserted(step: $0, before: step.path) }
            if new.steps[..<place].count(where: { old.contains($0.path) }) != index {
                obstacles.append(.moved(step: step.path))
            }
        }
        for lane in lanes where lane.openLanes > 0 {
            let isSame =
                new.steps.indices.contains(lane.position)
                && new.steps[lane.position].path == plan.steps[lane.position].path
            if !isSame { obstacles.append(reshaped(at: max(0, lane.position - 1))) }
        }
        var seen: Set<RebaseObstacle> = []
        return obstacles.filter { seen.insert($0).inserted }
    }

    /// Whether anything was ever begun or decided about a step.
    private func isStarted(_ index: Int) -> Bool { states[index] != .pending || attempts[index] > 0 }

    private func reshaped(at index: Int) -> RebaseObstacle {
        .reshaped(group: plan.steps[index].lane?.fork ?? plan.steps[index].path)
    }

    mutating func rebase(_ changes: AcceptedChanges) throws(ImpossibleEvent) {
        guard let new = offeredPlan, new.fingerprint == changes.fingerprint, obstacles(to: new).isEmpty,
            lanes.allSatisfy({ $0.position < new.steps.count })
        else { throw ImpossibleEvent(event: .acceptedChanges(changes), at: currentStep?.path ?? "") }
        let old = plan
        plan = new
        offeredPlan = nil
        let kept = min(old.steps.count, new.steps.count)
        let added = new.steps.count - kept
        states = states[..<kept] + Array(repeating: .pending, count: added)
        attempts = attempts[..<kept] + Array(repeating: 0, count: added)
        finishedTimes = finishedTimes[..<kept] + Array(repeating: StepTimes(), count: added)
        // Whoever approved, approved the plan as it was.
        approvals = [:]
        for index in lanes.indices {
            if lanes[index].end == old.steps.count { lanes[index].end = new.steps.count }
            let position = lanes[index].position
            guard !isStarted(position), lanes[index].openLanes == 0, old.steps.indices.contains(position),
                old.steps[position].path != new.steps[position].path
                    || !PlanComparison.differences(old.steps[position], new.steps[position]).isEmpty
            else { continue }
            // What was found and decided about the step belongs to its old text.
            lanes[index].phase = .entering(since: monotonicNow)
            lanes[index].interruptedPhase = nil
            lanes[index].overruled = []
            lanes[index].looked = []
        }
        planWorldCheck(before: knowledgeBefore)
    }

    // MARK: Beginning anew

    /// Why the run cannot be begun anew from a step; nil if it can.
    public func restartRefusal(from path: String) -> RestartRefusal? {
        guard let index = plan.index(of: path) else { return .noSuchStep }
        guard result != nil else {
            let open = stepsThatWouldBeInDoubt
            return open.isEmpty ? .notStopped : .inDoubt(open)
        }
        if !stepsThatWouldBeInDoubt.isEmpty { return .inDoubt(stepsThatWouldBeInDoubt) }
        if let fork = plan.steps[index].lane?.fork { return .insideGroup(fork) }
        if let open = states[..<index].firstIndex(of: .pending) { return .notReached(plan.steps[open].path) }
        return nil
    }

    /// The paths of the steps that would be in doubt if the run were resumed.
    private var stepsThatWouldBeInDoubt: [String] {
        if case .closed = phase { return [] }
        return lanes.filter { lane in
            guard lane.openLanes == 0, lane.position < lane.end else { return false }
            return switch lane.interruptedPhase ?? lane.phase {
            case .acting: !isItemized(lane) || hasUnsettledItems(lane)
            case .inDoubt, .doubtOpen: true
            default: false
            }
        }.map { plan.steps[$0.position].path }
    }

    /// What a run that begins anew from a step takes over of this one.
    public func carriedOver(before path: String, reason: String, by: String) -> CarriedOver {
        let end = plan.index(of: path) ?? 0
        let steps = (0..<end).map { index in
            let path = plan.steps[index].path
            return CarriedOver.Step(
                path: path, state: states[index], attempts: attempts[index], outputs: outputs[path] ?? [:],
                waveCounts: waveCounts[path] ?? [],
                items: itemStandings[path].map { ItemStanding(done: $0.done, failed: $0.failed) },

                left: traces.filter { $0.value.step == path }.mapValues(\.left))
        }
        return CarriedOver(run: header?.run ?? "", steps: steps, reason: reason, by: by)
    }

    /// Whether the run was begun anew from another one and does not know yet what that one had finished.
    public var awaitsCarryOver: Bool { header?.restartOf != nil && carriedOver == nil }

    mutating func carryOver(_ carried: CarriedOver) throws(ImpossibleEvent) {
        guard awaitsCarryOver, carried.run == header?.restartOf?.run, lanes.count == 1, lanes[0].position == 0,
            carried.steps.count < plan.steps.count,
            zip(carried.steps, plan.steps).allSatisfy({ $0.path == $1.path && $0.state != .pending }),
            plan.steps[carried.steps.count].lane == nil
        else { throw ImpossibleEvent(event: .carriedOver(carried), at: currentStep?.path ?? "") }
        for (index, step) in carried.steps.enumerated() {
            states[index] = step.state
            attempts[index] = step.attempts
            if !step.outputs.isEmpty { outputs[step.path] = step.outputs }
            if !step.waveCounts.isEmpty { waveCounts[step.path] = step.waveCounts }
            if let items = step.items { itemStandings[step.path] = items }
            for (variable, left) in step.left { traces[variable] = Trace(step: step.path, left: left) }
        }
        lanes[0].position = carried.steps.count
        carriedOver = carried
        planWorldCheck(before: [:])
    }
}
