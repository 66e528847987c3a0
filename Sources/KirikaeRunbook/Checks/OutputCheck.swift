import KirikaeDiagnostics
import KirikaeSyntax

/// Checks that outputs are read before they are used, by a step of the same runbook.
struct OutputCheck {
    let context: DecodingContext

    func check(_ runbook: Runbook) {
        var known: [String: Set<String>] = [:]
        for step in runbook.steps { check(step, &known) }
    }

    private func check(_ step: Step, _ known: inout [String: Set<String>]) {
        if case .parallel(let members) = step.action {
            // Nobody can say which member is done first, so none may use what another reads.
            var after = known
            for member in members {
                var own = known
                check(member, &own)
                after.merge(own) { $0.union($1) }
            }
            known = after
            return
        }
        for (reference, location) in references(of: step) where known[reference.step]?.contains(reference.name) != true
        {
            let names = known.flatMap { step, names in names.map { "\(step).\($0)" } }
            let written = "\(reference.step).\(reference.name)"
            context.report(
                RunbookMessage.undefinedOutput(written, suggestion: Suggestion.nearest(to: written, among: names)),
                at: location)
        }
        if !step.outputs.isEmpty { known[step.id.value] = Set(step.outputs.map(\.name.value)) }
        guard case .manual(let manual) = step.action, case .input(let name) = manual.answer.form else { return }
        let names = step.outputs.map(\.name.value)
        if !names.contains(name) {
            context.report(
                RunbookMessage.inputWithoutOutput(name, suggestion: Suggestion.nearest(to: name, among: names)),
                at: step.id.location)
        }
    }

    private func references(of step: Step) -> [(OutputReference, SourceLocation)] {
        var references: [(OutputReference, SourceLocation)] = []
        step.action.visitTemplates { template in
            for reference in template.references { references.append((reference, step.id.location)) }
        }
        return references
    }
}

extension Action {
    /// Calls `body` for every text of it that may hold outputs.
    func visitTemplates(_ body: (TextTemplate) -> Void) {
        switch self {
        case .manual(let manual): for instruction in manual.instructions { instruction.press.forEach(body) }
        case .population(let population): for instruction in population.instructions { instruction.press.forEach(body) }
        case .command(let command): command.arguments.forEach(body)
        case .http(let http):
            body(http.path)
            if let text = http.body { body(text) }
            for case .text(let text) in http.headers.values { body(text) }
        case .wait, .approve, .include, .parallel, .bound: break
        }
    }
}
