import KirikaeDiagnostics
import KirikaeEngine
import KirikaeJournal
import KirikaePlan
import KirikaeRunbook
import KirikaeService
import KirikaeSyntax

/// The words of a question, and how what is typed becomes an answer.
struct QuestionPrompt: Sendable {
    let question: Question
    let step: PlanStep
    let machine: RunMachine
    let wording: ScreenWording

    /// The question and its numbered choices.
    var lines: [String] {
        if case .items = question.kind, case .population(let population, _) = step.action {
            return ItemWords(wording: wording).progress(question, of: population, in: machine)
        }
        let choices = options.enumerated().flatMap { number, option in
            hanging("  \(number + 1)) ", option.title)
        }
        return DisplayWidth.wrapped(text, to: StepCard.cells - Self.margin) + choices + howToSign + howToAnswer
    }

    /// How far all of it is set in.
    private static let margin = 4

    /// A text behind a mark, broken to the width, its lines under each other.
    private func hanging(_ mark: String, _ text: String) -> [String] {
        let indent = String(repeating: " ", count: mark.count)
        return DisplayWidth.wrapped(text, to: StepCard.cells - Self.margin - mark.count).enumerated().map {
            ($0.offset == 0 ? mark : indent) + $0.element
        }
    }

    /// What may be typed where there are no choices to see, and what is needed beside it.
    private var howToAnswer: [String] {
        guard let answer = manual?.answer else { return [] }
        var lines: [String] = []
        switch answer.form {
        case .number(let number):
            let possible = wording.range(number.possible)
            let accepted = wording.range(number.accepted)
            let unit = wording.unit(number)
            lines.append(
                wording.pick(
                    "数字を入力（\(possible)\(unit)）。\(accepted)\(unit) なら完了",
                    "Type a number (\(possible)\(unit)). It has worked with \(accepted)\(unit)"
                ))
        case .text: lines.append(wording.pick("画面のとおりに入力", "Type it as the screen shows it"))
        case .input(let output):
            let type = step.outputs.first { $0.name.value == output }?.type ?? .text
            lines.append(wording.pick("値を入力（\(wording.type(type))）", "Type the value (\(wording.type(type)))"))
        case .choice: break
        }
        if answer.isReadBack, !lines.isEmpty {
            lines[lines.count - 1] += wording.pick("。入力後に読み返して確認します", ". It is read back to you")
        }
        if let demand = answer.evidence, !machine.isGiven(demand, of: question.step) {
            lines.append(wording.howToGive(demand))
        }
        return lines.flatMap { DisplayWidth.wrapped($0, to: StepCard.cells - Self.margin) }
    }

    /// A value as it is read back: a number with its unit, anything else figure by figure.
    func readBack(_ value: String) -> String {
        guard case .number(let number)? = manual?.answer.form else {
            let figures = value.filter { $0.isASCII && $0.isNumber }.count
            let count = figures > 1 ? wording.parenthesised(wording.pick("\(figures) 桁", "\(figures) figures")) : ""
            return TypedText.spelled(value) + count
        }
        return TypedText.inThousands(value) + wording.unit(number)
    }

    /// What approvers do who must sign; nothing is typed here for them.
    private var howToSign: [String] {
        guard isSignedApproval else { return [] }
        let run = machine.header?.run ?? "RUN"
        return [
            wording.pick("承認者が自分の端末で実行します：", "An approver runs, at a terminal of his own:"),
            "  kirikae approve \(run) --as NAME --key KEYFILE --reason TEXT",
            wording.pick(
                "署名が届くと自動的に進みます。ここで入力できるのは !stop、!note、!show です。",
                "The run goes on by itself when it arrives. Here you can type !stop, !note or !show."),
        ]
    }

    /// Whether only a signature can answer it.
    var isSignedApproval: Bool {
        if case .approval(_, isSigned: true) = question.kind { true } else { false }
    }

    /// The commands that every question understands.
    var help: [String] {
        let own = if case .items = question.kind { ItemWords(wording: wording).help } else { [String]() }
        return own + [
            wording.pick("!show   ステップをもう一度表示する", "!show   show the step again"),
            wording.pick("!note   気づいたことを記録に残す", "!note   write something into the record"),
            wording.pick("!attach ファイルを証拠として加える（!attach パス）", "!attach add a file as evidence (!attach PATH)"),
            wording.pick("!stop   安全に止める（あとで再開できます）", "!stop   stop safely (can be resumed)"),
            wording.pick("!jump   先のステップへ進み、それまでを省く", "!jump   go on with a later step and leave out those before it"),
            wording.pick("!cannot 書かれたとおりに実施できない", "!cannot it cannot be done as written"),
        ]
    }

    /// What is asked for when an answer needs words.
    var remarkPrompt: String {
        switch question.kind {
        case .inDoubt: return wording.pick("何を見て判断しましたか", "What did you look at")
        case .changedMeanwhile:
            return wording.pick("何を見て、なぜ問題ないと判断しましたか", "What did you look at, and why is it all right")
        default: break
        }
        return wording.pick("理由", "Reason")
    }

    /// The value of what was typed: a number of a choice, a value, or for a text question the text itself.
    func value(for input: String) -> String? {
        switch question.kind {
        case .population, .items: return input.halfWidth
        case .manual:
            switch manual?.answer.form {
            // Where only the width differs, it is what the screen shows.
            case .text(let expected, _):
                let isSame = TypedText(raw: input).plain == TypedText(raw: expected.trimmed).plain
                return isSame ? expected : input
            case .number(let number): return TypedText(raw: input).number(unit: number.unit)
            case .input: return TypedText(raw: input).plain
            default: break
            }
        default: break
        }
        if let number = Int(input.halfWidth), options.indices.contains(number - 1) { return options[number - 1].value }
        return options.first { $0.value == input.halfWidth }?.value
    }

    /// Whether what is typed is the answer, and not the name of one.
    var isTypedFreely: Bool {
        switch manual?.answer.form {
        case .text, .number, .input: true
        case .choice, nil: false
        }
    }

    private var manual: ManualAction? {
        if case .manual = question.kind, case .manual(let manual) = step.action { manual } else { nil }
    }

    private var text: String {
        switch question.kind {
        case .manual: manual?.answer.ask[wording.language] ?? ""
        case .observe(let variable):
            wording.pick(
                "いまの状態を確認してください：\(title(of: variable))", "Look at the present state of: \(title(of: variable))")
        case .inDoubt:
            wording.pick(
                "「\(step.title.ja)」は途切れる前に実施されていましたか。", "Had ‘\(step.title.en)’ been done before it broke off?")
        case .problem: wording.pick("どうしますか。", "What now?")
        case .items: ""
        case .changedMeanwhile:
            wording.pick(
                "完了したステップの結果が変わっています。このまま進みますか。", "What finished steps had left is no longer so. Go on all the same?")
        case .approval(let given, let isSigned):
            if case .approve(let approve, let members) = step.action {
                wording.approval(approve, members: members, given: given, isSigned: isSigned)
            } else {
                ""
            }
        case .population(let wave, let target):
            if case .population(let population, _) = step.action {
                population.ask[wording.language]
                    + wording.wave(wave, of: population.waves.count, target: target)
            } else {
                ""
            }
        }
    }

    private var options: [(value: String, title: String)] {
        switch question.kind {
        case .manual:
            guard case .choice(let choices, _)? = manual?.answer.form else { return [] }
            return choices.map { ($0.value, $0.title[wording.language]) }
        case .observe(let variable):
            let values = machine.plan.service.variable(variable)?.values ?? []
            return values.map { ($0.name, $0.title[wording.language]) } + [
                (Answer.unknown, wording.pick("分からない", "cannot tell"))
            ]
        case .inDoubt: return DoubtChoice.allCases.map { ($0.rawValue, wording.choice($0)) }
        case .approval(_, isSigned: true): return []
        case .approval: return ApprovalChoice.allCases.map { ($0.rawValue, wording.choice($0)) }
        case .population, .items: return []
        case .changedMeanwhile: return DeviationChoice.allCases.map { ($0.rawValue, wording.choice($0)) }
        case .problem(let problem):
            return machine.offeredChoices(for: problem).map { ($0.rawValue, wording.choice($0)) }
        }
    }

    private func title(of variable: String) -> String {
        machine.plan.service.variable(variable)?.title[wording.language] ?? variable
    }
}
