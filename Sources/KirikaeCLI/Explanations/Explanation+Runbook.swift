import KirikaeDiagnostics
import KirikaeRunbook

/// Names and parameters of runbooks: KRK0301 to KRK0307, KRK0314.
extension Explanation {
    static let runbook: [Explanation] = [
        Explanation(
            RunbookMessage.undefinedParameter("site", suggestion: nil),
            title: .init(
                ja: "定義されていないパラメータ",
                en: "a parameter that is not defined"),
            cause: .init(
                ja: "`${…}`、`when`、`by`、`with`、`--set` のどれかに、手順書にないパラメータの名前があります。",
                en: """
                    `${…}`, `when`, `by`, `with` or a call of `--set` names a parameter that the runbook does not \
                    define.
                    """),
            reason: .init(
                ja: "操作員は穴の空いた文を読むことになります。",
                en: "The operator would read a text with a hole in it."),
            remedy: .init(
                ja: "`parameters` か `lookups` に定義するか、名前を直してください。",
                en: "Define it under `parameters` or `lookups`, or correct the name."),
            example: .runbook(
                from: "    title: {ja: DB を DR 拠点へ切り替える, en: Move the DB to the DR site}",
                to: "    title: {ja: \"DB を${site}へ切り替える\", en: Move the DB to the DR site}")),
        Explanation(
            RunbookMessage.parameterWithoutValue("site", owner: "example.look"),
            title: .init(
                ja: "値のないパラメータ",
                en: "a parameter has no value"),
            cause: .init(
                ja: "手順書や環境に既定値のないパラメータがあり、値が渡されていません。",
                en: "A runbook or an environment has a parameter without a default, and nobody gave it a value."),
            reason: .init(
                ja: "一部しか埋まっていない文は操作員を誤った場所へ導きかねないため、計画を作りません。",
                en: "A text half filled in could send an operator to the wrong place, so no plan is made."),
            remedy: .init(
                ja: "読み込む側の `with:` か、コマンドの `--set 名前=値` で渡してください。パラメータに `default` を書くこともできます。",
                en: """
                    Give the value under `with:` of the include, or with `--set NAME=VALUE` on the command line. \
                    Or give the parameter a `default`.
                    """),
            example: .files([
                .add(
                    file: "look.yaml",
                    text: """
                        kirikae: 1
                        runbook: example.look
                        kind: procedure
                        direction: both
                        title: {ja: 状態を見る, en: Look at the state}
                        parameters:
                          site: {title: {ja: 拠点, en: Site}}
                        steps:
                          - id: look
                            title: {ja: "${site} を見る", en: "Look at ${site}"}
                            source: [M1-02]
                            action: {command: [look.exe], on: operations-pc}
                            typical: 5s
                            timeout: 30s
                            changes: {}
                            verifications: []

                        """,
                    corrected: """
                        kirikae: 1
                        runbook: example.look
                        kind: procedure
                        direction: both
                        title: {ja: 状態を見る, en: Look at the state}
                        parameters:
                          site: {title: {ja: 拠点, en: Site}}
                        steps:
                          - id: look
                            title: {ja: "${site} を見る", en: "Look at ${site}"}
                            source: [M1-02]
                            action: {command: [look.exe], on: operations-pc}
                            typical: 5s
                            timeout: 30s
                            changes: {}
                            verifications: []

                        """),
                .change(
                    file: "switchover.yaml", from: "steps:\n",
                    to: """
                        steps:
                          - id: look
                            title: {ja: 状態を見る, en: Look at the state}
                            source: [M1-02]
                            action: {include: example.look}

                        """,
                    corrected: """
                        steps:
                          - id: look
                            title: {ja: 状態を見る, en: Look at the state}
                            source: [M1-02]
                            action: {include: example.look, with: {site: dr}}

                        """),
            ])),
        Explanation(
            RunbookMessage.referenceNotClosed,
            title: .init(
                ja: "参照が閉じていない",
                en: "a reference is not closed"),
            cause: .init(
                ja: "文に `${` がありますが、名前を閉じる `}` がありません。",
                en: "A text has `${` without the `}` that ends the name."),
            reason: .init(
                ja: "名前がどこで終わるのか、推測するしかありません。",
                en: "Where the name ends would have to be guessed."),
            remedy: .init(
                ja: "`}` を書いてください。",
                en: "Write the `}`."),
            example: .runbook(
                from: "    title: {ja: DB を DR 拠点へ切り替える, en: Move the DB to the DR site}",
                to: "    title: {ja: DB を DR 拠点へ切り替える, en: \"Move the DB to ${site\"}")),
        Explanation(
            RunbookMessage.lookupIncomplete("site-word", value: "dr"),
            title: .init(
                ja: "lookup に語が足りない",
                en: "words are missing in a lookup"),
            cause: .init(
                ja: "パラメータが取りうる値について、lookup に語がありません。",
                en: "A lookup has no words for a value that its parameter may have."),
            reason: .init(
                ja: "その値を使う日まで、欠けていることに気づけません。",
                en: "The hole would show only on the day that value is used."),
            remedy: .init(
                ja: "`allowed` にある全ての値の語を書いてください。",
                en: "Write the words for every value under `allowed`."),
            example: .runbook(
                from: "steps:\n",
                to: """
                    parameters:
                      site: {title: {ja: 拠点, en: Site}, allowed: [main, dr], default: dr}
                    lookups:
                      site-word: {by: site, values: {main: メインサイト}}
                    notes: [{ja: "${site-word}です。", en: "${site-word}."}]
                    steps:

                    """,
                corrected: """
                    parameters:
                      site: {title: {ja: 拠点, en: Site}, allowed: [main, dr], default: dr}
                    lookups:
                      site-word: {by: site, values: {main: メインサイト, dr: DR サイト}}
                    notes: [{ja: "${site-word}です。", en: "${site-word}."}]
                    steps:

                    """)),
        Explanation(
            RunbookMessage.undefinedRunbook("example.switchback", suggestion: nil),
            title: .init(
                ja: "存在しない手順書",
                en: "a runbook that does not exist"),
            cause: .init(
                ja: "`include`、`reverse`、またはコマンドに、フォルダのどのファイルにもない手順書の名前があります。",
                en: """
                    An `include`, a `reverse` or the command line names a runbook that is in no file of the \
                    folder.
                    """),
            reason: .init(
                ja: "行うはずのステップや、戻す手順が欠けることになります。",
                en: "The steps that were meant would be missing, or the way back."),
            remedy: .init(
                ja: "名前を直すか、手順書を書いてください。`kirikae check` は `Runbooks`、または `--runbooks` で渡したフォルダを読みます。",
                en: """
                    Correct the name, or write the runbook. `kirikae check` reads the folder `Runbooks`, or the \
                    one given with `--runbooks`.
                    """),
            example: .runbook(
                from: "    reverse: {none: {ja: 例のため省きます。, en: Left out in this example.}}",
                to: "    reverse: example.switchback/move-db")),
        Explanation(
            RunbookMessage.undefinedStep("move-the-db", runbook: "example.switchover", suggestion: nil),
            title: .init(
                ja: "存在しないステップ",
                en: "a step that does not exist"),
            cause: .init(
                ja: "`reverse` に、相手の手順書にないステップの名前があります。",
                en: "A `reverse` names a step that the other runbook does not have."),
            reason: .init(
                ja: "途中で引き返す人が、存在しないステップを探すことになります。",
                en: "Whoever must turn round half-way would look for a step that is not there."),
            remedy: .init(
                ja: "名前を直してください。形は「手順書/ステップ」です。",
                en: "Correct the name. The form is `runbook/step`."),
            example: .runbook(
                from: "    reverse: {none: {ja: 例のため省きます。, en: Left out in this example.}}",
                to: "    reverse: example.switchover/move-the-db")),
        Explanation(
            RunbookMessage.includeCycle(["example.switchover", "example.switchover"]),
            title: .init(
                ja: "手順書が互いを読み込んでいる",
                en: "runbooks include each other"),
            cause: .init(
                ja: "手順書が、直接または他の手順書を通じて、自分自身を読み込んでいます。",
                en: "A runbook includes itself, directly or through others."),
            reason: .init(
                ja: "計画が終わりません。",
                en: "The plan would have no end."),
            remedy: .init(
                ja: "循環を断ってください。両方に要るステップは、両方が読み込む別の手順書に置きます。",
                en: "Break the circle. Steps that both need belong into a procedure that both include."),
            example: .runbook(
                from: "steps:\n",
                to: """
                    steps:
                      - id: again
                        title: {ja: もう一度, en: Once more}
                        source: [M1-03]
                        action: {include: example.switchover}

                    """)),
        Explanation(
            RunbookMessage.noServiceModel,
            title: .init(
                ja: "サービスモデルがない",
                en: "there is no service model"),
            cause: .init(
                ja: "フォルダに手順書がありますが、`service:` のファイルがありません。",
                en: "The folder has runbooks but no file that begins with `service:`."),
            reason: .init(
                ja: "それがなければ条件を検査できません。どの変数も意味を持たないからです。",
                en: "Conditions cannot be checked without it: no variable has a meaning."),
            remedy: .init(
                ja: "サービスモデルを書くか、正しいフォルダを `--runbooks` で指定してください。",
                en: "Write the service model, or name the right folder with `--runbooks`."),
            example: .files([.remove(file: "service.yaml")])),
    ]
}
