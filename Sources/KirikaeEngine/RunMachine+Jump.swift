import KirikaePlan

/// A person's wish to leave out everything before a step.
///
/// A world throws it where somebody utters it instead of answering a question.
public struct JumpRequest: Error, Sendable, Hashable {
    /// The path of the step to go on with.
    public var step: String
    /// Why.
    public var reason: String
    /// Who.
    public var by: String

    /// Makes a wish.
    public init(step: String, reason: String, by: String) {
        self.step = step
        self.reason = reason
        self.by = by
    }
}

/// Why a run cannot go on with a step.
public enum JumpRefusal: Error, Sendable, Hashable {
    /// The plan has no such step.
    case noSuchStep
    /// The run is at it.
    case isThere
    /// It is behind.
    case isBehind
    /// It is in another row of steps that go on side by side, or such steps are under way.
    case otherLane
    /// It is inside a group or a runbook that has not begun, whose conditions would never be looked at; this is its first step.
    case notBegun(String)
    /// Nobody knows whether this step was done.
    case inDoubt(String)
    /// A step on the way may not be left out.
    case leavingOut(LeavingOut.Refusal)
}

extension RunMachine {
    /// Why the run cannot go on with a step; nil if it can.
    public func jumpRefusal(to path: String) -> JumpRefusal? {
        guard let target = plan.index(of: path) else { return .noSuchStep }
        switch jump(to: target) {
        case .failure(let refusal): return refusal
        case .success(let (lane, between)):
            if case .acting = lanes[lane].interruptedPhase ?? lanes[lane].phase {
                return .inDoubt(plan.steps[lanes[lane].position].path)
            }
            return leavingOut(Set(between)).refusal.map { .leavingOut($0) }
        }
    }

    /// The invariants of which nobody can say whether they would hold after a jump.
    public func unproven(byJumpingTo path: String) -> [String] {
        guard let target = plan.index(of: path), case .success(let (_, between)) = jump(to: target) else { return [] }
        return leavingOut(Set(between)).unproven
    }

    /// The lane that would jump, and the steps it would leave out.
    private func jump(to target: Int) -> Result<(lane: Int, between: Range<Int>), JumpRefusal> {
        let step = plan.steps[target]
        if states[target] != .pending { return .failure(.isBehind) }
        guard
            let lane = lanes.firstIndex(where: { lane in
                lane.openLanes == 0 && lane.position < lane.end && plan.steps[lane.position].lane == step.lane
            })
        else { return .failure(.otherLane) }
        let position = lanes[lane].position
        if target == position { return .failure(.isThere) }
        guard target > position, target < lanes[lane].end else { return .failure(.otherLane) }
        let between = position..<target
        for index in between where [.enter, .fork].contains(plan.steps[index].kind) {
            if target < index + plan.steps[index].span { return .failure(.notBegun(plan.steps[index].path)) }
        }
        switch lanes[lane].interruptedPhase ?? lanes[lane].phase {
        case .inDoubt, .doubtOpen: return .failure(.inDoubt(plan.steps[position].path))
        default: return .success((lane, between))
        }
    }

    /// What is to be done about the wish to jump, once nothing else is in the way.
    ///
    /// What was seen since the wish was uttered may speak against it: then the run stops and nothing is left out.
    func commandOfJump(_ busy: Set<Int>) -> RunCommand?? {
        guard let request = requestedJump, openQuestion == nil else { return .none }
        guard busy.isEmpty else { return .some(nil) }
        guard jumpRefusal(to: request.step) == nil else { return .some(.record(.stopped(.person))) }
        return .some(.record(.jumped(to: request.step, reason: request.reason, by: request.by)))
    }

    mutating func applyJump(to path: String, event: RunEvent) throws(ImpossibleEvent) {
        guard let target = plan.index(of: path), case .success(let (lane, between)) = jump(to: target) else {
            throw ImpossibleEvent(event: event, at: currentStep?.path ?? "")
        }
        let here = plan.steps[lanes[lane].position].path
        if openQuestion?.step == here { openQuestion = nil }
        for index in between { states[index] = .skipped }
        settleTimes(of: lane)
        lanes[lane].position = target
        lanes[lane].overruled = []
        lanes[lane].looked = []
        lanes[lane].phase = .entering(since: monotonicNow)
        requestedJump = nil
    }
}
