import KirikaeService
import KirikaeSyntax

/// Whether a change breaks an invariant that can be broken at any moment.
struct InvariantJudgement: Sendable {
    private enum Kind {
        case always(NumberedCondition)
        /// With the variables of the first condition.
        case before(NumberedCondition, variables: Set<Int>, requires: NumberedCondition)
        case atEnd
    }

    private let kind: Kind

    init(_ invariant: ServiceModel.Invariant, in model: NumberedModel) {
        switch invariant.kind {
        case .always(let condition): kind = .always(NumberedCondition(condition, in: model))
        case .before(let condition, let requires):
            kind = .before(
                NumberedCondition(condition, in: model), variables: Set(condition.variables.compactMap(model.variable)),
                requires: NumberedCondition(requires, in: model))
        case .atEnd, .outageAllowed: kind = .atEnd
        }
    }

    /// Whether it holds before a change, or is not known to be broken, and is broken after it.
    ///
    /// What must hold before something is made true is asked of every step that assigns a variable of it, as its guard asks: a step may
    /// make true what was true in another way.
    ///
    /// - Parameters:
    ///   - after: the state after the change.
    ///   - before: the state before it.
    ///   - assigned: what a step changes; nothing for what the service does by itself, and for what changes outside.
    func isBroken(
        by after: NumberedState, after before: NumberedState, assigning assigned: [NumberedModel.Change]
    ) -> Bool {
        switch kind {
        case .always(let condition): condition.judge(after) == .notMet && condition.judge(before) != .notMet
        case .before(let condition, let variables, let requires):
            condition.judge(after) == .met && requires.judge(before) == .notMet
                && (condition.judge(before) != .met || assigned.contains { variables.contains($0.variable) })
        case .atEnd: false
        }
    }
}
