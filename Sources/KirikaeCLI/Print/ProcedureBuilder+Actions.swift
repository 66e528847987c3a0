import KirikaeDiagnostics
import KirikaeEngine
import KirikaePlan
import KirikaeRunbook
import KirikaeService
import KirikaeSyntax

/// What is done in a step, as a person without the program does it.
extension ProcedureBuilder {
    func place(_ step: PlanStep) -> [Item] {
        guard let name = step.place, let place = plan.environment.places[name] else { return [] }
        // A command names its machine itself.
        if case .command(let command) = step.action,
            plan.environment.hosts[command.host.value]?.title == place.title
        {
            return []
        }
        let address: [Piece] = place.url.map { [.text("  "), .literal(text($0))] } ?? []
        return [.fact(wording.pick("場所", "Where"), [.text(text(place.title[language]))] + address)]
    }

    func doing(_ step: PlanStep) -> [Item] {
        switch step.action {
        case .none: []
        case .manual(let manual): instructions(manual.instructions)
        case .command(let command): run(command)
        case .http(let http): send(http)
        case .wait(let length, let because):
            [
                .action(
                    1,
                    [
                        .text(
                            text(
                                wording.pick("\(wording.duration(length))待ちます。", "Wait \(wording.duration(length)).")
                                    + (because.map { wording.parenthesised($0[language]) } ?? "")))
                    ])
            ]
        case .population(let population, let inventory): counted(population, inventory)
        case .approve(let approve, let members): approval(approve, members)
        }
    }

    private func instructions(_ list: [ManualAction.Instruction]) -> [Item] {
        list.enumerated().map { number, instruction in
            var pieces: [Piece] = [.text(text(instruction.text[language]))]
            for label in instruction.press { pieces += [.text(" → "), .literal(shown(label))] }
            return .action(number + 1, pieces)
        }
    }

    /// A text in which a value that an earlier step reads is named by the words of that value.
    private func shown(_ template: TextTemplate) -> String {
        text(
            template.segments.map { segment in
                switch segment {
                case .text(let text): return text
                case .item(let name): return wording.pick("〔項目の \(name)〕", "[\(name) of the item]")
                case .output(let reference):
                    let index = plan.index(of: reference.step)
                    let output = index.flatMap { plan.steps[$0].outputs.first { $0.name.value == reference.name } }
                    let title = output?.title[language] ?? reference.name
                    let number = index.map { plan.steps[...$0].count { $0.kind == .step } }
                    return wording.pick(
                        "〔ステップ \(number ?? 0) の値：\(title)〕", "[value of step \(number ?? 0): \(title)]")
                }
            }.joined())
    }

    private func run(_ command: CommandAction) -> [Item] {
        let host = plan.environment.hosts[command.host.value]
        let elevated = command.isElevated ? wording.pick("。管理者として実行します", "; run it as administrator") : ""
        var items: [Item] = [
            .fact(
                wording.pick("場所", "Where"),
                [.text(text(host?.title[language] ?? command.host.value) + wording.pick("、フォルダ ", ", folder "))]
                    + [.literal(text(host?.directory ?? "")), .text(elevated)]),
            .action(
                1,
                [.text(wording.pick("次を実行します。 ", "Run: "))]
                    + [.literal(command.arguments.map(typed).joined(separator: " "))]),
        ]
        for (variable, secret) in command.secrets.sorted(by: { $0.key < $1.key }) {
            items.append(
                .fact(
                    wording.pick("秘密", "Secret"),
                    [
                        .text(
                            text(
                                wording.pick(
                                    "「\(secret.value)」を入れたファイルの名前を、環境変数 \(variable) に設定します。値は印刷しません。",
                                    "The environment variable \(variable) names a file that holds ‘\(secret.value)’. Its value is not printed."
                                )))
                    ]))
        }
        for (number, exchange) in command.conversation.enumerated() {
            let optional = exchange.isOptional ? wording.pick("（出た場合）", " (if shown)") : ""
            var pieces: [Piece] = [
                .text(wording.pick("表示：", "It shows: ")), .literal(text(exchange.expect)), .text(optional),
            ]
            switch exchange.send {
            case nil: break
            case .anyKey: pieces.append(.text(wording.pick(" → 何かキーを押します。", " → press any key.")))
            case .secret(let name):
                pieces.append(.text(text(wording.pick(" → 入力：", " → type: ") + wording.reply(.secret(name)))))
            case .text(let reply): pieces += [.text(wording.pick(" → 入力：", " → type: ")), .literal(text(reply))]
            }
            items.append(.action(number + 2, pieces))
        }
        for unexpected in command.unexpected {
            items.append(
                .fact(
                    wording.pick("停止", "Stop"),
                    [
                        .text(wording.pick("次が表示されたら、何も入力せずに止めます： ", "If this is shown, type nothing and stop: ")),
                        .literal(text(unexpected)),
                    ]))
        }
        return items
    }

    /// An argument as it is typed: with quotation marks where it would be taken for several.
    private func typed(_ argument: TextTemplate) -> String {
        let words = shown(argument)
        guard let literal = argument.literal else { return words }
        return literal.isEmpty || literal.contains(where: \.isWhitespace) ? "\"\(words)\"" : words
    }

    private func send(_ http: HTTPAction) -> [Item] {
        let place = plan.environment.places[http.place.value]
        let address = text(place?.url ?? "") + shown(http.path)
        var items: [Item] = [
            .action(
                1,
                [
                    .text(wording.pick("次の要求を送ります。 ", "Send this request: ")),
                    .literal("\(http.method.rawValue) \(address)"),
                ])
        ]
        for (name, value) in http.headers.sorted(by: { $0.key < $1.key }) {
            let words =
                switch value {
                case .text(let template): shown(template)
                case .secret(let secret): text(wording.reply(.secret(secret)))
                }
            items.append(.fact(wording.pick("ヘッダー", "Header"), [.literal("\(text(name)): \(words)")]))
        }
        if let body = http.body { items.append(.fact(wording.pick("本文", "Body"), [.literal(shown(body))])) }
        let expected =
            http.expectedStatuses.isEmpty ? "200–299" : http.expectedStatuses.map(String.init).joined(separator: ", ")
        items.append(
            .check(
                wording.pick("確認", "Check"),
                [.text(wording.pick("応答の状態が \(expected) である", "the status of the answer is \(expected)"))], because: nil
            ))
        return items
    }

    private func counted(_ population: PopulationAction, _ inventory: Environment.Inventory) -> [Item] {
        let waves: [Item] = population.waves.enumerated().map { number, share in
            .entry(
                text(
                    population.ask[language]
                        + wording.pick(
                            "（第 \(number + 1) 波、全体の \(share.written) まで）",
                            " (wave \(number + 1), up to \(share.written) of all)")))
        }
        return instructions(population.instructions) + (population.work.map { run($0.command) } ?? []) + [
            .fact(wording.pick("対象", "Whom"), [.text(text(wording.population(population, inventory)))])
        ] + waves + inventory.items.map(listed)
    }

    /// One of those who are known by name, with a box and room for the time.
    private func listed(_ item: InventoryItem) -> Item {
        let words = [item.id, item.title?[language] ?? ""] + item.details.map(\.value)
        return .check(
            wording.pick("済", "Done"),
            [
                .text(text(words.filter { !$0.isEmpty }.joined(separator: "  "))),
                .text(wording.pick("　時刻 ", "  time ")), .blank(8),
            ], because: nil)
    }

    private func approval(_ approve: ApproveAction, _ members: [String]) -> [Item] {
        let count = wording.pick(
            "次のうち \(approve.count) 人の承認が必要です。実施者は承認できません。",
            "\(approve.count) of these must agree. Whoever carries out the work may not.")
        return [.action(1, [.text(text(approve.ask[language])), .text(wording.pick("　", "  ") + count)])]
            + members.map {
                .check(
                    wording.pick("承認", "Agrees"),
                    [.text(text($0)), .text(wording.pick("　署名 ", "  signature ")), .blank(20)], because: nil)
            }
    }

    /// Values that a program would read, to be written down.
    func reading(_ step: PlanStep) -> [Item] {
        step.outputs.map { .entry(text($0.title[language] + wording.parenthesised($0.name.value))) }
    }

    func answer(_ answer: ManualAction.Answer) -> [Item] {
        let ask = text(answer.ask[language])
        switch answer.form {
        case .choice(let choices, let accept):
            return [
                .question(
                    ask,
                    choices.map { choice in
                        let shows =
                            choice.shows.isEmpty ? "" : wording.parenthesised(choice.shows.joined(separator: " "))
                        return .init(
                            title: text(choice.title[language] + shows), isAccepted: accept.contains(choice.value))
                    })
            ]
        case .text(let expected, _):
            return [
                .check(
                    wording.pick("回答", "Answer"),
                    [
                        .text(ask + " "), .blank(20), .text(wording.pick(" 次と同じであること：", " It must be: ")),
                        .literal(text(expected)),
                    ], because: nil)
            ]
        case .number(let number):
            return [
                .check(
                    wording.pick("回答", "Answer"),
                    [
                        .text(ask + " "), .blank(12),
                        .text(
                            text(
                                wording.unit(number) + wording.pick(" 次の範囲であること：", " It must be: ")
                                    + wording.range(number.accepted))),
                    ], because: nil)
            ]
        case .input: return [.entry(ask)]
        }
    }
}
