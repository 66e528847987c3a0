import KirikaeService
import KirikaeSyntax

/// Whether a change breaks an invariant that can be broken at any moment.
struct InvariantJudgement: Sendable {
    private enum Kind {
        case always(NumberedCondition)
        case before(NumberedCondition, requires: NumberedCondition)
        case atEnd
    }

    private let kind: Kind

    init(_ invariant: ServiceModel.Invariant, in model: NumberedModel) {
        switch invariant.kind {
        case .always(let condition): kind = .always(NumberedCondition(condition, in: model))
        case .before(let condition, let requires):
            kind = .before(
                NumberedCondition(condition, in: model), requires: NumberedCondition(requires, in: model))
        case .atEnd, .outageAllowed: kind = .atEnd
        }
    }

    /// Whether it holds before a change, or is not known to be broken, and is broken after it.
    func isBroken(by after: NumberedState, after before: NumberedState) -> Bool {
        switch kind {
        case .always(let condition): condition.judge(after) == .notMet && condition.judge(before) != .notMet
        case .before(let condition, let requires):
            condition.judge(after) == .met && condition.judge(before) != .met && requires.judge(before) == .notMet
        case .atEnd: false
        }
    }
}
