import KirikaeDiagnostics
import KirikaeSyntax

/// Checks that outputs are read before they are used, by a step of the same runbook.
struct OutputCheck {
    let environments: [Environment]
    let context: DecodingContext

    func check(_ runbook: Runbook) {
        var known: Set<OutputReference> = []
        for step in runbook.steps {
            // Nobody can say which member of a group is done first, so none may use what another reads.
            step.visitWithMembers { check($0, known) }
            step.visitWithMembers { known.formUnion($0.outputReferences) }
        }
    }

    private func check(_ step: Step, _ known: Set<OutputReference>) {
        step.action.visitTemplates(in: environments) { template in
            for reference in template.references where !known.contains(reference) { report(reference, step, known) }
        }
        checkInput(of: step)
    }

    private func report(_ reference: OutputReference, _ step: Step, _ known: Set<OutputReference>) {
        let written = "\(reference.step).\(reference.name)"
        let names = known.map { "\($0.step).\($0.name)" }
        context.report(
            RunbookMessage.undefinedOutput(written, suggestion: Suggestion.nearest(to: written, among: names)),
            at: step.id.location)
    }

    private func checkInput(of step: Step) {
        guard case .manual(let manual) = step.action, case .input(let name) = manual.answer.form else { return }
        let names = step.outputs.map(\.name.value)
        if !names.contains(name) {
            context.report(
                RunbookMessage.inputWithoutOutput(name, suggestion: Suggestion.nearest(to: name, among: names)),
                at: step.id.location)
        }
    }
}

extension Step {
    /// The outputs that it reads.
    fileprivate var outputReferences: [OutputReference] {
        outputs.map { OutputReference(step: id.value, name: $0.name.value) }
    }
}

extension Action {
    /// Calls `body` for every text of it that may hold outputs.
    ///
    /// - Parameters:
    ///   - environments: where bound actions are looked up.
    ///   - body: what to do with each.
    func visitTemplates(in environments: [Environment], _ body: (TextTemplate) -> Void) {
        switch self {
        case .manual(let manual): manual.templates.forEach(body)
        case .population(let population): population.templates.forEach(body)
        case .command(let command): command.templates.forEach(body)
        case .http(let http): http.templates.forEach(body)
        case .bound(let name):
            for environment in environments { environment.actions[name.value]?.visitTemplates(in: [], body) }
        case .wait, .approve, .include, .parallel: break
        }
    }
}
