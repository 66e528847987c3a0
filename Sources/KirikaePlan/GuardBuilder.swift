import KirikaeDiagnostics
import KirikaeRunbook
import KirikaeService
import KirikaeSyntax

/// Derives preconditions from the invariants of the service, so that a step that would break one is refused even if the author
/// of the runbook forgot to say so.
///
/// A step's `changes` are put into each invariant; what is left of it must hold before the step. If nothing is left because the
/// step breaks it in any case, no plan is made. An invariant that allows an outage guards no step, only the end.
struct GuardBuilder {
    let service: ServiceModel
    let context: DecodingContext

    func addGuards(to steps: inout [PlanStep]) {
        var changed: Set<String> = []
        let subjects = service.invariants.map { ($0, Self.subject(of: $0)) }
        for index in steps.indices where !steps[index].changes.isEmpty {
            changed.formUnion(steps[index].changes.keys)
            for (invariant, subject) in subjects where !subject.isDisjoint(with: steps[index].changes.keys) {
                addGuard(of: invariant, to: &steps[index])
            }
        }
        guard let last = steps.indices.last else { return }
        for invariant in service.invariants {
            guard let condition = service.endCondition(of: invariant, forPlanChanging: changed) else { continue }
            steps[last].verifications.append(
                PlanCondition(condition: condition, origin: .invariant(invariant.id.value)))
        }
    }

    /// The variables that a step must change for the invariant to ask for something before it.
    private static func subject(of invariant: ServiceModel.Invariant) -> Set<String> {
        switch invariant.kind {
        case .atEnd, .outageAllowed: []
        case .always(let condition): Set(condition.variables)
        case .before(let before, _): Set(before.variables)
        }
    }

    private func addGuard(of invariant: ServiceModel.Invariant, to step: inout PlanStep) {
        let required: Condition
        switch invariant.kind {
        case .atEnd, .outageAllowed: return
        case .always(let condition):
            switch condition.assuming(step.changes) {
            case .always: return
            case .never:
                context.report(
                    PlanMessage.alwaysBreaks(invariant: invariant.id.value, because: invariant.because),
                    at: step.location,
                    notes: [DiagnosticNote(text: PlanMessage.invariantStandsHere, location: invariant.id.location)])
                return
            case .depends(let rest): required = rest
            }
        case .before(let before, let requires):
            switch before.assuming(step.changes) {
            case .never: return
            case .always: required = requires
            case .depends(let rest):
                // The step completes `before` only if the rest of it holds already.
                let open = Condition(.not(rest), at: requires.location)
                var either = Condition(.any([open, requires]), at: requires.location)
                either.because = requires.because
                either.source = requires.source
                either.needsEvidenceOfRun = requires.needsEvidenceOfRun
                required = either
            }
        }
        step.preconditions.append(PlanCondition(condition: required, origin: .invariant(invariant.id.value)))
    }
}
