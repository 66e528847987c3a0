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

    /// The values of variables that are known at a moment, and where each was said.
    private struct Known {
        private(set) var values: [String: String] = [:]
        private(set) var places: [String: SourceLocation] = [:]

        mutating func learn(_ variable: String, _ value: String, at location: SourceLocation) {
            values[variable] = value
            places[variable] = location
        }

        mutating func forget(_ variable: String) {
            values[variable] = nil
            places[variable] = nil
        }
    }

    func check(_ runbook: Runbook) {
        var known = Known()
        for condition in runbook.preconditions {
            checkPossible(condition, Known())
            learn(from: condition, &known)
        }
        for step in runbook.steps { check(step, &known) }
    }

    private func check(_ step: Step, _ known: inout Known) {
        if let unless = step.unless {
            if !known.values.isEmpty, unless.assuming(known.values) == .always {
                context.report(RunbookMessage.unreachableStep, at: step.id.location, notes: notes(unless, known))
            }
        }
        for condition in step.preconditions { checkPossible(condition, known) }
        if case .parallel(let members) = step.action {
            for member in members {
                var own = known
                check(member, &own)
            }
        }
        forget(step, &known)
        guard step.unless == nil else {
            // It may be left out, and then nothing of what it says is true.
            for change in step.changes { known.forget(change.variable.value) }
            return
        }
        for change in step.changes where isFollowed(change.variable.value) {
            known.learn(change.variable.value, change.value.value, at: step.id.location)
        }
    }

    private func checkPossible(
        _ condition: Condition, _ known: Known
    ) {
        if !reach.isPossible(condition) {
            context.report(RunbookMessage.preconditionNeverHolds, at: condition.location)
        } else if !known.values.isEmpty, condition.assuming(known.values) == .never {
            context.report(
                RunbookMessage.preconditionNeverHolds, at: condition.location, notes: notes(condition, known))
        }
    }

    private func notes(
        _ condition: Condition, _ known: Known
    ) -> [DiagnosticNote] {
        condition.variables.compactMap { name in
            guard let value = known.values[name], let place = known.places[name] else { return nil }
            return DiagnosticNote(text: RunbookMessage.knownSince(name, value), location: place)
        }
    }

    private func learn(
        from condition: Condition, _ known: inout Known
    ) {
        switch condition.form {
        case .test(let test):
            guard test.values.count == 1, let value = test.values.first, isFollowed(test.variable.value) else { return }
            known.learn(test.variable.value, value.value, at: test.variable.location)
        case .all(let parts): for part in parts { learn(from: part, &known) }
        case .any, .not: break
        }
    }

    private func isFollowed(_ variable: String) -> Bool { !reach.restless.contains(variable) }

    /// After the steps of another runbook, or of a group, nothing is known for certain that they might have changed.
    private func forget(_ step: Step, _ known: inout Known) {
        switch step.action {
        case .include: known = Known()
        case .parallel(let members):
            for member in members {
                forget(member, &known)
                for change in member.changes { known.forget(change.variable.value) }
            }
        default: break
        }
    }
}
