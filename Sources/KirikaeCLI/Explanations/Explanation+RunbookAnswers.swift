import KirikaeDiagnostics
import KirikaeRunbook

/// Answers, values that are read, and what programs are given: KRK0316 to KRK0322, KRK0326, KRK0350.
extension Explanation {
    static let runbookAnswers: [Explanation] = [
        Explanation(
            RunbookMessage.answerCannotFail,
            title: .init(
                ja: "失敗を報告できない手作業",
                en: "a manual step that cannot fail"),
            cause: .init(
                ja: "全ての選択肢が `accept` にあります。何を選んでもステップは完了します。",
                en: "Every choice is under `accept`: whatever is answered, the step is done."),
            reason: .init(
                ja: "うまくいかなかったことを、操作員が伝える方法がありません。",
                en: "The operator has no way to say that it did not work."),
            remedy: .init(
                ja: "うまくいかなかった時の選択肢を加え、`accept` には入れないでください。",
                en: "Add a choice for when it did not work, and leave it out of `accept`."),
            example: .runbook(
                from: """
                              accept: [dr]
                              reports: portal.db
                    """,
                to: "          accept: [dr, main]",
                corrected: "          accept: [dr]")),
        Explanation(
            RunbookMessage.answerNeverAccepted,
            title: .init(
                ja: "受け入れる回答がない",
                en: "no answer is accepted"),
            cause: .init(
                ja: "`accept` が空です。どの回答を選んでもステップは失敗します。",
                en: "`accept` is empty: the step fails whatever is answered."),
            reason: .init(
                ja: "このステップから先へは進めません。",
                en: "Nobody could get past this step."),
            remedy: .init(
                ja: "うまくいった時の選択肢を `accept` に書いてください。",
                en: "Put the choice for success under `accept`."),
            example: .runbook(
                from: "          accept: [dr]",
                to: "          accept: []")),
        Explanation(
            RunbookMessage.wavesDoNotGrow,
            title: .init(
                ja: "大きくならない波",
                en: "a wave that is not larger"),
            cause: .init(
                ja: "`waves` の割合が、前の波より大きくありません。割合は全体に対するもので、前の波を含みます。",
                en: """
                    A share under `waves` is not larger than the one before. Shares are of all, and include the waves \
                    before.
                    """),
            reason: .init(
                ja: "その波では誰も増えず、待つだけになります。",
                en: "Nobody would be added in that wave, and the operator would only wait."),
            remedy: .init(
                ja: "割合を小さい順に書いてください。例：`[10%, 50%, 100%]`。",
                en: "Write the shares in growing order, for example `[10%, 50%, 100%]`."),
            example: .files([
                .change(
                    file: "lab.yaml",
                    from: """
                        observe:

                        """,
                    to: """
                        inventories:
                          agents: {title: {ja: エージェント, en: Agents}, count: 40}
                        observe:

                        """,
                    corrected: """
                        inventories:
                          agents: {title: {ja: エージェント, en: Agents}, count: 40}
                        observe:

                        """),
                .change(
                    file: "switchover.yaml",
                    from: """
                          - id: tell

                        """,
                    to: """
                          - id: log-in
                            title: {ja: 次の作業, en: The next thing}
                            source: [M1-05]
                            action:
                              population: agents
                              instructions:
                                - do: {ja: ログインし直します。, en: Log in again.}
                              ask: {ja: 何人が終えましたか。, en: How many have done it?}
                              waves: [50%, 20%]
                            typical: 1m
                            timeout: 10m
                            changes: {}
                            verifications: []
                          - id: tell

                        """,
                    corrected: """
                          - id: log-in
                            title: {ja: 次の作業, en: The next thing}
                            source: [M1-05]
                            action:
                              population: agents
                              instructions:
                                - do: {ja: ログインし直します。, en: Log in again.}
                              ask: {ja: 何人が終えましたか。, en: How many have done it?}
                              waves: [20%, 100%]
                            typical: 1m
                            timeout: 10m
                            changes: {}
                            verifications: []
                          - id: tell

                        """),
            ])),
        Explanation(
            RunbookMessage.variableNameRefused("PATH"),
            title: .init(
                ja: "使えない環境変数",
                en: "an environment variable that cannot be used"),
            cause: .init(
                ja: "`secrets` の環境変数の名前に、英数字と `_` 以外の文字があるか、`PATH`、`LANG`、`LD_…`、`KIRIKAE_STEP_KEY` です。",
                en: """
                    A name under `secrets` has other characters than letters, digits and `_`, or it is `PATH`, `LANG`, \
                    `LD_…` or `KIRIKAE_STEP_KEY`.
                    """),
            reason: .init(
                ja: "これらは、起動するプログラムやその文字の扱いを変えてしまいます。",
                en: "These decide which program is started and how its text is read."),
            remedy: .init(
                ja: "プログラムが読む変数の名前を書いてください。例：`PGPASSFILE`。",
                en: "Write the name of the variable that the program reads, for example `PGPASSFILE`."),
            example: .files([
                .change(
                    file: "lab.yaml",
                    from: """
                        observe:

                        """,
                    to: """
                        secrets:
                          token: {title: {ja: トークン, en: Token}, variable: API_TOKEN}
                        observe:

                        """,
                    corrected: """
                        secrets:
                          token: {title: {ja: トークン, en: Token}, variable: API_TOKEN}
                        observe:

                        """),
                .change(
                    file: "switchover.yaml",
                    from: """
                          - id: tell

                        """,
                    to: """
                          - id: sign
                            title: {ja: 次の作業, en: The next thing}
                            source: [M1-05]
                            action:
                              command: [sign.exe]
                              on: operations-pc
                              secrets: {PATH: token}
                            typical: 1m
                            timeout: 10m
                            changes: {}
                            verifications: []
                          - id: tell

                        """,
                    corrected: """
                          - id: sign
                            title: {ja: 次の作業, en: The next thing}
                            source: [M1-05]
                            action:
                              command: [sign.exe]
                              on: operations-pc
                              secrets: {TOKEN_FILE: token}
                            typical: 1m
                            timeout: 10m
                            changes: {}
                            verifications: []
                          - id: tell

                        """),
            ])),
        Explanation(
            RunbookMessage.typedOutputHasPlace,
            title: .init(
                ja: "人が入力する出力の読み取り場所",
                en: "a place for an output that a person types"),
            cause: .init(
                ja: "手作業のステップの出力に、`line`、`after`、`json` のどれかがあります。",
                en: "An output of a manual step has `line`, `after` or `json`."),
            reason: .init(
                ja: "手作業の出力は、操作員が入力した値そのものです。読み取る文がありません。",
                en: """
                    The output of a manual step is what the operator types. There is no text to look in.
                    """),
            remedy: .init(
                ja: "その行を消してください。",
                en: "Remove the line."),
            example: .runbook(
                from: "    changes: {portal.db: dr}",
                to: """
                        outputs:
                          number: {title: {ja: 受付番号, en: Ticket number}, line: 1}
                        changes: {portal.db: dr}
                    """,
                corrected: """
                        outputs:
                          number: {title: {ja: 受付番号, en: Ticket number}}
                        changes: {portal.db: dr}
                    """)),
        Explanation(
            RunbookMessage.argumentReadAgain("%", program: "tell.bat"),
            title: .init(
                ja: "cmd.exe が読み直す引数",
                en: "an argument that cmd.exe reads again"),
            cause: .init(
                ja: "`.bat` か `.cmd` のプログラムの引数に、`cmd.exe` にとって意味のある文字（`%`、`&`、`|`、`^`、引用符など）があります。",
                en: """
                    An argument of a `.bat` or `.cmd` program holds a character that means something to `cmd.exe`: \
                    `%`, `&`, `|`, `^`, a quote and others.
                    """),
            reason: .init(
                ja: "Windows はこうしたプログラムを `cmd.exe` で動かし、引数を命令として読み直します（CVE-2024-24576）。安全な引用の方法はありません。",
                en: """
                    Windows runs such a program with `cmd.exe`, which reads the arguments once more as commands \
                    (CVE-2024-24576). No way of quoting is safe.
                    """),
            remedy: .init(
                ja: "別の値にするか、`.exe` を直接呼び出してください。",
                en: "Choose another value, or call an `.exe` directly."),
            example: .runbook(
                from: "    action: {command: [tell.exe, dr], on: operations-pc}",
                to: """
                        action: {command: [tell.bat, "100%"], on: operations-pc}
                    """)),
        Explanation(
            RunbookMessage.lookAlike("－", code: "U+FF0D", plain: "-"),
            title: .init(
                ja: "別の文字に見える文字",
                en: "a character that looks like another"),
            cause: .init(
                ja: "機械が読む文（引数、パス、アドレス）に、ASCII の文字に見える別の文字があります。全角の記号、キリル文字、改行しない空白などです。",
                en: """
                    A text that a machine reads, such as an argument, a path or an address, holds a character that \
                    looks like an ASCII one and is not: a full-width sign, a Cyrillic letter, a no-break space.
                    """),
            reason: .init(
                ja: "査読者には正しく見え、機械には別の値になります。",
                en: "It looks right to a reviewer and is another value to the machine."),
            remedy: .init(
                ja: "メッセージにある文字を半角で入力し直してください。",
                en: "Type the character that the message names."),
            example: .runbook(
                from: "    action: {command: [tell.exe, dr], on: operations-pc}",
                to: """
                        action: {command: [tell.exe, "－dr"], on: operations-pc}
                    """)),
        Explanation(
            RunbookMessage.undefinedOutput("move-db.site", suggestion: nil),
            title: .init(
                ja: "前のステップにない出力",
                en: "an output that no earlier step has"),
            cause: .init(
                ja: "`${outputs.ステップ.名前}` が指す出力を、同じ手順書の前のステップが定義していません。並行するステップの出力は、その組が終わるまで使えません。",
                en: """
                    `${outputs.STEP.NAME}` names an output that no earlier step of the same runbook defines. Members \
                    of a parallel group cannot use the outputs of each other.
                    """),
            reason: .init(
                ja: "その時に値がないので、ステップは必ず失敗します。",
                en: "There would be no value at that moment, and the step would always fail."),
            remedy: .init(
                ja: "名前を直すか、前のステップの `outputs` に定義してください。",
                en: "Correct the name, or define the output under `outputs` of an earlier step."),
            example: .runbook(
                from: "    action: {command: [tell.exe, dr], on: operations-pc}",
                to: """
                        action: {command: [tell.exe, "${outputs.move-db.site}"], on: operations-pc}
                    """)),
        Explanation(
            RunbookMessage.inputWithoutOutput("number", suggestion: nil),
            title: .init(
                ja: "回答を入れる出力がない",
                en: "no output takes the answer"),
            cause: .init(
                ja: "`input` が、このステップの `outputs` にない出力を指しています。",
                en: "`input` names an output that is not under `outputs` of the same step."),
            reason: .init(
                ja: "型が分からないので回答を確かめられず、後のステップも使えません。",
                en: """
                    The answer could not be checked, because its type is not known, and no later step could use it.
                    """),
            remedy: .init(
                ja: "同じステップの `outputs` に出力を定義してください。",
                en: "Define the output under `outputs` of the step."),
            example: .runbook(
                from: ExplanationExample.baseAction + "\n    typical: 1m",
                to: """
                          manual:
                            instructions:
                              - do: {ja: 番号を読みます。, en: Read the number.}
                            answer:
                              ask: {ja: 番号は何ですか。, en: What is the number?}
                              input: number
                        typical: 1m
                    """,
                corrected: """
                          manual:
                            instructions:
                              - do: {ja: 番号を読みます。, en: Read the number.}
                            answer:
                              ask: {ja: 番号は何ですか。, en: What is the number?}
                              input: number
                        outputs: {number: {title: {ja: 受付番号, en: Ticket number}}}
                        typical: 1m
                    """)),
    ]
}
