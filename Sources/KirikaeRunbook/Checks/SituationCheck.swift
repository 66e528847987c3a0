import KirikaeDiagnostics
import KirikaeService
import KirikaeSyntax

/// Checks scenarios and answer sheets against the runbooks and the service they speak of.
struct SituationCheck {
    let library: RunbookLibrary
    let context: DecodingContext

    func check() {
        for scenario in library.scenarios.values.sorted(by: { $0.name.value < $1.name.value }) { check(scenario) }
        for sheet in library.answerSheets.values.sorted(by: { $0.name < $1.name }) { check(sheet) }
    }

    private func check(_ scenario: Scenario) {
        ArgumentsCheck(library: library, context: context).check(scenario.arguments, of: scenario.runbook)
        if let step = scenario.expectation.step { checkStep(step) }
        for event in scenario.events {
            switch event.moment {
            case .time, .ago: break
            case .before(let step), .after(let step): checkStep(Located(step, at: event.location))
            }
        }
        guard let service = library.service else { return }
        let vocabulary = VocabularyChecker(model: service, context: context)
        for change in scenario.start + scenario.events.flatMap(\.changes) {
            vocabulary.check(
                variable: change.variable, value: change.value.value == "unknown" ? nil : change.value)
        }
        if let state = scenario.expectation.state { vocabulary.check(state) }
    }

    private func check(_ sheet: AnswerSheet) {
        for entry in sheet.entries {
            if let service = library.service {
                let vocabulary = VocabularyChecker(model: service, context: context)
                if let seen = entry.seen { vocabulary.check(variable: seen, value: nil) }
            }
            switch entry.subject {
            case .step(let step), .inDoubt(let step), .problem(let step), .approval(let step):
                checkStep(Located(step, at: entry.location))
            case .observation(let variable):
                guard let service = library.service, entry.seen == nil else { continue }
                VocabularyChecker(model: service, context: context).check(
                    variable: Located(variable, at: entry.location),
                    value: entry.answer == "unknown" ? nil : Located(entry.answer, at: entry.location))
            }
        }
    }

    /// A step is named as `runbook/step`, or by its path in a plan, whose last part is its name.
    private func checkStep(_ name: Located<String>) {
        let parts = name.value.split(separator: "/", omittingEmptySubsequences: false).map(String.init)
        guard let runbook = parts.first, let step = parts.last, parts.count >= 2 else {
            context.report(SyntaxMessage.wrongKind(expected: .runbookStep), at: name.location)
            return
        }
        guard let template = library.runbooks[runbook] else {
            context.report(
                RunbookMessage.undefinedRunbook(
                    runbook, suggestion: Suggestion.nearest(to: runbook, among: library.runbooks.keys)),
                at: name.location)
            return
        }
        // The end of a runbook can be named as well. A longer path leads through includes, into some runbook.
        if step == "$end" || parts.count == 1 { return }
        let isKnown =
            parts.count == 2
            ? template.stepIdentifiers.contains(step)
            : library.runbooks.values.contains { $0.stepIdentifiers.contains(step) }
        if !isKnown {
            context.report(
                RunbookMessage.undefinedStep(
                    step, runbook: runbook, suggestion: Suggestion.nearest(to: step, among: template.stepIdentifiers)),
                at: name.location)
        }
    }
}
