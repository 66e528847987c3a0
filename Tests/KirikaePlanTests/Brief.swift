import KirikaePlan
import KirikaeService
import KirikaeSyntax

/// A condition written briefly: `a.x=on`, `all(…)`, `any(…)`, `not(…)`.
func brief(_ condition: Condition) -> String {
    switch condition.form {
    case .test(let test): "\(test.variable.value)=\(test.values.map(\.value).joined(separator: "|"))"
    case .all(let parts): "all(\(parts.map(brief).joined(separator: ", ")))"
    case .any(let parts): "any(\(parts.map(brief).joined(separator: ", ")))"
    case .not(let part): "not(\(brief(part)))"
    }
}

/// Conditions of a plan, those from an invariant with its name.
func brief(_ conditions: [PlanCondition]) -> [String] {
    conditions.map { condition in
        switch condition.origin {
        case .author: brief(condition.condition)
        case .invariant(let id): "\(id): \(brief(condition.condition))"
        }
    }
}
