import KirikaeDiagnostics
import KirikaeEngine
import KirikaeJournal
import KirikaePlan
import KirikaeRunbook
import KirikaeService
import KirikaeSyntax

/// Why a condition holds a run up: what is demanded, what was found, why it matters, and where the manual says so.
struct ProblemText: Sendable {
    let card: StepCard
    let conditions: ConditionText

    func lines(_ condition: PlanCondition, _ knowledge: [String: Observation]) -> [String] {
        let wording = conditions.wording
        var lines = card.block(wording.pick("必要", "Needed"), conditions.demand(condition.condition))
        for (finding, rests) in conditions.findingsWithEvidence(condition.condition, knowledge) {
            lines += card.block(wording.pick("今", "Now"), finding)
            if let rests { lines += card.block(wording.pick("手掛かり", "Seen"), rests) }
        }
        if let because = condition.condition.because {
            lines += card.block(wording.pick("理由", "Why"), because[wording.language])
        }
        var sources = condition.condition.source
        if case .invariant(let id) = condition.origin { sources.insert(id, at: 0) }
        if !sources.isEmpty {
            lines += card.block(wording.pick("根拠", "Source"), sources.joined(separator: ", "))
        }
        return lines
    }
}
