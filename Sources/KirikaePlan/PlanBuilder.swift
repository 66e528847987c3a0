import KirikaeDiagnostics
import KirikaeRunbook
import KirikaeService
import KirikaeSyntax

/// Makes a plan from a library: expands includes, derives guards from the invariants, and freezes the result.
public struct PlanBuilder {
    private let library: RunbookLibrary
    private let parts: PlanParts
    private let context = DecodingContext()

    /// Makes a builder.
    public init(library: RunbookLibrary) {
        self.init(library: library, parts: PlanParts())
    }

    /// Makes a builder that shares with others what their plans have in common.
    ///
    /// - Parameters:
    ///   - library: what plans are made of.
    ///   - parts: what was decoded of this very library.
    init(library: RunbookLibrary, parts: PlanParts) {
        self.library = library
        self.parts = parts
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
    ///   - fingerprint: the fingerprint, where this very program has made it from these very files before.
    public func plan(
        runbook id: String, arguments: [String: String] = [:], environment environmentName: String,
        environmentArguments: [String: String] = [:], fingerprint: String? = nil
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
        let decoded = parts.environment(.init(name: environmentName, arguments: environmentArguments), in: context) {
            let environment = environmentTemplate.decode(arguments: environmentArguments, in: context)
            guard let environment else { return nil }
            // With the values of its parameters it may name another file than with those it was checked with.
            AuthorityCheck(context: context).check([environment])
            InventoryCheck(context: context).check([environment])
            SSHCheck(context: context).check([environment])
            return environment
        }
        guard let environment = decoded,
            let runbook = RunbookDecoder.decode(template, arguments: arguments, in: context)
        else { return nil }
        let cause = arguments[RunbookTemplate.cause]
        var expansion = PlanExpansion(
            library: library, parts: parts, environment: environment, cause: cause, context: context)
        expansion.expand(runbook, path: id, depth: 0, unless: nil)
        var steps = expansion.steps
        let guards = GuardBuilder(service: service, context: context)
        guards.addGuards(to: &steps)
        checkObservable(steps, environment: environment)
        guard !context.diagnostics.hasErrors else { return nil }
        var plan = Plan(
            runbook: id, title: runbook.title, direction: runbook.direction, arguments: arguments, steps: steps,
            environment: environment, service: service, fingerprint: "")
        plan.fingerprint = fingerprint ?? PlanEncoding.fingerprint(of: plan)
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
            parameter.check(Located(value, at: parameter.name.location), in: context)
        }
        for parameter in template.parameters
        where parameter.defaultValue == nil && arguments[parameter.name.value] == nil {
            context.report(
                RunbookMessage.parameterWithoutValue(
                    parameter.name.value, owner: template.id.value, whereFound: parameter.whereFound),
                at: parameter.name.location)
        }
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
