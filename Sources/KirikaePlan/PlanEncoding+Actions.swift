import KirikaeCanonicalJSON
import KirikaeDiagnostics
import KirikaeRunbook
import KirikaeSyntax

/// The canonical form of what steps do.
extension PlanEncoding {
    /// What a step does; null for a gate.
    public static func encode(_ action: PlanStep.Action) -> JSONValue {
        switch action {
        case .none: .null
        case .manual(let manual):
            .object([
                "instructions": .array(manual.instructions.map(encode)), "answer": encode(manual.answer),
            ])
        case .command(let command): encode(command)
        case .http(let http): encode(http)
        case .wait(let length, let because):
            compact(["wait": .integer(length.count), "because": because.map(encode)])
        case .population(let population, let inventory):
            compact([
                "population": .string(population.inventory.value), "count": .integer(Int64(inventory.count)),
                "items": inventory.isNamed ? .array(inventory.items.map(encode)) : nil,
                "instructions": .array(population.instructions.map(encode)), "ask": encode(population.ask),
                "waves": .array(population.waves.map(encode)),
                "quota": .integer(Int64(population.quotaPercentage)), "each": population.work.map(encode),
            ])
        case .approve(let approve, let members):
            .object([
                "approve": encode(approve.ask), "by": .string(approve.group.value), "members": strings(members),
                "count": .integer(Int64(approve.count)), "expires": .integer(approve.expires.count),
            ])
        }
    }

    /// A part of a population: percent as a number, which is how it was written before there were numbers of items.
    private static func encode(_ share: Share) -> JSONValue {
        switch share {
        case .percentage(let percentage): .integer(Int64(percentage))
        case .count(let count): .object(["count": .integer(Int64(count))])
        }
    }

    private static func encode(_ work: ItemWork) -> JSONValue {
        compact([
            "command": encode(work.command), "timeout": work.timeout.map { .integer($0.count) },
            "interrupted": .string(work.interrupted.rawValue), "verify": work.verify.map(encode),
            "at-once": .integer(Int64(work.atOnce)), "stop-after": work.stopAfter.map(encode),
        ])
    }

    static func encode(_ item: InventoryItem) -> JSONValue {
        var members: [String: JSONValue] = ["id": .string(item.id)]
        if let title = item.title { members["title"] = encode(title) }
        if !item.details.isEmpty {
            members["details"] = .array(item.details.map { .array([.string($0.name), .string($0.value)]) })
        }
        return .object(members)
    }

    private static func encode(_ instruction: ManualAction.Instruction) -> JSONValue {
        .object([
            "do": encode(instruction.text), "press": .array(instruction.press.map(encode)),
            "source": strings(instruction.source),
        ])
    }

    /// A text: a string or, if it has holes, the list of its pieces.
    private static func encode(_ template: TextTemplate) -> JSONValue {
        if let literal = template.literal { return .string(literal) }
        return .array(
            template.segments.map { segment in
                switch segment {
                case .text(let text): .string(text)
                case .output(let reference):
                    .object(["step": .string(reference.step), "output": .string(reference.name)])
                case .item(let name): .object(["item": .string(name)])
                }
            })
    }

    private static func encode(_ command: CommandAction) -> JSONValue {
        compact([
            "command": .array(command.arguments.map(encode)), "on": .string(command.host.value),
            "elevated": .bool(command.isElevated), "encoding": .string(command.encoding.rawValue),
            "conversation": .array(
                command.conversation.map {
                    compact([
                        "expect": .string($0.expect), "send": $0.send.map(encode),
                        "optional": .bool($0.isOptional), "warn-if-absent": $0.warnIfAbsent.map(encode),
                        "line-end": $0.lineEnd.map { .string($0.rawValue) },
                        "silence": $0.silence.map { .integer($0.count) },
                    ])
                }),
            "line-end": command.lineEnd == .cr ? nil : .string(command.lineEnd.rawValue),
            "silence": command.silence.map { .integer($0.value.count) },
            "unexpected": command.unexpected.isEmpty ? JSONValue?.none : strings(command.unexpected),
            "secrets": command.secrets.isEmpty ? nil : .object(command.secrets.mapValues { .string($0.value) }),
        ])
    }

    private static func encode(_ reply: CommandAction.Reply) -> JSONValue {
        switch reply {
        case .anyKey: .string("any-key")
        case .text(let text): .string(text)
        case .secret(let name): .object(["secret": .string(name.value)])
        }
    }

    private static func encode(_ http: HTTPAction) -> JSONValue {
        compact([
            "http": .string(http.method.rawValue), "on": .string(http.place.value), "path": encode(http.path),
            "headers": .object(
                http.headers.mapValues(encode)),
            "body": http.body.map(encode),
            "expect": .array(http.expectedStatuses.map { .integer(Int64($0)) }),
        ])
    }

    /// The value of a header field.
    static func encode(_ value: HTTPAction.HeaderValue) -> JSONValue {
        switch value {
        case .text(let text): encode(text)
        case .secret(let name): .object(["secret": .string(name.value)])
        }
    }

    /// An output.
    static func encode(_ output: OutputDefinition) -> JSONValue {
        let place: [String: JSONValue] =
            switch output.place {
            case .answer: [:]
            case .line(let number): ["line": .integer(Int64(number))]
            case .after(let text): ["after": .string(text)]
            case .json(let pointer): ["json": .string(pointer)]
            }
        return .object(
            place.merging([
                "name": .string(output.name.value), "title": encode(output.title),
                "type": .string(output.type.rawValue),
            ]) { first, _ in first })
    }

    private static func encode(_ answer: ManualAction.Answer) -> JSONValue {
        var members: [String: JSONValue?] = [
            "ask": encode(answer.ask), "reports": answer.reports.map { .string($0.value) },
        ]
        switch answer.form {
        case .choice(let choices, let accept):
            members["choices"] = .array(
                choices.map {
                    .object(["value": .string($0.value), "shows": strings($0.shows), "title": encode($0.title)])
                })
            members["accept"] = strings(accept)
        case .text(let text, let value):
            members["text"] = .string(text)
            members["value"] = value.map { .string($0) }
        case .number(let number):
            members["number"] = compact([
                "unit": number.unit.map(encode), "minimum": .integer(Int64(number.possible.lowerBound)),
                "maximum": .integer(Int64(number.possible.upperBound)),
                "accept": .array([
                    .integer(Int64(number.accepted.lowerBound)), .integer(Int64(number.accepted.upperBound)),
                ]),
            ])
            members["value"] = number.value.map { JSONValue.string($0) }
        case .input(let output): members["input"] = .string(output)
        }
        // Plans without them keep their fingerprints. (A bare `nil` would be a JSON null.)
        if answer.isReadBack { members["readBack"] = .some(.bool(true)) }
        if let evidence = answer.evidence { members["evidence"] = .some(.string(evidence.rawValue)) }
        return .object(members.compactMapValues { $0 })
    }
}
