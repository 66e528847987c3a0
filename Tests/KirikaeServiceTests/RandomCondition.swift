import KirikaeDiagnostics
import KirikaeService
import KirikaeSyntax

/// Random conditions over three variables with three values each.
enum RandomCondition {
    static let variables = ["a.x", "b.x", "c.x"]
    static let values = ["1", "2", "3"]
    static let place = SourceLocation(file: "test", start: .init(line: 1, column: 1), end: .init(line: 1, column: 2))

    /// Every assignment of a value to every variable.
    static let assignments: [[String: String]] = variables.reduce([[:]]) { partial, variable in
        partial.flatMap { assignment in values.map { assignment.merging([variable: $0]) { _, new in new } } }
    }

    static func make(depth: Int, using generator: inout some RandomNumberGenerator) -> Condition {
        let kind = depth == 0 ? 0 : Int.random(in: 0...3, using: &generator)
        let form: Condition.Form
        switch kind {
        case 1: form = .all(parts(depth: depth, using: &generator))
        case 2: form = .any(parts(depth: depth, using: &generator))
        case 3: form = .not(make(depth: depth - 1, using: &generator))
        default:
            let variable = variables[Int.random(in: 0..<variables.count, using: &generator)]
            let chosen = values.shuffled(using: &generator).prefix(Int.random(in: 1...2, using: &generator))
            form = .test(
                .init(variable: Located(variable, at: place), values: chosen.map { Located($0, at: place) }))
        }
        return Condition(form, at: place)
    }

    private static func parts(depth: Int, using generator: inout some RandomNumberGenerator) -> [Condition] {
        (0..<Int.random(in: 0...3, using: &generator)).map { _ in make(depth: depth - 1, using: &generator) }
    }

    /// The condition judged where everything is known, by plain truth values.
    static func holds(_ condition: Condition, _ assignment: [String: String]) -> Bool {
        switch condition.form {
        case .test(let test): test.values.contains { $0.value == assignment[test.variable.value] }
        case .all(let parts): parts.allSatisfy { holds($0, assignment) }
        case .any(let parts): parts.contains { holds($0, assignment) }
        case .not(let part): !holds(part, assignment)
        }
    }
}
