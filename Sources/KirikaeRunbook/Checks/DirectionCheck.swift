import KirikaeDiagnostics
import KirikaeService
import KirikaeSyntax

/// Checks that a step of one direction does not use a word of the other, such as the program that switches the wrong way.
struct DirectionCheck {
    let service: ServiceModel?
    let direction: Runbook.Direction
    let environments: [Environment]
    let context: DecodingContext

    func check(_ step: Step) {
        guard let service, direction != .both else { return }
        for word in service.directionWords where word.direction != direction.rawValue {
            guard texts(of: step.action).contains(where: { $0.contains(word.word.value) }) else { continue }
            context.report(
                RunbookMessage.wrongDirection(word.word.value, direction: direction), at: step.id.location,
                notes: [DiagnosticNote(text: RunbookMessage.directionWordHere, location: word.word.location)])
        }
    }

    /// What a machine or a person is told literally.
    private func texts(of action: Action) -> [String] {
        switch action {
        case .command(let command):
            let typed = command.conversation.compactMap { if case .text(let text)? = $0.send { text } else { nil } }
            return command.arguments.map(\.shown) + typed
        case .http(let http): return [http.path.shown, http.body?.shown ?? ""]
        case .manual(let manual):
            let pressed = manual.instructions.flatMap(\.press).map(\.shown)
            if case .text(let text, _) = manual.answer.form { return pressed + [text] }
            return pressed
        case .population(let population): return population.instructions.flatMap(\.press).map(\.shown)
        case .bound(let name): return environments.compactMap { $0.actions[name.value] }.flatMap(texts)
        case .wait, .approve, .include, .parallel: return []
        }
    }
}
