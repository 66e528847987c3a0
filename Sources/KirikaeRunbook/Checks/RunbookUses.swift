import KirikaeDiagnostics
import KirikaeService
import KirikaeSyntax

/// A runbook decoded with one set of arguments, and how it came by them.
struct RunbookUse {
    /// The arguments.
    var arguments: [String: String]
    /// Which way it goes here: a procedure that goes both ways goes the way of whoever includes it.
    var direction: Runbook.Direction
    /// The runbook; nil after errors.
    var runbook: Runbook?
    /// What was found while it was decoded.
    var diagnostics: Diagnostics
    /// The names of parameters and lookups that it refers to.
    var usedNames: Set<String>
    /// Where it is included; nil for one that is checked by itself.
    var includedAt: SourceLocation?
}

/// Every way in which each runbook of a library is used: with the arguments that some runbook gives it or, where none includes
/// it, with values of its own choosing.
struct RunbookUses {
    /// The uses of each runbook.
    private(set) var all: [String: [RunbookUse]] = [:]
    private let library: RunbookLibrary

    /// Follows the includes from those that nobody includes, because argument values may hold parameters of the including runbook.
    init(of library: RunbookLibrary) {
        self.library = library
        let templates = library.runbooks.values.sorted { $0.id.value < $1.id.value }
        let roots = templates.map { template in (template, variants(of: template)) }
        for (_, uses) in roots {
            for use in uses { follow(use, depth: 0) }
        }
        for (template, uses) in roots where all[template.id.value] == nil { all[template.id.value] = uses }
    }

    private mutating func follow(_ including: RunbookUse, depth: Int) {
        guard depth < IncludeLimits.depth, let runbook = including.runbook else { return }
        for include in runbook.steps.flatMap(\.includes) {
            guard let target = library.runbooks[include.runbook.value] else { continue }
            var given = Dictionary(
                include.arguments.map { ($0.name.value, $0.value.value) }, uniquingKeysWith: { first, _ in first })
            given[RunbookTemplate.cause] = given[RunbookTemplate.cause] ?? including.arguments[RunbookTemplate.cause]
            // What is wrong with the arguments is found where they are given; the procedure itself may be right.
            guard target.accepts(given) else { continue }
            let direction = including.direction
            if all[target.id.value]?.contains(where: { $0.arguments == given && $0.direction == direction }) == true {
                continue
            }
            var use = decode(target, arguments: given)
            if use.direction == .both { use.direction = direction }
            use.includedAt = include.runbook.location
            all[target.id.value, default: []].append(use)
            follow(use, depth: depth + 1)
        }
    }

    /// A runbook by itself: with a sample value of each parameter and then, for each parameter that it refers to, with every other
    /// value that it may have.
    private func variants(of template: RunbookTemplate) -> [RunbookUse] {
        let sample = template.sampleArguments
        let first = decode(template, arguments: sample)
        var uses = [first]
        for parameter in template.parameters
        where first.usedNames.contains(parameter.name.value)
            || (parameter.name.value == RunbookTemplate.cause && isCausePassedOn(by: template))
        {
            for value in parameter.allowed where value != sample[parameter.name.value] {
                uses.append(decode(template, arguments: sample.merging([parameter.name.value: value]) { $1 }))
            }
        }
        return uses
    }

    /// Whether the cause may decide over steps of a runbook that this one includes.
    private func isCausePassedOn(by template: RunbookTemplate) -> Bool {
        !template.includedRunbooks.isEmpty
            && library.runbooks.values.contains { $0.chosenNames.contains(RunbookTemplate.cause) }
    }

    private func decode(_ template: RunbookTemplate, arguments: [String: String]) -> RunbookUse {
        let context = DecodingContext()
        var usedNames: Set<String> = []
        let runbook = RunbookDecoder.decode(template, arguments: arguments, usedNames: &usedNames, in: context)
        return RunbookUse(
            arguments: arguments, direction: runbook?.direction ?? .both, runbook: runbook,
            diagnostics: context.diagnostics, usedNames: usedNames)
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
