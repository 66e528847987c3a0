import KirikaeDiagnostics
import KirikaeRunbook
import KirikaeSyntax

/// What is idle, void, impossible or goes the wrong way: KRK0327 to KRK0333, KRK0352.
extension Explanation {
    static let runbookFlow: [Explanation] = [
        Explanation(
            RunbookMessage.unused(.host, "spare-pc"),
            title: .init(
                ja: "どこでも使われていない名前",
                en: "a name that is used nowhere"),
            cause: .init(
                ja: "定義された名前（場所、ホスト、変数、パラメータ、出力、手順など）を、どの手順書も使っていません。エラーが 1 つでもあれば、この指摘は出ません。",
                en: """
                    A name is defined and no runbook uses it: a place, a host, a variable, a parameter, an output, a \
                    procedure. It is reported only where there are no errors.
                    """),
            reason: .init(
                ja: "読む人を惑わせます。使う側の綴りの誤りであることもよくあります。",
                en: "It misleads whoever reads it, and often it is misspelt where it should be used."),
            remedy: .init(
                ja: "消すか、使う側の名前を直してください。",
                en: "Remove it, or correct the name where it should be used."),
            example: .environment(
                from: "hosts:\n",
                to: "hosts:\n  spare-pc: {title: {ja: 予備の PC, en: Spare PC}, directory: /opt/switch}\n")),
        Explanation(
            RunbookMessage.unreachableStep,
            title: .init(
                ja: "実施されないステップ",
                en: "a step that is never carried out"),
            cause: .init(
                ja: "`when` がどの使い方でもステップを外すか、`unless` がそこに着いた時に必ず満たされます。",
                en: """
                    `when` leaves the step out of every use of the runbook, or its `unless` always holds by the time \
                    it is reached.
                    """),
            reason: .init(
                ja: "書いた人は、行われると思っています。",
                en: "Whoever wrote it believes that it is done."),
            remedy: .init(
                ja: "`when` か `unless` を直すか、ステップを消してください。",
                en: "Correct `when` or `unless`, or remove the step."),
            example: .runbook(
                from: "    source: [M1-04]",
                to: """
                        source: [M1-04]
                        unless: {portal.db: dr}
                    """)),
        Explanation(
            RunbookMessage.verificationCannotFail,
            title: .init(
                ja: "必ず満たされる確認",
                en: "a verification that cannot fail"),
            cause: .init(
                ja: "確認の条件が、変数の値が何であっても満たされます。",
                en: "The verification holds whatever values its variables have."),
            reason: .init(
                ja: "失敗しても「完了」になります。",
                en: "The step would count as done even if it failed."),
            remedy: .init(
                ja: "失敗したときに満たされない条件を書いてください。",
                en: "Write a condition that does not hold when the step has failed."),
            example: .runbook(
                from: "      - {portal.db: dr}",
                to: "      - {portal.db: [main, dr]}")),
        Explanation(
            RunbookMessage.fixedWait,
            title: .init(
                ja: "決めた時間だけ待つ",
                en: "a fixed wait"),
            cause: .init(
                ja: "条件ではなく、決めた時間だけ待ちます（`for`）。理由（`because`）がないか、確かめる条件が別にあります。",
                en: """
                    The step waits for a time (`for`) and not for a condition, and either gives no reason (`because`) \
                    or has a condition that could be waited for.
                    """),
            reason: .init(
                ja: "時計は何も証明しません。早すぎれば次のステップが失敗し、長すぎれば止まっている時間が延びます。",
                en: """
                    The clock proves nothing. Too short, and the next step fails; too long, and the service is down \
                    for longer.
                    """),
            remedy: .init(
                ja: "`until` と条件を書いてください。見える状態がないときだけ、`for` に `because` を添えます。",
                en: """
                    Write `until` and a condition. Only where nothing can be seen use `for`, together with `because`.
                    """),
            example: .files([
                .change(
                    file: "switchover.yaml",
                    from: """
                          - id: tell

                        """,
                    to: """
                          - id: settle
                            title: {ja: 次の作業, en: The next thing}
                            source: [M1-05]
                            action: {wait: {for: 5m}}
                          - id: tell

                        """,
                    corrected: """
                          - id: settle
                            title: {ja: 次の作業, en: The next thing}
                            source: [M1-05]
                            action: {wait: {until: {portal.db: dr, within: 5m}}}
                          - id: tell

                        """)
            ])),
        Explanation(
            RunbookMessage.missingSource,
            title: .init(
                ja: "根拠のないステップ",
                en: "a step without a source"),
            cause: .init(
                ja: "`source` が空です。",
                en: "`source` is empty."),
            reason: .init(
                ja: "査読者は、ステップがマニュアルのどこに基づくのか確かめられません。",
                en: "A reviewer cannot compare the step with the manual."),
            remedy: .init(
                ja: "マニュアルの項目番号を書いてください。",
                en: "Name the facts of the manual that the step carries out."),
            example: .runbook(
                from: "    source: [M1-04]",
                to: "    source: []")),
        Explanation(
            RunbookMessage.wrongDirection("to-main", direction: .switchover),
            title: .init(
                ja: "向きが逆の語",
                en: "a word of the other direction"),
            cause: .init(
                ja: "サービスモデルの `direction-words` にある語を、逆向きの手順書のステップが使っています。双方向の手順は、読み込む手順書の向きで検査します。",
                en: """
                    A step uses a word that belongs to the other direction by `direction-words` of the service model. \
                    A procedure for both directions is checked with the direction of whoever includes it.
                    """),
            reason: .init(
                ja: "切り替えるつもりで切り戻すプログラムを動かす、という誤りは気づきにくく、被害が大きいものです。",
                en: "To run the program that switches the wrong way is easy to overlook and costs much."),
            remedy: .init(
                ja: "正しい向きの語を書いてください。",
                en: "Write the word for the right direction."),
            example: .files([
                .change(
                    file: "service.yaml",
                    from: """
                            start: main

                        """,
                    to: """
                            start: main
                        direction-words: {switchover: [to-dr], switchback: [to-main]}

                        """,
                    corrected: """
                            start: main
                        direction-words: {switchover: [to-dr], switchback: [to-main]}

                        """),
                .change(
                    file: "switchover.yaml", from: "    action: {command: [tell.exe, dr], on: operations-pc}",
                    to: "    action: {command: [tell.exe, to-main], on: operations-pc}",
                    corrected: "    action: {command: [tell.exe, to-dr], on: operations-pc}"),
            ])),
        Explanation(
            RunbookMessage.preconditionNeverHolds,
            title: .init(
                ja: "満たされることのない前提条件",
                en: "a precondition that can never hold"),
            cause: .init(
                ja: "前のステップ、サービスモデル、環境の観測のどれからも、前提条件が満たされる状態になりません。",
                en: """
                    Neither the steps before, nor the service model, nor what an environment can observe ever makes \
                    the precondition true.
                    """),
            reason: .init(
                ja: "計画は必ずそこで止まります。",
                en: "The plan would always stop there."),
            remedy: .init(
                ja: "条件を直すか、その状態にするステップを前に置いてください。",
                en: "Correct the condition, or put a step before that makes it true."),
            example: .runbook(
                from: "    source: [M1-04]",
                to: """
                        source: [M1-04]
                        preconditions: [{portal.db: main}]
                    """,
                corrected: """
                        source: [M1-04]
                        preconditions: [{portal.db: dr}]
                    """)),
        Explanation(
            RunbookMessage.timeoutBelowTypical(.init(3_000), typical: .init(5_000)),
            title: .init(
                ja: "typical より短い timeout",
                en: "a timeout below the typical time"),
            cause: .init(
                ja: "ステップの `timeout` が `typical` より短くなっています。",
                en: "The `timeout` of the step is shorter than its `typical` time."),
            reason: .init(
                ja: "普通に進んでいても、止まったと見なされます。",
                en: "A step that goes well would count as hanging."),
            remedy: .init(
                ja: "`timeout` を `typical` より長くしてください。",
                en: "Make the `timeout` longer than the `typical` time."),
            example: .runbook(
                from: "    timeout: 30s",
                to: "    timeout: 3s")),
    ]
}
