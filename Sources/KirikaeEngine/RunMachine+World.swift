import KirikaePlan
import KirikaeRunbook
import KirikaeService

/// Looking again, after a break, at what finished steps had left.
extension RunMachine {
    /// How far the machine is with looking again.
    enum WorldCheck: Sendable, Hashable {
        /// Nothing is to be done.
        case settled
        /// These variables are to be looked at before anything else happens.
        case due([String])
        /// A person must say whether to go on.
        case deviating([Deviation])
    }

    /// What a finished step left, with the step.
    struct Trace: Sendable, Hashable {
        var step: String
        var left: LeftValue
    }

    /// What finished steps left, by variable, unless a later step has changed it or is about to.
    public var leftValues: [String: (step: String, left: LeftValue)] {
        traces.mapValues { ($0.step, $0.left) }
    }

    /// The variables that finished steps left and only a person can see; they are asked for when they are needed.
    public var leftForPeopleToSee: [String] {
        Set(traces.keys).subtracting(sharedPlan.probed).sorted()
    }

    /// Whether the run still has to look again, or a person has to say whether to go on.
    public var isLookingAgain: Bool { worldCheck != .settled }

    /// What is to be done before anything else; nil once nothing is in the way.
    func commandBeforeAll(_ busy: Set<Int>) -> RunCommand?? {
        switch worldCheck {
        case .settled: return .none
        case .due(let variables): return .some(.recheck(variables))
        case .deviating(let deviations):
            if let question = openQuestion { return .some(busy.isEmpty ? .ask(question) : nil) }
            guard let step = currentStep else { return .none }
            return .some(
                .record(
                    .asked(
                        Question(
                            id: "q\(questionsAsked + 1)", step: step.path, kind: .changedMeanwhile(deviations)))))
        }
    }

    /// A finished step leaves what was seen after it, else what it was to make true.
    mutating func leaveTraces(of step: PlanStep) {
        for (variable, intended) in step.changes {
            var value = intended
            if case .value(let seen)? = knowledge[variable]?.reading { value = seen }
            traces[variable] = Trace(step: step.path, left: LeftValue(value: value, intended: intended))
        }
    }

    /// A step that is about to change something makes what earlier ones left of it a thing of the past.
    mutating func wipeTraces(under step: PlanStep) {
        for variable in step.changes.keys {
            if let trace = traces.removeValue(forKey: variable) { seenBefore[variable] = .value(trace.left.value) }
        }
    }

    /// Finds out what must be looked at again: what finished steps left, and what a program saw before.
    ///
    /// What a step in flight may have changed is left out: it is settled together with that step. What one that did not succeed
    /// may have changed is looked at, for nobody knows how it stands.
    mutating func planWorldCheck(before: [String: Observation]) {
        var inFlight: Set<String> = []
        var open: Set<String> = []
        for index in states.indices where states[index] == .pending && attempts[index] > 0 {
            let isTroubled = lanes.contains { lane in
                guard lane.position == index, case .troubled = lane.phase else { return false }
                return true
            }
            if isTroubled {
                open.formUnion(plan.steps[index].changes.keys)
            } else {
                inFlight.formUnion(plan.steps[index].changes.keys)
            }
        }
        let seen = before.filter { $0.value.basis == .probed }.keys
        // Whether steps may be left out is judged by how things stand.
        if requestedJump != nil {
            for case .always(let condition) in plan.service.invariants.map(\.kind) {
                open.formUnion(condition.variables)
            }
        }
        let variables = Set(traces.keys).union(seen).union(open).subtracting(inFlight).intersection(sharedPlan.probed)
        knowledgeBefore = before
        worldFindings = nil
        worldCheck = variables.isEmpty || lanes.isEmpty ? .settled : .due(variables.sorted())
    }

    /// Takes what was seen when the machine looked again.
    mutating func compareWorld(_ observations: [Observation]) {
        var findings = WorldFindings()
        var now = knowledgeBefore
        for observation in observations {
            knowledge[observation.variable] = observation
            now[observation.variable] = observation
        }
        for observation in observations {
            let variable = observation.variable
            if let trace = traces[variable] {
                let deviation = Deviation(
                    variable: variable, step: trace.step, left: trace.left.value, now: observation.reading)
                switch observation.reading {
                case .value(trace.left.value): findings.unchanged.append(variable)
                // Somebody has put it back to what the step was to make true.
                case .value(trace.left.intended):
                    findings.others.append(
                        .init(variable: variable, before: .value(trace.left.value), now: observation.reading))
                case _ where mayHaveMovedOn(deviation, now: now): findings.movedOn.append(deviation)
                default: findings.deviations.append(deviation)
                }
            } else if let before = knowledgeBefore[variable]?.reading {
                if before == observation.reading {
                    findings.unchanged.append(variable)
                } else {
                    findings.others.append(.init(variable: variable, before: before, now: observation.reading))
                }
            }
        }
        worldFindings = findings
        worldCheck = findings.deviations.isEmpty ? .settled : .deviating(findings.deviations)
    }

    /// Takes a person's word that the run may go on with the world as it is now.
    mutating func accept(_ deviations: [Deviation]) {
        for deviation in deviations {
            // What could not be seen is compared with what the step left again next time.
            guard case .value(let value) = deviation.now, traces[deviation.variable] != nil else { continue }
            traces[deviation.variable]?.left.value = value
        }
        worldCheck = .settled
    }

    /// What is known of the service: what was seen last, else what a finished step left.
    func knownState(_ knowledge: [String: Observation]) -> ServiceState {
        var state = ServiceState()
        for (variable, trace) in traces { state[variable] = trace.left.value }
        for (variable, observation) in knowledge {
            switch observation.reading {
            case .value(let value): state[variable] = value
            case .unknown: state[variable] = nil
            case .failed: continue
            }
        }
        return state
    }

    /// Whether the service may have changed a variable by itself, from how it stood then or from how the rest stands now,
    /// and with what a step in flight may have done.
    private func mayHaveMovedOn(_ deviation: Deviation, now: [String: Observation]) -> Bool {
        let value: String?
        switch deviation.now {
        case .value(let seen): value = seen
        case .unknown: value = nil
        case .failed: return false
        }
        let reach = ServiceReach(model: plan.service)
        // What is in flight may have been done, and the service may have answered to that.
        let inFlight = stepsInDoubt.map { plan.steps[$0].changes }
        return [knowledgeBefore, now].contains { knowledge in
            var start = knownState(knowledge)
            start[deviation.variable] = deviation.left
            if reach.leads(deviation.variable, to: value, from: start) { return true }
            for changes in inFlight {
                for (variable, value) in changes { start[variable] = value }
            }
            return !inFlight.isEmpty && reach.leads(deviation.variable, to: value, from: start)
        }
    }

    /// What a finished step left of a variable; nil if none did, or a later step has changed it or is about to.
    public func leftValue(of variable: String) -> String? { traces[variable]?.left.value }
}
