import KirikaeDiagnostics
import KirikaeService
import KirikaeSyntax

/// Reads what a step does.
struct ActionDecoder {
    let context: DecodingContext
    /// Reads the members of a parallel group.
    let steps: (Node) -> [Step]

    /// One action; nil, with a finding, if it is none.
    func action(_ node: Node, among shapes: [MappingShape] = MappingShape.actions) -> Action? {
        guard case .mapping(let entries) = node.content else {
            context.report(SyntaxMessage.wrongKind(expected: .mapping), at: node.location)
            return nil
        }
        let fitting = shapes.filter { shape in entries.contains { $0.key == shape.requiredNames[0] } }
        guard let shape = fitting.first, fitting.count == 1,
            let kind = entries.first(where: { $0.key == shape.requiredNames[0] })
        else {
            let kinds = shapes.map { $0.requiredNames[0] }
            reportKind(entries, entries.filter { kinds.contains($0.key) }, kinds: kinds, at: node.location)
            return nil
        }
        guard let reader = MappingReader(node, shape, in: context) else { return nil }
        let action = decode(kind, reader)
        if let action, action.templatesOutsideItems.contains(where: { !$0.itemNames.isEmpty }) {
            context.report(InventoryMessage.itemOutsideEach, at: kind.keyLocation)
        }
        return action
    }

    private func decode(_ kind: Node.Entry, _ reader: MappingReader) -> Action? {
        switch kind.key {
        case "manual": manual(kind.value).map(Action.manual)
        case "command": command(reader).map(Action.command)
        case "http": http(reader).map(Action.http)
        case "wait": wait(kind.value).map(Action.wait)
        case "population": population(reader).map(Action.population)
        case "approve": approve(reader).map(Action.approve)
        case "include": include(reader).map(Action.include)
        case "parallel": .parallel(steps(kind.value))
        default: context.identifier(kind.value).map(Action.bound)
        }
    }

    private func reportKind(
        _ entries: [Node.Entry], _ present: [Node.Entry], kinds: [String], at location: SourceLocation
    ) {
        if present.count > 1 {
            for entry in present.dropFirst() {
                context.report(SyntaxMessage.keysExclude(present.map(\.key)), at: entry.keyLocation)
            }
        } else if let entry = entries.first {
            let suggestion = entries.lazy.compactMap { Suggestion.nearest(to: $0.key, among: kinds) }.first
            context.report(
                SyntaxMessage.unknownKey(entry.key, suggestion: suggestion, known: kinds), at: entry.keyLocation)
        } else {
            context.report(SyntaxMessage.noneOfKeys(kinds), at: location)
        }
    }

    // MARK: People

    private func manual(_ node: Node) -> ManualAction? {
        guard let reader = MappingReader(node, .manual, in: context) else { return nil }
        let instructions = context.list(reader["instructions"], isEmptyAllowed: false).compactMap(instruction)
        let answer = reader["answer"].flatMap(answer)
        return answer.map { ManualAction(instructions: instructions, answer: $0) }
    }

    func instruction(_ node: Node) -> ManualAction.Instruction? {
        guard let reader = MappingReader(node, .instruction, in: context) else { return nil }
        let text = context.localizedText(reader["do"])
        let press = context.templates(reader["press"]).map(\.value)
        let source = context.texts(reader["source"]).map(\.value)
        return text.map { .init(text: $0, press: press, source: source) }
    }

    private func answer(_ node: Node) -> ManualAction.Answer? {
        guard let reader = MappingReader(node, .answer, in: context) else { return nil }
        let ask = context.localizedText(reader["ask"])
        let reports = context.variable(reader["reports"])
        let value = context.text(reader["value"])
        let isReadBack = context.truth(reader["read-back"]) ?? false
        let evidence = context.word(reader["evidence"], as: EvidenceDemand.self)
        var form: ManualAction.AnswerForm?
        if let text = context.text(reader["text"]) {
            form = .text(text.value, value: value?.value)
        } else if let input = context.identifier(reader["input"]) {
            form = .input(output: input.value)
        } else if let number = reader["number"] {
            form = self.number(number, value: value?.value)
        } else if let choices = reader["choices"] {
            if isReadBack, let node = reader["read-back"] {
                context.report(PeopleMessage.readBackOfChoice, at: node.location)
            }
            form = choice(choices, accept: reader["accept"], isObservation: reports != nil)
        }
        guard let ask, let form else { return nil }
        return .init(ask: ask, form: form, reports: reports, isReadBack: isReadBack, evidence: evidence)
    }

    private func number(_ node: Node, value: String?) -> ManualAction.AnswerForm? {
        guard let reader = MappingReader(node, .numberAnswer, in: context) else { return nil }
        let limits = NumberAnswer.limits
        let unit = context.localizedText(reader["unit"])
        let least = context.integer(reader["minimum"], in: limits) ?? NumberAnswer.usual.lowerBound
        let largest = context.integer(reader["maximum"], in: limits) ?? NumberAnswer.usual.upperBound
        let isPossible = least <= largest
        if !isPossible {
            context.report(
                PeopleMessage.rangeNotInside(
                    "\(least)–\(largest)", possible: "\(limits.lowerBound)–\(limits.upperBound)"),
                at: reader["minimum"]?.location ?? node.location)
        }
        guard let acceptance = reader["accept"],
            let accepted = MappingReader(acceptance, .acceptedNumbers, in: context), isPossible
        else { return nil }
        let from = context.integer(accepted["minimum"], in: limits) ?? least
        let to = context.integer(accepted["maximum"], in: limits) ?? largest
        guard from <= to, least <= from, to <= largest else {
            context.report(
                PeopleMessage.rangeNotInside("\(from)–\(to)", possible: "\(least)–\(largest)"),
                at: acceptance.location)
            return nil
        }
        if from == least, to == largest { context.report(RunbookMessage.answerCannotFail, at: acceptance.location) }
        return .number(NumberAnswer(unit: unit, possible: least...largest, accepted: from...to, value: value))
    }

    private func choice(_ node: Node, accept: Node?, isObservation: Bool) -> ManualAction.AnswerForm {
        let choices = context.list(node, isEmptyAllowed: false).compactMap(choice)
        context.reportDuplicates(choices.map(\.value))
        let values = choices.map(\.value.value)
        if accept == nil { context.report(SyntaxMessage.missingKey("accept"), at: node.location) }
        let accepted = context.texts(accept)
        for value in accepted where !values.contains(value.value) {
            context.report(
                SyntaxMessage.notAllowed(
                    value.value, suggestion: Suggestion.nearest(to: value.value, among: values), allowed: values),
                at: value.location)
        }
        if let accept, accepted.isEmpty { context.report(RunbookMessage.answerNeverAccepted, at: accept.location) }
        // An observation fails by what is made of it.
        if !values.isEmpty, !isObservation, Set(accepted.map(\.value)).isSuperset(of: values) {
            context.report(RunbookMessage.answerCannotFail, at: accept?.location ?? node.location)
        }
        return .choice(choices.map(\.choice), accept: accepted.map(\.value))
    }

    private func choice(_ node: Node) -> (value: Located<String>, choice: ManualAction.Choice)? {
        guard let reader = MappingReader(node, .choice, in: context) else { return nil }
        let value = context.text(reader["value"])
        let shows = context.texts(reader["shows"]).map(\.value)
        let title = context.localizedText(reader["title"])
        guard let value, let title else { return nil }
        return (value, .init(value: value.value, shows: shows, title: title))
    }

    private func approve(_ reader: MappingReader) -> ApproveAction? {
        let ask = context.localizedText(reader["approve"])
        let group = context.identifier(reader["by"])
        let count = reader["count"] == nil ? 1 : context.integer(reader["count"], in: 1...100)
        let expires = reader["expires"] == nil ? Milliseconds(3_600_000) : context.duration(reader["expires"])
        guard let ask, let group, let count, let expires else { return nil }
        return ApproveAction(ask: ask, group: group, count: count, expires: expires)
    }

    private func wait(_ node: Node) -> WaitAction? {
        guard let reader = MappingReader(node, .wait, in: context) else { return nil }
        let because = context.localizedText(reader["because"])
        if let time = reader["for"] {
            return context.duration(time).map { .time($0, because: because, location: time.location) }
        }
        guard let until = reader["until"] else { return nil }
        context.refuseEmptyList(until)
        return .until(context.conditionOrConditions(until))
    }

    // MARK: Programs and addresses

    func command(_ reader: MappingReader) -> CommandAction? {
        let arguments = context.list(reader["command"], isEmptyAllowed: false).compactMap(context.template)
        let host = context.identifier(reader["on"])
        let isElevated = context.truth(reader["elevated"]) ?? false
        let encoding = context.word(reader["encoding"], as: CommandAction.Encoding.self) ?? .utf8
        let conversation = context.list(reader["conversation"]).compactMap(exchange)
        let unexpected = context.texts(reader["unexpected"], isEmptyAllowed: false)
        let silence = located(context.duration(reader["silence"]), reader["silence"])
        let lineEnd = context.word(reader["line-end"], as: CommandAction.LineEnd.self) ?? .cr
        let secrets = secretFiles(reader["secrets"])
        ArgumentCheck(context: context).check(arguments)
        ConversationCheck(context: context).check(unexpected, against: conversation)
        guard let host, !arguments.isEmpty else { return nil }
        return CommandAction(
            arguments: arguments.map(\.value), host: host, isElevated: isElevated, encoding: encoding,
            conversation: conversation, secrets: secrets, lineEnd: lineEnd, silence: silence,
            unexpected: unexpected.map(\.value))
    }

    private func located<Value>(_ value: Value?, _ node: Node?) -> Located<Value>? {
        guard let value, let node else { return nil }
        return Located(value, at: node.location)
    }

    private func exchange(_ node: Node) -> CommandAction.Exchange? {
        guard let reader = MappingReader(node, .exchange, in: context) else { return nil }
        let expect = context.text(reader["expect"])
        let send = reader["send"].flatMap(reply)
        let isOptional = context.truth(reader["optional"]) ?? false
        let warning = context.localizedText(reader["warn-if-absent"])
        let lineEnd = context.word(reader["line-end"], as: CommandAction.LineEnd.self)
        let silence = context.duration(reader["silence"])
        if let node = reader["send"] { ConversationCheck(context: context).check(send, at: node.location) }
        return expect.map {
            .init(
                expect: $0.value, send: send, isOptional: isOptional, warnIfAbsent: warning, lineEnd: lineEnd,
                silence: silence)
        }
    }

    private func reply(_ node: Node) -> CommandAction.Reply? {
        if node.entries != nil { return secret(node).map(CommandAction.Reply.secret) }
        return context.text(node).map { $0.value == "any-key" ? .anyKey : .text($0.value) }
    }

    private func secret(_ node: Node) -> Located<String>? {
        MappingReader(node, .secretReply, in: context).flatMap { context.identifier($0["secret"]) }
    }

    func secretFiles(_ node: Node?) -> [String: Located<String>] {
        guard let node, let reader = MappingReader(node, .secretFiles, in: context) else { return [:] }
        var secrets: [String: Located<String>] = [:]
        for entry in reader.entries {
            if !EnvironmentVariableName.isValid(entry.key) {
                context.report(RunbookMessage.variableNameRefused(entry.key), at: entry.keyLocation)
            }
            secrets[entry.key] = context.identifier(entry.value)
        }
        return secrets
    }

    private func http(_ reader: MappingReader) -> HTTPAction? {
        let method = context.word(reader["http"], as: HTTPAction.Method.self)
        let place = context.identifier(reader["on"])
        let path = context.template(reader["path"]) ?? Located(TextTemplate(""), at: reader.location)
        let body = context.template(reader["body"])
        let headers = headers(reader["headers"])
        let statuses = context.list(reader["expect"], isEmptyAllowed: false).compactMap {
            context.integer($0, in: 100...599)
        }
        ArgumentCheck(context: context).check([path])
        guard let method, let place else { return nil }
        return HTTPAction(
            method: method, place: place, path: path.value, headers: headers, body: body?.value,
            expectedStatuses: statuses)
    }

    /// Header fields by name.
    func headers(_ node: Node?) -> [String: HTTPAction.HeaderValue] {
        guard let node, let fields = MappingReader(node, .httpHeaders, in: context) else { return [:] }
        var headers: [String: HTTPAction.HeaderValue] = [:]
        for entry in fields.entries {
            headers[entry.key] =
                entry.value.entries != nil
                ? secret(entry.value).map(HTTPAction.HeaderValue.secret)
                : context.template(entry.value).map { .text($0.value) }
        }
        return headers
    }

    private func include(_ reader: MappingReader) -> IncludeAction? {
        let runbook = context.identifier(reader["include"])
        let arguments = context.assignments(reader["with"], .arguments)
        return runbook.map {
            IncludeAction(runbook: $0, arguments: arguments.map { (name: $0.variable, value: $0.value) })
        }
    }
}
