import KirikaeDiagnostics
import KirikaeService
import KirikaeSyntax

/// Reports what is defined and never used: it misleads whoever reads it, and is often a misspelt name.
final class UsageCheck {
    let library: RunbookLibrary
    let context: DecodingContext

    init(library: RunbookLibrary, context: DecodingContext) {
        self.library = library
        self.context = context
    }

    /// What the steps of all uses name.
    private struct Names {
        private(set) var byKind: [EnvironmentSection: Set<String>] = [:]
        private(set) var variables: Set<String> = []
        /// What was used last: the same often follows at once.
        private var lastVariable = ""
        private var last: (kind: EnvironmentSection, name: String)?

        mutating func use(_ condition: Condition) { condition.visitTests { use(variable: $0.variable.value) } }

        mutating func use(variable: String) {
            guard variable != lastVariable else { return }
            lastVariable = variable
            variables.insert(variable)
        }

        mutating func use(_ kind: EnvironmentSection, _ name: String) {
            if let last, last.kind == kind, last.name == name { return }
            last = (kind, name)
            byKind[kind, default: []].insert(name)
        }
    }

    func check(_ environments: [Environment], _ uses: RunbookUses) {
        // A folder that holds only a part of a project uses only a part of its names.
        guard !library.runbooks.isEmpty else { return }
        checkParameters(uses)
        var names = Names()
        for use in uses.all.values.flatMap({ $0 }) {
            guard let runbook = use.runbook else { continue }
            for condition in runbook.preconditions { names.use(condition) }
            for condition in runbook.postconditions { names.use(condition) }
            runbook.visitAllSteps { collect($0, &names) }
            checkOutputs(runbook, environments)
        }
        for environment in environments {
            var own = names
            for action in environment.actions.values { collect(action, &own) }
            for observation in environment.observations.values {
                if case .file(let probe) = observation.how, let host = probe.host { own.use(.host, host) }
                guard let (host, secrets) = observation.how.program else { continue }
                own.use(.host, host)
                for secret in secrets.values { own.use(.secret, secret) }
            }
            for jump in environment.hosts.values.compactMap({ $0.ssh?.jump }) { own.use(.host, jump.value) }
            for case let host? in environment.checks.values.map(\.subject.host) { own.use(.host, host.value) }
            for notice in environment.notices.values {
                if case .command(_, let host) = notice.way { own.use(.host, host.value) }
                for secret in notice.secretNames { own.use(.secret, secret.value) }
            }
            if let review = environment.planReview { own.use(.group, review.group.value) }
            check(environment, own)
        }
        checkVariables(names)
        checkProcedures(uses)
    }

    private func checkParameters(_ uses: RunbookUses) {
        for template in library.runbooks.values.sorted(by: { $0.id.value < $1.id.value }) {
            guard let list = uses.all[template.id.value] else { continue }
            let used = list.reduce(into: Set(template.lookups.map(\.parameter.value))) {
                $0.formUnion($1.trace.usedNames)
            }
            let defined = template.parameters.map(\.name) + template.lookups.map(\.name)
            for name in defined where !used.contains(name.value) && name.value != RunbookTemplate.cause {
                context.report(RunbookMessage.unused(.parameter, name.value), at: name.location)
            }
        }
    }

    private func collect(_ step: Step, _ names: inout Names) {
        step.visitConditions { names.use($0) }
        for change in step.changes { names.use(variable: change.variable.value) }
        if let place = step.place { names.use(.place, place.value) }
        collect(step.action, &names)
    }

    private func collect(_ action: Action, _ names: inout Names) {
        switch action {
        case .manual(let manual):
            if let reports = manual.answer.reports { names.use(variable: reports.value) }
        case .command(let command): collect(command, &names)
        case .http(let http):
            names.use(.place, http.place.value)
            for case .secret(let name) in http.headers.values { names.use(.secret, name.value) }
        case .population(let population):
            names.use(.inventory, population.inventory.value)
            for command in population.work?.commands ?? [] { collect(command, &names) }
        case .approve(let approve): names.use(.group, approve.group.value)
        case .bound(let name): names.use(.action, name.value)
        case .wait, .include, .parallel: break
        }
    }

    private func collect(_ command: CommandAction, _ names: inout Names) {
        names.use(.host, command.host.value)
        for secret in command.secrets.values { names.use(.secret, secret.value) }
        for case .secret(let name)? in command.conversation.map(\.send) { names.use(.secret, name.value) }
    }

    private func checkOutputs(_ runbook: Runbook, _ environments: [Environment]) {
        var steps: [Step] = []
        runbook.visitAllSteps { if !$0.outputs.isEmpty { steps.append($0) } }
        guard !steps.isEmpty else { return }
        var used: Set<OutputReference> = []
        runbook.visitAllSteps { step in
            step.action.visitTemplates(in: environments) { used.formUnion($0.references) }
        }
        for step in steps {
            for output in step.outputs
            where !used.contains(OutputReference(step: step.id.value, name: output.name.value)) {
                // What a person types is worth having in the record by itself.
                if output.place == .answer { continue }
                context.report(RunbookMessage.unused(.output, output.name.value), at: output.name.location)
            }
        }
    }

    private func check(_ environment: Environment, _ names: Names) {
        let sections: [(EnvironmentSection, RunbookMessage.Definition)] = [
            (.place, .place), (.host, .host), (.group, .group), (.inventory, .inventory), (.secret, .secret),
            (.action, .action),
        ]
        for (kind, definition) in sections {
            for name in kind.names(in: environment).sorted() where names.byKind[kind]?.contains(name) != true {
                context.report(
                    RunbookMessage.unused(definition, name), at: environment.definitions["\(kind.key)/\(name)"])
            }
        }
    }

    private func checkVariables(_ names: Names) {
        guard let service = library.service else { return }
        var used = names.variables
        for transition in service.transitions {
            used.formUnion(transition.when.variables)
            used.formUnion(transition.then.map(\.variable.value))
        }
        for invariant in service.invariants {
            switch invariant.kind {
            case .always(let condition), .atEnd(let condition), .outageAllowed(let condition, _):
                used.formUnion(condition.variables)
            case .before(let before, let requires): used.formUnion(before.variables + requires.variables)
            }
        }
        used.formUnion(service.holds.flatMap(\.when.variables))
        for variable in service.variables where !used.contains(variable.name.value) {
            context.report(RunbookMessage.unused(.variable, variable.name.value), at: variable.name.location)
        }
    }

    private func checkProcedures(_ uses: RunbookUses) {
        for (id, list) in uses.all.sorted(by: { $0.key < $1.key }) {
            guard let runbook = list.first?.runbook, runbook.kind == .procedure,
                list.allSatisfy({ $0.includedAt == nil })
            else { continue }
            context.report(RunbookMessage.unused(.procedure, id), at: runbook.id.location)
        }
    }
}
