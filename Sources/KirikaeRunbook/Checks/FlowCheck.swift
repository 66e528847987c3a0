import KirikaeDiagnostics
import KirikaeService
import KirikaeSyntax

/// Follows a runbook step by step with what must be true by then, and reports steps that can never be reached or never begin.
///
/// Only variables that nothing but steps can change are followed; about all others it says nothing.
struct FlowCheck {
    let service: ServiceModel
    let reach: Reach
    let context: DecodingContext

    func check(_ runbook: Runbook) {
        var known: [String: (value: String, location: SourceLocation)] = [:]
        for condition in runbook.preconditions {
            checkPossible(condition, [:])
            learn(from: condition, &known)
        }
        for step in runbook.steps { check(step, &known) }
    }

    private func check(_ step: Step, _ known: inout [String: (value: String, location: SourceLocation)]) {
        let before = known
        if let unless = step.unless {
            if !before.isEmpty, unless.assuming(before.mapValues(\.value)) == .always {
                context.report(RunbookMessage.unreachableStep, at: step.id.location, notes: notes(unless, before))
            }
        }
        for condition in step.preconditions { checkPossible(condition, before) }
        if case .parallel(let members) = step.action {
            for member in members {
                var own = known
                check(member, &own)
            }
        }
        forget(step, &known)
        guard step.unless == nil else {
            // It may be left out, and then nothing of what it says is true.
            for change in step.changes { known[change.variable.value] = nil }
            return
        }
        for change in step.changes where isFollowed(change.variable.value) {
            known[change.variable.value] = (change.value.value, step.id.location)
        }
    }

    private func checkPossible(
        _ condition: Condition, _ known: [String: (value: String, location: SourceLocation)]
    ) {
        if !reach.isPossible(condition) {
            context.report(RunbookMessage.preconditionNeverHolds, at: condition.location)
        } else if !known.isEmpty, condition.assuming(known.mapValues(\.value)) == .never {
            context.report(
                RunbookMessage.preconditionNeverHolds, at: condition.location, notes: notes(condition, known))
        }
    }

    private func notes(
        _ condition: Condition, _ known: [String: (value: String, location: SourceLocation)]
    ) -> [DiagnosticNote] {
        condition.variables.compactMap { name in
            known[name].map { DiagnosticNote(text: RunbookMessage.knownSince(name, $0.value), location: $0.location) }
        }
    }

    private func learn(
        from condition: Condition, _ known: inout [String: (value: String, location: SourceLocation)]
    ) {
        switch condition.form {
        case .test(let test):
            guard test.values.count == 1, let value = test.values.first, isFollowed(test.variable.value) else { return }
            known[test.variable.value] = (value.value, test.variable.location)
        case .all(let parts): for part in parts { learn(from: part, &known) }
        case .any, .not: break
        }
    }

    private func isFollowed(_ variable: String) -> Bool { !reach.restless.contains(variable) }

    /// After the steps of another runbook, or of a group, nothing is known for certain that they might have changed.
    private func forget(_ step: Step, _ known: inout [String: (value: String, location: SourceLocation)]) {
        switch step.action {
        case .include: known = [:]
        case .parallel(let members):
            for member in members {
                forget(member, &known)
                for change in member.changes { known[change.variable.value] = nil }
            }
        default: break
        }
    }
}
