import KirikaePlan
import KirikaeService
import KirikaeSyntax

/// When all that is left of a run is to write down that it ends well, as expressions in Promela.
///
/// Nobody can answer for what changes outside after the last look of such a run. Whether another look comes depends on what people
/// have said: that counts until a step touches it.
struct PromelaClosing {
    let machine: PromelaMachine

    /// What the run knows, and what of that counts.
    private enum Knowledge {
        /// All that it knows now, also what programs have seen and what was overruled.
        case now
        /// What people have said: in a later phase programs look anew.
        case later
    }

    private var steps: [PlanStep] { machine.plan.steps }

    /// Once a run is at the beginning of a step.
    func entering(_ index: Int) -> String { entering(index, .now) }

    /// Once it is at the preconditions of a step.
    func preconditions(of index: Int) -> String { preconditions(of: index, .now) }

    /// Once the preconditions of a step are met.
    func acting(_ index: Int) -> String { acting(index, .now) }

    /// Once it is at the verifications of a step.
    func verifications(of index: Int) -> String { verifications(of: index, .now) }

    /// Once the verifications of a step are to tell whether it was done.
    func doubting(_ index: Int) -> String {
        let gate = gate(steps[index].verifications.map(\.condition), .now)
        return both(gate.met, verifications(of: index, .later))
    }

    // MARK: Phases

    private func entering(_ index: Int, _ knowledge: Knowledge) -> String {
        guard steps.indices.contains(index) else { return "true" }
        guard let unless = steps[index].unless else { return preconditions(of: index, knowledge) }
        let gate = gate([unless], knowledge)
        let needed = knowledge == .now ? either("overruled_unless", gate.notMet) : gate.notMet
        let next = index + max(steps[index].span, 1)
        return either(
            both(gate.met, entering(next, .later)), both(needed, preconditions(of: index, knowledge)))
    }

    private func preconditions(of index: Int, _ knowledge: Knowledge) -> String {
        both(
            gate("overruled_before", steps[index].preconditions.map(\.condition), knowledge), acting(index, knowledge))
    }

    private func acting(_ index: Int, _ knowledge: Knowledge) -> String {
        steps[index].isAct ? "false" : verifications(of: index, knowledge)
    }

    private func verifications(of index: Int, _ knowledge: Knowledge) -> String {
        both(
            gate("overruled_after", steps[index].verifications.map(\.condition), knowledge),
            entering(index + 1, .later))
    }

    // MARK: Judgements

    private func gate(_ overruled: String, _ conditions: [Condition], _ knowledge: Knowledge) -> String {
        let gate = gate(conditions, knowledge)
        return knowledge == .now ? either(overruled, gate.met) : gate.met
    }

    /// When conditions are judged without another look, and how.
    private func gate(_ conditions: [Condition], _ knowledge: Knowledge) -> PromelaVocabulary.Judged {
        var names: [String] = []
        for name in conditions.flatMap(\.variables) where !names.contains(name) { names.append(name) }
        if knowledge == .later, !names.allSatisfy(machine.isAsked) {
            return PromelaVocabulary.Judged(met: "false", notMet: "false")
        }
        let isKnown = PromelaVocabulary.all(machine.known(names).map { "\($0.knowledge) != 0" })
        let judged = machine.vocabulary.ofKnowledge(conditions)
        return PromelaVocabulary.Judged(met: both(isKnown, judged.met), notMet: both(isKnown, judged.notMet))
    }

    // MARK: Expressions

    private func both(_ first: String, _ second: @autoclosure () -> String) -> String {
        if first == "false" { return "false" }
        let second = second()
        if second == "false" { return "false" }
        return PromelaVocabulary.all([first, second].filter { $0 != "true" })
    }

    private func either(_ first: String, _ second: @autoclosure () -> String) -> String {
        if first == "true" { return "true" }
        let second = second()
        if second == "true" { return "true" }
        return PromelaVocabulary.any([first, second].filter { $0 != "false" })
    }
}
