import KirikaeDiagnostics
import KirikaeSyntax

/// Checks what is said between a program and us.
struct ConversationCheck {
    let context: DecodingContext

    /// Reports texts that would stop a program though it was expected to print them.
    ///
    /// - Parameters:
    ///   - unexpected: texts that stop the program.
    ///   - conversation: what is expected of it.
    func check(_ unexpected: [Located<String>], against conversation: [CommandAction.Exchange]) {
        for text in unexpected {
            if text.value.isEmpty { context.report(ConversationMessage.emptyText, at: text.location) }
            guard let expected = conversation.first(where: { !text.value.isEmpty && $0.expect.contains(text.value) })
            else { continue }
            context.report(
                ConversationMessage.unexpectedIsExpected(text.value, expected: expected.expect), at: text.location)
        }
    }

    /// Reports a control character in what is typed: it would act on the terminal.
    func check(_ reply: CommandAction.Reply?, at location: SourceLocation) {
        guard case .text(let text)? = reply,
            let control = text.unicodeScalars.first(where: { $0.properties.generalCategory == .control })
        else { return }
        let digits = String(control.value, radix: 16, uppercase: true)
        let code = "U+" + String(repeating: "0", count: max(0, 4 - digits.count)) + digits
        context.report(ConversationMessage.controlTyped(code), at: location)
    }

    /// Reports a limit of silence that the limit of the step always forestalls.
    func check(_ step: Step) {
        guard case .command(let command) = step.action, let silence = command.silence, let timeout = step.timeout,
            timeout <= silence.value
        else { return }
        context.report(ConversationMessage.silenceBeyondTimeout(silence.value, timeout: timeout), at: silence.location)
    }
}
