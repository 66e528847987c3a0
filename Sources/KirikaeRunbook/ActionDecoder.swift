import KirikaeDiagnostics
import KirikaeSyntax

/// Reads what a step does.
struct ActionDecoder {
    let context: DecodingContext

    func action(_ node: Node) -> Action? {
        guard let entries = node.entries else {
            context.report(SyntaxMessage.wrongKind(expected: .oneAction), at: node.location)
            return nil
        }
        let kinds = ["manual", "command", "include"]
        let named = entries.filter { kinds.contains($0.key) }
        guard let kind = named.first, named.count == 1 else {
            let suggestion = entries.lazy.compactMap { Suggestion.nearest(to: $0.key, among: kinds) }.first
            if named.isEmpty, let entry = entries.first {
                context.report(
                    SyntaxMessage.unknownKey(entry.key, suggestion: suggestion, known: kinds), at: entry.keyLocation)
            } else {
                context.report(SyntaxMessage.wrongKind(expected: .oneAction), at: node.location)
            }
            return nil
        }
        return switch kind.key {
        case "manual": manual(node).map(Action.manual)
        case "command": command(node).map(Action.command)
        default: include(node).map(Action.include)
        }
    }

    private func manual(_ node: Node) -> ManualAction? {
        guard var outer = MappingReader(node, in: context), let body = outer.required("manual") else { return nil }
        outer.finish()
        guard var reader = MappingReader(body, in: context) else { return nil }
        let instructions = context.list(reader.required("instructions")).compactMap(instruction)
        let answer = reader.required("answer").flatMap(answer)
        reader.finish()
        return answer.map { ManualAction(instructions: instructions, answer: $0) }
    }

    private func instruction(_ node: Node) -> ManualAction.Instruction? {
        guard var reader = MappingReader(node, in: context) else { return nil }
        let text = context.localizedText(reader.required("do"))
        let press = context.texts(reader.optional("press")).map(\.value)
        let source = context.texts(reader.optional("source")).map(\.value)
        reader.finish()
        return text.map { .init(text: $0, press: press, source: source) }
    }

    private func answer(_ node: Node) -> ManualAction.Answer? {
        guard var reader = MappingReader(node, in: context) else { return nil }
        let ask = context.localizedText(reader.required("ask"))
        let reports = context.text(reader.optional("reports"))
        let form: ManualAction.AnswerForm?
        if let text = reader.optional("text") {
            let value = context.text(reader.optional("value"))
            form = context.text(text).map { .text($0.value, value: value?.value) }
        } else {
            let choices = context.list(reader.required("choices")).compactMap(choice)
            let accept = context.texts(reader.required("accept"))
            let values = choices.map(\.value)
            for accepted in accept where !values.contains(accepted.value) {
                context.report(
                    SyntaxMessage.notAllowed(
                        accepted.value, suggestion: Suggestion.nearest(to: accepted.value, among: values),
                        allowed: values), at: accepted.location)
            }
            form = .choice(choices, accept: accept.map(\.value))
        }
        reader.finish()
        guard let ask, let form else { return nil }
        return .init(ask: ask, form: form, reports: reports)
    }

    private func choice(_ node: Node) -> ManualAction.Choice? {
        guard var reader = MappingReader(node, in: context) else { return nil }
        let value = context.text(reader.required("value"))
        let shows = context.texts(reader.optional("shows")).map(\.value)
        let title = context.localizedText(reader.required("title"))
        reader.finish()
        guard let value, let title else { return nil }
        return .init(value: value.value, shows: shows, title: title)
    }

    private func command(_ node: Node) -> CommandAction? {
        guard var reader = MappingReader(node, in: context) else { return nil }
        let arguments = context.texts(reader.required("command"))
        let host = context.text(reader.required("on"))
        let isElevated = context.truth(reader.optional("elevated")) ?? false
        let encoding = context.word(reader.optional("encoding"), as: CommandAction.Encoding.self) ?? .utf8
        let conversation = context.list(reader.optional("conversation")).compactMap(exchange)
        reader.finish()
        for argument in arguments where argument.value.unicodeScalars.contains(where: TerminalText.isUnsafe) {
            context.report(
                RunbookMessage.invisibleCharacter(TerminalText.safe(argument.value)), at: argument.location)
        }
        guard let host, let program = arguments.first, !program.value.isEmpty else {
            if let node = node["command"], arguments.isEmpty {
                context.report(SyntaxMessage.wrongKind(expected: .list), at: node.location)
            }
            return nil
        }
        return CommandAction(
            arguments: arguments.map(\.value), host: host, isElevated: isElevated, encoding: encoding,
            conversation: conversation)
    }

    private func exchange(_ node: Node) -> CommandAction.Exchange? {
        guard var reader = MappingReader(node, in: context) else { return nil }
        let expect = context.text(reader.required("expect"))
        let send = context.text(reader.optional("send"))
        let isOptional = context.truth(reader.optional("optional")) ?? false
        let warning = context.localizedText(reader.optional("warn-if-absent"))
        reader.finish()
        return expect.map {
            .init(expect: $0.value, send: send?.value, isOptional: isOptional, warnIfAbsent: warning)
        }
    }

    private func include(_ node: Node) -> IncludeAction? {
        guard var reader = MappingReader(node, in: context) else { return nil }
        let runbook = context.identifier(reader.required("include"))
        let arguments = context.assignments(reader.optional("with"))
        reader.finish()
        return runbook.map {
            IncludeAction(runbook: $0, arguments: arguments.map { (name: $0.variable, value: $0.value) })
        }
    }
}
