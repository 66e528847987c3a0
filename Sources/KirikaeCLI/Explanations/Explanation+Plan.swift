import KirikaeDiagnostics
import KirikaePlan

/// Making a plan: KRK04nn.
extension Explanation {
    static let plan: [Explanation] = [
        Explanation(
            PlanMessage.undefinedEnvironment("labo", suggestion: "lab", known: ["lab"]),
            title: .init(
                ja: "その環境がない",
                en: "there is no such environment"),
            cause: .init(
                ja: "コマンドが、フォルダのどのファイルにもない環境を指定しています。`-e` がなければ、環境 `drill` の計画を作ります。",
                en: """
                    The command line names an environment that is in no file of the folder. Without `-e` a plan is \
                    made for the environment `drill`.
                    """),
            reason: .init(
                ja: "推測した環境の計画では、誤った機械を指すことになります。",
                en: "A plan for a guessed environment would name the wrong machines."),
            remedy: .init(
                ja: "`-e` で、ある環境のどれかを指定してください。",
                en: "Name one of the environments with `-e`."),
            example: .init(edits: [], action: .plan(runbook: "example.switchover", environment: "labo"))),
        Explanation(
            PlanMessage.includesTooDeep,
            title: .init(
                ja: "手順書の読み込みが深すぎる",
                en: "runbooks include each other too deeply"),
            cause: .init(
                ja: "手順書の読み込みは 16 段までです。",
                en: "Includes may stand inside each other 16 levels deep."),
            reason: .init(
                ja: "それほど要る手順はなく、操作員も付いていけません。",
                en: "No procedure needs so many, and no operator could follow them."),
            remedy: .init(
                ja: "内側の手順書のステップを、より少ないファイルにまとめてください。",
                en: "Put the steps of the inner runbooks into fewer files."),
            example: .init(
                remark: .init(
                    ja: "`chain.r0` から `chain.r17` までの手順書があり、それぞれが次を読み込みます。",
                    en: "There are runbooks `chain.r0` to `chain.r17`, each of which includes the next."),
                edits: (0...17).map {
                    .addUnseen(file: "chain/r\($0).yaml", bytes: Array(ExplanationExample.link($0).utf8))
                },
                action: .plan(runbook: "chain.r0", environment: "lab"))),
        Explanation(
            PlanMessage.alwaysBreaks(
                invariant: "INV1", because: .init(ja: "DB は常にメイン拠点に置きます。", en: "The DB stays at the main site.")),
            title: .init(
                ja: "ステップが必ず不変条件を破る",
                en: "a step breaks an invariant in any case"),
            cause: .init(
                ja: "どの状態から始めても、ステップ自身の `changes` が `always` の不変条件を破ります。参照はその不変条件を示します。",
                en: """
                    An `always` invariant would be broken by the step's own `changes`, whatever the state is. The \
                    note shows the invariant.
                    """),
            reason: .init(
                ja: "どの前提条件を付けても安全にできないため、計画を作りません。",
                en: "No precondition could make it safe, so no plan is made."),
            remedy: .init(
                ja: """
                    ステップを変えるか、不変条件が言い過ぎているならそれを直してください。[不変条件から作る前提条件](../ReviewerGuide.md#guards-from-invariants)を\
                    見てください。
                    """,
                en: """
                    Change the step, or the invariant if it says more than is true. See \
                    [guards](../ReviewerGuide.md#guards-from-invariants).
                    """),
            example: .init(
                edits: [
                    .change(
                        file: "service.yaml", from: "    start: main\n",
                        to: """
                                start: main
                            invariants:
                              - id: INV1
                                always: {portal.db: main}
                                because: {ja: DB は常にメイン拠点に置きます。, en: The DB stays at the main site.}

                            """,
                        corrected: nil)
                ],
                action: .plan(runbook: "example.switchover", environment: "lab"))),
    ]
}
