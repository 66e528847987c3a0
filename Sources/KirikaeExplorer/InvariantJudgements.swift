import KirikaeService
import KirikaeSyntax

/// Which of the invariants that can be broken at any moment a change breaks.
///
/// What they look at makes a difference everywhere, so that each state is judged once.
struct InvariantJudgements: Sendable {
    /// The first condition of each: what must always hold, or what must not come before something else.
    private var conditions: StateVerdicts
    /// What must hold before, of each; of what must always hold its condition once more.
    private var requirements: StateVerdicts
    /// A bit for each that must always hold, and for each about what must come before.
    private var always: UInt64 = 0
    private var before: UInt64 = 0
    /// For each variable a bit for each invariant about what must come before that names it first.
    private var assigned: [UInt64]

    /// Prepares to judge.
    ///
    /// - Throws: `ExplorationError.tooManyParts` for more invariants than bits.
    init(_ invariants: [ServiceModel.Invariant], in model: NumberedModel) throws(ExplorationError) {
        var conditions: [NumberedCondition] = []
        var requirements: [NumberedCondition] = []
        assigned = Array(repeating: 0, count: model.variables.count)
        for (index, invariant) in invariants.enumerated() {
            let bit: UInt64 = 1 << UInt64(index)
            switch invariant.kind {
            case .always(let condition), .atEnd(let condition), .outageAllowed(let condition, _):
                if case .always = invariant.kind { always |= bit }
                conditions.append(NumberedCondition(condition, in: model))
                requirements.append(NumberedCondition(condition, in: model))
            case .before(let condition, let requires):
                before |= bit
                conditions.append(NumberedCondition(condition, in: model))
                requirements.append(NumberedCondition(requires, in: model))
                for variable in condition.variables.compactMap(model.variable) { assigned[variable] |= bit }
            }
        }
        self.conditions = try StateVerdicts(conditions)
        self.requirements = try StateVerdicts(requirements)
    }

    /// The invariants that hold before a change, or are not known to be broken, and are broken after it: a bit for each.
    ///
    /// What must hold before something is made true is asked of every step that assigns a variable of it, as its guard asks: a step may
    /// make true what was true in another way.
    ///
    /// - Parameters:
    ///   - after: the number of the state after the change.
    ///   - before: the number of the state before it.
    ///   - changes: what a step assigns; nothing for what the service does by itself, and for what changes outside.
    ///   - state: the state of a number.
    mutating func broken(
        by after: UInt32, after before: UInt32, assigning changes: [NumberedModel.Change],
        _ state: (UInt32) -> NumberedState
    ) -> UInt64 {
        let now = conditions.verdict(of: after) { state(after) }
        let then = conditions.verdict(of: before) { state(before) }
        let broken = always & now.notMet & ~then.notMet
        if self.before & now.met == 0 { return broken }
        let missing = requirements.verdict(of: before) { state(before) }.notMet
        let named = changes.reduce(0) { $0 | assigned[$1.variable] }
        return broken | (self.before & now.met & missing & (~then.met | named))
    }
}
