import KirikaePlan
import KirikaeRunbook
import KirikaeService
import KirikaeSyntax

/// Looking and judging.
extension RunMachine {
    func isAsked(_ variable: String) -> Bool { sharedPlan.asked.contains(variable) }

    /// The next look that is missing before a judgement over `variables` can be made.
    ///
    /// What a person said in this run is not asked twice while no step has touched it; what a program can see is looked
    /// at afresh for every judgement.
    func look(at variables: [String], of step: PlanStep, _ lane: Lane) -> RunCommand? {
        let missing = variables.filter { !lane.looked.contains($0) }
        let probed = missing.filter { !isAsked($0) }
        if !probed.isEmpty { return .probe(step: lane.position, variables: probed) }
        guard let variable = missing.first(where: { knowledge[$0] == nil }) else { return nil }
        return .record(
            .asked(Question(id: "q\(questionsAsked + 1)", step: step.path, kind: .observe(variable: variable))))
    }

    func variables(of conditions: [PlanCondition]) -> [String] {
        var names: [String] = []
        for name in conditions.flatMap(\.condition.variables) where !names.contains(name) { names.append(name) }
        return names
    }

    func judge(_ condition: Condition) -> Judgement {
        condition.judge { knowledge[$0]?.reading ?? .unknown }
    }

    func problem(with conditions: [PlanCondition], gate: Gate) -> Problem? {
        let judgements = conditions.map { judge($0.condition) }
        let overall = Judgement.all(of: judgements)
        guard overall != .met else { return nil }
        return .gate(gate, overall, unmet: judgements.indices.filter { judgements[$0] != .met })
    }

    /// The wait before the next look, while a condition that is not met yet has time left.
    func wait(for conditions: [PlanCondition], _ lane: Lane, since: Int64) -> RunCommand? {
        let elapsed = monotonicNow - since
        let open = conditions.map(\.condition).filter { judge($0) != .met }
        guard !open.isEmpty, open.allSatisfy({ elapsed < ($0.within?.count ?? 0) }) else { return nil }
        let every = open.map { ($0.every ?? Condition.defaultEvery).count }.min() ?? Condition.defaultEvery.count
        // The last look comes when the time is over, not up to one interval before.
        let left = open.map { ($0.within?.count ?? 0) - elapsed }.min() ?? every
        return .wait(step: lane.position, milliseconds: max(1, min(every, left)))
    }

    // MARK: Outputs

    /// What a step does, with every output it uses filled in.
    public func filledAction(of step: PlanStep) -> PlanStep.Action {
        func filled(_ template: TextTemplate) -> TextTemplate {
            template.mapReferences { reference in
                outputs[reference.step]?[reference.name].map { .text($0) } ?? .output(reference)
            }
        }
        switch step.action {
        case .manual(let manual): return .manual(manual.mapTemplates(filled))
        case .population(let population, let inventory): return .population(population.mapTemplates(filled), inventory)
        case .command(let command): return .command(command.mapTemplates(filled))
        case .http(let http): return .http(http.mapTemplates(filled))
        case .none, .wait, .approve: return step.action
        }
    }

    /// The outputs that a step uses and nobody has read, because the step that should have was left out.
    func missingOutputs(of step: PlanStep) -> [String] {
        step.action.templates.flatMap(\.references).filter { outputs[$0.step]?[$0.name] == nil }.map(\.written)
    }
}

extension PlanStep {
    /// Whether its verifications can tell that its action had its effect.
    ///
    /// A step that changes nothing leaves no trace by which they could, and what it read is lost with its action.
    public var leavesTrace: Bool { !changes.isEmpty && !verifications.isEmpty && outputs.isEmpty }

    /// Whether its action may turn out to have been done although it failed: nobody's refusal, and no quota that was missed.
    public var mayBeDoneAfterAll: Bool {
        switch action {
        case .manual, .command, .http: leavesTrace
        case .none, .wait, .population, .approve: false
        }
    }

    /// The conditions that one of the step's judgements is over, in the order in which a problem numbers them.
    public func conditions(of gate: Gate) -> [PlanCondition] {
        switch gate {
        case .unless: unless.map { [PlanCondition(condition: $0, origin: .author)] } ?? []
        case .preconditions: preconditions
        case .verifications: verifications
        }
    }
}

extension PlanStep.Action {
    /// Every text of it that may hold outputs.
    public var templates: [TextTemplate] {
        switch self {
        case .manual(let manual): manual.templates
        case .population(let population, _): population.templates
        case .command(let command): command.templates
        case .http(let http): http.templates
        case .none, .wait, .approve: []
        }
    }
}

extension PopulationAction {
    /// How many a wave goes to, of so many in all; at least one.
    public func target(ofWave wave: Int, of count: Int) -> Int { waves[wave].count(of: count) }

    /// How many of a wave's target are enough to go on.
    public func needed(ofTarget target: Int) -> Int { Share.percentage(quotaPercentage).count(of: target) }
}
