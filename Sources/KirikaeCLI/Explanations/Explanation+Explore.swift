import KirikaeDiagnostics
import KirikaeExplorer

/// What can go wrong around a search: KRK0795 to KRK0799.
extension Explanation {
    static let explore: [Explanation] = [
        Explanation(
            CLIMessage.explore(.notExplored(.doesNotSettle(transition: "db-flaps"))),
            title: .init(ja: "計画を探索できない", en: "a plan that cannot be explored"),
            cause: .init(
                ja: "`kirikae explore` が、計画またはサービスモデルを状態の探索にかけられませんでした。理由はメッセージにあります。",
                en: "`kirikae explore` could not search the states of the plan. The message says why."),
            reason: .init(
                ja: "調べていない計画を、調べた計画と取り違えないためです。",
                en: "A plan that was not looked at must not pass for one that was."),
            remedy: .init(
                ja: "メッセージの助言に従ってください。落ち着かないモデルは、時間のかからない状態遷移どうしが互いに打ち消し合っています。",
                en: """
                    Do what the advice says. In a model that never settles, transitions that take no time undo each other.
                    """),
            example: .commands("kirikae explore portal.switchover")),
        Explanation(
            CLIMessage.explore(
                .notReproduced(count: 1, first: .init(step: 12, reason: .serviceDiffers(["portal.db"])))),
            title: .init(ja: "見つかった道筋が再現しない", en: "a way that does not end as found"),
            cause: .init(
                ja: "`kirikae explore --replay` が、見つかった道筋を実行エンジンでたどり直したところ、探索とは違う結果になりました。",
                en: """
                    `kirikae explore --replay` went through a way again, on the engine and on the whole service model, and it ended \
                    elsewhere.
                    """),
            reason: .init(
                ja: "探索と実行エンジンが食い違えば、探索の結果は証明になりません。",
                en: "Where the search and the engine disagree, what the search says proves nothing."),
            remedy: .init(
                ja: "Kirikae の誤りです。計画と、表示された道筋を添えて開発者に知らせてください。",
                en: "This is a fault of Kirikae. Tell its developers, with the plan and the way that was shown."),
            example: .commands("kirikae explore portal.switchover --replay")),
        Explanation(
            CLIMessage.explore(.noScenario(finding: 1, .crash)),
            title: .init(ja: "シナリオにできない道筋", en: "a way that is no scenario"),
            cause: .init(
                ja: "`kirikae explore --save-scenario` に指定した問題の道筋を、シナリオとして書けません。",
                en: "The way of the finding named to `kirikae explore --save-scenario` cannot be written as a scenario."
            ),
            reason: .init(
                ja: "シナリオには停止や人の回答がなく、時間はモデルのとおりに進みます。同じことが起きないシナリオは、問題を示しません。",
                en: """
                    A scenario has no crashes and no answers, and its times are those of the model. One in which the same does not \
                    happen would show nothing.
                    """),
            remedy: .init(
                ja: "`--finding` で別の問題を選ぶか、`--crashes 0 --troubles 0` で探索し直すか、`--replay` を使ってください。",
                en:
                    "Choose another finding with `--finding`, search with `--crashes 0 --troubles 0`, or use `--replay`."
            ),
            example: .commands("kirikae explore portal.switchover --save-scenario found.yaml")),
        Explanation(
            CLIMessage.explore(.notExported(.sideBySide(step: "plan.switchover/both"))),
            title: .init(ja: "Promela に書き出せない計画", en: "a plan that cannot be exported to Promela"),
            cause: .init(
                ja: "`kirikae explore --promela` が扱わない要素が、計画に含まれています。",
                en: "The plan holds something that `kirikae explore --promela` has no words for."),
            reason: .init(
                ja: "一部を省いたモデルは、別の計画のモデルです。",
                en: "A model with something left out would be the model of another plan."),
            remedy: .init(
                ja: "その部分を含まない手順書を書き出してください。探索そのものには、この制限はありません。",
                en: "Export a runbook that does without it. The search itself has no such limit."),
            example: .commands("kirikae explore plan.switchover --promela")),
        Explanation(
            CLIMessage.explore(
                .found(
                    runbook: "portal.switchover",
                    .init(
                        ja: "ここから先は、外の変化か手順の省略がなければ、どうしても終わりに達しません",
                        en: "from here no way leads to an end unless something outside changes or a step is left out"))),
            title: .init(ja: "検査中の探索で見つかった問題", en: "something wrong that a check has found by searching"),
            cause: .init(
                ja: "`kirikae check --explore` が、その手順書の計画で起こりうることを調べ、問題を見つけました。または、調べきる前に打ち切りました。",
                en: """
                    `kirikae check --explore` looked at what could happen to the plans of the runbook, and found something wrong; \
                    or it gave up before everything was looked at.
                    """),
            reason: .init(
                ja: "問題のある計画を、当日になって知ることがないようにするためです。",
                en: "It is better known now than on the night the plan is needed."),
            remedy: .init(
                ja: "`kirikae explore` で、そこに至る道筋を確かめ、手順書かモデルを直してください。",
                en: "See the way to it with `kirikae explore`, and mend the runbook or the model."),
            example: .commands("kirikae check --explore")),
    ]
}
