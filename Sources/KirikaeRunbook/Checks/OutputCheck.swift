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
            for member in step.withMembers { check(member, known) }
            for member in step.withMembers { known.formUnion(member.outputReferences) }
        }
    }

    private func check(_ step: Step, _ known: Set<OutputReference>) {
        let references = step.action.templates(in: environments).flatMap(\.references)
        for reference in references where !known.contains(reference) {
            let written = "\(reference.step).\(reference.name)"
            let names = known.map { "\($0.step).\($0.name)" }
            context.report(
                RunbookMessage.undefinedOutput(written, suggestion: Suggestion.nearest(to: written, among: names)),
                at: step.id.location)
        }
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
    /// Every text of it that may hold outputs.
    ///
    /// - Parameter environments: where bound actions are looked up.
    func templates(in environments: [Environment]) -> [TextTemplate] {
        switch self {
        case .manual(let manual): manual.instructions.flatMap(\.press)
        case .population(let population): population.instructions.flatMap(\.press)
        case .command(let command): command.arguments
        case .http(let http):
            [http.path] + [http.body].compactMap { $0 }
                + http.headers.values.compactMap { if case .text(let text) = $0 { text } else { nil } }
        case .bound(let name):
            environments.compactMap { $0.actions[name.value] }.flatMap { $0.templates(in: []) }
        case .wait, .approve, .include, .parallel: []
        }
    }
}
