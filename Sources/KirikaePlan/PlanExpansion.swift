import KirikaeDiagnostics
import KirikaeRunbook
import KirikaeService
import KirikaeSyntax

/// Lays the steps of a runbook out in a row: includes expanded, groups laid out lane by lane, bound actions looked up.
struct PlanExpansion {
    let library: RunbookLibrary
    let parts: PlanParts
    let environment: Environment
    /// Why the plan is carried out, if it was said; included runbooks are told.
    let cause: String?
    let context: DecodingContext
    /// The steps so far.
    private(set) var steps: [PlanStep] = []

    init(
        library: RunbookLibrary, parts: PlanParts, environment: Environment, cause: String?, context: DecodingContext
    ) {
        self.library = library
        self.parts = parts
        self.environment = environment
        self.cause = cause
        self.context = context
    }

    /// Adds a runbook.
    mutating func expand(_ runbook: Runbook, path: String, depth: Int, unless: Condition?) {
        let start = steps.count
        steps.append(gate(.enter, of: runbook, path: path, depth: depth))
        steps[start].unless = unless
        for step in runbook.steps { add(step, of: runbook, path: path, depth: depth) }
        steps.append(gate(.leave, of: runbook, path: "\(path)/$end", depth: depth))
        steps[start].span = steps.count - start
    }

    private mutating func add(_ step: Step, of runbook: Runbook, path: String, depth: Int) {
        let stepPath = "\(path)/\(step.id.value)"
        switch step.action {
        case .include(let include): expand(include, of: step, path: stepPath, depth: depth + 1)
        case .parallel(let members): fork(members, of: step, in: runbook, path: path, depth: depth)
        default:
            guard let action = action(step.action, scope: path) else { return }
            steps.append(planStep(step, of: runbook, path: stepPath, depth: depth, action: action))
        }
    }

    // MARK: Groups

    private mutating func fork(_ members: [Step], of step: Step, in runbook: Runbook, path: String, depth: Int) {
        let start = steps.count
        let groupPath = "\(path)/\(step.id.value)"
        var fork = planStep(step, of: runbook, path: groupPath, depth: depth, action: .none)
        fork.kind = .fork
        fork.verifications = []
        fork.interrupted = .repeat
        steps.append(fork)
        for member in members {
            let first = steps.count
            // Members share the scope of the group: their outputs are those of steps of the same runbook.
            add(member, of: runbook, path: path, depth: depth + 1)
            let lane = steps[start].lanes.count
            for index in first..<steps.count where steps[index].lane == nil {
                steps[index].lane = .init(fork: groupPath, number: lane)
            }
            steps[start].lanes.append(steps.count - first)
        }
        var join = planStep(step, of: runbook, path: "\(groupPath)/$join", depth: depth, action: .none)
        join.kind = .join
        join.unless = nil
        join.preconditions = []
        join.cautions = []
        join.notes = []
        join.interrupted = .repeat
        steps.append(join)
        steps[start].span = steps.count - start
    }

    // MARK: Includes

    private mutating func expand(_ include: IncludeAction, of step: Step, path: String, depth: Int) {
        guard depth < IncludeLimits.depth else {
            context.report(PlanMessage.includesTooDeep, at: include.runbook.location)
            return
        }
        guard let template = library.runbooks[include.runbook.value] else {
            context.report(
                RunbookMessage.undefinedRunbook(
                    include.runbook.value,
                    suggestion: Suggestion.nearest(to: include.runbook.value, among: library.runbooks.keys)),
                at: include.runbook.location)
            return
        }
        var arguments = Dictionary(
            include.arguments.map { ($0.name.value, $0.value.value) }, uniquingKeysWith: { first, _ in first })
        if arguments[RunbookTemplate.cause] == nil { arguments[RunbookTemplate.cause] = cause }
        let decoded = parts.runbook(.init(name: template.id.value, arguments: arguments), in: context) {
            RunbookDecoder.decode(template, arguments: arguments, in: context)
        }
        guard let runbook = decoded else { return }
        let start = steps.count
        expand(runbook, path: path, depth: depth, unless: step.unless)
        // The including step speaks for the whole of it: its title, its sources, its own conditions.
        let end = steps.count - 1
        steps[start].title = step.title
        steps[start].isCritical = step.isCritical
        steps[start].source = step.source + steps[start].source.filter { !step.source.contains($0) }
        steps[start].preconditions =
            step.preconditions.map { PlanCondition(condition: $0, origin: .author) } + steps[start].preconditions
        steps[start].cautions = step.cautions + steps[start].cautions
        steps[start].notes = step.notes + steps[start].notes
        steps[end].verifications += step.verifications.map { PlanCondition(condition: $0, origin: .author) }
        steps[end].title = step.title
    }

    // MARK: Steps

    private func gate(_ kind: PlanStep.Kind, of runbook: Runbook, path: String, depth: Int) -> PlanStep {
        let isEnter = kind == .enter
        return PlanStep(
            path: path, definition: runbook.id.value, kind: kind, depth: depth, title: runbook.title,
            source: isEnter ? runbook.source : [], place: nil, unless: nil, span: 1,
            preconditions: isEnter ? runbook.preconditions.map { .init(condition: $0, origin: .author) } : [],
            action: .none, typical: nil, timeout: nil, changes: [:],
            verifications: isEnter ? [] : runbook.postconditions.map { .init(condition: $0, origin: .author) },
            interrupted: .repeat, reverse: nil, isCritical: isEnter, cautions: isEnter ? runbook.cautions : [],
            notes: isEnter ? runbook.notes : [], location: runbook.id.location)
    }

    private func planStep(
        _ step: Step, of runbook: Runbook, path: String, depth: Int, action: PlanStep.Action
    ) -> PlanStep {
        var verifications = step.verifications
        if case .wait(.until(let awaited)) = step.action {
            // Waiting is looking again and again; a condition that does not say how long gets all the time of the step.
            verifications = awaited.map { $0.within == nil ? $0.within(step.timeout) : $0 } + verifications
        }
        return PlanStep(
            path: path, definition: "\(runbook.id.value)/\(step.id.value)", kind: .step, depth: depth,
            title: step.title, source: step.source, place: step.place?.value, unless: step.unless, span: 1,
            preconditions: step.preconditions.map { .init(condition: $0, origin: .author) }, action: action,
            typical: step.typical, timeout: step.timeout,
            changes: Dictionary(
                step.changes.map { ($0.variable.value, $0.value.value) }, uniquingKeysWith: { first, _ in first }),
            verifications: verifications.map { .init(condition: $0, origin: .author) },
            interrupted: action.leavesNoTrace ? .repeat : step.interrupted, outputs: step.outputs,
            reverse: step.reverse?.value, isCritical: step.isCritical,
            cautions: step.cautions, notes: step.notes, location: step.id.location)
    }

    /// What is done, with the names of the environment looked up and outputs named by path; nil, with a finding, if that fails.
    private func action(_ action: Action, scope: String) -> PlanStep.Action? {
        switch action {
        case .manual(let manual): return .manual(manual.mapTemplates { resolved($0, scope) })
        case .command(let command): return .command(command.mapTemplates { resolved($0, scope) })
        case .http(let http): return .http(http.mapTemplates { resolved($0, scope) })
        case .wait(.time(let length, let because, _)): return .wait(length, because: because)
        case .wait(.until): return PlanStep.Action.none
        case .population(let population):
            let inventory = environment.inventories[population.inventory.value]
            if inventory == nil { reportMissing(population.inventory, .inventory) }
            ItemWorkCheck(context: context).check(population, environment)
            return inventory.map { .population(population.mapTemplates { resolved($0, scope) }, $0) }
        case .approve(let approve):
            let group = environment.groups[approve.group.value]
            if group == nil { reportMissing(approve.group, .group) }
            return group.map { .approve(approve, members: $0.members) }
        case .bound(let name):
            guard let bound = environment.actions[name.value] else {
                reportMissing(name, .action)
                return nil
            }
            return self.action(bound, scope: scope)
        case .include, .parallel: return nil
        }
    }

    private func reportMissing(_ name: Located<String>, _ section: EnvironmentSection) {
        context.report(
            RunbookMessage.undefinedName(
                section, name.value, environment: environment.name.value,
                suggestion: Suggestion.nearest(to: name.value, among: section.names(in: environment))),
            at: name.location)
    }

    private func resolved(_ template: TextTemplate, _ scope: String) -> TextTemplate {
        template.mapReferences { .output(OutputReference(step: "\(scope)/\($0.step)", name: $0.name)) }
    }
}

extension PlanStep.Action {
    /// Whether doing it once more after a crash can do no harm, because only time passed or nothing was done.
    var leavesNoTrace: Bool {
        switch self {
        case .none, .wait, .approve: true
        case .manual, .command, .http, .population: false
        }
    }
}

extension Condition {
    /// The same condition with so much time.
    fileprivate func within(_ length: Milliseconds?) -> Condition {
        var copy = self
        copy.within = length
        return copy
    }
}
