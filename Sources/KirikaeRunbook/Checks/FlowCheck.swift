import KirikaeDiagnostics
import KirikaeService
import KirikaeSyntax

/// Follows a runbook step by step with what must be true by then, and reports steps that can never be reached or never begin.
///
/// Only variables that nothing but steps can change are followed; about all others it says nothing.
struct FlowCheck {
    let reach: Reach
    let context: DecodingContext

    /// What must be true at a step, and where that was said.
    private typealias Knowledge = [String: (value: String, location: SourceLocation)]

    func check(_ runbook: Runbook) {
        var known: Knowledge = [:]
        for condition in runbook.preconditions {
            checkPossible(condition, known)
            learn(from: condition, &known)
        }
        for step in runbook.steps {
            check(step, known)
            advance(past: step, &known)
        }
    }

    private func check(_ step: Step, _ known: Knowledge) {
        if let unless = step.unless, unless.assuming({ known[$0]?.value }) == .always {
            context.report(RunbookMessage.unreachableStep, at: step.id.location, notes: notes(unless, known))
        }
        for condition in step.preconditions { checkPossible(condition, known) }
        if case .parallel(let members) = step.action {
            for member in members { check(member, known) }
        }
    }

    private func advance(past step: Step, _ known: inout Knowledge) {
        switch step.action {
        // After the steps of another runbook nothing is known for certain that they might have changed.
        case .include: known = [:]
        case .parallel(let members): for member in members { advance(past: member, &known) }
        default: break
        }
        for change in step.changes {
            // A step with `unless` may be left out, and then nothing of what it says is true.
            let isCertain = step.unless == nil && !reach.restless.contains(change.variable.value)
            known[change.variable.value] = isCertain ? (change.value.value, step.id.location) : nil
        }
    }

    private func checkPossible(_ condition: Condition, _ known: Knowledge) {
        guard reach.isSound(condition) else { return }
        if !reach.isPossible(condition) {
            context.report(RunbookMessage.preconditionNeverHolds, at: condition.location)
        } else if condition.assuming({ known[$0]?.value }) == .never {
            context.report(
                RunbookMessage.preconditionNeverHolds, at: condition.location, notes: notes(condition, known))
        }
    }

    private func notes(_ condition: Condition, _ known: Knowledge) -> [DiagnosticNote] {
        condition.variables.compactMap { name in
            known[name].map { DiagnosticNote(text: RunbookMessage.knownSince(name, $0.value), location: $0.location) }
        }
    }

    private func learn(from condition: Condition, _ known: inout Knowledge) {
        switch condition.form {
        case .test(let test):
            guard test.values.count == 1, let value = test.values.first,
                !reach.restless.contains(test.variable.value)
            else { return }
            known[test.variable.value] = (value.value, test.variable.location)
        case .all(let parts): for part in parts { learn(from: part, &known) }
        case .any, .not: break
        }
    }
}
