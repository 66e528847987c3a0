import KirikaeDiagnostics
import KirikaeSyntax

/// The wording of what the checks beyond shape and names find.
extension RunbookMessage {
    /// What was found, and what was expected.
    var checks: LocalizedText {
        switch self {
        case .answerCannotFail:
            .init(
                ja: "どの回答も受け入れるので、この手作業は失敗を報告できません",
                en: "every answer is accepted, so this step can never report that it failed")
        case .answerNeverAccepted:
            .init(ja: "受け入れる回答がありません", en: "no answer is accepted")
        case .wavesDoNotGrow:
            .init(ja: "この波は前の波より大きくありません", en: "this wave is not larger than the one before")
        case .variableNameRefused(let name):
            .init(ja: "環境変数「\(name)」は使えません", en: "the environment variable ‘\(name)’ cannot be used")
        case .typedOutputHasPlace:
            .init(ja: "人が入力する出力に、読み取る場所はありません", en: "an output that a person types is read nowhere else")
        case .argumentReadAgain(let character, let program):
            .init(
                ja: "「\(program)」の引数にある「\(character)」は cmd.exe が命令として読み直します",
                en: "cmd.exe would read the ‘\(character)’ in an argument of ‘\(program)’ as a command")
        case .lookAlike(let character, let code, let plain):
            .init(
                ja: "「\(character)」（\(code)）は「\(plain)」に見えますが、別の文字です",
                en: "‘\(character)’ (\(code)) looks like ‘\(plain)’ and is another character")
        case .notOfType(let value, let type):
            .init(
                ja: "「\(value)」は型「\(type.rawValue)」の値ではありません",
                en: "‘\(value)’ is no value of the type ‘\(type.rawValue)’")
        case .valuesWithoutVariable:
            .init(ja: "values は、型が variable のパラメータにだけ書けます", en: "only a parameter of the type ‘variable’ has ‘values’")
        case .notAnAddress(let text):
            .init(ja: "「\(text)」は「ホスト:ポート」の形ではありません", en: "‘\(text)’ is not of the form ‘host:port’")
        case .undefinedOutput(let name, _):
            .init(ja: "この手順書の前のステップに出力「\(name)」はありません", en: "no earlier step of this runbook has the output ‘\(name)’")
        case .unused(let definition, let name):
            .init(
                ja: "\(Self.name(of: definition)[.ja])「\(name)」はどこでも使われていません",
                en: "the \(Self.name(of: definition)[.en]) ‘\(name)’ is used nowhere")
        case .unreachableStep:
            .init(ja: "このステップが実施されることはありません", en: "this step is never carried out")
        case .verificationCannotFail:
            .init(ja: "この確認は必ず満たされるので、何も確かめていません", en: "this verification always holds, so it proves nothing")
        case .fixedWait:
            .init(ja: "時間を決めて待っています。時計は何も証明しません", en: "a fixed wait: the clock proves nothing")
        case .missingSource:
            .init(
                ja: "source が空です。根拠となるマニュアルの記述がありません",
                en: "‘source’ is empty: no fact of the manual stands behind this step")
        case .wrongDirection(let word, let direction):
            direction == .switchover
                ? .init(
                    ja: "切り替えの手順に、切り戻しの語「\(word)」があります",
                    en: "‘\(word)’ belongs to a switchback, and this is a switchover")
                : .init(
                    ja: "切り戻しの手順に、切り替えの語「\(word)」があります",
                    en: "‘\(word)’ belongs to a switchover, and this is a switchback")
        case .preconditionNeverHolds:
            .init(ja: "この前提条件が満たされることはありません", en: "this precondition can never hold")
        case .parallelConflict(let variable, let other):
            .init(
                ja: "並行するステップ「\(other)」も変数「\(variable)」に触れます",
                en: "the parallel step ‘\(other)’ touches ‘\(variable)’ too")
        case .exclusiveShared(let resource, let other):
            .init(
                ja: "並行するステップ「\(other)」も、同時に 1 つしか使えない「\(resource)」を使います",
                en: "the parallel step ‘\(other)’ needs ‘\(resource)’ too, which has one holder at a time")
        case .undefinedName(let kind, let name, let environment, _):
            .init(
                ja: "環境「\(environment)」に\(Self.name(of: kind)[.ja])「\(name)」がありません",
                en: "the environment ‘\(environment)’ has no \(Self.name(of: kind)[.en]) ‘\(name)’")
        case .boundWithoutDifference(let name):
            .init(ja: "動作「\(name)」はどの環境でも同じです", en: "the action ‘\(name)’ is the same in every environment")
        case .notEnoughApprovers(let count, let members, let environment):
            .init(
                ja: "承認者が \(count) 人必要ですが、環境「\(environment)」のグループは \(members) 人です",
                en: "\(count) must approve, and the group has \(members) members in ‘\(environment)’")
        case .variableLacksValue(let variable, let value):
            .init(ja: "変数「\(variable)」に値「\(value)」がありません", en: "the variable ‘\(variable)’ has no value ‘\(value)’")
        case .inputWithoutOutput(let name, _):
            .init(ja: "このステップに出力「\(name)」がありません", en: "this step has no output ‘\(name)’")
        case .placeWithoutAddress(let name, let environment):
            .init(
                ja: "環境「\(environment)」の場所「\(name)」に url がありません",
                en: "the place ‘\(name)’ of ‘\(environment)’ has no url")
        case .timeoutBelowTypical(let timeout, let typical):
            .init(
                ja: "timeout（\(timeout.written)）が typical（\(typical.written)）より短くなっています",
                en: "the timeout (\(timeout.written)) is shorter than the typical time (\(typical.written))")
        case .nestedParallel:
            .init(ja: "並行するステップの中に parallel があります", en: "a parallel group inside a parallel group")
        case .undefinedVariable(let name, _):
            .init(ja: "変数「\(name)」は定義されていません", en: "there is no variable ‘\(name)’")
        default: .init(ja: code, en: code)
        }
    }

    /// What to do next.
    var checksAdvice: LocalizedText? {
        switch self {
        case .undefinedOutput(_, let suggestion?), .undefinedName(_, _, _, let suggestion?),
            .inputWithoutOutput(_, let suggestion?), .undefinedVariable(_, let suggestion?):
            .init(ja: "「\(suggestion)」のことですか。", en: "Did you mean ‘\(suggestion)’?")
        case .answerCannotFail:
            .init(ja: "うまくいかなかったときの選択肢を加えてください。", en: "Offer a choice for when it did not work.")
        case .answerNeverAccepted:
            .init(ja: "うまくいったときの選択肢を accept に書いてください。", en: "Put the choice for success under ‘accept’.")
        case .variableNameRefused:
            .init(
                ja: "英数字と _ の名前にしてください（PATH、LANG、LD_… は除く）。",
                en: "Use letters, digits and ‘_’, but not PATH, LANG or LD_….")
        case .typedOutputHasPlace:
            .init(ja: "line、after、json を消してください。", en: "Remove ‘line’, ‘after’ and ‘json’.")
        case .argumentReadAgain:
            .init(ja: "別の値にするか、.exe を直接呼び出してください。", en: "Choose another value, or call an .exe directly.")
        case .lookAlike(_, _, let plain):
            .init(ja: "「\(plain)」と入力し直してください。", en: "Type ‘\(plain)’ instead.")
        case .unused:
            .init(ja: "消すか、使う側の名前の綴りを確かめてください。", en: "Remove it, or check the spelling where it should be used.")
        case .unreachableStep:
            .init(ja: "when か unless を見直してください。", en: "Look again at ‘when’ and ‘unless’.")
        case .verificationCannotFail:
            .init(ja: "失敗したときに満たされない条件を書いてください。", en: "Write a condition that does not hold when the step has failed.")
        case .fixedWait:
            .init(
                ja: "wait: {until: 条件} にしてください。見える状態がないときだけ for と because を使います。",
                en: "Write ‘wait: {until: …}’. Use ‘for’ with ‘because’ only where nothing can be seen.")
        case .missingSource:
            .init(ja: "マニュアルの項目番号を書いてください。例：[M3.6-01]", en: "Name the facts of the manual, for example [M3.6-01].")
        case .preconditionNeverHolds:
            .init(
                ja: "それより前のステップ、サービスモデル、環境のどれかがその状態にするようにしてください。",
                en: "Some earlier step, the service model or an environment must be able to make it true.")
        case .parallelConflict, .exclusiveShared, .nestedParallel:
            .init(ja: "順に行うステップにしてください。", en: "Make them steps that follow each other.")
        case .boundWithoutDifference:
            .init(ja: "動作を手順書に書いてください。", en: "Write the action into the runbook.")
        case .placeWithoutAddress:
            .init(ja: "url を書いてください。", en: "Give the place a ‘url’.")
        case .notAnAddress:
            .init(ja: "例：127.0.0.1:5432", en: "For example 127.0.0.1:5432.")
        default: nil
        }
    }

    private static func name(of definition: Definition) -> LocalizedText {
        switch definition {
        case .parameter: .init(ja: "パラメータ", en: "parameter or lookup")
        case .place: .init(ja: "場所", en: "place")
        case .host: .init(ja: "ホスト", en: "host")
        case .group: .init(ja: "グループ", en: "group")
        case .inventory: .init(ja: "一覧", en: "inventory")
        case .secret: .init(ja: "秘密", en: "secret")
        case .action: .init(ja: "動作", en: "action")
        case .output: .init(ja: "出力", en: "output")
        case .variable: .init(ja: "変数", en: "variable")
        case .procedure: .init(ja: "手順", en: "procedure")
        }
    }

    private static func name(of kind: EnvironmentSection) -> LocalizedText {
        switch kind {
        case .place: name(of: Definition.place)
        case .host: name(of: Definition.host)
        case .group: name(of: Definition.group)
        case .inventory: name(of: Definition.inventory)
        case .secret: name(of: Definition.secret)
        case .action: name(of: Definition.action)
        }
    }
}
