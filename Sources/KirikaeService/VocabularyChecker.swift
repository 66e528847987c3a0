import KirikaeDiagnostics
import KirikaeSyntax

/// Checks that conditions and changes speak only of variables and values that the service has.
public final class VocabularyChecker {
    private let model: ServiceModel
    private let context: DecodingContext
    /// What was asked for last: the same variable often follows at once, in what a step needs, changes and verifies.
    private var last: (variable: String, values: [String]?) = ("", nil)

    /// Makes a checker that reports into `context`.
    public init(model: ServiceModel, context: DecodingContext) {
        self.model = model
        self.context = context
    }

    /// Checks every test of a condition.
    public func check(_ condition: Condition) {
        condition.visitTests { test in
            for value in test.values { check(variable: test.variable, value: value) }
        }
    }

    /// Checks a variable and, if given, a value of it.
    public func check(variable: Located<String>, value: Located<String>?) {
        guard let names = values(of: variable.value) else {
            let names = model.variables.map(\.name.value)
            context.report(
                ServiceMessage.undefinedVariable(
                    variable.value, suggestion: Suggestion.nearest(to: variable.value, among: names)),
                at: variable.location)
            return
        }
        guard let value else { return }
        if !names.contains(value.value) {
            context.report(
                ServiceMessage.undefinedValue(
                    value.value, variable: variable.value,
                    suggestion: Suggestion.nearest(to: value.value, among: names), allowed: names), at: value.location)
        }
    }

    private func values(of variable: String) -> [String]? {
        if last.variable != variable { last = (variable, model.values(of: variable)) }
        return last.values
    }
}
