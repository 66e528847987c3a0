import KirikaeDiagnostics
import KirikaeEngine
import KirikaeService
import KirikaeSyntax

extension ServiceModel {
    /// The values that a command line takes for granted, VARIABLE=VALUE; nil is unknown.
    func assumed(_ texts: [String]) throws(CommandFailure) -> [String: String?] {
        var values: [String: String?] = [:]
        for (name, value) in try Assignments.parse(texts) {
            guard let variable = variable(name) else {
                let names = variables.map(\.name.value)
                throw CommandFailure(
                    message: .unknownVariable(name, suggestion: Suggestion.nearest(to: name, among: names)))
            }
            let allowed = variable.values.map(\.name)
            guard value == Answer.unknown || allowed.contains(value) else {
                throw CommandFailure(message: .unknownValue(value, variable: name, allowed: allowed))
            }
            values.updateValue(value == Answer.unknown ? nil : value, forKey: name)
        }
        return values
    }
}
