import KirikaeDiagnostics
import KirikaeService
import KirikaeSyntax

/// Checks includes: that the runbook exists, that its parameters get values they may have, that nothing includes itself, and that
/// every step is part of some plan.
struct IncludeCheck {
    let library: RunbookLibrary
    let context: DecodingContext

    func check(_ uses: RunbookUses) {
        for (_, list) in uses.all.sorted(by: { $0.key < $1.key }) {
            for use in list {
                guard let runbook = use.runbook else { continue }
                for include in runbook.steps.flatMap(\.includes) { check(include) }
            }
            checkReached(list)
        }
        var done: Set<String> = []
        for id in library.runbooks.keys.sorted() { visit(id, path: [], done: &done) }
    }

    private func check(_ include: IncludeAction) {
        guard let target = library.runbooks[include.runbook.value] else {
            context.report(
                RunbookMessage.undefinedRunbook(
                    include.runbook.value,
                    suggestion: Suggestion.nearest(to: include.runbook.value, among: library.runbooks.keys)),
                at: include.runbook.location)
            return
        }
        let names = target.parameters.map(\.name.value)
        let note = DiagnosticNote(text: RunbookMessage.runbookStandsHere, location: target.id.location)
        for argument in include.arguments {
            guard let parameter = target.parameters.first(where: { $0.name.value == argument.name.value }) else {
                context.report(
                    RunbookMessage.undefinedParameter(
                        argument.name.value, suggestion: Suggestion.nearest(to: argument.name.value, among: names)),
                    at: argument.name.location, notes: [note])
                continue
            }
            parameter.check(argument.value, in: context)
            checkVariable(argument.value, of: parameter)
        }
        let given = Set(include.arguments.map(\.name.value))
        for parameter in target.parameters where parameter.defaultValue == nil && !given.contains(parameter.name.value)
        {
            context.report(
                RunbookMessage.parameterWithoutValue(parameter.name.value, owner: target.id.value),
                at: include.runbook.location,
                notes: [DiagnosticNote(text: RunbookMessage.parameterStandsHere, location: parameter.name.location)])
        }
    }

    /// A variable that is bound must exist and have the values that the procedure speaks of.
    private func checkVariable(_ value: Located<String>, of parameter: Parameter) {
        guard parameter.type == .variable, parameter.type.accepts(value.value), let service = library.service else {
            return
        }
        guard let variable = service.variable(value.value) else {
            let names = service.variables.map(\.name.value)
            context.report(
                RunbookMessage.undefinedVariable(
                    value.value, suggestion: Suggestion.nearest(to: value.value, among: names)), at: value.location)
            return
        }
        for needed in parameter.variableValues where !variable.values.contains(where: { $0.name == needed.value }) {
            context.report(
                RunbookMessage.variableLacksValue(value.value, value: needed.value), at: value.location,
                notes: [DiagnosticNote(text: RunbookMessage.parameterStandsHere, location: needed.location)])
        }
    }

    /// A step that `when` leaves out of every use of its runbook.
    private func checkReached(_ uses: [RunbookUse]) {
        guard uses.contains(where: { $0.runbook?.stepsLeftOut.isEmpty == false }) else { return }
        let reached = Set(uses.flatMap { $0.runbook?.steps.map(\.id.value) ?? [] })
        // What has errors may have lost steps.
        guard uses.allSatisfy({ $0.runbook != nil && !$0.diagnostics.hasErrors }) else { return }
        var reported: Set<String> = []
        for step in uses.flatMap({ $0.runbook?.stepsLeftOut ?? [] })
        where !reached.contains(step.id.value) && reported.insert(step.id.value).inserted {
            // Why a plan is carried out is not known before the night it is needed.
            guard !step.dependsOnCause else { continue }
            context.report(RunbookMessage.unreachableStep, at: step.id.location)
        }
    }

    private func visit(_ id: String, path: [String], done: inout Set<String>) {
        if let start = path.firstIndex(of: id) {
            context.report(
                RunbookMessage.includeCycle(Array(path[start...]) + [id]), at: library.runbooks[id]?.id.location)
            return
        }
        guard !done.contains(id), path.count < IncludeLimits.depth, let template = library.runbooks[id] else { return }
        for target in template.includedRunbooks { visit(target, path: path + [id], done: &done) }
        done.insert(id)
    }
}
