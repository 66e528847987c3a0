import KirikaeDiagnostics
import KirikaeService
import KirikaeSyntax

/// A runbook decoded with one set of arguments, and how it came by them.
struct RunbookUse {
    /// The arguments.
    var arguments: [String: String]
    /// The parameters whose arguments only stand for what nobody has given yet.
    var open: Set<String>
    /// Which way it goes here: a procedure that goes both ways goes the way of whoever includes it.
    var direction: Runbook.Direction
    /// The runbook; nil after errors.
    var runbook: Runbook?
    /// What was found while it was decoded.
    var diagnostics: Diagnostics
    /// What was filled in where.
    var trace: SubstitutionTrace
    /// Where it is included; nil for one that is checked by itself.
    var includedAt: SourceLocation?

    /// What makes two uses of a runbook the same.
    struct Identity: Hashable {
        var runbook: String
        var arguments: [String: String]
        var direction: Runbook.Direction
        var open: Set<String>
    }
}

/// Every way in which each runbook of a library is used: with the arguments that some runbook gives it and, where it can be
/// started by itself, with values of its own choosing.
struct RunbookUses {
    /// The uses of each runbook.
    private(set) var all: [String: [RunbookUse]] = [:]
    private let library: RunbookLibrary
    private var known: Set<RunbookUse.Identity> = []

    /// Follows the includes from the runbooks that can be started, because arguments may hold parameters of the including
    /// runbook; then checks by itself what none of them includes.
    init(of library: RunbookLibrary) {
        self.library = library
        let templates = library.runbooks.values.sorted { $0.id.value < $1.id.value }
        let included = Set(templates.flatMap(\.includedRunbooks))
        for template in templates where !template.isProcedure || !included.contains(template.id.value) {
            addVariants(of: template)
        }
        for template in templates where all[template.id.value] == nil { addVariants(of: template) }
    }

    private mutating func follow(_ including: RunbookUse, depth: Int) {
        guard depth < IncludeLimits.depth, let runbook = including.runbook else { return }
        for include in runbook.steps.flatMap(\.includes) {
            guard let target = library.runbooks[include.runbook.value] else { continue }
            let given = target.arguments(of: include, cause: including.arguments[RunbookTemplate.cause])
            // What is wrong with the arguments is found where they are given; the procedure itself may be right.
            guard target.accepts(given), areVariablesDefined(target, given) else { continue }
            let open = include.arguments.filter { including.trace.openPlaces.contains($0.value.location) }
            let identity = RunbookUse.Identity(
                runbook: target.id.value, arguments: given, direction: including.direction,
                open: Set(open.map(\.name.value)))
            guard known.insert(identity).inserted else { continue }
            var use = decode(target, arguments: given, open: identity.open)
            if use.direction == .both { use.direction = including.direction }
            use.includedAt = include.runbook.location
            all[target.id.value, default: []].append(use)
            follow(use, depth: depth + 1)
        }
    }

    /// Whether every variable given to a parameter exists and has the values that the parameter asks for.
    private func areVariablesDefined(_ target: RunbookTemplate, _ given: [String: String]) -> Bool {
        guard let service = library.service else { return true }
        return target.parameters.filter { $0.type == .variable }.allSatisfy { parameter in
            guard let name = given[parameter.name.value] else { return true }
            guard let variable = service.variable(name) else { return false }
            return parameter.variableValues.allSatisfy { needed in variable.values.contains { $0.name == needed.value }
            }
        }
    }

    /// A runbook by itself: with a sample value of each parameter, then, for each parameter that it refers to, with every other
    /// value that it may have, and with whatever else its steps ask for under `when`.
    private mutating func addVariants(of template: RunbookTemplate) {
        let sample = template.sampleArguments
        let first = decode(template, arguments: sample, open: template.openNames)
        var variants = [sample]
        for parameter in template.parameters
        where first.trace.usedNames.contains(parameter.name.value)
            || (parameter.name.value == RunbookTemplate.cause && isCausePassedOn(by: template))
        {
            for value in parameter.allowed where value != sample[parameter.name.value] {
                variants.append(sample.merging([parameter.name.value: value]) { $1 })
            }
        }
        for choice in template.choices
        where !variants.contains(where: { variant in choice.allSatisfy { $1.contains(variant[$0] ?? "") } }) {
            let wanted = sample.merging(choice.compactMapValues(\.first)) { $1 }
            if template.accepts(wanted) { variants.append(wanted) }
        }
        for variant in variants {
            let use = variant == sample ? first : decode(template, arguments: variant, open: template.openNames)
            all[template.id.value, default: []].append(use)
            follow(use, depth: 0)
        }
    }

    /// Whether the cause may decide over steps of a runbook that this one includes.
    private func isCausePassedOn(by template: RunbookTemplate) -> Bool {
        !template.includedRunbooks.isEmpty
            && library.runbooks.values.contains { $0.chosenNames.contains(RunbookTemplate.cause) }
    }

    private func decode(_ template: RunbookTemplate, arguments: [String: String], open: Set<String>) -> RunbookUse {
        let context = DecodingContext()
        var trace = SubstitutionTrace()
        let runbook = RunbookDecoder.decode(template, arguments: arguments, open: open, trace: &trace, in: context)
        return RunbookUse(
            arguments: arguments, open: open, direction: runbook?.direction ?? .both, runbook: runbook,
            diagnostics: context.diagnostics, trace: trace)
    }
}

extension RunbookTemplate {
    /// What an include gives to the parameters of this runbook; why the plan is carried out is passed on.
    func arguments(of include: IncludeAction, cause: String?) -> [String: String] {
        var given = Dictionary(
            include.arguments.map { ($0.name.value, $0.value.value) }, uniquingKeysWith: { first, _ in first })
        given[Self.cause] = given[Self.cause] ?? cause
        return given
    }
}

extension Runbook {
    /// Calls `body` for every step, members of groups and steps left out among them.
    func visitAllSteps(_ body: (Step) -> Void) {
        for step in steps { step.visitWithMembers(body) }
        for step in stepsLeftOut { step.visitWithMembers(body) }
    }
}

extension Step {
    /// The includes in it, those of the members of a group among them.
    var includes: [IncludeAction] {
        switch action {
        case .include(let include): [include]
        case .parallel(let members): members.flatMap(\.includes)
        default: []
        }
    }

    /// Calls `body` for the step itself and, if it is a group, for its members.
    func visitWithMembers(_ body: (Step) -> Void) {
        body(self)
        if case .parallel(let members) = action { for member in members { member.visitWithMembers(body) } }
    }

    /// Calls `body` for every condition it judges.
    func visitConditions(_ body: (Condition) -> Void) {
        for condition in preconditions { body(condition) }
        for condition in verifications { body(condition) }
        if let unless { body(unless) }
        if case .wait(.until(let awaited)) = action { for condition in awaited { body(condition) } }
    }
}
