import KirikaeDiagnostics
import KirikaeService
import KirikaeSyntax

/// Checks the values that an include or a scenario gives to the parameters of a runbook.
struct ArgumentsCheck {
    let library: RunbookLibrary
    let context: DecodingContext

    /// Reports a runbook that does not exist, and values that do not fit its parameters.
    ///
    /// - Parameters:
    ///   - arguments: the values given.
    ///   - runbook: the name of the runbook that they are given to.
    func check(_ arguments: [(name: Located<String>, value: Located<String>)], of runbook: Located<String>) {
        guard let target = library.runbooks[runbook.value] else {
            context.report(
                RunbookMessage.undefinedRunbook(
                    runbook.value,
                    suggestion: Suggestion.nearest(to: runbook.value, among: library.runbooks.keys)),
                at: runbook.location)
            return
        }
        let names = target.parameters.map(\.name.value)
        let note = DiagnosticNote(text: RunbookMessage.runbookStandsHere, location: target.id.location)
        for argument in arguments {
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
        let given = Set(arguments.map(\.name.value))
        for parameter in target.parameters where parameter.defaultValue == nil && !given.contains(parameter.name.value)
        {
            context.report(
                RunbookMessage.parameterWithoutValue(
                    parameter.name.value, owner: target.id.value, whereFound: parameter.whereFound),
                at: runbook.location,
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
}
