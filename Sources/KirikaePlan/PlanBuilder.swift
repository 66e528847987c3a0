import KirikaeDiagnostics
import KirikaeRunbook
import KirikaeService
import KirikaeSyntax

/// Makes a plan from a library: expands includes, derives guards from the invariants, and freezes the result.
public struct PlanBuilder {
    private let library: RunbookLibrary
    private let context = DecodingContext()

    /// Makes a builder.
    public init(library: RunbookLibrary) {
        self.library = library
    }

    /// What was found while the plan was made.
    public var diagnostics: Diagnostics { context.diagnostics }

    /// The plan of one runbook; nil after errors.
    ///
    /// - Parameters:
    ///   - id: the identifier of the runbook.
    ///   - arguments: its parameters.
    ///   - environmentName: the name of the environment.
    ///   - environmentArguments: the parameters of the environment.
    public func plan(
        runbook id: String, arguments: [String: String] = [:], environment environmentName: String,
        environmentArguments: [String: String] = [:]
    ) -> Plan? {
        guard let service = library.service else {
            context.report(RunbookMessage.noServiceModel, at: nil)
            return nil
        }
        guard let template = library.runbooks[id] else {
            context.report(
                RunbookMessage.undefinedRunbook(
                    id, suggestion: Suggestion.nearest(to: id, among: library.runbooks.keys)), at: nil)
            return nil
        }
        guard let environmentTemplate = library.environments[environmentName] else {
            context.report(
                PlanMessage.undefinedEnvironment(
                    environmentName,
                    suggestion: Suggestion.nearest(to: environmentName, among: library.environments.keys),
                    known: library.environments.keys.sorted()), at: nil)
            return nil
        }
        checkArguments(arguments, of: template)
        guard let environment = environmentTemplate.decode(arguments: environmentArguments, in: context),
            let runbook = RunbookDecoder.decode(template, arguments: arguments, in: context)
        else { return nil }
        var steps: [PlanStep] = []
        expand(runbook, path: id, depth: 0, unless: nil, into: &steps)
        let guards = GuardBuilder(service: service, context: context)
        guards.addGuards(to: &steps)
        checkObservable(steps, environment: environment)
        guard !context.diagnostics.hasErrors else { return nil }
        var plan = Plan(
            runbook: id, title: runbook.title, direction: runbook.direction, arguments: arguments, steps: steps,
            environment: environment, service: service, fingerprint: "")
        plan.fingerprint = PlanEncoding.fingerprint(of: plan)
        return plan
    }

    private func checkArguments(_ arguments: [String: String], of template: RunbookTemplate) {
        let names = template.parameters.map(\.name.value)
        for (name, value) in arguments.sorted(by: { $0.key < $1.key }) {
            guard let parameter = template.parameters.first(where: { $0.name.value == name }) else {
                context.report(
                    RunbookMessage.undefinedParameter(name, suggestion: Suggestion.nearest(to: name, among: names)),
                    at: template.id.location)
                continue
            }
            if !parameter.allowed.isEmpty, !parameter.allowed.contains(value) {
                context.report(
                    SyntaxMessage.notAllowed(
                        value, suggestion: Suggestion.nearest(to: value, among: parameter.allowed),
                        allowed: parameter.allowed), at: parameter.name.location)
            }
        }
        for parameter in template.parameters
        where parameter.defaultValue == nil && arguments[parameter.name.value] == nil {
            context.report(
                RunbookMessage.parameterWithoutValue(parameter.name.value, owner: template.id.value),
                at: parameter.name.location)
        }
    }

    private func expand(_ runbook: Runbook, path: String, depth: Int, unless: Condition?, into steps: inout [PlanStep])
    {
        let start = steps.count
        steps.append(gate(.enter, of: runbook, path: path, depth: depth))
        steps[start].unless = unless
        for step in runbook.steps {
            let stepPath = "\(path)/\(step.id.value)"
            switch step.action {
            case .include(let include): expand(include, of: step, path: stepPath, depth: depth + 1, into: &steps)
            case .manual(let manual):
                steps.append(planStep(step, of: runbook, path: stepPath, depth: depth, action: .manual(manual)))
            case .command(let command):
                steps.append(planStep(step, of: runbook, path: stepPath, depth: depth, action: .command(command)))
            }
        }
        steps.append(gate(.leave, of: runbook, path: "\(path)/$end", depth: depth))
        steps[start].span = steps.count - start
    }

    private func expand(
        _ include: IncludeAction, of step: Step, path: String, depth: Int, into steps: inout [PlanStep]
    ) {
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
        let arguments = Dictionary(
            include.arguments.map { ($0.name.value, $0.value.value) }, uniquingKeysWith: { first, _ in first })
        guard let runbook = RunbookDecoder.decode(template, arguments: arguments, in: context) else { return }
        let start = steps.count
        expand(runbook, path: path, depth: depth, unless: step.unless, into: &steps)
        // The including step speaks for the whole of it: its title, its sources, its own conditions.
        steps[start].title = step.title
        steps[start].isCritical = step.isCritical
        steps[start].source = step.source + steps[start].source.filter { !step.source.contains($0) }
        steps[start].preconditions =
            step.preconditions.map { PlanCondition(condition: $0, origin: .author) } + steps[start].preconditions
        steps[start].cautions = step.cautions + steps[start].cautions
        steps[start].notes = step.notes + steps[start].notes
        steps[steps.count - 1].verifications += step.verifications.map { PlanCondition(condition: $0, origin: .author) }
        steps[steps.count - 1].title = step.title
    }

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
        PlanStep(
            path: path, definition: "\(runbook.id.value)/\(step.id.value)", kind: .step, depth: depth,
            title: step.title, source: step.source, place: step.place?.value, unless: step.unless, span: 1,
            preconditions: step.preconditions.map { .init(condition: $0, origin: .author) }, action: action,
            typical: step.typical, timeout: step.timeout,
            changes: Dictionary(
                step.changes.map { ($0.variable.value, $0.value.value) }, uniquingKeysWith: { first, _ in first }),
            verifications: step.verifications.map { .init(condition: $0, origin: .author) },
            interrupted: step.interrupted, reverse: step.reverse?.value, isCritical: step.isCritical,
            cautions: step.cautions, notes: step.notes, location: step.id.location)
    }

    private func checkObservable(_ steps: [PlanStep], environment: Environment) {
        var reported: Set<String> = []
        for step in steps {
            let conditions =
                (step.preconditions + step.verifications).map(\.condition) + [step.unless].compactMap { $0 }
            for variable in conditions.flatMap(\.variables)
            where environment.observations[variable] == nil && reported.insert(variable).inserted {
                context.report(
                    RunbookMessage.unobservable(variable, environment: environment.name.value), at: step.location)
            }
        }
    }
}
