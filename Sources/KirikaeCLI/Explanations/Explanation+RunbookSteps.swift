import KirikaeDiagnostics
import KirikaeRunbook

/// Steps, and how they fit to environments: KRK0308 to KRK0313, KRK0315.
extension Explanation {
    static let runbookSteps: [Explanation] = [
        Explanation(
            RunbookMessage.changeWithoutVerification,
            title: .init(
                ja: "確認のない変更",
                en: "a change without a verification"),
            cause: .init(
                ja: "ステップは状態を変えますが、できたことを確かめるものがありません。",
                en: "The step changes something and nothing checks that it worked."),
            reason: .init(
                ja: "これでは「完了」が、誰かが試みたという意味にしかなりません。",
                en: "\"Done\" would then mean only that somebody tried."),
            remedy: .init(
                ja: "できたことを示す条件を書いてください。何も変えないステップは `changes: {}` とし、条件がなくても構いません。",
                en: """
                    Write a condition that shows that the step worked. A step that changes nothing has `changes: \
                    {}` and may have no verification.
                    """),
            example: .runbook(from: "    verifications:\n      - {portal.db: dr}", to: "    verifications: []")),
        Explanation(
            RunbookMessage.changeWithoutReverse,
            title: .init(
                ja: "戻し方のない変更",
                en: "a change without a reverse"),
            cause: .init(
                ja: "ステップは状態を変えますが、何が元に戻すのか書かれていません。",
                en: "The step changes something and does not say what takes it back."),
            reason: .init(
                ja: "査読者と、途中で引き返す操作員には、それが必要です。",
                en: "The reviewer, and the operator who must turn round half-way, need to know."),
            remedy: .init(
                ja: "`reverse: 手順書/ステップ` と書くか、戻すものがない理由を `reverse: {none: {ja: …, en: …}}` と書いてください。",
                en: """
                    Write `reverse: runbook/step`, or `reverse: {none: {ja: …, en: …}}` with the reason why \
                    nothing takes it back.
                    """),
            example: .runbook(
                from: """
                          - {portal.db: dr}
                        reverse: {none: {ja: 例のため省きます。, en: Left out in this example.}}
                    """,
                to: "      - {portal.db: dr}")),
        Explanation(
            RunbookMessage.invisibleCharacter("--to=dr\u{200B}"),
            title: .init(
                ja: "コマンドの中の見えない文字",
                en: "an invisible character in a command"),
            cause: .init(
                ja: "コマンドの引数に、見えない文字か、文字の向きを変える文字があります。その文字は番号で表示されます。",
                en: """
                    An argument of a command holds a character that cannot be seen, or one that changes the \
                    direction of the text. It is shown by its code.
                    """),
            reason: .init(
                ja: "査読者が読むコマンドと、実際に動くコマンドが違ってしまいます。",
                en: "A reviewer would read another command than the one that runs."),
            remedy: .init(
                ja: "その文字を消してください。番号はメッセージにあります。",
                en: "Remove the character. The message shows its code."),
            example: .runbook(
                from: ExplanationExample.baseAction,
                to: "      command: [switch.exe, \"--to=dr\u{200B}\"]\n      on: operations-pc",
                corrected: "      command: [switch.exe, \"--to=dr\"]\n      on: operations-pc")),
        Explanation(
            RunbookMessage.undefinedPlace("consol", environment: "lab", suggestion: "console"),
            title: .init(
                ja: "環境にない場所",
                en: "a place that the environment does not have"),
            cause: .init(
                ja: "ステップの `at` の場所が、いずれかの環境に定義されていません。",
                en: "A step happens `at` a place that one of the environments does not define."),
            reason: .init(
                ja: "その環境では、操作員に行き先を示せません。",
                en: "In that environment the operator would get no address."),
            remedy: .init(
                ja: "名前を直すか、全ての環境の `places` に場所を定義してください。",
                en: "Correct the name, or define the place under `places` in every environment."),
            example: .runbook(from: "    at: console", to: "    at: consol")),
        Explanation(
            RunbookMessage.undefinedHost("operation-pc", environment: "lab", suggestion: "operations-pc"),
            title: .init(
                ja: "環境にないホスト",
                en: "a host that the environment does not have"),
            cause: .init(
                ja: "コマンドの `on` のホストが、いずれかの環境に定義されていません。",
                en: "A command runs `on` a host that one of the environments does not define."),
            reason: .init(
                ja: "その環境ではプログラムを起動できません。",
                en: "In that environment the program could not be started."),
            remedy: .init(
                ja: "名前を直すか、全ての環境の `hosts` にホストを定義してください。",
                en: "Correct the name, or define the host under `hosts` in every environment."),
            example: .runbook(
                from: ExplanationExample.baseAction, to: "      command: [switch.exe]\n      on: operation-pc",
                corrected: "      command: [switch.exe]\n      on: operations-pc")),
        Explanation(
            RunbookMessage.unobservable("portal.db", environment: "lab"),
            title: .init(
                ja: "変数を観測できない",
                en: "nobody can observe the variable"),
            cause: .init(
                ja: "条件に変数がありますが、それをどう見るのか、いずれかの環境に書かれていません。",
                en: "A condition names a variable, and an environment does not say how to look at it."),
            reason: .init(
                ja: "実行がそこで止まってしまいます。",
                en: "The run would stop there."),
            remedy: .init(
                ja: "その環境の `observe` に変数を書いてください。人が見るなら `ask`、プログラムで見られるなら `{http: {url: …}}` です。",
                en: """
                    Write the variable under `observe` of that environment: `ask` if a person looks, `{http: {url: \
                    …}}` if a program can.
                    """),
            example: .environment(from: "observe:\n  portal.db: ask", to: "observe: {}")),
        Explanation(
            RunbookMessage.answerNotOfVariable("other", variable: "portal.db"),
            title: .init(
                ja: "変数の値でない回答",
                en: "an answer that is no value of the variable"),
            cause: .init(
                ja: "手作業のステップの回答は変数の観測です（`reports`）が、選択肢の 1 つがその変数の値ではありません。",
                en: """
                    The answer of a manual step is an observation of a variable (`reports`), but one of the \
                    choices is no value of it.
                    """),
            reason: .init(
                ja: "その回答は観測として記録できません。",
                en: "That answer could not be recorded as an observation."),
            remedy: .init(
                ja: "変数の値だけを選択肢にするか、`reports` を外してください。",
                en: "Offer only values of the variable, or leave out `reports`."),
            example: .runbook(
                from: "            - {value: main, title: {ja: メイン拠点, en: main site}}",
                to: "            - {value: other, title: {ja: それ以外, en: something else}}")),
    ]
}
